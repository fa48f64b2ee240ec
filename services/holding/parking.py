"""Placing a hold: from then on nothing leaves by itself, and what was on its way is parked where people see it.

What a backup holds as unsent may have been sent a moment after the backup was made. A reminder that comes twice is a
nuisance, so it waits for the release; a reply that comes twice is an embarrassment, so its person is asked.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from core.database import insert_new
from core.vocabulary import EventType, ReminderState, ReplyState
from models.channel import REMINDER
from models.reply import REPLY, UNDER_WAY
from models.upkeep import HOLD
from services.history import SCHEDULER
from services.holding.standing import INSTALLATION
from services.reminding import UNSETTLED
from services.searching import condition
from services.sending.keeping import store_reply, tell

WAITS_FOR_RELEASE = "It was about to go out when the backup was made, and waits until the installation is released."
MAY_HAVE_LEFT = "It was about to leave when the backup was made, so nobody can know whether it has gone out since."

_PARK_REMINDERS = (
    update(REMINDER)
    .where(UNSETTLED)
    .values(state=ReminderState.HELD.value, why=WAITS_FOR_RELEASE, next_attempt_at=None, lease_until=None)
)
_ON_THEIR_WAY = select(REPLY).where(condition(UNDER_WAY)).order_by(REPLY.c.account_id, REPLY.c.id)


@dataclass(frozen=True, slots=True)
class Parked:
    """How much was on its way: reminders that wait for the release, replies whose people are asked."""

    reminders: int
    replies: int


def hold(connection: Connection, *, why: str, now: datetime) -> Parked:
    """Let nothing leave by itself from now on, and park what was on its way.

    Held already, it stays held for its first reason, and what has come to be on its way since is parked too.
    """
    row = {"name": INSTALLATION, "held_at": now, "why": why[:300]}
    connection.execute(insert_new(connection, HOLD).values(row).on_conflict_do_nothing(index_elements=["name"]))
    reminders = connection.execute(_PARK_REMINDERS).rowcount
    return Parked(reminders, _park_replies(connection, now=now))


def _park_replies(connection: Connection, *, now: datetime) -> int:
    rows = connection.execute(_ON_THEIR_WAY).mappings().all()
    for found in rows:
        row = {str(name): value for name, value in found.items()}
        changed = {
            "state": ReplyState.OUTCOME_UNKNOWN.value,
            "send_at": None,
            # When it would have left, which is when it was sent, should the person say that it was.
            "lease_until": row["lease_until"] or row["send_at"],
            "last_error": MAY_HAVE_LEFT,
        }
        store_reply(connection, row, changed, now=now)
        tell(connection, row, EventType.REPLY_OUTCOME_UNKNOWN, now=now, actor=SCHEDULER)
    return len(rows)
