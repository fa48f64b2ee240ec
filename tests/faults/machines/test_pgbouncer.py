"""Behind PgBouncer in transaction mode: no transaction can count on what an earlier one did to its connection."""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from core.clock import now as present
from core.database import Database
from tests.faults.figures import Figures
from tests.faults.machines import dues
from tests.faults.machines.fleet import PATIENCE_SECONDS, Api, fleet, until
from tests.faults.machines.load import under_load
from tests.faults.machines.pgbouncer import SERVER_CONNECTIONS, PgBouncer, pooling
from tests.postgres import Server
from tests.sinks import WebhookSink

AS_INSTALLED = ""
IGNORING = "ignore_startup_parameters = extra_float_digits,options"

_numbers = count(1)


@pytest.fixture
def empty(postgresql: Server) -> Generator[str]:
    """The name of a database in which nothing is yet."""
    name = f"pooled_{next(_numbers)}"
    postgresql.run(f"CREATE DATABASE {name}")
    yield name
    postgresql.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=[AS_INSTALLED, IGNORING], ids=["refusing", "ignoring"])
def pooler(request: pytest.FixtureRequest, postgresql: Server) -> Generator[PgBouncer]:
    """One that refuses options at the start of a connection, as it is installed, and one that drops them."""
    with pooling(postgresql, request.param) as running:
        yield running


def standing(connection: Connection) -> tuple[Any, ...]:
    shown = (
        "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'), "
        "current_setting('timezone'), (SELECT count(*) FROM pg_prepared_statements)"
    )
    return tuple(connection.execute(text(shown)).one())


def connections_of(connection: Connection) -> int:
    counted = connection.scalar(
        text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    )
    return counted or 0


async def test_every_transaction_brings_its_settings_and_prepares_nothing(pooler: PgBouncer, empty: str) -> None:
    database = Database(pooler.url(empty), pool_size=5)
    expected = ("1min", "1min", "UTC", 0)
    try:
        for _ in range(4):
            # More often than it takes to make a driver prepare, and by more clients than the pooler has connections.
            found = await asyncio.gather(*(database.read(standing) for _ in range(12)))
            assert set(found) == {expected}
            found = await asyncio.gather(
                *(database.in_thread(database.threads.write, standing) for _ in range(12)), database.write(standing)
            )
            assert set(found) == {expected}
    finally:
        await database.close()


async def test_directly_before_the_server_the_settings_are_the_connections(postgresql: Server, empty: str) -> None:
    database = Database(postgresql.url(empty), pool_size=2)
    seen = list[tuple[Any, ...]]()
    try:
        for _ in range(10):
            seen.append(await database.read(standing))
    finally:
        await database.close()
    assert {row[:3] for row in seen} == {("1min", "1min", "UTC")}
    assert seen[-1][3] > 0, "the driver should prepare what is asked often"


def test_servers_and_schedulers_behind_a_pooler_do_their_work(
    postgresql: Server, empty: str, tmp_path: Path, rounds: Callable[[int, int], int], figures: Figures
) -> None:
    now = present()
    with pooling(postgresql) as pooler, WebhookSink() as sink:
        url = pooler.url(empty)
        with fleet(tmp_path, url, "none yet") as machines, ThreadPoolExecutor(2) as pool:
            # Both find an empty database, and bring it up to date through the pooler, one after the other.
            apis = list(pool.map(lambda mode: machines.api(REPLYBY_SCHEDULER=mode), ("embedded", "off")))
            database = Database(url, pool_size=2)
            direct = Database(postgresql.url(empty), pool_size=2)
            _, token = dues.enrolled(database, "ada", now=now)
            for api in apis:
                api.client.headers["authorization"] = f"Bearer {token}"
            expected = dues.make_due(database, sink.url, people=rounds(5, 50), each=10, now=now)
            with under_load(*apis) as load:
                for _ in range(rounds(0, 2)):
                    machines.scheduler()
                _tour(apis[0])
                _import(apis[1], rows=rounds(300, 20_000))
                until(lambda: database.threads.read(dues.unsettled) == 0 and bool(sink.requests), "not all was sent")
            assert database.threads.read(partial(dues.unflagged, now=now)) == 0
            arrived = Counter(request.headers["webhook-id"] for request in sink.requests)
            assert len(arrived) == expected.alerts + expected.digests
            assert set(arrived.values()) == {1}
            assert load.acknowledged == database.threads.read(dues.recorded, "load")
            assert (load.wrong, load.refused, load.uncertain) == ([], set(), set())
            connections = direct.threads.read(connections_of)
            assert [one.said() for one in machines.processes if "Traceback" in one.said()] == []
            for one in (database, direct):
                one.threads.close()
    figures.database = "postgresql"
    figures.note(
        "P7",
        "servers and schedulers behind PgBouncer in transaction mode, under load, with an import",
        required=f"0 lost, 0 twice; \u2264 {SERVER_CONNECTIONS} connections to the server",
        measured=f"0 lost, 0 twice of {expected.items:,} items and {len(load.acknowledged):,} writes; {connections}"
        " connections",
        holds=0 < connections <= SERVER_CONNECTIONS,
    )


def _tour(api: Api) -> None:
    """What a person does in a sitting."""
    made = api.record("Acme", role="Engineer", contact_email="cleo@acme.example").json()
    place = f"/api/v1/invitations/{made['id']}"
    assert api.client.patch(place, json={"notes": "called back"}).status_code == 200
    drafted = api.client.post(f"{place}/replies", json={"kind": "decline", "reason": "accepted_other_offer"})
    assert drafted.status_code == 201, drafted.text
    assert api.client.put(f"{place}/answer", json={"kind": "decline"}).status_code == 200
    for path in (
        "invitations?q=acme",
        "digest",
        "insights",
        "channels",
        "reminders",
        f"invitations/{made['id']}/events",
    ):
        answer = api.client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, (path, answer.text)
    assert len(api.client.get("/api/v1/exports/invitations.csv").text.splitlines()) > 1
    assert api.client.delete(place).status_code == 204


def _import(api: Api, *, rows: int) -> None:
    """A file of invitations, each of which is stored."""
    lines = ["company,role,external_id"] + [f"Company {number},Engineer,row-{number}" for number in range(rows)]
    read = api.client.post("/api/v1/imports", files={"file": ("invitations.csv", "\n".join(lines), "text/csv")})
    assert read.status_code == 201, read.text
    place = f"/api/v1/imports/{read.json()['id']}"
    assert api.client.post(f"{place}/confirmation").status_code in {200, 202}

    def is_done() -> bool:
        shown = api.client.get(place).json()
        return shown["state"] == "imported" and shown["counts"]["added"] == rows

    until(is_done, "the import never ended", seconds=2 * PATIENCE_SECONDS)
