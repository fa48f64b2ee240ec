"""Whether the service can serve, and what waits: asked by those who watch over it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from core.database import insert_new
from models.channel import REMINDER
from models.revisions import current, head
from models.upkeep import HEARTBEAT
from services import upkeep
from services.holding.standing import find_hold, is_held
from services.reminding import UNSETTLED

MOST_COUNTED = 10_000

TRIAL = "trial"
"""The heartbeat that isn't one: what is written to see whether anything can be."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the database says of itself. `last_tick_at` is any scheduler's, on any machine."""

    revision: str | None
    last_tick_at: datetime | None
    held_since: datetime | None


def vitals(connection: Connection) -> Vitals:
    """The schema's revision, the last tick, and since when nothing is sent, if it is held."""
    revision = current(connection)
    hold = find_hold(connection) if revision == head() else None
    return Vitals(revision, upkeep.last_beat(connection), None if hold is None else hold.held_at)


def try_to_write(connection: Connection, *, now: datetime) -> None:
    """Store something that nobody misses: it shows whether anything can be stored."""
    row: dict[str, object] = {"name": TRIAL, "at": now, "detail": {}}
    kept = insert_new(connection, HEARTBEAT).values(row)
    connection.execute(kept.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted in the database. `reminders_due` goes up to `MOST_COUNTED`."""

    last_tick_at: datetime | None
    reminders_due: int
    is_held: bool


def figures(connection: Connection, *, now: datetime) -> Figures:
    """What an operator looks at, by the indexes that the scheduler uses: asking costs no scan."""
    return Figures(upkeep.last_beat(connection), reminders_due(connection, now=now), is_held(connection))


def reminders_due(connection: Connection, *, now: datetime) -> int:
    """How many reminders should have been sent by now: at the most `MOST_COUNTED`."""
    due = select(REMINDER.c.id).where(UNSETTLED, REMINDER.c.next_attempt_at <= now).limit(MOST_COUNTED)
    return connection.scalar(select(func.count()).select_from(due.subquery())) or 0
