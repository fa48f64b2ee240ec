"""The metronome: APScheduler beats, and the tick asks the tables what is due.

All periodic work stands here. Jobs live in memory, and nothing is remembered between two beats: a beat that comes
late, twice or not at all is made good by the next one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
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
from scheduler.fetching import Fetcher, fetcher_for
from scheduler.sending import Postman, postman_for
from scheduler.tend import tend
from scheduler.tick import TickReport, flag, note_beat, plan

log = structlog.stdlib.get_logger(__name__)

BEAT = timedelta(seconds=15)
"""Between two beats."""

SEND = timedelta(seconds=3)
"""Between two looks at what is to be sent in somebody's name: a person who has just approved it is waiting."""

TEND = timedelta(seconds=60)
"""Between two rounds of upkeep."""

FLAG_SECONDS = 8.0
"""How long a beat flags before it goes on to plan and deliver; after a long outage the next beats flag the rest."""

FINISH_SECONDS = 1.5
"""How long a stop waits for the beat under way."""

STOP_SECONDS = 2.5
"""How long a stop waits for deliveries under way; what is unsettled then is claimed again after its lease."""


class Metronome:
    """Beats every 15 s from `start` to `stop`, on the event loop that started it."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._courier: Courier = courier_for(database, settings, clock=clock)
        self._postman: Postman = postman_for(database, settings, clock=clock)
        self._fetcher: Fetcher = fetcher_for(database, settings, clock=clock)
        self._scheduler: Any = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
        )
        self._watch: asyncio.Task[None] | None = None
        self._beats = 0
        self._busy: set[asyncio.Event] = set()
        self.last_beat: datetime | None = None

    async def start(self) -> None:
        """Beat at once, and from then on."""
        for name, job, period in (("beat", self._beat, BEAT), ("send", self._send, SEND), ("tend", self._tend, TEND)):
            self._scheduler.add_job(job, IntervalTrigger(seconds=int(period.total_seconds())), id=name)
        self._scheduler.start()
        self._beat_now()
        self._watch = asyncio.create_task(self._watch_over())

    async def stop(self) -> None:
        """Beat no more, and give the deliveries under way three seconds to be settled."""
        if self._watch is None:
            return
        self._watch.cancel()
        self._watch = None
        self._scheduler.remove_all_jobs()
        busy = [asyncio.create_task(done.wait()) for done in self._busy]
        if busy:
            _, late = await asyncio.wait(busy, timeout=FINISH_SECONDS)
            for one in late:
                one.cancel()
        carriers = (self._courier, self._postman, self._fetcher)
        await asyncio.gather(*(one.drain(timeout=STOP_SECONDS) for one in carriers))
        self._scheduler.shutdown(wait=False)

    async def _beat(self) -> None:
        with self._working():
            now = self._clock()
            report = TickReport(at=now)
            # Each by itself: what can't be flagged must not keep what is planned from being delivered. Deliveries
            # aren't waited for: a channel that hangs must not hold up the next beat.
            went_well = [
                await _is_done("flag", flag(self._database, report, now=now, seconds=FLAG_SECONDS)),
                await _is_done("plan", plan(self._database, report, now=now)),
                await _is_done("deliver", self._courier.serve()),
            ]
            if all(went_well) and await _is_done("note", note_beat(self._database, report, now=self._clock())):
                self.last_beat = self._clock()
            # The heart beats on whether or not mail can be fetched.
            await _is_done("fetch", self._fetcher.serve())
            self._beats += 1

    async def _send(self) -> None:
        with self._working():
            await _is_done("send", self._postman.serve())

    async def _tend(self) -> None:
        with self._working():
            await _is_done("tend", tend(self._database, clock=self._clock, until=lambda: self._watch is None))

    @contextmanager
    def _working(self) -> Generator[None]:
        """Known to be at work, so that a stop can wait a little."""
        done = asyncio.Event()
        self._busy.add(done)
        try:
            yield
        finally:
            self._busy.discard(done)
            done.set()

    async def _watch_over(self) -> None:
        """APScheduler waits for a wall-clock instant. Where the clock was set back, that is hours off: beat now."""
        while True:
            seen = self._beats
            await asyncio.sleep(2 * BEAT.total_seconds())
            if self._beats == seen:
                self._beat_now()

    def _beat_now(self) -> None:
        for name in ("beat", "send", "tend"):
            self._scheduler.modify_job(name, next_run_time=present())


async def _is_done(step: str, work: Awaitable[object]) -> bool:
    try:
        await work
    except Exception:
        # Nothing is lost: what was due still is, at the next beat.
        log.exception("A step of a tick failed", step=step)
        return False
    return True
