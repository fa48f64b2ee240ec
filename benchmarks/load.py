"""A load on loopback: some connections, each sending the next request when the last is answered."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvloop


@dataclass(frozen=True)
class Load:
    """What a run of requests showed. Seconds; `rate` is requests a second."""

    requests: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


class _Connection(asyncio.Protocol):
    def __init__(self, run: "_Run") -> None:
        self.run = run
        self.buffer = b""
        self.needed: int | None = None
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        request = self.run.next_request()
        if request is None:
            self.transport.close()
            self.run.ended()
            return
        self.sent_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.needed is None:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            status = int(head[9:12])
            if status != self.run.expected:
                self.run.fail(f"unexpected answer: {self.buffer[:600]!r}")
                return
            at = head.find(b"content-length:")
            self.needed = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self.buffer) >= self.needed:
            self.buffer, self.needed = b"", None
            self.run.times.append(time.perf_counter() - self.sent_at)
            self.send()


class _Run:
    def __init__(self, make: Callable[[int], bytes], seconds: float, expected: int, connections: int) -> None:
        self.make, self.expected, self.open = make, expected, connections
        self.number = 0
        self.times: list[float] = []
        self.ends = time.perf_counter() + seconds
        self.done = asyncio.get_running_loop().create_future()

    def next_request(self) -> bytes | None:
        if time.perf_counter() >= self.ends:
            return None
        self.number += 1
        return self.make(self.number)

    def fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(why))

    def ended(self) -> None:
        self.open -= 1
        if self.open == 0 and not self.done.done():
            self.done.set_result(None)


async def _load(port: int, make: Callable[[int], bytes], seconds: float, expected: int, connections: int) -> Load:
    loop = asyncio.get_running_loop()
    run = _Run(make, seconds, expected, connections)
    started = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port)
    await asyncio.wait_for(run.done, seconds + 30)
    times = sorted(run.times)
    return Load(
        len(times),
        time.perf_counter() - started,
        times[len(times) // 2],
        times[min(len(times) - 1, int(len(times) * 0.99))],
    )


def load(
    port: int, make: Callable[[int], bytes], *, seconds: float, expected: int = 200, connections: int = 16
) -> Load:
    """Send requests for so many seconds, and tell how many were answered."""
    return uvloop.run(_load(port, make, seconds, expected, connections))


def request(method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of an HTTP/1.1 request on a connection that stays open."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
