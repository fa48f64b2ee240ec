"""Streams cost little, stay within bounds, and end when whoever listens may no longer or the server is to stop."""

import asyncio
import re
import signal
import subprocess
import time
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import delete, event

from api.app import create_app
from api.live.live import Pace
from api.live.room import MOST_PER_ACCOUNT
from core.database import Database
from core.database import opened as opened_database
from core.settings import Settings
from core.vocabulary import Scope
from models.account import ACCOUNT
from models.credential import API_TOKEN, SESSION
from services.identity import credentials
from tests.cli.conftest import Terminal
from tests.conftest import Clock, Person
from tests.live import EVENTS, greeted, served, until
from tests.tracked import Diary


@contextmanager
def statements(database: Database) -> Generator[list[str]]:
    """The statements that a database's event loop is asked from here on."""
    engine: Any = database._async_engine.sync_engine if database.is_postgresql else database.threads.reader
    asked: list[str] = []

    def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", listen)


async def test_an_account_has_ten_streams_and_the_next_is_refused(app, ada, ben):
    async with served(app) as url:
        async with AsyncExitStack() as tabs, httpx2.AsyncClient() as client:
            for _ in range(MOST_PER_ACCOUNT):
                await tabs.enter_async_context(greeted(url, token=ada.token))
            refused = await client.get(url + EVENTS, headers={"authorization": f"Bearer {ada.token}"})
            assert refused.status_code == 429
            assert refused.headers["content-type"] == "application/problem+json"
            assert int(refused.headers["retry-after"]) > 0
            async with greeted(url, token=ben.token):
                pass
        await until(lambda: not app.state.live._listeners())
        async with greeted(url, token=ada.token):
            pass


async def test_a_process_takes_no_more_streams_than_it_has_room_for(app, ada, ben):
    async with served(app) as url:
        app.state.live._most = 1
        async with greeted(url, token=ada.token), httpx2.AsyncClient() as client:
            refused = await client.get(url + EVENTS, headers={"authorization": f"Bearer {ben.token}"})
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) > 0


async def test_only_who_may_look_may_listen(app, database, ada, clock):
    writing = database.threads.write(
        credentials.make_token, ada.id, name="w", scopes=frozenset({Scope.WRITE}), expires_at=None, now=clock()
    )
    async with served(app) as url, httpx2.AsyncClient() as client:
        assert (await client.get(url + EVENTS)).status_code == 401
        refused = await client.get(url + EVENTS, headers={"authorization": f"Bearer {writing.secret}"})
        assert refused.status_code == 403


def signed_in(database: Database, person: Person, clock: Clock) -> tuple[UUID, str]:
    made = database.threads.write(credentials.open_session, person.id, user_agent=None, address=None, now=clock())
    return made.id, f"replyby={made.secret}"


async def test_a_browser_that_is_signed_out_loses_its_stream_and_no_other_one(app, database, ada, clock):
    session, cookie = signed_in(database, ada, clock)
    _, other_cookie = signed_in(database, ada, clock)
    async with served(app) as url, greeted(url, cookie=cookie) as page, greeted(url, cookie=other_cookie) as other:
        assert (await ada.client.delete(f"/api/v1/sessions/{session}")).status_code == 204
        await page.end()
        await asyncio.sleep(0.2)
        assert other.is_quiet()
        async with httpx2.AsyncClient() as client:
            assert (await client.get(url + EVENTS, headers={"cookie": cookie})).status_code == 401


async def test_what_is_no_longer_good_ends_the_stream(app, database, ada, ben, clock):
    def run(statement: Any) -> None:
        database.threads.write(lambda connection: connection.execute(statement) and None)

    passing = database.threads.write(
        credentials.make_token,
        ada.id,
        name="an hour",
        scopes=frozenset({Scope.READ}),
        expires_at=clock() + timedelta(hours=1),
        now=clock(),
    )
    _, cookie = signed_in(database, ada, clock)
    async with served(app) as url:
        async with greeted(url, token=passing.secret) as page, greeted(url, token=ada.token) as lasting:
            clock.forward(hours=1)
            await page.end()
            assert lasting.is_quiet()
        async with greeted(url, token=ada.token) as page:
            run(delete(API_TOKEN).where(API_TOKEN.c.account_id == ada.id))
            await page.end()
        async with greeted(url, cookie=cookie) as page:
            run(delete(SESSION).where(SESSION.c.account_id == ada.id))
            await page.end()
        async with greeted(url, token=ben.token) as page:
            run(delete(ACCOUNT).where(ACCOUNT.c.id == ben.id))
            await page.end()


def test_whether_somebody_may_still_listen_is_asked_often_enough():
    assert Pace().checks + 2 * Pace().beat < 30
    assert Pace().heartbeat <= 15
    assert Pace().beat < 3


async def test_streams_hold_no_connection_to_the_database(settings, database_url, clock, ada):
    async with opened_database(database_url, pool_size=1) as narrow:
        app = create_app(settings, database=narrow, clock=clock)
        async with served(app) as url, AsyncExitStack() as tabs, httpx2.AsyncClient(timeout=5) as client:
            for _ in range(3):
                await tabs.enter_async_context(greeted(url, token=ada.token))
            assert (await client.get(url + "/health/ready")).status_code == 200


async def test_nothing_is_asked_while_nobody_listens_and_little_while_nothing_is_stored(app, database, ada, clock):
    diary = Diary(database, ada.id, clock)
    async with served(app) as url:
        async with greeted(url, token=ada.token), greeted(url, token=ada.token) as page:
            await asyncio.sleep(0.2)
            with statements(database) as asked:
                await asyncio.sleep(1)
            looks = [one for one in asked if "FROM event" in one]
            if database.is_postgresql:
                # However many listen, one look a beat.
                assert 2 <= len(looks) <= 1 / 0.05 + 1
            else:
                assert looks == []
            diary.record("Acme")
            await page.change()
        await until(app.state.live._watch.done)
        with statements(database) as asked:
            await asyncio.sleep(0.2)
        assert asked == []


async def test_a_stream_is_counted_as_open_and_not_as_a_request_that_takes_long(app, ada):
    async def metric(client: httpx2.AsyncClient, url: str, name: str) -> float:
        text = (await client.get(url + "/metrics")).text
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    labels = f'{{method="GET",route="{EVENTS}"}}'
    async with served(app) as url, httpx2.AsyncClient() as client:
        async with greeted(url, token=ada.token):
            await asyncio.sleep(1)
            assert await metric(client, url, "replyby_live_streams") == 1
            # The look at the counters itself is the one.
            assert await metric(client, url, "replyby_http_requests_under_way") == 1
            assert await metric(client, url, "replyby_http_request_seconds_count" + labels) == 1
        await until(lambda: not app.state.live._listeners())
        assert await metric(client, url, "replyby_live_streams") == 0
        assert await metric(client, url, "replyby_http_requests_under_way") == 1
        assert await metric(client, url, "replyby_http_request_seconds_count" + labels) == 1
        assert await metric(client, url, "replyby_http_request_seconds_sum" + labels) < 1


async def test_a_server_that_stops_lets_its_pages_go(terminal_here: Terminal, ada: Person) -> None:
    process = terminal_here.start("serve", "--port", "0")
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", await asyncio.to_thread(process.stdout.readline))
        assert found
        async with greeted(found[0], token=ada.token) as page:
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            await page.end()
            assert await asyncio.to_thread(process.wait, 20) == 0
            assert time.monotonic() - began <= 5
        assert "rror" not in await asyncio.to_thread(said_by, process)
    finally:
        process.kill()
        process.communicate()


def said_by(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    return process.stderr.read()


@pytest.fixture
def terminal_here(settings: Settings, tmp_path: Path) -> Terminal:
    """A terminal on the test's database."""
    key = settings.secret_key
    assert key is not None
    given = {"DATABASE_URL": settings.url, "DATA_DIR": str(tmp_path), "SECRET_KEY": key.get_secret_value()}
    return Terminal({f"REPLYBY_{name}": value for name, value in given.items()}, tmp_path)
