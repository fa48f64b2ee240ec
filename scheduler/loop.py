"""The metronome: APScheduler beats, and the tick asks the tables what is due.

All periodic work stands here. Jobs live in memory, and nothing is remembered between two beats: a beat that comes
late, twice or not at all is made good by the next one.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.triggers.interval import IntervalTrigger  # pyright: ignore[reportMissingTypeStubs]

from core.clock import now as present
from core.database import Database
from core.settings import Settings
from scheduler.courier import Courier
from scheduler.delivery import courier_for
from scheduler.tend import tend
from scheduler.tick import flag_and_plan, note_beat

log = structlog.stdlib.get_logger(__name__)

BEAT = timedelta(seconds=15)
"""Between two beats."""

TEND = timedelta(seconds=60)
"""Between two rounds of upkeep."""

STOP_SECONDS = 3.0
"""How long a stop waits for deliveries under way; what is unsettled then is claimed again after its lease."""


class Metronome:
    """Beats every 15 s from `start` to `stop`, on the event loop that started it."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._courier: Courier = courier_for(database, settings, clock=clock)
        self._scheduler: Any = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
        )
        self._watch: asyncio.Task[None] | None = None
        self._beats = 0
        self.last_beat: datetime | None = None

    async def start(self) -> None:
        """Beat at once, and from then on."""
        for name, job, period in (("beat", self._beat, BEAT), ("tend", self._tend, TEND)):
            self._scheduler.add_job(job, IntervalTrigger(seconds=int(period.total_seconds())), id=name)
        self._scheduler.start()
        self._beat_now()
        self._watch = asyncio.create_task(self._watch_over())

    async def stop(self) -> None:
        """Beat no more, and give the deliveries under way three seconds to be settled."""
        if self._watch is not None:
            self._watch.cancel()
        self._scheduler.shutdown(wait=False)
        await self._courier.drain(timeout=STOP_SECONDS)

    async def _beat(self) -> None:
        try:
            report = await flag_and_plan(self._database, now=self._clock())
            # Not waited for: a channel that hangs must not hold up the next beat.
            await self._courier.serve()
            await note_beat(self._database, report, now=self._clock())
            self.last_beat = self._clock()
            self._beats += 1
        except Exception:
            # Nothing is lost: what was due still is, at the next beat.
            log.exception("A tick failed")

    async def _tend(self) -> None:
        try:
            await tend(self._database, clock=self._clock)
        except Exception:
            log.exception("A round of upkeep failed")

    async def _watch_over(self) -> None:
        """APScheduler waits for a wall-clock instant. Where the clock was set back, that is hours off: beat now."""
        while True:
            seen = self._beats
            await asyncio.sleep(2 * BEAT.total_seconds())
            if self._beats == seen:
                self._beat_now()

    def _beat_now(self) -> None:
        for name in ("beat", "tend"):
            self._scheduler.modify_job(name, next_run_time=present())
