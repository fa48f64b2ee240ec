"""P7: several processes on one PostgreSQL that is shut off in between, again and again, do each job once."""

import time
from collections import Counter
from collections.abc import Callable, Generator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from core.clock import now as present
from core.database import Database
from models.schema import upgrade
from services import upkeep
from tests.faults.figures import Figures
from tests.faults.machines import dues
from tests.faults.machines.fleet import Api, Fleet, fleet, until
from tests.faults.machines.load import Load, under_load
from tests.postgres import Server, running
from tests.sinks import WebhookSink

NORMAL_AGAIN_SECONDS = 5.0
LOW_SECONDS = (0.2, 1.5, 6.0)
"""How long PostgreSQL stays off, in turn: shorter and longer than a beat's pause and a connection's timeout."""


@pytest.fixture
def server() -> Generator[Server]:
    """A PostgreSQL of the test's own: what it has committed survives however it is stopped."""
    with running(durable=True) as started:
        started.run("CREATE DATABASE replyby")
        yield started


@pytest.fixture
def database(server: Server) -> Generator[Database]:
    opened = Database(server.url("replyby"), pool_size=2)
    upgrade(opened)
    yield opened
    opened.threads.close()


def test_processes_on_a_database_that_is_shut_off_again_and_again_do_each_job_once(
    server: Server, database: Database, tmp_path: Path, rounds: Callable[[int, int], int], figures: Figures
) -> None:
    now = present()
    _, token = dues.enrolled(database, "ada", now=now)
    restarts, processes = rounds(2, 20), rounds(2, 3)
    with WebhookSink() as sink, fleet(tmp_path, server.url("replyby"), token) as machines:
        quiet = rounds(700, 2_000)
        expected = dues.make_due(database, sink.url, people=rounds(10, 80), each=rounds(15, 50), quiet=quiet, now=now)
        apis = [machines.api() for _ in range(processes)]
        for _ in range(processes):
            machines.scheduler()
        recoveries = list[float]()
        with under_load(*apis, pause=rounds(250, 100) / 1000) as load:
            for number in range(restarts):
                time.sleep(rounds(1, 4))
                server.stop_at_once()
                assert not any(api.is_ready() for api in apis)
                time.sleep(LOW_SECONDS[number % rounds(2, 3)])
                answers_at = server.start()
                recoveries.append(_until_normal(database, apis, answers_at))
            _until_done(database, sink, expected)
        _judge(database, sink, expected, load, machines)
    figures.database = "postgresql"
    figures.note(
        "P7",
        "API and scheduler processes on one PostgreSQL, immediate restarts, due items",
        required="0 lost, 0 claimed twice",
        measured=f"{processes} + {processes} processes, {restarts} restarts, {expected.items} items: 0 lost, 0 twice",
        holds=True,
    )
    figures.note(
        "P7",
        "normal again after PostgreSQL answers",
        required=f"\u2264 {NORMAL_AGAIN_SECONDS:.0f} s",
        measured=f"{max(recoveries):.1f} s at the most",
        holds=max(recoveries) <= NORMAL_AGAIN_SECONDS,
    )


def _until_normal(database: Database, apis: list[Api], answers_at: float) -> float:
    """How long it took from PostgreSQL's first answer until every server stores and a scheduler has ticked whole."""
    answered = present() - timedelta(seconds=time.monotonic() - answers_at)
    for api in apis:
        until(lambda api=api: api.is_ready() and api.record().status_code == 201, "a server never stored again")

    def has_ticked() -> bool:
        last = database.threads.read(upkeep.last_beat)
        return last is not None and last > answered

    until(has_ticked, "no scheduler ever ticked again")
    return time.monotonic() - answers_at


def _until_done(database: Database, sink: WebhookSink, expected: dues.Expected) -> None:
    """Until everything that was due has been seen to; a claim that a restart broke off waits for its lease's end."""
    until(
        lambda: (
            database.threads.read(partial(dues.unflagged, now=present())) == 0
            and database.threads.read(dues.unsettled) == 0
            and len({request.headers["webhook-id"] for request in sink.requests}) >= expected.alerts + expected.digests
        ),
        "not all that was due was done",
        seconds=600,
    )


def _judge(database: Database, sink: WebhookSink, expected: dues.Expected, load: Load, machines: Fleet) -> None:
    flags = Counter(database.threads.read(dues.flags_of))
    assert len(flags) == expected.flags
    assert set(flags.values()) == {1}, "an invitation was flagged twice"
    ledger = database.threads.read(dues.reminders_of)
    kinds = Counter(row.kind for row in ledger)
    assert kinds == {"alert": expected.alerts, "digest": expected.digests}
    assert {row.state for row in ledger} == {"sent"}
    arrived = Counter(request.headers["webhook-id"] for request in sink.requests)
    assert arrived == {str(row.id): 1 for row in ledger}, "a reminder was sent twice, or never"
    stored = database.threads.read(dues.recorded, "load")
    assert load.acknowledged, "nobody recorded anything"
    assert load.acknowledged <= stored, "an acknowledged write is missing"
    assert not load.refused & stored, "what was answered as unchanged was stored"
    assert load.wrong == []
    assert [one.said() for one in machines.processes if "Traceback" in one.said()] == []
