"""For those who watch over the service: is it alive, can it serve, what does it do."""

from fastapi import APIRouter, Request, Response

from api.deps import Now, Set
from api.metrics import Metrics
from api.schemas.health import Alive, Ready
from api.schemas.problem import problems
from api.workers import under_way
from core.process_metrics import ProcessMetrics
from core.settings import SchedulerMode
from scheduler.exposition import MEDIA_TYPE, Exposition
from scheduler.ready import Readiness

router = APIRouter(tags=["health"])


@router.get(
    "/health/live",
    operation_id="is_alive",
    summary="Whether the process answers",
    responses=problems(is_limited=False),
)
async def is_alive(request: Request) -> Alive:
    """It does, or nobody would."""
    return Alive(version=request.app.version)


@router.get(
    "/health/ready", operation_id="is_ready", summary="Whether it can serve", responses=problems(is_limited=False)
)
async def is_ready(request: Request, settings: Set) -> Ready:
    """200 when the database answers and stores, migrations are at head and an embedded scheduler ticked lately.

    Answered within two seconds. 503 from the moment at which the process is asked to stop.
    """
    state = request.app.state
    readiness: Readiness = state.readiness
    vitals = await readiness.check(state.database)
    if settings.scheduler is SchedulerMode.EMBEDDED:
        readiness.check_beat(None if state.metronome is None else state.metronome.last_beat)
    return Ready(last_tick_at=vitals.last_tick_at, held_since=vitals.held_since)


@router.get(
    "/metrics",
    operation_id="show_metrics",
    summary="Counters for Prometheus",
    response_class=Response,
    responses=problems(is_limited=False)
    | {200: {"description": "Prometheus's text format.", "content": {"text/plain": {}}}},
)
async def show_metrics(request: Request, now: Now) -> Response:
    """Requests by route and status, the scheduler's work, the process and its database; `docs/operations.md` has all.

    Where the database doesn't answer, its figures are left out.
    """
    state = request.app.state
    metrics: Metrics = state.metrics
    process: ProcessMetrics = state.process_metrics
    exposition: Exposition = state.exposition
    metrics.imports.set(under_way(request.app))
    counters = [metrics, process, *([] if state.metronome is None else [state.metronome.metrics])]
    return Response(await exposition.write(state.database, counters, now=now), media_type=MEDIA_TYPE)
