"""For those who watch over the service: is it alive, can it serve, what does it do."""

from datetime import timedelta
from functools import lru_cache

import anyio.to_thread
from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from api.deps import Db, Now, Set
from api.metrics import Metrics
from api.schemas.health import Alive, Ready
from api.schemas.problem import problems
from core.errors import DomainError, Unavailable
from core.settings import SchedulerMode
from models.schema import head
from services import readiness, upkeep

router = APIRouter(tags=["health"])

BEATS_MISSED = 3


class NotReady(Unavailable):
    """Something that serving needs isn't there."""

    type = "not-ready"
    title = "Not ready"


@router.get("/health/live", operation_id="is_alive", summary="Whether the process answers", responses=problems())
async def is_alive(request: Request) -> Alive:
    """It does, or nobody would."""
    return Alive(version=request.app.version)


@router.get("/health/ready", operation_id="is_ready", summary="Whether it can serve", responses=problems())
async def is_ready(request: Request, db: Db, now: Now, settings: Set) -> Ready:
    """200 when the database answers, migrations are at head and an embedded scheduler ticked within three beats."""
    try:
        vitals = await db.read(readiness.vitals)
    except (SQLAlchemyError, DomainError) as error:
        raise NotReady("The database doesn't answer.") from error
    expected = await anyio.to_thread.run_sync(_head)
    if vitals.revision != expected:
        raise NotReady(
            f"The database is at revision {vitals.revision}, this release works with {expected}: restart to upgrade it."
        )
    if settings.scheduler is SchedulerMode.EMBEDDED:
        metronome = request.app.state.metronome
        if metronome is None or metronome.last_beat is None:
            raise NotReady("The scheduler hasn't ticked yet.")
        from scheduler.loop import BEAT  # noqa: PLC0415 - a process without a scheduler doesn't load it

        late = now - metronome.last_beat
        if late > BEAT * BEATS_MISSED:
            raise NotReady(f"The scheduler last ticked {_seconds(late)} s ago; it should every {_seconds(BEAT)} s.")
    return Ready(last_tick_at=vitals.last_tick_at)


@router.get(
    "/metrics",
    operation_id="show_metrics",
    summary="Counters for Prometheus",
    response_class=Response,
    responses=problems() | {200: {"description": "Prometheus's text format.", "content": {"text/plain": {}}}},
)
async def show_metrics(request: Request, db: Db, now: Now) -> Response:
    """Requests by route and status, how long they took, the last tick, the reminders that are due."""
    metrics: Metrics = request.app.state.metrics
    last = await db.read(upkeep.last_beat)
    metrics.last_tick.set(last.timestamp() if last is not None else 0)
    metrics.reminders_due.set(await db.read(readiness.reminders_due, now=now))
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


@lru_cache(maxsize=1)
def _head() -> str:
    return head()


def _seconds(period: timedelta) -> int:
    return round(period.total_seconds())
