"""Sinks as rude as the world is, through the running scheduler: whatever they do, everything comes to a visible end."""

import asyncio
import socket
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, update

from core.database import Database
from core.settings import Settings
from core.vocabulary import ChannelKind, Want
from models.channel import CHANNEL, REMINDER
from models.invitation import INVITATION
from models.reply import REPLY, UNDER_WAY
from notifications.channel import Channel
from notifications.opening import DeliverySettings, open_channel
from scheduler import loop, sending
from scheduler.loop import Metronome
from services import reminding
from services.searching import condition
from services.sending.outgoing import Sender
from services.sending.posting import Post
from tests.conftest import Clock, Person
from tests.faults.figures import Figures
from tests.outgoing import CLEO, UNDO, approved, set_identity
from tests.reminders import add_channel, channel_row, ledger, pile_up, run
from tests.sinks import SmtpMode, SmtpSink, WebhookMode, WebhookSink

SHORT_SECONDS = 0.5
"""How long a delivery bears those sinks that never end; in the service it is 20 s, and 45 s for a reply.

With every other one it has the service's own patience: a machine that stalls would turn what is taken into a failure.
"""

THREE_DAYS = timedelta(days=3)
NEVER_END = {"hanging", "trickling", "hang", "trickle", "junk"}

HOOKS: Mapping[str, tuple[WebhookMode, int, str]] = {
    "good": ("accept", 204, "sent"),
    "hanging": ("hang", 200, "failed"),
    "trickling": ("trickle", 200, "failed"),
    "resetting": ("reset", 200, "failed"),
    "talking-junk": ("junk", 200, "failed"),
    "redirecting": ("redirect", 302, "failed"),
    # It has said 200 by then; what follows isn't read to the end.
    "endless": ("endless", 200, "sent"),
    "forbidding": ("accept", 403, "failed"),
    "slowing": ("accept", 429, "failed"),
    "failing": ("accept", 500, "failed"),
    "gone": ("accept", 410, "failed"),
}

MAILS: Mapping[SmtpMode, tuple[str, str]] = {
    "accept": ("sent", "sent"),
    "hang": ("failed", "failed"),
    "trickle": ("failed", "failed"),
    "junk": ("failed", "failed"),
    "busy": ("failed", "failed"),
    "refuse_sender": ("failed", "failed"),
    "refuse_recipient": ("failed", "failed"),
    "refuse_recipient_later": ("failed", "failed"),
    "refuse_message": ("failed", "failed"),
    # A reminder may come twice, with the same id; of a reply nobody may say what became of it.
    "reset_after_data": ("failed", "outcome_unknown"),
}
"""What becomes of a reminder, and of a reply, at each sort of mail server."""


@dataclass
class Running:
    """A scheduler that runs, on a clock that jumps to whatever is due next."""

    database: Database
    clock: Clock
    attempts: dict[str, list[datetime]] = field(default_factory=dict[str, list[datetime]])
    """When each address was tried, by that clock."""

    async def until_flagged(self) -> None:
        """Wait for the first beat: what it finds due is in the ledger from then on."""
        give_up_at = time.monotonic() + 60
        while not ledger(self.database):
            assert time.monotonic() < give_up_at, "nothing was ever flagged"
            await asyncio.sleep(0.1)

    async def until_nothing_waits(self) -> None:
        """Move on from one attempt to the next until no reminder and no reply waits any more."""
        give_up_at = time.monotonic() + 240
        while True:
            upcoming = self.database.threads.read(_upcoming)
            if not upcoming:
                return
            assert time.monotonic() < give_up_at, f"{len(upcoming)} still wait"
            if min(upcoming) > self.clock():
                self.clock.set(min(upcoming) + timedelta(seconds=1))
            await asyncio.sleep(0.1)


Starts = Callable[[Mapping[str, str], set[str]], tuple[Metronome, Running]]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beat each second."""
    for name in ("BEAT", "SEND"):
        monkeypatch.setattr(loop, name, timedelta(seconds=1))


@pytest.fixture
def running(
    database: Database, settings: Settings, clock: Clock, quick: None, monkeypatch: pytest.MonkeyPatch
) -> Starts:
    """A scheduler; given are the mail servers of the addresses that mail goes to, and where it has little patience.

    That is an address that is reminded, and one that a reply leaves from.
    """

    def made(servers: Mapping[str, str], never_end: set[str]) -> tuple[Metronome, Running]:
        started = Running(database, clock)
        metronome = Metronome(database, settings.model_copy(update={"allow_private_targets": True}), clock)

        def opened(kind: ChannelKind, url: str, secret: str | None) -> Channel:
            started.attempts.setdefault(url, []).append(clock())
            delivery = DeliverySettings(smtp_url=servers.get(url), allow_private_targets=True)
            channel: Any = open_channel(kind, url, secret=secret, settings=delivery)
            return replace(channel, total_seconds=SHORT_SECONDS) if url in never_end else channel

        def post(*, sender: Sender, **given: Any) -> Post:
            made = Post(sender=sender, **given)
            return replace(made, seconds=SHORT_SECONDS) if sender.address in never_end else made

        metronome._courier.open_channel = opened
        monkeypatch.setattr(sending, "Post", post)
        return metronome, started

    return made


@pytest.fixture
def sinks() -> Generator[ExitStack]:
    """Where sinks are entered that end with the test."""
    with ExitStack() as stack:
        yield stack


@pytest.mark.usefixtures("one_is_enough")
async def test_every_reminder_to_a_rude_webhook_is_accepted_or_visibly_failed(
    database: Database,
    settings: Settings,
    clock: Clock,
    enrol: Callable[..., Person],
    running: Starts,
    sinks: ExitStack,
    figures: Figures,
) -> None:
    opened = {name: sinks.enter_context(_hook(name)) for name in HOOKS}
    addresses = {name: sink.url for name, sink in opened.items()} | {"refusing": _closed()}
    expected = {name: state for name, (_, _, state) in HOOKS.items()} | {"refusing": "failed"}
    held = {name: _alerted(database, enrol(name), settings, clock, url=url) for name, url in addresses.items()}
    never_end = {addresses[name] for name in NEVER_END & addresses.keys()}
    metronome, started = running({}, never_end)
    await _run(metronome, started)
    for name, channel in held.items():
        [row] = ledger(database, channel_id=channel)
        assert (name, row.state) == (name, expected[name])
        assert (row.last_error is None) == (row.state == "sent"), "what failed says why"
        if name in opened:
            ids = {request.headers["webhook-id"] for request in opened[name].requests}
            assert ids == {str(row.id)}, "it is the same reminder at every attempt"
            assert {request.path for request in opened[name].requests} == {"/hook"}, "no redirect is followed"
    assert channel_row(database, held["gone"]).disabled_at is not None
    assert len(opened["good"].requests) == len(opened["endless"].requests) == 1
    figures.note(
        "P4",
        "webhooks that hang, trickle, break off, redirect, talk junk, refuse, slow or are gone",
        required="each reminder accepted or visibly failed, under one id",
        measured=f"{len(expected)} of {len(expected)}, {sum(state == 'failed' for state in expected.values())} failed",
        holds=True,
    )
    requests, tried = len(opened["failing"].requests), started.attempts[addresses["failing"]]
    figures.note(
        "P4",
        "a webhook that always answers with an error: from the first attempt to the last",
        required="10 attempts over \u2265 3 days",
        measured=f"{requests} attempts over {(tried[-1] - tried[0]) / timedelta(days=1):.1f} days",
        holds=requests == len(tried) == 10 and tried[-1] - tried[0] >= THREE_DAYS,
    )


@pytest.mark.usefixtures("one_is_enough")
async def test_every_mail_to_a_rude_server_comes_to_the_end_that_the_rules_give_it(
    database: Database,
    settings: Settings,
    clock: Clock,
    enrol: Callable[..., Person],
    running: Starts,
    sinks: ExitStack,
    figures: Figures,
) -> None:
    now = clock()
    reminded = {mode: sinks.enter_context(SmtpSink(mode)) for mode in MAILS}
    replied = {mode: sinks.enter_context(SmtpSink(mode)) for mode in MAILS}
    channels, replies, servers = dict[str, UUID](), dict[str, UUID](), dict[str, str]()
    for mode in MAILS:
        person = enrol(mode)
        channels[mode] = _alerted(database, person, settings, clock, kind=ChannelKind.EMAIL, url=person.email)
        servers[person.email] = reminded[mode].url
        sink = replied[mode]
        set_identity(database, person.owner, settings, f"smtp://{sink.host}:{sink.port}", now=now)
        replies[mode] = approved(database, person.owner, now=now)
    clock.set(now + UNDO)
    # The invitations that the replies answer aren't to be alerted of, as the days pass.
    run(database, update(INVITATION).where(INVITATION.c.contact_email == CLEO).values(next_flag_at=None))
    never_end = {f"{mode}@example.com" for mode in NEVER_END}
    await _run(*running(servers, never_end))
    for mode, (of_reminder, of_reply) in MAILS.items():
        [row] = ledger(database, channel_id=channels[mode])
        assert (mode, row.state) == (mode, of_reminder), row.last_error
        assert (row.last_error is None) == (row.state == "sent"), "what failed says why"
        reply = database.threads.read(_reply, replies[mode])
        assert (mode, reply.state) == (mode, of_reply)
        assert len(replied[mode].messages) <= 1, "a reply is handed over once, whatever comes of it"
        ids = {message.mail["Message-ID"] for message in reminded[mode].messages}
        if mode in {"accept", "reset_after_data"}:
            assert len(ids) == 1, "it is the same mail at every attempt"
    figures.note(
        "P4",
        "mail servers that hang, trickle, talk junk, refuse at each step or break off",
        required="each reminder accepted or visibly failed, under one id",
        measured=f"{len(MAILS)} of {len(MAILS)}",
        holds=True,
    )
    figures.note(
        "P5",
        "replies to mail servers that hang, trickle, talk junk, refuse at each step or break off",
        required='\u2264 1 acceptance each; the ambiguous shown as "outcome unknown"',
        measured=f"{max(len(sink.messages) for sink in replied.values())} at the most of {len(MAILS)}; 1 unknown of 1",
        holds=True,
    )


async def _run(metronome: Metronome, running: Running) -> None:
    await metronome.start()
    try:
        await running.until_flagged()
        await running.until_nothing_waits()
    finally:
        await metronome.stop()


def _alerted(
    database: Database,
    person: Person,
    settings: Settings,
    clock: Clock,
    *,
    url: str,
    kind: ChannelKind = ChannelKind.WEBHOOK,
) -> UUID:
    """A channel of a person's, and one invitation that they are to be alerted of."""
    channel = add_channel(database, person.owner, settings, Want.ALERTS, now=clock(), kind=kind, url=url)
    [one] = pile_up(database, person.owner, 1, now=clock())
    # The days that pass between the attempts bring no second alert.
    run(database, update(INVITATION).where(INVITATION.c.id == one).values(ghosting_at=clock() + timedelta(days=90)))
    return channel


def _hook(name: str) -> WebhookSink:
    mode, status, _ = HOOKS[name]
    return WebhookSink(mode, status=status, headers={"retry-after": "60"} if status == 429 else None)


def _closed() -> str:
    """The address of a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/hook"


def _upcoming(connection: Connection) -> list[datetime]:
    """When each reminder and reply that waits is to be tried next; what is being sent now is due."""
    theirs = (CHANNEL.c.account_id == REMINDER.c.account_id) & (CHANNEL.c.id == REMINDER.c.channel_id)
    waiting = (
        select(REMINDER.c.state, REMINDER.c.next_attempt_at, CHANNEL.c.breaker_until)
        .join(CHANNEL, theirs)
        .where(reminding.UNSETTLED)
    )
    leaving = select(REPLY.c.state, REPLY.c.send_at).where(condition(UNDER_WAY))
    long_ago = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    reminders = [
        long_ago if row.state == "sending" else max(row.next_attempt_at, row.breaker_until or row.next_attempt_at)
        for row in connection.execute(waiting)
    ]
    return reminders + [long_ago if row.state == "sending" else row.send_at for row in connection.execute(leaving)]


def _reply(connection: Connection, reply: UUID) -> Any:
    return connection.execute(select(REPLY).where(REPLY.c.id == reply)).one()
