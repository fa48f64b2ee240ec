"""Taking reminders out of the ledger, one at a time for each channel, and settling what became of them.

A reminder is claimed with a lease, written anew from what is true at that moment, sent by the scheduler outside any
transaction, and settled. A process that dies between sending and settling leaves a lease that runs out: the reminder
goes out again, with the same id, since losing it would be worse.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, and_, exists, or_, select, update
from sqlalchemy.sql import bindparam

from core.vocabulary import ChannelKind, ReminderKind, ReminderState
from models.channel import CHANNEL, REMINDER
from notifications.channel import FailureCode, next_attempt_at
from services import reminding

CLAIM_LEASE = timedelta(seconds=60)
"""How long a claim holds. A delivery takes 20 s at the most."""

FAILURES_TO_REST = 5
"""After so many failures in a row a channel rests."""

REST_PERIOD = timedelta(minutes=15)

_SETTLEABLE = (REMINDER.c.account_id == bindparam("of_account"), REMINDER.c.id == bindparam("of_id"))


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


_IS_DUE = or_(
    and_(REMINDER.c.state == ReminderState.PLANNED.value, REMINDER.c.next_attempt_at <= bindparam("due_by")),
    # Leases run on the real clock, whatever instant a rehearsal decides by.
    and_(REMINDER.c.state == ReminderState.SENDING.value, REMINDER.c.lease_until <= bindparam("now")),
)

_IS_RESTING = exists().where(
    CHANNEL.c.account_id == REMINDER.c.account_id,
    CHANNEL.c.id == REMINDER.c.channel_id,
    CHANNEL.c.breaker_until > bindparam("now"),
)

_LANES = (
    select(REMINDER.c.account_id, REMINDER.c.channel_id)
    .where(REMINDER.c.channel_id.is_not(None), _IS_DUE, ~_IS_RESTING)
    .distinct()
    .limit(bindparam("most"))
)

_NEXT = (
    select(REMINDER)
    .where(
        REMINDER.c.account_id == bindparam("account"),
        REMINDER.c.channel_id == bindparam("channel"),
        REMINDER.c.state.in_((ReminderState.PLANNED.value, ReminderState.SENDING.value)),
        _IS_DUE,
        ~_IS_RESTING,
    )
    .order_by(REMINDER.c.next_attempt_at, REMINDER.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)

_CHANNEL = select(CHANNEL).where(CHANNEL.c.account_id == bindparam("account"), CHANNEL.c.id == bindparam("channel"))


def due_lanes(connection: Connection, *, due_by: datetime, now: datetime, most: int = 1_000) -> list[Lane]:
    """The channels for which something is due by `due_by`, less those that rest. `now` is the real clock."""
    rows = connection.execute(_LANES, {"due_by": due_by, "now": now, "most": most})
    return [Lane(*row) for row in rows]


def claim_next(connection: Connection, lane: Lane, *, due_by: datetime, now: datetime) -> Claimed | None:
    """Claim the next reminder of a channel, or None where nothing is due. `now` is the real clock, for the lease."""
    given = {"account": lane.account_id, "channel": lane.channel_id, "due_by": due_by, "now": now}
    row = connection.execute(_NEXT, given).mappings().first()
    if row is None:
        return None
    channel = connection.execute(_CHANNEL, given).mappings().first()
    if channel is None or channel["disabled_at"] is not None or channel["confirmed_at"] is None:
        _settle(connection, row["account_id"], row["id"], state=ReminderState.SKIPPED, why="The channel is gone.")
        return claim_next(connection, lane, due_by=due_by, now=now)
    lease_until = now + CLAIM_LEASE
    connection.execute(
        update(REMINDER)
        .where(*_SETTLEABLE)
        .values(state=ReminderState.SENDING.value, lease_until=lease_until, attempts=row["attempts"] + 1),
        {"of_account": row["account_id"], "of_id": row["id"]},
    )
    return Claimed(
        account_id=row["account_id"],
        id=row["id"],
        kind=ReminderKind(row["kind"]),
        invitation_id=row["invitation_id"],
        level=row["level"],
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


def settle_sent(connection: Connection, claimed: Claimed, *, now: datetime) -> bool:
    """The other side took it. False where the lease had run out and somebody else has the reminder by now."""
    settled = _settle_ours(connection, claimed, state=ReminderState.SENT, sent_at=now, last_error=None)
    if settled:
        connection.execute(
            update(CHANNEL)
            .where(CHANNEL.c.account_id == claimed.account_id, CHANNEL.c.id == claimed.channel_id)
            .values(failures_in_a_row=0, breaker_until=None, last_sent_at=now)
        )
    return settled


def settle_needless(connection: Connection, claimed: Claimed, why: str) -> bool:
    """There was nothing to say any more: the ledger keeps the reason."""
    return _settle_ours(connection, claimed, state=ReminderState.SKIPPED, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a delivery failed, as far as the ledger is told: a classified sentence, never what the other side said."""

    code: FailureCode
    sentence: str
    is_permanent: bool = False
    disables_channel: bool = False
    retry_after: timedelta | None = None


def settle_failed(connection: Connection, claimed: Claimed, failed: Failure, *, now: datetime) -> bool:
    """It didn't get through: try again later, or give up visibly and tell the owner by another channel."""
    later = None if failed.is_permanent else next_attempt_at(claimed.attempts, now, failed.retry_after)
    if later is None:
        settled = _settle_ours(connection, claimed, state=ReminderState.FAILED, last_error=failed.sentence)
    else:
        settled = _settle_ours(
            connection, claimed, state=ReminderState.PLANNED, last_error=failed.sentence, next_attempt_at=later
        )
    if not settled:
        return False
    _note_failure(connection, claimed, failed, now=now)
    if failed.disables_channel:
        reminding.cancel_channel(connection, claimed.account_id, claimed.channel_id, because="The channel is gone.")
    if later is None and claimed.kind is not ReminderKind.CHANNEL_FAILED:
        _tell_elsewhere(connection, claimed, failed, now=now)
    return True


def _note_failure(connection: Connection, claimed: Claimed, failed: Failure, *, now: datetime) -> None:
    its_channel = (CHANNEL.c.account_id == claimed.account_id, CHANNEL.c.id == claimed.channel_id)
    changed: dict[str, Any] = {
        "failures_in_a_row": CHANNEL.c.failures_in_a_row + 1,
        "last_failed_at": now,
        "last_error": failed.sentence,
    }
    if failed.disables_channel:
        changed |= {"disabled_at": now, "disabled_why": failed.sentence}
    connection.execute(update(CHANNEL).where(*its_channel).values(**changed))
    connection.execute(
        update(CHANNEL)
        .where(*its_channel, CHANNEL.c.failures_in_a_row >= FAILURES_TO_REST)
        .values(breaker_until=now + REST_PERIOD)
    )


def _tell_elsewhere(connection: Connection, claimed: Claimed, failed: Failure, *, now: datetime) -> None:
    """Once a day and channel, by every other one."""
    others = reminding.usable_channels(connection, [claimed.account_id])[claimed.account_id]
    reminding.plan(
        connection,
        [
            reminding.planned(
                ReminderKind.CHANNEL_FAILED,
                account_id=claimed.account_id,
                channel_id=other.id,
                channel_name=other.name,
                dedupe_key=f"channel_failed:{claimed.channel_id}:{now.date().isoformat()}:{other.id}",
                now=now,
                detail={
                    "channel_name": claimed.channel_name,
                    "masked": claimed.url_masked,
                    "failure_code": failed.code.value,
                    "is_disabled": failed.disables_channel,
                },
            )
            for other in others
            if other.id != claimed.channel_id
        ],
    )


def _settle(connection: Connection, account_id: UUID, reminder_id: UUID, *, state: ReminderState, why: str) -> None:
    connection.execute(
        update(REMINDER).where(*_SETTLEABLE).values(state=state.value, why=why, next_attempt_at=None, lease_until=None),
        {"of_account": account_id, "of_id": reminder_id},
    )


def _settle_ours(
    connection: Connection,
    claimed: Claimed,
    *,
    state: ReminderState,
    next_attempt_at: datetime | None = None,
    **changed: Any,
) -> bool:
    done = connection.execute(
        update(REMINDER)
        .where(
            *_SETTLEABLE,
            REMINDER.c.state == ReminderState.SENDING.value,
            REMINDER.c.lease_until == claimed.lease_until,
        )
        .values(state=state.value, lease_until=None, next_attempt_at=next_attempt_at, **changed),
        {"of_account": claimed.account_id, "of_id": claimed.id},
    )
    return done.rowcount == 1
