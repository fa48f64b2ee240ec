"""Ending a hold: reminders that still tell something go out, digests of days that are over don't.

Replies stay as they are: each waits for its person's word.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.sql import bindparam

from core.errors import Conflict
from core.vocabulary import ReminderKind, ReminderState, ReplyState
from models.account import ACCOUNT
from models.channel import REMINDER
from models.local_time import local
from models.reply import REPLY
from models.upkeep import HOLD
from services.holding.standing import is_held

DISCARDED = "It was discarded when the installation was released."
OF_ANOTHER_DAY = "The installation was held until its day was over; the next digest tells all that still matters."

_WAITS = REMINDER.c.state.in_([ReminderState.HELD.value, ReminderState.PLANNED.value])
"""Parked when the hold began, or planned while it lasted."""

_ZONES = select(ACCOUNT.c.time_zone).distinct()
_OVER = (
    update(REMINDER)
    .where(
        _WAITS,
        REMINDER.c.kind == ReminderKind.DIGEST.value,
        REMINDER.c.local_on < bindparam("today"),
        REMINDER.c.account_id.in_(select(ACCOUNT.c.id).where(ACCOUNT.c.time_zone == bindparam("zone"))),
    )
    .values(state=ReminderState.MISSED.value, why=OF_ANOTHER_DAY, next_attempt_at=None)
)
_DISCARD = update(REMINDER).where(_WAITS).values(state=ReminderState.SKIPPED.value, why=DISCARDED, next_attempt_at=None)
_PLAN_AGAIN = (
    update(REMINDER)
    .where(REMINDER.c.state == ReminderState.HELD.value)
    .values(state=ReminderState.PLANNED.value, why=None, next_attempt_at=bindparam("due"), attempts=0)
)
_ASKED = select(func.count()).select_from(REPLY).where(REPLY.c.state == ReplyState.OUTCOME_UNKNOWN.value)


class NotHeld(Conflict):
    """Nothing is held."""

    type = "not-held"
    title = "Not held"


@dataclass(frozen=True, slots=True)
class Released:
    """What became of what waited: planned again, over with its day, discarded; and replies that people are asked of."""

    planned: int
    over: int
    discarded: int
    replies_asked: int


def release(connection: Connection, *, now: datetime, discard: bool = False) -> Released:
    """Let things leave again. With `discard`, no reminder that waits goes out.

    Without it, alerts go out where they are still true at the moment of sending, and so do digests of each account's
    present day. Raises NotHeld.
    """
    if not is_held(connection):
        raise NotHeld("Nothing is held: reminders and replies leave as always.")
    over = discarded = planned = 0
    if discard:
        discarded = connection.execute(_DISCARD).rowcount
    else:
        over = _end_digests(connection, now=now)
        planned = connection.execute(_PLAN_AGAIN, {"due": now}).rowcount
    connection.execute(delete(HOLD))
    return Released(planned, over, discarded, connection.scalar(_ASKED) or 0)


def _end_digests(connection: Connection, *, now: datetime) -> int:
    over = 0
    for zone in connection.execute(_ZONES).scalars().all():
        try:
            today = local(now, ZoneInfo(zone)).date()
        except (ZoneInfoNotFoundError, ValueError):
            # A zone that this machine doesn't know: its account's digests can't be planned either.
            continue
        over += connection.execute(_OVER, {"today": today, "zone": zone}).rowcount
    return over
