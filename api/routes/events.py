"""What changed, told as it happens, for a page that stays live."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from api.deps import Reading
from api.live.live import Live
from api.live.stream import EventStream
from api.paths import API
from api.schemas.live import EXAMPLE
from api.schemas.problem import problems

_TOLD = "Server-sent events. The data of `hello` is a `Greeting`, that of each `changed` a `Change`, as JSON."
# Before 3.2, OpenAPI has no words for a stream: the schema is that of each event in it.
_EVENT = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": ["hello", "changed"]},
        "data": {"type": "string"},
        "id": {"type": "string"},
        "retry": {"type": "integer"},
    },
}
_TEXT = {"schema": _EVENT, "example": EXAMPLE}

router = APIRouter(prefix=f"{API}/events", tags=["events"])


@router.get(
    "",
    operation_id="stream_events",
    summary="Be told what changes",
    response_class=StreamingResponse,
    responses=problems(401, 403, 429) | {200: {"description": _TOLD, "content": {"text/event-stream": _TEXT}}},
)
async def stream_events(
    request: Request,
    asker: Reading,
    last_event_id: Annotated[
        str | None, Header(alias="Last-Event-ID", description="Where an earlier stream was cut off; browsers send it.")
    ] = None,
) -> EventStream:
    """Server-sent events: `hello` at once, then a `changed` for whatever is to be read again, never its content."""
    live: Live = request.app.state.live
    return EventStream(live, await live.join(asker, last_event_id))
