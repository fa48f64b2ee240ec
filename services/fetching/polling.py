"""Which mailboxes are due, and how far each has been read: claimed with a lease, moved on message by message.

The lease is what a claim is known by: a process that comes back after its lease ran out finds another's there, and
changes nothing any more.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from models.mailing import MAILBOX
from services.fetching.reading import Position
from services.holding.standing import is_held
from services.identity.own_addresses import own_addresses

POLL_PERIOD = timedelta(minutes=5)
CLAIM_LEASE = timedelta(seconds=120)
"""How long a claim holds. Reading takes 60 s at the most; storing a message renews it."""

RETRY_PERIODS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60), timedelta(minutes=240))
"""After the first failures in a row; the last one from then on."""
PATIENCE = timedelta(days=3)
"""A mailbox that has failed for so long is fetched from no more, until the person looks at it."""

# What is due is looked up by the account alone, so that the index of what is due is all that is read.
_DUE = (
    select(MAILBOX.c.account_id)
    .where(MAILBOX.c.next_poll_at <= bindparam("now"))
    .order_by(MAILBOX.c.next_poll_at)
    .limit(bindparam("most"))
)
_NEXT = (
    select(MAILBOX)
    .where(MAILBOX.c.account_id == bindparam("account"), MAILBOX.c.next_poll_at <= bindparam("now"))
    .with_for_update(skip_locked=True)
)
_OWNER = select(*OWNER_COLUMNS).where(ACCOUNT.c.id == bindparam("account"))


class LeaseLost(Exception):
    """The mailbox was set anew, deleted, or taken up by another process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A mailbox that is ours until `lease_until`."""

    owner: Owner
    own: frozenset[str]
    """The person's own addresses."""
    row: dict[str, Any] = field(repr=False)
    position: Position
    lease_until: datetime
    failures_in_a_row: int
    stuck_tries: int

    @property
    def account_id(self) -> UUID:
        """Whose it is."""
        return self.owner.id


def due_mailboxes(connection: Connection, *, now: datetime, most: int = 200) -> list[UUID]:
    """The accounts whose mailboxes are due, the longest due first. None are, while the installation is held."""
    if is_held(connection):
        return []
    return list(connection.execute(_DUE, {"now": now, "most": most}).scalars())


def claim(connection: Connection, account_id: UUID, *, now: datetime) -> Claimed | None:
    """Claim an account's mailbox, or None where it isn't due, or another process was quicker.

    None while the installation is held.
    """
    if is_held(connection):
        return None
    row = connection.execute(_NEXT, {"account": account_id, "now": now}).mappings().first()
    if row is None:
        return None
    lease_until = now + CLAIM_LEASE
    connection.execute(
        update(MAILBOX)
        .where(MAILBOX.c.account_id == account_id)
        .values(lease_until=lease_until, next_poll_at=lease_until)
    )
    owner = Owner(*connection.execute(_OWNER, {"account": account_id}).one())
    return Claimed(
        owner=owner,
        own=own_addresses(connection, owner),
        row={str(name): value for name, value in row.items()},
        position=Position(row["uid_validity"], row["last_uid"]),
        lease_until=lease_until,
        failures_in_a_row=row["failures_in_a_row"],
        stuck_tries=row["stuck_tries"],
    )


def move_to(
    connection: Connection, claimed: Claimed, position: Position, *, now: datetime, counts: dict[str, Any] | None = None
) -> Claimed:
    """Note how far the folder has been read, and renew the lease. `counts` are what else is noted with it.

    Raises LeaseLost, so that nothing is stored in a transaction that isn't ours to make.
    """
    # The clock may stand still between two messages, but a lease never goes back.
    lease_until = max(now + CLAIM_LEASE, claimed.lease_until)
    values = {
        "uid_validity": position.uid_validity,
        "last_uid": position.last_uid,
        "lease_until": lease_until,
        "next_poll_at": lease_until,
        "stuck_tries": 0,
        **(counts or {}),
    }
    _settle(connection, claimed, values)
    return replace(claimed, position=position, lease_until=lease_until, stuck_tries=0)


def settle_read(connection: Connection, claimed: Claimed, *, has_more: bool, now: datetime) -> None:
    """The folder was read: look again in five minutes, or at once where there is more. Raises LeaseLost."""
    values = {
        "last_polled_at": now,
        "last_error": None,
        "failures_in_a_row": 0,
        "next_poll_at": now if has_more else now + POLL_PERIOD,
        "lease_until": None,
    }
    _settle(connection, claimed, values)


def settle_failed(
    connection: Connection, claimed: Claimed, sentence: str, *, is_stuck: bool = False, now: datetime
) -> None:
    """Reading failed: try again later, and ever later; after three days of failures no more. Raises LeaseLost.

    `is_stuck`: it was the next message that couldn't be had, which is counted.
    """
    failures = claimed.failures_in_a_row + 1
    waits = retry_after(failures)
    values = {
        "last_polled_at": now,
        "last_error": sentence,
        "failures_in_a_row": failures,
        "stuck_tries": claimed.stuck_tries + is_stuck,
        "next_poll_at": None if waits is None else now + waits,
        "lease_until": None,
    }
    _settle(connection, claimed, values)


def retry_after(failures: int) -> timedelta | None:
    """How long to wait after so many failures in a row; None where they have gone on for three days."""
    last = len(RETRY_PERIODS) - 1
    waits = [RETRY_PERIODS[min(n, last)] for n in range(failures)]
    return waits[-1] if sum(waits, timedelta(0)) <= PATIENCE else None


def _settle(connection: Connection, claimed: Claimed, values: dict[str, Any]) -> None:
    ours = connection.execute(
        update(MAILBOX)
        .where(MAILBOX.c.account_id == claimed.account_id, MAILBOX.c.lease_until == claimed.lease_until)
        .values(**values)
    ).rowcount
    if not ours:
        raise LeaseLost("the mailbox isn't ours any more")
