"""Whether the service can serve, and what waits: asked by those who watch over it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from models.channel import REMINDER
from models.schema import current
from services import upkeep
from services.reminding import UNSETTLED


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the database says of itself. `last_tick_at` is any scheduler's, on any machine."""

    revision: str | None
    last_tick_at: datetime | None


def vitals(connection: Connection) -> Vitals:
    """The schema's revision and the last tick."""
    return Vitals(current(connection), upkeep.last_beat(connection))


def reminders_due(connection: Connection, *, now: datetime) -> int:
    """How many reminders should have been sent by now, by the index that the scheduler uses."""
    due = select(func.count()).select_from(REMINDER).where(UNSETTLED, REMINDER.c.next_attempt_at <= now)
    return connection.scalar(due) or 0
