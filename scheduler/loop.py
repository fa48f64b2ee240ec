"""The metronome: APScheduler beats, and the tick asks the tables what is due.

All periodic work stands here. Jobs live in memory, and nothing is remembered between two beats: a beat that comes
late, twice or not at all is made good by the next one.
"""

import asyncio
import time
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
from core.trouble import TROUBLE, told
from scheduler.courier import Courier
from scheduler.delivery import courier_for
from scheduler.fetching import Fetcher, fetcher_for
from scheduler.metrics import SchedulerMetrics, Step
from scheduler.ready import BEAT
from scheduler.sending import Postman, postman_for
from scheduler.tend import tend
from scheduler.tick import TickReport, flag, note_beat, plan

log = structlog.stdlib.get_logger(__name__)

SEND = timedelta(seconds=3)
"""Between two looks at what is to be sent in somebody's name: a person who has just approved it is waiting."""

TEND = timedelta(seconds=60)
"""Between two rounds of upkeep."""

FLAG_SECONDS = 8.0
"""How long a beat flags before it goes on to plan and deliver; after a long outage the next beats flag the rest."""

FINISH_SECONDS = 1.0
"""How long a stop waits for the beat under way."""

STOP_SECONDS = 1.4
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
        self._ledger_period = timedelta(days=settings.ledger_days)
        self._watch: asyncio.Task[None] | None = None
        self._is_begun = False
        self._beats = 0
        self._is_behind = False
        self.metrics = SchedulerMetrics(self._postman.sendings, self._fetcher.fetchings)
        self._courier.tell = self.metrics.settled
        self._busy: set[asyncio.Event] = set()
        self.last_beat: datetime | None = None

    async def start(self) -> None:
        """Beat at once, and from then on."""
        for name, job, period in (("beat", self._beat, BEAT), ("send", self._send, SEND), ("tend", self._tend, TEND)):
            self._scheduler.add_job(job, IntervalTrigger(seconds=int(period.total_seconds())), id=name)
        self._scheduler.start()
        self._is_begun = True
        self._beat_now("beat", "send", "tend")
        self._watch = asyncio.create_task(self._watch_over())

    def claim_no_more(self) -> None:
        """Beat no more, and begin no delivery. What is under way goes on, beside the last requests of the process."""
        if self._watch is None:
            return
        self._watch.cancel()
        self._watch = None
        self._scheduler.remove_all_jobs()
        self._courier.claim_no_more()
        self._postman.claim_no_more()

    async def stop(self) -> None:
        """Beat no more, and give the beat and the deliveries under way a moment to be settled."""
        if not self._is_begun:
            return
        self._is_begun = False
        self.claim_no_more()
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
            now, began = self._clock(), time.perf_counter()
            report = TickReport(at=now)
            # Each by itself: what can't be flagged must not keep what is planned from being delivered. Deliveries
            # aren't waited for: a channel that hangs must not hold up the next beat.
            self._courier.was_broken_off = self._is_behind = False
            went_well = [
                await self._is_done(Step.FLAG, flag(self._database, report, now=now, seconds=FLAG_SECONDS)),
                await self._is_done(Step.PLAN, plan(self._database, report, now=now)),
                await self._is_done(Step.DELIVER, self._courier.serve()),
            ]
            if all(went_well) and await self._is_done(Step.NOTE, note_beat(self._database, report, now=self._clock())):
                self.last_beat = self._clock()
                self.metrics.own_tick.set(self.last_beat.timestamp())
            self._tell(report, seconds=time.perf_counter() - began)
            # The heart beats on whether or not mail can be fetched.
            await self._is_done(Step.FETCH, self._fetcher.serve())
            self._beats += 1

    def _tell(self, report: TickReport, *, seconds: float) -> None:
        """Count a tick, and log it where it did something."""
        self.metrics.ticked(report, seconds=seconds)
        done = {
            "flagged": report.invitations_flagged,
            "alerts": report.alerts_planned,
            "digests": report.digests_planned,
            "missed": report.digests_missed,
            "failures": report.failures,
        }
        if any(done.values()):
            log.info("tick", **done, ms=round(seconds * 1000, 1))

    async def _send(self) -> None:
        with self._working():
            if not await self._is_done(Step.SEND, self._postman.serve()):
                return
            # The database answers. What its trouble has broken off needn't wait for the next beat.
            if self._watch is not None and (self._is_behind or self._courier.was_broken_off):
                self._beat_now("beat")

    async def _tend(self) -> None:
        with self._working():
            await self._is_done(
                Step.TEND,
                tend(
                    self._database,
                    clock=self._clock,
                    until=lambda: self._watch is None,
                    ledger_period=self._ledger_period,
                ),
            )

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
            # So that no more than three beats are lost, and a deadline is flagged within a minute even then.
            await asyncio.sleep(1.5 * BEAT.total_seconds())
            if self._beats == seen:
                self._beat_now("beat", "send", "tend")

    def _beat_now(self, *names: str) -> None:
        for name in names:
            self._scheduler.modify_job(name, next_run_time=present())

    async def _is_done(self, step: Step, work: Awaitable[object]) -> bool:
        # Where it fails, nothing is lost: what was due still is, at the next beat.
        try:
            await work
        except TROUBLE as problem:
            log.warning(
                "A step of a tick could not be done: the database is away", step=step.value, problem=told(problem)
            )
            self.metrics.failed(step)
            self._is_behind = True
            return False
        except Exception:
            log.exception("A step of a tick failed", step=step.value)
            self.metrics.failed(step)
            return False
        return True
