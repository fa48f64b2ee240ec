"""Work that may outlast a request: begun in a thread, waited for a moment, then left to go on by itself."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog
from fastapi import FastAPI

from core.database import Database

ANSWER_WITHIN_SECONDS = 2.0
"""How long a request waits for what it began."""

AT_ONCE = 2
"""How many of these works run at once in a process; each holds a thread."""

log = structlog.stdlib.get_logger(__name__)


class Work(Protocol):
    """A service that works through something in short transactions, and looks between them whether it should stop."""

    def __call__(  # noqa: D102 - the class says it
        self,
        database: Database,
        account_id: UUID,
        batch_id: UUID,
        clock: Callable[[], datetime],
        *,
        should_stop: Callable[[], bool],
    ) -> object: ...


class Workers:
    """The long works of one process. What isn't done when the process stops, or dies, a tick goes on with."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._free = asyncio.Semaphore(AT_ONCE)
        self._stop = threading.Event()
        self._tasks: set[asyncio.Task[object]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    async def run(self, work: Work, account_id: UUID, batch_id: UUID) -> None:
        """Begin a work, and wait for its end for `ANSWER_WITHIN_SECONDS`. What it raises by then is raised here."""
        task = asyncio.create_task(self._work(work, account_id, batch_id))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        done, _ = await asyncio.wait({task}, timeout=ANSWER_WITHIN_SECONDS)
        if done:
            task.result()

    async def stop(self) -> None:
        """Let every work come to the end of its transaction. Called before the database is closed."""
        self._stop.set()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _work(self, work: Work, account_id: UUID, batch_id: UUID) -> object:
        async with self._free:
            return await self._database.at_length(
                work, self._database, account_id, batch_id, self._clock, should_stop=self._stop.is_set
            )

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("A long work failed; a tick will take it up again", exc_info=error)


def under_way(app: FastAPI) -> int:
    """How many works this process has begun, or has waiting."""
    workers: Workers | None = getattr(app.state, "workers", None)
    return 0 if workers is None else len(workers)


def workers_of(app: FastAPI) -> Workers:
    """The workers of this application; made when they are first asked for, on its event loop."""
    state: Any = app.state
    if getattr(state, "workers", None) is None:
        state.workers = Workers(state.database, state.clock)
    workers: Workers = state.workers
    return workers
