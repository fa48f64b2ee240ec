"""A small ear for `replyby scheduler`: three addresses that are read by whoever watches over it, and nothing else.

One request a connection, at most so many at once, each read within seconds: it is no server for the world.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from core.errors import DomainError

MOST_AT_ONCE = 16
REQUEST_SECONDS = 5.0
LONGEST_LINE = 1_000
MOST_HEADERS = 100

_PHRASES = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


class Answer(NamedTuple):
    """What is answered."""

    status: int
    media_type: str
    body: bytes


Answers = dict[str, Callable[[], Awaitable[Answer]]]


def as_json(code: int, **members: object) -> Answer:
    """An answer for machines."""
    return Answer(code, "application/json", json.dumps(members, default=str).encode())


def as_problem(reason: DomainError) -> Answer:
    """A refusal as the servers write it (RFC 9457)."""
    members = {
        "type": f"urn:replyby:problem:{reason.type}",
        "title": reason.title,
        "status": reason.status,
        "detail": reason.detail,
    }
    return Answer(reason.status, "application/problem+json", json.dumps(members).encode())


class Listener:
    """Answers GET and HEAD at the paths of `answers`."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._open = 0
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen. Returns the port, which is another one where 0 was asked for."""
        self._server = await asyncio.start_server(self._serve, host, port, limit=LONGEST_LINE)
        return self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open <= MOST_AT_ONCE:
                async with asyncio.timeout(REQUEST_SECONDS):
                    await self._answer(reader, writer)
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            # Whoever speaks no HTTP, or too slowly, isn't answered; nor is an answer kept for who doesn't take it.
            writer.transport.abort()
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, path, _ = (await reader.readuntil(b"\r\n")).decode("latin-1").split(" ", 2)
        for _ in range(MOST_HEADERS):
            if await reader.readuntil(b"\r\n") == b"\r\n":
                break
        else:
            return
        answer = await self._found(method, path.partition("?")[0])
        head = (
            f"HTTP/1.1 {answer.status} {_PHRASES[answer.status]}\r\nContent-Type: {answer.media_type}\r\n"
            f"Content-Length: {len(answer.body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + (b"" if method == "HEAD" else answer.body))
        await writer.drain()

    async def _found(self, method: str, path: str) -> Answer:
        find = self._answers.get(path)
        if find is None:
            return as_json(404, detail="There is nothing here.")
        if method not in {"GET", "HEAD"}:
            return as_json(405, detail="It can only be read.")
        try:
            return await find()
        except DomainError as reason:
            return as_problem(reason)
