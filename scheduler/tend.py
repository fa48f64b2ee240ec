"""Upkeep between the beats: what may wait a minute, in short transactions with pauses."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from core.database import Database
from services import replanning, searching, upkeep

log = structlog.stdlib.get_logger(__name__)

BUDGET_SECONDS = 20.0
"""How long one round goes on while there is more to do."""

PAUSE = 0.01


async def tend(database: Database, *, clock: Callable[[], datetime], until: Callable[[], bool] = lambda: False) -> int:
    """Plan anew, index and clear away, until nothing is left or the budget is spent, or `until` says that it is enough.

    Returns how many rows it saw.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + BUDGET_SECONDS
    seen = 0
    for work in _WORKS:
        try:
            while not until() and loop.time() < ends and (done := await database.in_thread(work, database, clock())):
                seen += done
                await asyncio.sleep(PAUSE)
        except Exception:
            # One sort of upkeep that fails must not keep the others from being done.
            log.exception("A part of the upkeep failed", part=work.__name__)
    return seen


def _replan(database: Database, now: datetime) -> int:
    return database.threads.write(replanning.replan_some, now=now)


def _index(database: Database, now: datetime) -> int:  # noqa: ARG001 - all of them are called alike
    if database.is_postgresql or not database.threads.read(searching.is_waiting):
        return 0
    return database.threads.write(searching.index_some, most=100)


def _clear(database: Database, now: datetime) -> int:
    return database.threads.write(upkeep.clear_old, now=now)


_WORKS: tuple[Callable[[Database, datetime], int], ...] = (_replan, _index, _clear)
