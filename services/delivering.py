"""Taking reminders out of the ledger, one at a time for each channel.

A reminder is claimed with a lease, written anew from what is true at that moment, sent by the scheduler outside any
transaction, and settled by `services.settling`. A process that dies between sending and settling leaves a lease that
runs out: the reminder goes out again, with the same id, since losing it would be worse.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import Connection, and_, exists, or_, select, update
from sqlalchemy.sql import bindparam

from core.trouble import TROUBLE
from core.vocabulary import ChannelKind, ReminderKind, ReminderState
from models.channel import CHANNEL, REMINDER
from services import reminding
from services.holding.standing import is_held

log = structlog.stdlib.get_logger(__name__)

CLAIM_LEASE = timedelta(seconds=60)
"""How long a claim holds. A delivery takes 20 s at the most."""

SETBACK = timedelta(hours=1)
MOST_FAILURES = 3
"""A reminder that can't be written rests for an hour, and after three times it is given up, visibly."""

UNWRITABLE = "This reminder could not be written; the server's log has the details."

_BY_KEY = (REMINDER.c.account_id == bindparam("of_account"), REMINDER.c.id == bindparam("of_id"))


class Lane(NamedTuple):
    """One channel that has something due. Each is served by itself, so that a dead one delays no other."""

    account_id: UUID
    channel_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A reminder that is ours until `lease_until`, and the channel that it goes to."""

    account_id: UUID
    id: UUID
    kind: ReminderKind
    invitation_id: UUID | None
    level: str | None
    local_on: date | None
    attempts: int
    lease_until: datetime
    detail: dict[str, Any] = field(repr=False)
    created_at: datetime
    channel_id: UUID
    channel_name: str
    channel_kind: ChannelKind
    url_encrypted: str = field(repr=False)
    secret_encrypted: str | None = field(repr=False)
    url_masked: str


# While a reminder is being sent, its next attempt is at the end of the lease: one column and one index say what is due.
# First attempts are due by the instant that a tick decides by; repeats and leases keep to the real clock.
_IS_DUE = and_(
    reminding.UNSETTLED,
    REMINDER.c.next_attempt_at <= bindparam("latest"),
    or_(
        and_(REMINDER.c.attempts == 0, REMINDER.c.next_attempt_at <= bindparam("due_by")),
        and_(REMINDER.c.attempts > 0, REMINDER.c.next_attempt_at <= bindparam("now")),
    ),
)

_IS_RESTING = exists().where(
    CHANNEL.c.account_id == REMINDER.c.account_id,
    CHANNEL.c.id == REMINDER.c.channel_id,
    CHANNEL.c.breaker_until > bindparam("now"),
)

_MOST_READ = 50_000
"""Of so many reminders that are due, the longest due first, the channels are told."""

# In two steps, so that both planners go through what is due by its index, and not through all that waits, by channel.
_WAITING = (
    select(REMINDER.c.account_id, REMINDER.c.channel_id)
    .where(_IS_DUE, ~_IS_RESTING)
    .order_by(REMINDER.c.next_attempt_at)
    .limit(_MOST_READ)
    .subquery()
)
_LANES = (
    select(_WAITING.c.account_id, _WAITING.c.channel_id)
    .where(_WAITING.c.channel_id.is_not(None))
    .distinct()
    .limit(bindparam("most"))
)

_NEXT = (
    select(REMINDER.c.id, REMINDER.c.attempts)
    .where(
        REMINDER.c.account_id == bindparam("account"),
        REMINDER.c.channel_id == bindparam("channel"),
        _IS_DUE,
        ~_IS_RESTING,
    )
    .order_by(REMINDER.c.next_attempt_at, REMINDER.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)

_WHOLE = select(REMINDER).where(*_BY_KEY)

_END_LANE = (
    update(REMINDER)
    .where(REMINDER.c.account_id == bindparam("account"), REMINDER.c.channel_id == bindparam("channel"), _IS_DUE)
    .values(
        state=ReminderState.SKIPPED.value,
        why="The channel was deleted or disabled, or its address isn't confirmed.",
        next_attempt_at=None,
        lease_until=None,
    )
)

_CHANNEL = select(CHANNEL).where(CHANNEL.c.account_id == bindparam("account"), CHANNEL.c.id == bindparam("channel"))


def due_lanes(connection: Connection, *, due_by: datetime, now: datetime, most: int = 1_000) -> list[Lane]:
    """The channels for which something is due by `due_by`, less those that rest. `now` is the real clock.

    None while the installation is held.
    """
    if is_held(connection):
        return []
    given = {"due_by": due_by, "now": now, "latest": max(due_by, now), "most": most}
    rows = connection.execute(_LANES, given)
    return [Lane(*row) for row in rows]


def claim_next(connection: Connection, lane: Lane, *, due_by: datetime, now: datetime) -> Claimed | None:
    """Claim the next reminder of a channel, or None where nothing is due. `now` is the real clock, for the lease.

    A row that can't be read rests, and the one behind it is claimed. None while the installation is held.
    """
    if is_held(connection):
        return None
    given = {
        "account": lane.account_id,
        "channel": lane.channel_id,
        "due_by": due_by,
        "now": now,
        "latest": max(due_by, now),
    }
    channel = connection.execute(_CHANNEL, given).mappings().first()
    if channel is None or channel["disabled_at"] is not None or channel["confirmed_at"] is None:
        connection.execute(_END_LANE, given)
        return None
    while (found := connection.execute(_NEXT, given).first()) is not None:
        its_key = {"of_account": lane.account_id, "of_id": found.id}
        try:
            with connection.begin_nested():
                row = connection.execute(_WHOLE, its_key).mappings().one()
                return _claim(connection, dict(row), dict(channel), now=now)
        except TROUBLE:
            # The database is in trouble, not a row: the edge tries again.
            raise
        except Exception:
            log.exception("A reminder could not be read", reminder=str(found.id))
            _rest(connection, its_key, attempts=found.attempts + 1, now=now)
    return None


def _claim(connection: Connection, row: dict[Any, Any], channel: dict[Any, Any], *, now: datetime) -> Claimed:
    lease_until = now + CLAIM_LEASE
    claimed = Claimed(
        account_id=row["account_id"],
        id=row["id"],
        kind=ReminderKind(row["kind"]),
        invitation_id=row["invitation_id"],
        level=row["level"],
        local_on=row["local_on"],
        attempts=row["attempts"] + 1,
        lease_until=lease_until,
        detail=row["detail"],
        created_at=row["created_at"],
        channel_id=channel["id"],
        channel_name=channel["name"],
        channel_kind=ChannelKind(channel["kind"]),
        url_encrypted=channel["url_encrypted"],
        secret_encrypted=channel["secret_encrypted"],
        url_masked=channel["url_masked"],
    )
    connection.execute(
        update(REMINDER)
        .where(*_BY_KEY)
        .values(
            state=ReminderState.SENDING.value,
            lease_until=lease_until,
            next_attempt_at=lease_until,
            attempts=claimed.attempts,
        ),
        {"of_account": claimed.account_id, "of_id": claimed.id},
    )
    return claimed


def _rest(connection: Connection, its_key: dict[str, UUID], *, attempts: int, now: datetime) -> None:
    is_last = attempts >= MOST_FAILURES
    connection.execute(
        update(REMINDER)
        .where(*_BY_KEY)
        .values(
            state=(ReminderState.FAILED if is_last else ReminderState.PLANNED).value,
            lease_until=None,
            next_attempt_at=None if is_last else now + SETBACK,
            attempts=attempts,
            last_error=UNWRITABLE,
        ),
        its_key,
    )
