"""A live page for the tests: a real server on loopback, and a stream that is read as a browser reads it."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from api.live.live import Live, Pace

EVENTS = "/api/v1/events"
WITHIN_SECONDS = 5.0

QUICK = Pace(beat=0.05, heartbeat=60.0, checks=0.1)
"""A pace at which tests needn't wait."""


@dataclass(frozen=True)
class Told:
    """One block of a stream: an event with its data, or a comment."""

    event: str | None = None
    data: Any = None
    id: str | None = None
    retry: int | None = None
    comment: str | None = None


class Page:
    """What a page is told, in order. `id` is the last one that it would come back with."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.answer = answer
        self.id: str | None = None
        self._blocks: asyncio.Queue[Told | None] = asyncio.Queue()

    async def read(self) -> None:
        """Read until the stream ends."""
        fields: dict[str, Any] = {}
        async for line in self.answer.aiter_lines():
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if line:
                fields[name or "comment"] = {"data": json.loads, "retry": int}.get(name, str)(value)
            elif fields:
                told = Told(**fields)
                self.id = told.id or self.id
                self._blocks.put_nowait(told)
                fields = {}
        self._blocks.put_nowait(None)

    async def next(self, *, within: float = WITHIN_SECONDS) -> Told:
        """The next block, whatever it is."""
        async with asyncio.timeout(within):
            told = await self._blocks.get()
        assert told is not None, "the stream ended"
        return told

    async def change(self, *, within: float = WITHIN_SECONDS) -> dict[str, Any]:
        """What the next event says has changed."""
        told = await self.next(within=within)
        assert told.event == "changed", told
        return told.data

    async def changes(self, *, within: float = WITHIN_SECONDS) -> dict[str, Any]:
        """The ids of each sort, from the next event up to the one that completes a look."""
        found: dict[str, Any] = {}
        while True:
            told = await self.next(within=within)
            found[told.data["what"]] = told.data["ids"]
            if told.id is not None:
                return found

    async def hears(self, *sorts: str) -> dict[str, Any]:
        """The ids of each sort, from the next event until there was one of each of these."""
        found: dict[str, Any] = {}
        while not found.keys() >= set(sorts):
            found |= await self.changes()
        return found

    async def end(self, *, within: float = WITHIN_SECONDS) -> None:
        """Wait for the end of the stream, which must come without another event."""
        async with asyncio.timeout(within):
            assert await self._blocks.get() is None

    def is_quiet(self) -> bool:
        """Whether nothing waits to be read."""
        return self._blocks.empty()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something of which nobody tells."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while not is_so():  # noqa: ASYNC110 - nothing could set an event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def served(app: FastAPI, *, pace: Pace = QUICK) -> AsyncGenerator[str]:
    """Serve the application on a port of loopback, under the server that `replyby serve` uses."""
    live = app.state.live = Live(lambda: app.state.database, app.state.clock, pace=pace)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, lifespan="off", ws="none", log_config=None, timeout_graceful_shutdown=1)
    )
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        live.stop()
        server.should_exit = True
        await running
        await live.close()


@asynccontextmanager
async def opened(url: str, *, token: str | None = None, **headers: str) -> AsyncGenerator[Page]:
    """A page that listens. Its greeting is still to be read."""
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    async with (
        httpx2.AsyncClient(timeout=None) as client,
        client.stream("GET", url + EVENTS, headers=headers) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        page = Page(answer)
        reading = asyncio.create_task(page.read())
        try:
            yield page
        finally:
            reading.cancel()
            await asyncio.wait({reading})


@asynccontextmanager
async def greeted(url: str, *, token: str | None = None, **headers: str) -> AsyncGenerator[Page]:
    """A page that listens and was greeted, with nothing to catch up on."""
    async with opened(url, token=token, **headers) as page:
        told = await page.next()
        assert (told.event, told.data) == ("hello", {"resumed": False})
        yield page
