"""Settling what became of a reminder that was claimed: sent, needless, to be tried again, or given up visibly.

Only who holds the lease settles: where it has run out meanwhile, the row is somebody else's, and nothing is changed.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.sql import bindparam

from core.vocabulary import ReminderKind, ReminderState
from models.channel import CHANNEL, REMINDER
from notifications.channel import next_attempt_at
from services import reminding
from services.delivering import MOST_FAILURES, SETBACK, UNWRITABLE, Claimed
from services.failing import Failure

FAILURES_TO_REST = 5
"""After so many failures in a row a channel rests."""

REST_PERIOD = timedelta(minutes=15)


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


def settle_unwritable(connection: Connection, claimed: Claimed, *, now: datetime) -> bool:
    """Its words could not be written: it rests for an hour, and is given up after the third time.

    The channel isn't blamed. False where the lease had run out.
    """
    is_last = claimed.attempts >= MOST_FAILURES
    return _settle_ours(
        connection,
        claimed,
        state=ReminderState.FAILED if is_last else ReminderState.PLANNED,
        next_attempt_at=None if is_last else now + SETBACK,
        last_error=UNWRITABLE,
    )


def settle_failed(connection: Connection, claimed: Claimed, failed: Failure, *, now: datetime) -> bool:
    """It didn't get through: try again later, or give up visibly and tell the owner by another channel."""
    later = again_at(claimed, failed, now=now)
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
        reminding.cancel_channel(
            connection, claimed.account_id, claimed.channel_id, because="The channel asked for no more."
        )
    if later is None and claimed.kind is not ReminderKind.CHANNEL_FAILED:
        _tell_elsewhere(connection, claimed, failed, now=now)
    return True


def again_at(claimed: Claimed, failed: Failure, *, now: datetime) -> datetime | None:
    """When it is tried again; None where that was the last time."""
    return None if failed.is_permanent else next_attempt_at(claimed.attempts, now, failed.retry_after)


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
            REMINDER.c.account_id == bindparam("of_account"),
            REMINDER.c.id == bindparam("of_id"),
            REMINDER.c.state == ReminderState.SENDING.value,
            REMINDER.c.lease_until == claimed.lease_until,
        )
        .values(state=state.value, lease_until=None, next_attempt_at=next_attempt_at, **changed),
        {"of_account": claimed.account_id, "of_id": claimed.id},
    )
    return done.rowcount == 1
