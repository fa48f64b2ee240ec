"""What the tests of moving share: databases in which there is nothing yet, and what is in them afterwards."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from core.database import Database
from models import schema
from tests.postgres import Server
from tests.rows import add_rows_of_every_table, rows_of_every_table

_WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")]

each_way = pytest.mark.parametrize(("kind", "other"), [pytest.param(*way, id="-to-".join(way)) for way in _WAYS])
"""From a source of one `kind` to a target of the `other`."""

Make = Callable[[str], Database]


@contextmanager
def empty_databases(folder: Path, server: Callable[[], Server]) -> Generator[Make]:
    """Makes empty databases of a kind, which are gone when the block ends: no table is in them."""
    made: list[Database] = []
    names: list[str] = []

    def make(kind: str) -> Database:
        if kind == "sqlite":
            url = f"sqlite:///{folder / f'empty-{len(made)}.db'}"
        else:
            names.append(f"empty_{uuid4().hex[:12]}")
            server().run(f"CREATE DATABASE {names[-1]}")
            url = server().url(names[-1])
        made.append(Database(url, pool_size=2))
        return made[-1]

    yield make
    for database in made:
        asyncio.run(database.close())
    for name in names:
        server().run(f"DROP DATABASE {name} WITH (FORCE)")


def filled(database: Database) -> Database:
    """The same database, with rows in every table."""
    schema.upgrade(database)
    database.threads.write(add_rows_of_every_table, seed=7)
    return database


def rows_of(database: Database) -> dict[str, object]:
    """What was to be carried over; what SQLite's search has yet to take in is its own."""
    return {name: rows for name, rows in database.threads.read(rows_of_every_table).items() if name != "search_queue"}
