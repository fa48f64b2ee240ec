"""What the tests of sending share: mail servers, a mail identity, mails of an invitation, and replies to be sent."""

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from core.database import Database
from core.ids import new_id
from core.secrets import Keyring
from core.settings import Settings
from core.vocabulary import MessageWay, ReplyKind
from intake.arrivals import read_arrivals
from intake.guessing.guess import Reader
from models.account import Owner
from models.invitation import EVENT, INVITATION
from models.mailing import MAIL_IDENTITY
from models.reply import REPLY
from scheduler.sending import Postman, postman_for
from services import drafting, tracking
from services.briefing import Wish
from services.receiving.receiving import receive
from services.sending import approving, mail_identities, outgoing

CLEO = "cleo@acme.example"

REQUEST = """\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
DTSTART:20261201T090000Z
DTEND:20261201T100000Z
DTSTAMP:20261120T090000Z
ORGANIZER;CN=Cleo Park:mailto:cleo@acme.example
UID:interview-1@acme.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE
 ;CN=Ada;X-NUM-GUESTS=0:mailto:Ada@example.com
SEQUENCE:2
SUMMARY:Interview: Engineer
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
"""A calendar request that asks Ada, as Google writes it."""


@dataclass
class Letterbox:
    """What a mail server took: who from, to whom, and the bytes. `answer` is what it says to the end of a mail."""

    answer: str = "250 taken"
    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list[tuple[str, list[str], bytes]])
    before_answer: Callable[[], None] = field(default=lambda: None)
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        self.before_answer()
        return self.answer


@contextmanager
def letterbox(answer: str = "250 taken") -> Generator[Letterbox]:
    """A real mail server of another make, on loopback."""
    box = Letterbox(answer)
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def set_identity(
    database: Database,
    owner: Owner,
    settings: Settings,
    url: str,
    *,
    now: datetime,
    tested: bool = True,
    daily_cap: int = 200,
    from_address: str | None = None,
) -> None:
    """A mail identity whose server has taken a test message."""
    wanted = mail_identities.Wanted(
        from_address=from_address or owner.email,
        from_name=None,
        daily_cap=daily_cap,
        server=outgoing.read_server(url),
    )
    database.threads.write(mail_identities.set_identity, owner.id, Keyring(settings.key()), wanted, now=now)
    if tested:
        run(database, update(MAIL_IDENTITY).where(MAIL_IDENTITY.c.account_id == owner.id).values(tested_at=now))


def invite(database: Database, owner: Owner, *, now: datetime, **fields: Any) -> UUID:
    """An invitation of Acme's, from Cleo."""
    known = {"company": "Acme", "role": "Engineer", "contact_name": "Cleo Park", "contact_email": CLEO}
    return database.threads.write(tracking.record, owner, known | fields, now=now)["id"]


def draft(
    database: Database,
    owner: Owner,
    invitation: UUID,
    kind: ReplyKind = ReplyKind.DECLINE,
    *,
    now: datetime,
    **facts: Any,
) -> UUID:
    """A draft of a reply."""
    wish = Wish(kind=kind, facts=facts)
    return database.threads.write(drafting.draft, owner, invitation, wish, now=now)["id"]


def approve(database: Database, owner: Owner, reply: UUID, *, now: datetime, recipient: str = CLEO) -> dict[str, Any]:
    """The person's word that it may leave."""
    word = approving.Word(recipient=recipient, override=None, actor="person")
    return database.threads.write(approving.approve, owner, reply, word, now=now)


def approved(database: Database, owner: Owner, *, now: datetime, **fields: Any) -> UUID:
    """A decline of a new invitation, on its way."""
    reply = draft(database, owner, invite(database, owner, now=now, **fields), now=now)
    approve(database, owner, reply, now=now)
    return reply


def receive_mail(
    database: Database,
    owner: Owner,
    invitation: UUID,
    *,
    now: datetime,
    text: str = "Dear Ada,\n\nwe would like to invite you to an interview.\n\nKind regards\nCleo Park\n",
    request: str | None = None,
    **headers: str,
) -> None:
    """A mail of Cleo's that belongs to an invitation, with a calendar request in it where one is given."""
    mail = EmailMessage(policy=SMTP)
    told = {
        "From": f"Cleo Park <{CLEO}>",
        "To": "Ada <ada@example.com>",
        "Subject": "Interview at Acme",
        "Date": format_datetime(now),
        "Message-ID": f"<{new_id(now).hex}@acme.example>",
    }
    for name, value in (told | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        mail[name] = value
    mail.set_content(text)
    if request is not None:
        mail.add_alternative(request.encode(), "text", "calendar", params={"method": "REQUEST", "charset": "utf-8"})
    reader = Reader(zone=owner.zone, addresses=frozenset({owner.email}))
    [arrived] = read_arrivals(mail.as_bytes(), reader=reader, now=now).items
    corrections = {"invitation_id": invitation}
    given = {"way": MessageWay.UPLOAD, "now": now, "actor": "person", "corrections": corrections}
    received = database.threads.write(receive, owner, arrived, **given)
    assert received.invitation_id == invitation


def postman(database: Database, settings: Settings, clock: Callable[[], datetime]) -> Postman:
    """One that may call this machine."""
    return postman_for(database, settings.model_copy(update={"allow_private_targets": True}), clock=clock)


async def deliver(database: Database, settings: Settings, clock: Callable[[], datetime]) -> Postman:
    """Send what is due, and wait until nothing is under way."""
    one = postman(database, settings, clock)
    await one.serve()
    await one.drain()
    return one


def row_of(database: Database, reply: UUID) -> Any:
    """A reply as it is stored."""
    return database.threads.read(lambda connection: connection.execute(select(REPLY).where(REPLY.c.id == reply)).one())


def status_of(database: Database, reply: UUID) -> str:
    """The status of the invitation that a reply answers."""
    query = select(INVITATION.c.status).where(INVITATION.c.id == row_of(database, reply).invitation_id)
    return database.threads.read(lambda connection: connection.execute(query).scalar_one())


def told(database: Database, reply: UUID) -> list[str]:
    """The types of the events of a reply's invitation, in order."""
    query = (
        select(EVENT.c.type).where(EVENT.c.invitation_id == row_of(database, reply).invitation_id).order_by(EVENT.c.id)
    )
    return database.threads.read(lambda connection: list(connection.execute(query).scalars()))


def run(database: Database, statement: Any) -> None:
    """Execute one statement behind the services' backs."""
    database.threads.write(lambda connection: connection.execute(statement) and None)


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """What several calls at the same time gave, or raised."""
    results: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def work(number: int) -> None:
        gate.wait()
        try:
            results[number] = works[number]()
        except Exception as problem:
            results[number] = problem

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


UNDO = approving.UNDO_PERIOD + timedelta(seconds=1)
