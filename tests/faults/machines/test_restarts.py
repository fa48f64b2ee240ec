"""P7: several processes on one PostgreSQL that is shut off in between, again and again, do each job once."""

import time
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
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
from tests.faults.machines.fleet import Api, Fleet, Scheduler, fleet, until
from tests.faults.machines.load import Load, under_load
from tests.postgres import Server, running
from tests.sinks import WebhookSink

NORMAL_AGAIN_SECONDS, PATIENT_SECONDS = 5, 60
"""The second in the short form, on a machine that is busy with other tests."""

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
    _, token = dues.enrolled(database, "ada", now=present())
    restarts, processes = rounds(2, 20), rounds(2, 3)
    expected = dues.Expected(0, 0, 0)
    recoveries, left = list[Recovery](), list[int]()
    with WebhookSink() as sink, fleet(tmp_path, server.url("replyby"), token) as machines:
        apis = [machines.api() for _ in range(processes)]
        schedulers = [machines.scheduler() for _ in range(processes)]
        with under_load(*apis, pause=rounds(250, 100) / 1000) as load:
            for number in range(restarts):
                # Few channels, whose reminders go out one after the other: so it takes a while.
                expected += dues.make_due(
                    database, sink.url, people=rounds(1, 2), each=100, quiet=100, batch=number, now=present()
                )
                left.append(_until_under_way(database, seconds=0.05 * (number % 5)))
                server.stop_at_once()
                assert not any(api.is_ready() for api in apis)
                time.sleep(LOW_SECONDS[number % rounds(2, 3)])
                started_at = time.monotonic()
                answers_at = server.start()
                normal_at = _when_normal(database, apis, schedulers, answers_at)
                recoveries.append(Recovery(normal_at - started_at, normal_at - answers_at))
            _until_done(database, sink, expected)
        assert [one.said() for one in machines.processes if one.process.poll() is not None] == []
        _judge(database, sink, expected, load, machines)
    figures.database = "postgresql"
    interrupted = sum(count > 0 for count in left)
    figures.note(
        "P7",
        "API and scheduler processes on one PostgreSQL, immediate restarts, due items",
        required="0 lost, 0 claimed twice",
        measured=f"{processes} + {processes} processes, {restarts} restarts, {interrupted} of them with work under way "
        f"(up to {max(left)} items), {expected.items:,} items: 0 lost, 0 twice",
        holds=interrupted >= rounds(1, 15),
    )
    slowest, longest = max(one.since_answer for one in recoveries), rounds(PATIENT_SECONDS, NORMAL_AGAIN_SECONDS)
    figures.note(
        "P7",
        "every server stores, every scheduler is ready, and a tick is done, after PostgreSQL answers",
        required=f"\u2264 {longest} s",
        measured=f"{slowest:.1f} s at the most; {max(one.since_start for one in recoveries):.1f} s from its start",
        holds=slowest <= longest,
    )


@dataclass(frozen=True)
class Recovery:
    """How many seconds it took until everything was as before: since PostgreSQL was started, and since it answered.

    It is asked every 20 ms whether it answers, so that the second is too short by no more than that.
    """

    since_start: float
    since_answer: float


def _until_under_way(database: Database, *, seconds: float) -> int:
    """Wait until all that is due is flagged, so that its reminders are going out, and so long more.

    Returns how many items are left to be done.
    """
    unflagged = partial(dues.unflagged, now=present())
    until(lambda: database.threads.read(unflagged) == 0, "no scheduler took up what is due")
    time.sleep(seconds)
    return database.threads.read(dues.unsettled) + database.threads.read(unflagged)


def _when_normal(database: Database, apis: list[Api], schedulers: list[Scheduler], answers_at: float) -> float:
    """The instant at which every server stores, every scheduler is ready, and one has ticked whole."""
    answered = present() - timedelta(seconds=time.monotonic() - answers_at)
    for api in apis:
        until(lambda api=api: api.is_ready() and api.record().status_code == 201, "a server never stored again")
    for scheduler in schedulers:
        until(scheduler.is_ready, "a scheduler never became ready again")

    def has_ticked() -> bool:
        last = database.threads.read(upkeep.last_beat)
        return last is not None and last > answered

    until(has_ticked, "no scheduler ever ticked again")
    return time.monotonic()


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
