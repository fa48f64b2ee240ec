"""`replyby serve` and `replyby scheduler`: processes that say where they are, and end when they are asked to."""

import json
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from core.database import Database
from services import upkeep
from tests.cli.conftest import Terminal
from tests.conftest import Person

STOPS_WITHIN_SECONDS = 5
READY_WITHIN_SECONDS = 30


@contextmanager
def serving(terminal: Terminal, *arguments: str, **given: str) -> Generator[tuple[str, "subprocess.Popen[str]"]]:
    process = terminal.start("serve", "--port", "0", *arguments, **given)
    try:
        assert process.stdout is not None
        greeting = process.stdout.readline()
        found = re.search(r"http://\S+", greeting)
        assert found, greeting + (process.stderr.read() if process.stderr and process.poll() is not None else "")
        wait_until_ready(found[0])
        yield found[0], process
    finally:
        process.kill()
        process.communicate()


def wait_until_ready(url: str) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as answer:
                assert json.load(answer)["status"] == "ready"
                return
        except urllib.error.HTTPError as error:
            error.close()
            time.sleep(0.1)
    raise AssertionError("it never became ready")


def test_serve_becomes_ready_and_stops_in_time(terminal: Terminal) -> None:
    with serving(terminal) as (_, process):
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - began <= STOPS_WITHIN_SECONDS


def test_a_connection_that_hangs_does_not_hold_the_stop_up(fresh: Terminal) -> None:
    with serving(fresh) as (url, process):
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as hanging:
            hanging.sendall(b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            time.sleep(0.3)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
            assert time.monotonic() - began <= STOPS_WITHIN_SECONDS


def test_serve_makes_its_database_and_says_how_to_make_an_account(fresh: Terminal) -> None:
    with serving(fresh) as (_, process):
        assert process.stdout is not None
        assert "replyby account create" in process.stdout.readline()
        assert (fresh.folder / "data" / "replyby.db").exists()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_a_log_of_requests_holds_no_token(fresh: Terminal) -> None:
    with serving(fresh, "--access-log") as (url, process):
        secret = "rb_" + "x" * 40
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{url}/api/v1/unsubscribe/{secret}?token={secret}", timeout=5)
        refused.value.close()
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=20)
        assert "/api/v1/unsubscribe/" in log
        assert secret not in log


def test_a_taken_port_is_one_sentence(fresh: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in fresh.refusal("serve", "--port", port)


def test_an_address_of_another_machine_is_one_sentence(fresh: Terminal) -> None:
    assert "192.0.2.1" in fresh.refusal("serve", "--host", "192.0.2.1", "--port", "0")


def test_the_scheduler_ticks_and_stops_in_time(terminal: Terminal, database: Database, ada: Person) -> None:
    process = terminal.start("scheduler")
    try:
        until = time.monotonic() + READY_WITHIN_SECONDS
        while database.threads.read(upkeep.last_beat) is None:
            assert time.monotonic() < until, "it never ticked"
            time.sleep(0.1)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - began <= STOPS_WITHIN_SECONDS
    finally:
        process.kill()
        process.communicate()
