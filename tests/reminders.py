"""What the tests of reminding share: invitations and channels in the database, the ledger, and an outbox that keeps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from core.database import Database
from core.ids import new_ids
from core.secrets import Keyring
from core.settings import Settings
from core.vocabulary import ChannelKind, ReplyKind, Status, Want
from models.account import Owner
from models.channel import CHANNEL, REMINDER
from models.invitation import EVENT, INVITATION
from notifications.channel import Channel, DeliveryFailed, Message, Receipt
from scheduler.courier import Courier
from scheduler.delivery import courier_for
from services import channels, tracking
from services.answering import Given, answer
from services.channels import links_for
from services.flagging import Flagged, flag_due
from services.identity import accounts
from services.messages import Links
from services.plan_digests import Planned, plan_digests

HOOK = "https://hooks.example.com"


def record(database: Database, owner: Owner, company: str = "Acme", *, now: datetime, **given: object) -> UUID:
    """Record an invitation at `now`."""
    made = database.threads.write(tracking.record, present(database, owner), {"company": company, **given}, now=now)
    return made["id"]


def reply(database: Database, owner: Owner, invitation: UUID, kind: ReplyKind, *, now: datetime, **given: Any) -> None:
    """Note an answer that was given at `now`."""
    said = Given(kind=kind, answered_at=now, **given)
    database.threads.write(answer, present(database, owner), invitation, said, now=now)


def present(database: Database, owner: Owner) -> Owner:
    """The account as it is stored now."""
    found = database.threads.read(accounts.load_owner, owner.id)
    assert found is not None
    return found


def configure(database: Database, owner: Owner, *, now: datetime, **changes: object) -> Owner:
    """Edit the account's profile."""
    return database.threads.write(accounts.edit_profile, owner.id, changes, now=now)[0]


def add_channel(
    database: Database,
    owner: Owner,
    settings: Settings,
    *wants: Want,
    now: datetime,
    kind: ChannelKind = ChannelKind.WEBHOOK,
    url: str | None = None,
    name: str = "Hook",
) -> UUID:
    """Make a channel; a webhook with an address of its own, unless one is given."""
    made = database.threads.write(
        channels.create_channel,
        owner,
        Keyring(settings.key()),
        name=name,
        kind=kind,
        url=url or f"{HOOK}/{name.lower()}",
        wants=wants,
        now=now,
    )
    return made["id"]


def flag(database: Database, now: datetime, most: int = 2_000) -> Flagged:
    """Flag what is due, as a tick does."""
    done = Flagged()
    while (step := database.threads.write(flag_due, now=now, most=most)).rows:
        done += step
    return done


def plan(database: Database, now: datetime) -> Planned:
    """Plan the digests that are due, one transaction of a tick."""
    return database.threads.write(plan_digests, now=now)


def ledger(database: Database, **where: object) -> Sequence[Any]:
    """The rows of the ledger, in the order in which they were made."""

    def rows(connection: Connection) -> Sequence[Any]:
        wanted = [REMINDER.c[name] == value for name, value in where.items()]
        return connection.execute(select(REMINDER).where(*wanted).order_by(REMINDER.c.id)).all()

    return database.threads.read(rows)


def flag_events(database: Database, invitation: UUID) -> list[tuple[str, bool]]:
    """The levels that the history of an invitation tells, each with whether it was announced."""

    def rows(connection: Connection) -> list[tuple[str, bool]]:
        wanted = (EVENT.c.invitation_id == invitation, EVENT.c.type == "flagged")
        found = connection.execute(select(EVENT.c.detail).where(*wanted).order_by(EVENT.c.id))
        return [(row.detail["level"], row.detail["announced"]) for row in found]

    return database.threads.read(rows)


def one(database: Database, table: Any, row_id: UUID) -> Any:
    """A row by its id."""
    return database.threads.read(lambda connection: connection.execute(select(table).where(table.c.id == row_id)).one())


def channel_row(database: Database, channel_id: UUID) -> Any:
    """A channel as it is stored."""
    return one(database, CHANNEL, channel_id)


def run(database: Database, statement: Any) -> None:
    """Execute one statement behind the services' backs."""
    database.threads.write(lambda connection: connection.execute(statement) and None)


def pile_up(database: Database, owner: Owner, count: int, *, now: datetime) -> list[UUID]:
    """Store `count` invitations whose deadline passed a minute ago and isn't flagged yet."""
    ids = new_ids(now - timedelta(days=3), count)
    due_soon_at, respond_by = now - timedelta(days=1), now - timedelta(minutes=1)
    rows = [
        {
            "account_id": owner.id,
            "id": one_id,
            "company": f"Company {number}",
            "received_at": now - timedelta(days=3),
            "respond_by": respond_by,
            "respond_by_basis": "policy",
            "respond_by_facts": {},
            "due_soon_at": due_soon_at,
            "ghosting_at": now + timedelta(days=3),
            "flagged": 1,
            "next_flag_at": respond_by,
            "status": Status.AWAITING_REPLY.value,
            "tags": [],
            "created_at": now,
            "updated_at": now,
        }
        for number, one_id in enumerate(ids)
    ]
    database.threads.write(lambda connection: connection.execute(insert(INVITATION), rows) and None)
    return ids


@dataclass
class Outbox:
    """Opens channels that keep what they are sent, by their address; `failures` says what an address answers."""

    sent: list[tuple[str, Message]] = field(default_factory=list[tuple[str, Message]])
    failures: dict[str, Exception] = field(default_factory=dict[str, Exception])
    before_sending: Callable[[str], None] = field(default=lambda _: None)

    def open(self, _kind: ChannelKind, url: str, _secret: str | None) -> Channel:
        """What a courier is given as `open_channel`."""
        return _Kept(self, url)

    def courier(self, database: Database, settings: Settings, clock: Callable[[], datetime]) -> Courier:
        """A courier that delivers into this outbox."""
        return courier_for(database, settings, clock=clock, open_channel=self.open)

    @property
    def messages(self) -> list[Message]:
        """What was sent, in order."""
        return [message for _, message in self.sent]


@dataclass
class _Kept:
    outbox: Outbox
    url: str

    def send(self, message: Message, *, now: datetime) -> Receipt:
        self.outbox.before_sending(self.url)
        if (problem := self.outbox.failures.get(self.url)) is not None:
            raise problem
        self.outbox.sent.append((self.url, message))
        return Receipt(now, message.id)


def links(settings: Settings, clock: Callable[[], datetime]) -> Links:
    """The links of messages, as the service makes them."""
    return links_for(Keyring(settings.key()), settings.link_base, clock)


def gone(problem: DeliveryFailed) -> DeliveryFailed:
    """The same failure, from a receiver that wants no more."""
    return DeliveryFailed(problem.code, problem.sentence, is_permanent=True, disables_channel=True)
