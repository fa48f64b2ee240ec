"""Everything that a process tells Prometheus, put together when it is asked for.

The figures of the database are asked for within two seconds. Where it doesn't answer they are left out, and the rest is
told all the same: that is when somebody looks.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from core.database import Database
from core.errors import DomainError
from core.trouble import TROUBLE
from scheduler.ready import ANSWER_SECONDS
from services import readiness
from services.readiness import Figures

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Exposes(Protocol):
    """Counters of one sort."""

    def exposition(self) -> bytes:
        """They in Prometheus's text format."""
        ...


class Exposition:
    """The counters of a process, and the figures of its database."""

    def __init__(self) -> None:
        self._asked: asyncio.Task[Figures | None] | None = None

    async def write(self, database: Database | None, counters: Iterable[Exposes], *, now: datetime) -> bytes:
        """Everything in Prometheus's text format."""
        figures = None if database is None else await self._figures(database, now)
        return b"".join([*(one.exposition() for one in counters), _exposed(figures)])

    async def _figures(self, database: Database, now: datetime) -> Figures | None:
        """One question at a time: where the database hangs, no second one is sent after the first."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(_ask(database, now))
        await asyncio.wait({self._asked}, timeout=ANSWER_SECONDS)
        return self._asked.result() if self._asked.done() else None


async def _ask(database: Database, now: datetime) -> Figures | None:
    try:
        return await database.read(readiness.figures, now=now)
    except (SQLAlchemyError, DomainError, *TROUBLE):
        return None


def _exposed(figures: Figures | None) -> bytes:
    registry = CollectorRegistry()
    answers = Gauge("replyby_database_answers", "1 where the database answered within 1.5 s.", registry=registry)
    answers.set(figures is not None)
    if figures is not None:
        last_tick = Gauge(
            "replyby_last_tick_timestamp_seconds",
            "When a scheduler last ticked, on any machine; 0 where none did.",
            registry=registry,
        )
        last_tick.set(figures.last_tick_at.timestamp() if figures.last_tick_at is not None else 0)
        due = Gauge(
            "replyby_reminders_due",
            "Reminders that should have been sent by now; counted up to 10,000.",
            registry=registry,
        )
        due.set(figures.reminders_due)
        held = Gauge("replyby_held", "1 where nothing leaves: a restored copy that isn't released.", registry=registry)
        held.set(figures.is_held)
    return generate_latest(registry)
