"""What the tests of backups share: places to restore into, of both kinds, and what is in them."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from core.database import Database
from models.tables import metadata
from services import tracking
from services.identity import accounts
from tests.conftest import START
from tests.postgres import Server

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

_numbers = count(1)


@contextmanager
def fresh_place(
    kind: Kind, folder: Path, server: Callable[[], Server], *, template: str = "template0"
) -> Generator[str]:
    """The URL of a database in which there is nothing at all, gone when the block ends.

    PostgreSQL's is a copy of `template`, which may have its tables already.
    """
    number = next(_numbers)
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'restored-{number}.db'}"
        return
    name = f"restored_{number}"
    server().run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield server().url(name)
    finally:
        server().run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def reopened(url: str) -> Generator[Database]:
    """A database for as long as the block lasts: nobody restores into one that is open."""
    database = Database(url, pool_size=3)
    try:
        yield database
    finally:
        asyncio.run(database.close())


def rows_of(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, but what each database makes for itself."""

    def read(connection: Any) -> dict[str, list[Any]]:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table.name != "search_queue"
        }

    return database.threads.read(read)


def how_many(database: Database, table: Any, *where: Any) -> int:
    """How many rows a table has, of which all this is true."""
    statement = select(func.count()).select_from(table).where(*where)
    return database.threads.read(lambda connection: connection.scalar(statement)) or 0


def fill(connection: Connection) -> None:
    """An account, Ada's, with a hundred invitations."""
    new = accounts.NewAccount(email="ada@example.com", password_hash="x", name="Ada", time_zone="Europe/Berlin")
    owner = accounts.create_account(connection, new, now=START)
    for number in range(100):
        tracking.record(connection, owner, {"company": f"Company {number}", "notes": "x" * 500}, now=START)
