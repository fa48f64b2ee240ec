"""How long a move takes beside the least that it could: the same rows by the drivers alone, compared with nothing."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from benchmarks.filling import fill
from benchmarks.rows import crowd
from core.database import Database
from models import schema
from services.moving.moving import move
from tests.conftest import START
from tests.faults.figures import Figures
from tests.faults.noting import long_only
from tests.postgres import Server

ROWS = 100_000
TABLES = ("account", "invitation", "event")
MOST_TIMES_THE_FLOOR = 8.0
"""Each row is read three times and written once, in pages that survive a kill: the floor reads and writes it once."""


@pytest.fixture
def empty(postgresql: Server) -> Iterator[list[str]]:
    """Two empty databases."""
    names = [f"speed_{uuid4().hex[:12]}" for _ in range(2)]
    postgresql.run(*(f"CREATE DATABASE {name}" for name in names))
    yield [postgresql.url(name) for name in names]
    postgresql.run(*(f"DROP DATABASE {name} WITH (FORCE)" for name in names))


@long_only
def test_a_move_takes_a_few_times_what_the_drivers_take(tmp_path: Path, empty: list[str], figures: Figures) -> None:
    path = tmp_path / "replyby.db"
    url = f"sqlite:///{path}"
    _migrate(url)
    fill(url, crowd(ROWS, now=START), searchable=False, progress=lambda _: None)
    raw, ours = empty
    _migrate(raw)
    floor = _by_the_drivers(path, raw)
    source, target = Database(url, pool_size=2), Database(ours, pool_size=2)
    began = time.perf_counter()
    moved = move(source, target, now=START)
    took = time.perf_counter() - began
    for database in (source, target):
        asyncio.run(database.close())
    assert moved.waited is not None
    figures.note(
        "-",
        f"moving {ROWS:,} invitations with their history from SQLite to PostgreSQL",
        required=f"within {MOST_TIMES_THE_FLOOR:.0f} times what the drivers take without comparing",
        measured=f"{took / floor:.1f} times ({took:.0f} s, writers waited {moved.waited:.0f} s of them)",
        holds=took <= MOST_TIMES_THE_FLOOR * floor,
    )


def _migrate(url: str) -> None:
    database = Database(url, pool_size=2)
    schema.upgrade(database)
    asyncio.run(database.close())


def _by_the_drivers(path: Path, url: str) -> float:
    """Seconds of one SELECT and one COPY a table, with values that the driver needn't look at."""
    began = time.perf_counter()
    conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with closing(sqlite3.connect(path)) as source, psycopg.connect(conninfo) as target:
        for table in TABLES:
            columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
            names = ", ".join(f'"{name}"' for name in columns)
            with target.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN'.encode()) as copy:
                for row in source.execute(f"SELECT {names} FROM {table}"):  # noqa: S608 - the names are our own
                    copy.write_row(row)
    return time.perf_counter() - began
