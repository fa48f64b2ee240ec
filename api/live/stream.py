"""One stream of server-sent events (HTML standard, section 9.2), from its greeting until somebody ends it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

from fastapi.sse import EventSourceResponse
from starlette.types import Receive, Scope, Send

from api.live.live import Listener, Live
from api.live.untold import hello, still_here, told
from api.metrics import STAYS_OPEN

RETRY_MS = 2_000
"""How soon a browser comes back that was cut off; with up to as much again, lest all come back at once."""


class EventStream(EventSourceResponse):
    """Tells a listener what changed, for as long as it listens. It holds no connection to the database."""

    def __init__(self, live: Live, listener: Listener) -> None:
        self._live = live
        self._listener = listener
        self._said = _say(listener, live.pace.heartbeat)
        # nginx would keep what is said until it has enough of it.
        super().__init__(self._said, headers={"X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the listener has ended, or the other side is gone."""
        scope[STAYS_OPEN] = True
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._live.leave(self._listener)
            await self._said.aclose()


async def _say(listener: Listener, heartbeat: float) -> AsyncGenerator[bytes]:
    retry_ms = RETRY_MS + listener.credential_id.int % RETRY_MS
    # Until what was missed is told, the client stays at the id that it came with.
    mark = None if listener.untold else listener.mark
    yield hello(mark, resumed=listener.resumed, retry_ms=retry_ms)
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(listener.awake.wait(), heartbeat)
        listener.awake.clear()
        if listener.has_ended:
            return
        changes = listener.untold.take()
        yield told(changes, listener.mark) if changes else still_here(listener.mark)
