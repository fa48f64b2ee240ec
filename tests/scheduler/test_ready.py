"""Readiness tells the truth, and in time: also where the database takes the question and never answers."""

import asyncio
import os
import shutil
import time
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from core.database import Database, opened
from models.fenced import BEING_FILLED, MOVED
from scheduler.ready import NotReady, Readiness
from tests.conftest import START, Clock
from tests.postgres import Server

WITHIN_SECONDS = 2.0


async def why_not(readiness: Readiness, database: Database | None) -> str:
    with pytest.raises(NotReady) as reason:
        await readiness.check(database)
    return reason.value.detail


async def test_a_process_that_starts_or_stops_is_not_ready(database: Database, clock: Clock) -> None:
    readiness = Readiness(clock)
    assert "starting" in await why_not(readiness, None)
    assert (await readiness.check(database)).last_tick_at is None
    readiness.is_stopping = True
    assert "stopping" in await why_not(readiness, database)


async def test_a_stopping_server_says_so_to_its_proxy(app: FastAPI, client: httpx2.AsyncClient) -> None:
    assert (await client.get("/health/ready")).status_code == 200
    app.state.readiness.is_stopping = True
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json().get("detail")) == (503, "It is stopping.")
    assert (await client.get("/health/live")).status_code == 200


async def test_a_scheduler_must_have_ticked_within_three_beats(clock: Clock) -> None:
    readiness = Readiness(clock)
    with pytest.raises(NotReady, match="hasn't ticked"):
        readiness.check_beat(None)
    clock.forward(seconds=45)
    readiness.check_beat(START)
    clock.forward(seconds=1)
    with pytest.raises(NotReady, match="46 s ago"):
        readiness.check_beat(START)


async def test_a_database_that_hangs_is_told_of_in_time_and_asked_once(
    app_on_postgresql: tuple[Database, httpx2.AsyncClient],
) -> None:
    database, client = app_on_postgresql
    hang = database.threads.writer.connect()
    hang.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
    try:
        began = time.monotonic()
        answers = await asyncio.gather(*(client.get("/health/ready") for _ in range(20)))
        assert time.monotonic() - began <= 3 * WITHIN_SECONDS, "the bound is 2 s; the machine may be slow"
        assert {answer.status_code for answer in answers} == {503}
        assert "doesn't answer" in answers[0].json()["detail"]
        assert database.pressure()["requests"].in_use == 1
        told = (await client.get("/metrics")).text
        assert "replyby_http_requests_total" in told
        assert "process_open_fds" in told
    finally:
        hang.close()
    until = time.monotonic() + 20
    while (await client.get("/health/ready")).status_code != 200:
        assert time.monotonic() < until, "it never became ready again"
        await asyncio.sleep(0.05)


@pytest.fixture
async def app_on_postgresql(postgresql: Server, tmp_path: Path, clock: Clock):
    from api.app import create_app
    from tests.scheduler.a_process import settings_of

    postgresql.run("CREATE DATABASE hanging TEMPLATE replyby_template STRATEGY file_copy")
    async with opened(postgresql.url("hanging"), pool_size=4) as database:
        app = create_app(settings_of(postgresql.url("hanging"), str(tmp_path)), database=database, clock=clock)
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            yield database, client
    postgresql.run("DROP DATABASE hanging WITH (FORCE)")


async def test_a_file_that_is_gone_or_cannot_be_written_is_told_of(
    migrated_file: Path, tmp_path: Path, clock: Clock
) -> None:
    file = tmp_path / "replyby.db"
    shutil.copyfile(migrated_file, file)
    readiness = Readiness(clock)
    async with opened(f"sqlite:///{file}") as database:
        assert (await readiness.check(database)).last_tick_at is None
    os.truncate(file, 100)
    async with opened(f"sqlite:///{file}") as database:
        assert "doesn't answer" in await why_not(readiness, database)


@pytest.mark.parametrize(("revision", "told"), [(MOVED, "moved to another one"), (BEING_FILLED, "being filled")])
async def test_a_fenced_database_is_not_ready_and_why_is_told(
    database: Database, clock: Clock, revision: str, told: str
) -> None:
    await database.write(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    )
    assert told in await why_not(Readiness(clock), database)


async def test_another_release_s_schema_is_not_ready(database: Database, clock: Clock) -> None:
    await database.write(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = 'newer'"))
    )
    assert "newer" in await why_not(Readiness(clock), database)
