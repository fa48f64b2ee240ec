"""Storing many rows at once, by the driver's own fastest way: `executemany` on SQLite, COPY on PostgreSQL."""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from core.database import Threads
from core.postgresql import copy_in
from models.invitation import EVENT, INVITATION
from services.imports.import_rows import EVENT_COLUMNS, INVITATION_COLUMNS, Rows

UNIQUE_VIOLATION = "23505"
"""What PostgreSQL calls a key that is stored already."""

WAL_PAGES = 12_000
"""Pages of SQLite's write-ahead log (48 MB) after which a commit copies them into the file itself."""


class StoredBefore(Exception):
    """One of the rows has a key that is stored already; nothing of this transaction may be committed."""


def store(connection: Connection, rows: Rows) -> None:
    """Store new invitations and their history. Raises StoredBefore where one of them is known already."""
    with _told_as_known():
        insert_rows(connection, INVITATION.name, INVITATION_COLUMNS, rows.invitations)
        insert_rows(connection, EVENT.name, EVENT_COLUMNS, rows.events)


def defer_checkpoints(connection: Connection) -> None:
    """Keep SQLite from copying its log in the middle of a stream of commits, where others wait for the writer.

    `checkpoint` does it instead. The connection keeps the larger bound, which is harmless: the log stays small.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")


def checkpoint(threads: Threads) -> None:
    """Copy SQLite's log into the file, as far as that holds up neither a reader nor a writer."""
    if threads.reader.dialect.name == "sqlite":
        with threads.reader.connect() as connection:
            driver = cast("sqlite3.Connection", connection.connection.driver_connection)
            # By the driver, since SQLAlchemy would begin a transaction, within which this isn't possible.
            driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows whose values are written as `services.imports.import_rows` writes them."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        copy_in(connection, table, columns, rows)
        return
    connection.exec_driver_sql(_insert(table, tuple(columns)), list(rows))


def _insert(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    # Names of our own tables, never of a file.
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


@contextmanager
def _told_as_known() -> Generator[None]:
    try:
        yield
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION or "UNIQUE" in str(error.orig):
            raise StoredBefore from error
        raise
