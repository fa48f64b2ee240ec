"""Mail that is handed in at the account's private address: who it is for, and what came of it."""

from datetime import datetime

from sqlalchemy import Connection

from core.database import Database
from core.errors import Invalid
from core.secrets import digest
from core.vocabulary import MessageWay, PrivateLinkKind
from intake.wording import told, wording
from models.account import Owner
from services.identity import private_links
from services.identity.own_addresses import own_addresses
from services.identity.throttling import Subject, count_guess
from services.receiving.reading import read_for
from services.receiving.receiving import Received, receive

MAILS_AT_ONCE = 60
"""How many mails one account may be handed within five minutes (`throttling.WINDOW`): a folder, but not a flood."""

ACTOR = "mail"


class MailRefused(Invalid):
    """What was handed in is no mail that can be read; the detail says why."""

    type = "mail-refused"
    title = "This mail can't be taken"


def admit(connection: Connection, secret: str, *, now: datetime) -> Owner | None:
    """Whose address has this secret; None for nobody's. Raises TooMany, with Retry-After."""
    owner = private_links.owner_of(connection, PrivateLinkKind.MAIL, secret, now=now)
    if owner is not None:
        count_guess(connection, [Subject(digest(f"forwarded:{owner.id}"), MAILS_AT_ONCE)], now=now)
    return owner


def take(database: Database, owner: Owner, raw: bytes, *, now: datetime) -> Received:
    """Read a mail, or a calendar file, and receive all that it holds. For a thread. Raises MailRefused.

    Of a calendar file with several events the answer tells of the first.
    """
    own = database.threads.read(own_addresses, owner)
    arrivals = read_for(owner, raw, own=own, now=now)
    refusal = arrivals.refusal
    if refusal is None and not arrivals.items:
        refusal = arrivals.unread[0].because if arrivals.unread else told("messages.not_invitation")
    if refusal is not None:
        raise MailRefused(wording(owner.language).say(refusal))
    received = [
        database.threads.write(receive, owner, arrived, way=MessageWay.FORWARD, now=now, actor=ACTOR)
        for arrived in arrivals.items
    ]
    return received[0]
