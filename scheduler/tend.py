"""Upkeep between the beats: what may wait a minute, in short transactions with pauses."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from core.database import Database
from core.trouble import TROUBLE, told
from services import replanning, searching, upkeep
from services.imports import import_batches, import_pieces, importing

log = structlog.stdlib.get_logger(__name__)

BUDGET_SECONDS = 20.0
"""How long one round goes on while there is more to do."""

PAUSE = 0.01


Clock = Callable[[], datetime]
Until = Callable[[], bool]
Work = Callable[[Database, Clock, Until], int]


async def tend(
    database: Database,
    *,
    clock: Clock,
    until: Until = lambda: False,
    ledger_period: timedelta = upkeep.LEDGER_KEPT_PERIOD,
) -> int:
    """Plan anew, import on, index and clear away, until nothing is left, the budget is spent, or `until` says enough.

    The ledger is kept for `ledger_period`. Returns how many rows it saw.
    """
    stops = time.monotonic() + BUDGET_SECONDS

    def enough() -> bool:
        return until() or time.monotonic() > stops

    seen = 0
    for work in (*_WORKS, _clearing(ledger_period)):
        try:
            while not enough() and (done := await database.at_length(work, database, clock, enough)):
                seen += done
                await asyncio.sleep(PAUSE)
        except TROUBLE as problem:
            log.warning("A part of the upkeep waits: the database is away", part=work.__name__, problem=told(problem))
        except Exception:
            # One sort of upkeep that fails must not keep the others from being done.
            log.exception("A part of the upkeep failed", part=work.__name__)
    return seen


def _replan(database: Database, clock: Clock, _: Until) -> int:
    return database.threads.write(replanning.replan_some, now=clock())


def _import(database: Database, clock: Clock, until: Until) -> int:
    """Go on with what a process that died was importing or taking back."""
    return importing.resume_some(database, clock, should_stop=until)


def _index(database: Database, _: Clock, __: Until) -> int:
    if database.is_postgresql or not database.threads.read(searching.is_waiting):
        return 0
    return database.threads.write(searching.index_some, most=100)


def _expire(database: Database, clock: Clock, _: Until) -> int:
    return database.threads.write(import_batches.expire_old, now=clock())


def _clearing(ledger_period: timedelta) -> Work:
    def clear(database: Database, clock: Clock, _: Until) -> int:
        return database.threads.write(upkeep.clear_old, now=clock(), ledger_period=ledger_period)

    return clear


def _clear_pieces(database: Database, clock: Clock, _: Until) -> int:
    return database.threads.write(import_pieces.clear_needless, now=clock())


_WORKS: tuple[Work, ...] = (
    _replan,
    _import,
    _index,
    _expire,
    _clear_pieces,
)
