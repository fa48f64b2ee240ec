"""Asked to end while it has its hands full, a process ends within five seconds, with 0, and nothing is lost by it."""

import json
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select, update

from core import clock as wall_clock
from core.database import Database
from core.settings import Settings
from core.vocabulary import ReminderState, Want
from models.account import ACCOUNT
from models.invitation import INVITATION
from tests.cli.conftest import Terminal
from tests.cli.test_serve import STOPS_WITHIN_SECONDS, serving
from tests.conftest import Person
from tests.reminders import add_channel, ledger, pile_up
from tests.sinks import SlowSink

WRITERS = 4
SLOW = "a password that takes a while"


class Writer(threading.Thread):
    """Records one invitation after the other, and keeps the names of those that were acknowledged."""

    def __init__(self, url: str, token: str, number: int) -> None:
        super().__init__(daemon=True)
        self.url, self.token, self.number = url, token, number
        self.acknowledged: list[str] = []
        self.refused: list[int] = []
        self.is_over = False

    def run(self) -> None:
        for turn in range(100_000):
            if self.is_over:
                return
            name = f"Acme {self.number}.{turn}"
            try:
                with post(self.url, "/invitations", {"company": name}, token=self.token) as answer:
                    assert answer.status == 201
                    self.acknowledged.append(name)
            except urllib.error.HTTPError as refused:
                self.refused.append(refused.code)
                refused.close()
            except OSError:
                # It listens no more.
                return


def post(url: str, path: str, sent: dict[str, str], token: str | None = None):
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    asked = urllib.request.Request(f"{url}/api/v1{path}", json.dumps(sent).encode(), headers, method="POST")
    return urllib.request.urlopen(asked, timeout=20)


def stored(database: Database) -> set[str]:
    return database.threads.read(lambda connection: set(connection.execute(select(INVITATION.c.company)).scalars()))


def ended_in_time(process: "subprocess.Popen[str]", began: float) -> None:
    assert process.wait(timeout=20) == 0
    assert time.monotonic() - began <= STOPS_WITHIN_SECONDS


def test_a_server_under_load_answers_what_is_under_way_and_loses_no_acknowledged_write(
    terminal: Terminal, database: Database, ada: Person
) -> None:
    # A sign-in takes a while: it is under way when the process is asked to end. Somebody asks twice.
    _set_password(database, ada, Argon2Hasher(time_cost=3, memory_cost=32_768, parallelism=1).hash(SLOW))
    with serving(terminal) as (url, process):
        writers = [Writer(url, ada.token, number) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        until(lambda: all(len(writer.acknowledged) > 5 for writer in writers))
        sign_in = Started(lambda: post(url, "/sessions", {"email": ada.email, "password": SLOW}))
        until_accepted(url)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        ended_in_time(process, began)
        # 503 where the machine was so slow that the time for the last requests was over.
        assert sign_in.status() in {201, 503}
        for writer in writers:
            writer.is_over = True
            writer.join(20)
    acknowledged = {name for writer in writers for name in writer.acknowledged}
    assert acknowledged <= stored(database)
    assert not [code for writer in writers for code in writer.refused if code >= 500 and code != 503]


@pytest.mark.parametrize("command", ["serve", "scheduler"])
def test_a_stop_settles_what_was_sent_and_leaves_the_rest_for_the_next_start(
    command: str, terminal: Terminal, database: Database, ada: Person, settings: Settings
) -> None:
    now = wall_clock.now()
    with SlowSink() as sink:
        add_channel(database, ada.owner, settings, Want.ALERTS, now=now, url=sink.url)
        pile_up(database, ada.owner, 200, now=now)
        arguments = ("serve", "--port", "0") if command == "serve" else ("scheduler",)
        process = terminal.start(*arguments, REPLYBY_ALLOW_PRIVATE_TARGETS="true")
        try:
            until(lambda: len(sink.answered) >= 10)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            ended_in_time(process, began)
        finally:
            process.kill()
            process.communicate()
        taken = set(sink.answered)
        assert len(sink.answered) == len(taken) < 200
        rows = ledger(database)
        assert {str(row.id) for row in rows if row.state == ReminderState.SENT} == taken
        assert {row.state for row in rows} == {ReminderState.SENT, ReminderState.PLANNED}
        assert all(row.next_attempt_at is not None for row in rows if row.state == ReminderState.PLANNED)


@pytest.mark.parametrize("after_seconds", [0.2, 0.8, 1.6])
def test_a_start_that_is_broken_off_can_be_made_again(fresh: Terminal, after_seconds: float) -> None:
    """Also in the middle of making the schema: wherever it was, the next start finds nothing half done."""
    process = fresh.start("serve", "--port", "0")
    time.sleep(after_seconds)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = process.wait(timeout=20)
    _, told = process.communicate()
    assert code in {0, -signal.SIGTERM}
    assert "Traceback" not in told
    assert time.monotonic() - began <= STOPS_WITHIN_SECONDS
    with serving(fresh) as (_, again):
        began = time.monotonic()
        again.send_signal(signal.SIGINT)
        again.send_signal(signal.SIGINT)
        ended_in_time(again, began)


def test_a_proxy_is_told_before_the_server_stops_and_served_meanwhile(fresh: Terminal) -> None:
    with serving(fresh, REPLYBY_DRAIN_SECONDS="60") as (url, process):
        process.send_signal(signal.SIGTERM)
        until(lambda: status_of(f"{url}/health/ready") == 503)
        assert status_of(f"{url}/health/live") == 200
        assert status_of(f"{url}/api/v1/setup") == 200
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        ended_in_time(process, began)


def test_after_the_time_to_drain_it_stops_by_itself(fresh: Terminal) -> None:
    with serving(fresh, REPLYBY_DRAIN_SECONDS="1") as (_, process):
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert 1 <= time.monotonic() - began <= 1 + STOPS_WITHIN_SECONDS


class Started(threading.Thread):
    """A request in a thread of its own."""

    def __init__(self, ask: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._ask = ask
        self._status: object = None
        self.start()

    def run(self) -> None:
        try:
            with self._ask() as answer:  # type: ignore[attr-defined]
                self._status = answer.status
        except urllib.error.HTTPError as refused:
            self._status = refused.code
            refused.close()
        except OSError as broken:
            self._status = repr(broken)

    def status(self) -> object:
        self.join(20)
        return self._status


def until_accepted(url: str) -> None:
    """Until the server has begun to answer a request that is slow: others are answered meanwhile."""
    until(lambda: b"replyby_http_requests_under_way 0" not in read(f"{url}/metrics"))
    time.sleep(0.01)


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def until(is_so: Callable[[], bool]) -> None:
    gives_up_at = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < gives_up_at
        time.sleep(0.02)


def _set_password(database: Database, person: Person, hashed: str) -> None:
    database.threads.write(
        lambda connection: (
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == person.id).values(password_hash=hashed)) and None
        )
    )
