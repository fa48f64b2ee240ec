"""Much that is due at once: invitations whose deadline has passed, their alerts, and digests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from core.database import Database
from core.secrets import Keyring
from core.vocabulary import ChannelKind, Scope, Want
from models.account import ACCOUNT, Owner
from models.channel import REMINDER
from models.invitation import EVENT, INVITATION
from services import channels
from services.identity import accounts, credentials, passwords
from tests.conftest import PASSWORD
from tests.faults.machines.fleet import KEY
from tests.reminders import pile_up

EVERY_DAY = list(range(7))


@dataclass(frozen=True)
class Expected:
    """How much of each kind was made due."""

    flags: int
    alerts: int
    digests: int

    @property
    def items(self) -> int:
        return self.flags + self.alerts + self.digests

    def __add__(self, other: "Expected") -> "Expected":
        return Expected(self.flags + other.flags, self.alerts + other.alerts, self.digests + other.digests)


def enrolled(database: Database, name: str, *, now: datetime) -> tuple[Owner, str]:
    """An account for which it is about noon, and a token of its own."""
    owner = database.threads.write(
        accounts.create_account,
        accounts.NewAccount(
            email=f"{name}@example.com",
            password_hash=passwords.hash_password(PASSWORD),
            name=name.title(),
            time_zone=_zone_of_noon(now),
        ),
        now=now,
    )
    made = database.threads.write(
        credentials.make_token, owner.id, name="tests", scopes=frozenset(Scope), expires_at=None, now=now
    )
    return owner, made.secret


def hook(database: Database, owner: Owner, url: str, *wants: Want, now: datetime) -> UUID:
    """A webhook of an account."""
    made = database.threads.write(
        channels.create_channel,
        owner,
        Keyring(KEY),
        name="Hook",
        kind=ChannelKind.WEBHOOK,
        url=url,
        wants=wants,
        now=now,
    )
    return made["id"]


def make_due(
    database: Database, url: str, *, people: int, each: int, quiet: int = 0, batch: int = 0, now: datetime
) -> Expected:
    """Accounts with a webhook each, whose invitations are to be flagged and alerted of, and whose digest is due.

    `quiet` are invitations of one who wants no alerts. Of one database, each `batch` is other people.
    """
    owners = [enrolled(database, f"person{batch}-{number}", now=now)[0] for number in range(people)]
    for owner in owners:
        hook(database, owner, f"{url}/{owner.id}", Want.ALERTS, Want.DIGEST, now=now)
        pile_up(database, owner, each, now=now)
    if quiet:
        pile_up(database, enrolled(database, f"quiet{batch}", now=now)[0], quiet, now=now)
    overdue = (
        update(ACCOUNT)
        .where(ACCOUNT.c.id.in_([owner.id for owner in owners]))
        .values(digest_time="08:00", digest_days=EVERY_DAY, next_digest_at=now - timedelta(minutes=1))
    )
    database.threads.write(lambda connection: connection.execute(overdue) and None)
    return Expected(flags=people * each + quiet, alerts=people * each, digests=people)


def unsettled(connection: Connection) -> int:
    """How many reminders are planned or being sent."""
    waiting = REMINDER.c.state.in_(["planned", "sending"])
    return connection.scalar(select(func.count()).select_from(REMINDER).where(waiting)) or 0


def unflagged(connection: Connection, *, now: datetime) -> int:
    """How many invitations are due to be flagged."""
    due = INVITATION.c.next_flag_at <= now
    return connection.scalar(select(func.count()).select_from(INVITATION).where(due)) or 0


def flags_of(connection: Connection) -> Sequence[Any]:
    """The invitation of every event that tells of a flag: one that stands here twice was flagged twice."""
    wanted = select(EVENT.c.invitation_id).where(EVENT.c.type == "flagged")
    return connection.execute(wanted).scalars().all()


def reminders_of(connection: Connection) -> Sequence[Any]:
    """The ledger: what each reminder is, and what became of it."""
    wanted = select(REMINDER.c.id, REMINDER.c.kind, REMINDER.c.state, REMINDER.c.attempts, REMINDER.c.last_error)
    return connection.execute(wanted).all()


def deadlines_of_reminders(connection: Connection) -> dict[str, datetime]:
    """The deadline of every reminder's invitation, by the reminder's id."""
    theirs = (REMINDER.c.account_id == INVITATION.c.account_id) & (REMINDER.c.invitation_id == INVITATION.c.id)
    rows = connection.execute(select(REMINDER.c.id, INVITATION.c.respond_by).join(INVITATION, theirs))
    return {str(row.id): row.respond_by for row in rows}


def recorded(connection: Connection, source: str) -> set[str]:
    """The `external_id` of every invitation of a source."""
    wanted = select(INVITATION.c.external_id).where(INVITATION.c.source == source)
    return {str(one) for one in connection.execute(wanted).scalars()}


def _zone_of_noon(now: datetime) -> str:
    """A zone in which neither midnight nor the digest's hour is near."""
    ahead = 12 - now.hour
    return f"Etc/GMT{'-' if ahead > 0 else '+'}{abs(ahead)}" if ahead else "Etc/GMT"
