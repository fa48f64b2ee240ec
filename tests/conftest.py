"""What tests share: both databases, a clock to set, the application, and the cast: Ada owns, Ben is a stranger.

Every test has a database of its own, a copy of one that the real migrations made once. A test that takes `database`
runs twice, on SQLite and on PostgreSQL. Tests that are `async def` need no mark.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import httpx2
import pytest

from core.database import Database
from core.settings import SchedulerMode, Settings
from core.vocabulary import Scope
from models.account import Owner
from models.schema import upgrade
from services.identity import accounts, credentials, passwords
from tests.distribution import statements_say_whose_rows
from tests.faults.noting import figures, pytest_terminal_summary, rounds
from tests.postgres import Server, running

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["figures", "pytest_terminal_summary", "rounds", "statements_say_whose_rows"]

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""When every test begins: a Monday, nine o'clock in UTC."""

BASE_URL = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"  # noqa: S105 - the plainly invented password of the cast
TEMPLATE = "replyby_template"

_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Let anyio's plugin run every `async def` test, and nothing be refused for coming too often."""
    config.option.anyio_mode = "auto"
    os.environ["REPLYBY_RATE_LIMIT"] = "0"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """Hash as weakly as argon2 allows: what is under test is never how long a hash takes."""
    passwords.set_cost(passwords.Cost(time_cost=1, memory_kib=8, lanes=1))


class Clock:
    """A clock that stands until it is moved. Calling it gives the present instant."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> datetime:
        """Put the clock to an aware instant."""
        self.now = now
        return now

    def forward(self, **period: float) -> datetime:
        """Move it by a `timedelta(**period)`."""
        return self.set(self.now + timedelta(**period))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that the migrations made, to be copied."""
    path = tmp_path_factory.mktemp("template") / "replyby.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql() -> Generator[Server]:
    """A PostgreSQL server of this worker's own, with a database that the migrations made, to be copied."""
    with running() as server:
        server.run(f"CREATE DATABASE {TEMPLATE}")
        _migrate(server.url(TEMPLATE))
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str]:
    """The URL of a fresh, migrated database, for tests that open it themselves or start processes on it."""
    if request.param == "sqlite":
        path = tmp_path / "replyby.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
    else:
        server: Server = request.getfixturevalue("postgresql")
        name = f"test_{next(_numbers)}"
        server.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        yield server.url(name)
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Generator[Database]:
    """A fresh, migrated database: `await database.read(…)`, or `database.threads.read(…)` where nothing is async."""
    opened = Database(database_url, pool_size=5)
    yield opened
    asyncio.run(opened.close())


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        data_dir=tmp_path,
        database_url=database_url,  # pyright: ignore[reportArgumentType]
        secret_key="a key that only the tests know, 0123456789",  # pyright: ignore[reportArgumentType]
        scheduler=SchedulerMode.OFF,
    )


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> "FastAPI":
    from api.app import create_app

    return create_app(settings, database=database, clock=clock)


@pytest.fixture
def client(app: "FastAPI") -> httpx2.AsyncClient:
    """Somebody who hasn't signed in. It keeps the cookies that it is given, as a browser does."""
    return _client_of(app)


@dataclass
class Person:
    """One of the cast: an account, a token with every scope, and a client that carries it."""

    owner: Owner
    token: str
    password: str = field(default=PASSWORD, repr=False)
    make_app: "Callable[[], FastAPI]" = field(repr=False, kw_only=True)

    @property
    def id(self) -> UUID:
        return self.owner.id

    @property
    def email(self) -> str:
        return self.owner.email

    @cached_property
    def client(self) -> httpx2.AsyncClient:
        """Carries the person's token with every request."""
        client = _client_of(self.make_app())
        client.headers["authorization"] = f"Bearer {self.token}"
        return client


@pytest.fixture
def enrol(database: Database, clock: Clock, request: pytest.FixtureRequest) -> Callable[..., Person]:
    """Make one more person: `enrol("cleo", time_zone="Asia/Tokyo")`."""

    def make(name: str, time_zone: str = "Europe/Berlin") -> Person:
        now = clock()
        owner = database.threads.write(
            accounts.create_account,
            accounts.NewAccount(
                email=f"{name}@example.com",
                password_hash=passwords.hash_password(PASSWORD),
                name=name.title(),
                time_zone=time_zone,
            ),
            now=now,
        )
        made = database.threads.write(
            credentials.make_token, owner.id, name="tests", scopes=frozenset(Scope), expires_at=None, now=now
        )
        return Person(owner, made.secret, make_app=lambda: request.getfixturevalue("app"))

    return make


@pytest.fixture
def ada(enrol: Callable[..., Person]) -> Person:
    """The owner of what the test is about. Berlin."""
    return enrol("ada")


@pytest.fixture
def ben(enrol: Callable[..., Person]) -> Person:
    """A stranger to Ada, with an account of his own."""
    return enrol("ben")


def _client_of(app: "FastAPI") -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=BASE_URL)


def _migrate(url: str) -> None:
    made = Database(url, pool_size=2)
    upgrade(made)
    asyncio.run(made.close())
