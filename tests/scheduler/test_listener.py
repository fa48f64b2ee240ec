"""`replyby scheduler` tells how it is, to whoever speaks plain HTTP, and is held up by nobody."""

import asyncio
import json
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest

from core.errors import Unavailable
from scheduler import listener as listening
from scheduler.listener import Answer, Listener, as_json
from tests.cli.conftest import Terminal, log_as_before, terminal

__all__ = ["log_as_before", "terminal"]


async def _live() -> Answer:
    return as_json(200, status="alive")


async def _broken() -> Answer:
    raise Unavailable("The database doesn't answer.")


@pytest.fixture
async def port() -> AsyncGenerator[int]:
    listener = Listener({"/health/live": _live, "/health/ready": _broken})
    yield await listener.start("127.0.0.1", 0)
    await listener.stop()


async def ask(port: int, sent: bytes) -> tuple[str, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    told = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    head, _, body = told.partition(b"\r\n\r\n")
    return head.decode(), body


def get(path: str, method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


async def test_it_answers_what_it_knows_and_nothing_else(port: int) -> None:
    head, body = await ask(port, get("/health/live?x=1"))
    assert head.startswith("HTTP/1.1 200 OK")
    assert f"Content-Length: {len(body)}" in head
    assert json.loads(body) == {"status": "alive"}
    head, body = await ask(port, get("/health/live", "HEAD"))
    assert (head.partition("\r\n")[0], body) == ("HTTP/1.1 200 OK", b"")
    head, body = await ask(port, get("/health/ready"))
    assert head.startswith("HTTP/1.1 503")
    assert json.loads(body)["detail"] == "The database doesn't answer."
    assert (await ask(port, get("/etc/passwd")))[0].startswith("HTTP/1.1 404")
    assert (await ask(port, get("/health/live", "POST")))[0].startswith("HTTP/1.1 405")


@pytest.mark.parametrize(
    "junk",
    [
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\r\n",
        b"GET /" + b"x" * 5_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 500 + b"\r\n",
    ],
)
async def test_what_is_no_request_is_not_answered_and_breaks_nothing(port: int, junk: bytes) -> None:
    with suppress(ConnectionError):
        assert await ask(port, junk) == ("", b"")
    assert (await ask(port, get("/health/live")))[0].startswith("HTTP/1.1 200")


async def test_whoever_says_nothing_is_let_go(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "REQUEST_SECONDS", 0.2)
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(listening.MOST_AT_ONCE)]
    for reader, writer in silent:
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
    assert (await ask(port, get("/health/live")))[0].startswith("HTTP/1.1 200")


def test_the_scheduler_tells_how_it_is(terminal: Terminal) -> None:
    process = terminal.start("scheduler", REPLYBY_SCHEDULER_ADDRESS="0")
    try:
        url = _address_of(process)
        assert json.load(urllib.request.urlopen(f"{url}/health/live", timeout=5))["status"] == "alive"
        until = time.monotonic() + 30
        while not _is_ready(url):
            assert time.monotonic() < until, "it never became ready"
            time.sleep(0.05)
        told = urllib.request.urlopen(f"{url}/metrics", timeout=5).read().decode()
        assert "\nreplyby_database_answers 1.0\n" in told
        assert re.search(r"\nreplyby_scheduler_tick_timestamp_seconds [1-9]", told)
        assert re.search(r"\nreplyby_tick_seconds_count [1-9]", told)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.communicate()


def _address_of(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"(http://[^/]+)/health/ready", line)
        if found:
            return found[1]
    raise AssertionError("it never said where it is")


def _is_ready(url: str) -> bool:
    try:
        urllib.request.urlopen(f"{url}/health/ready", timeout=5).close()
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    return True
