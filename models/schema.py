"""Bringing a database's schema up to date, and telling whether it is.

A migration runs in one transaction: one that dies half-way left nothing behind, and is run again. A schema newer than
this program is refused. Before an existing SQLite file is changed, a copy is made beside it.
"""

import os
import sqlite3
import time as stopwatch
from contextlib import closing, suppress
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Transaction, text
from sqlalchemy.exc import OperationalError

from core.database import Database
from core.errors import DomainError
from core.sqlite_file import busy_as_refusal, is_locked
from models.fenced import refuse_fenced
from models.revisions import current, head, steps

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["ADVISORY_LOCK", "SchemaIsBroken", "SchemaIsNewer", "current", "head", "upgrade"]

ADVISORY_LOCK = 0x5265_706C_7962
"""PostgreSQL's lock under which one process migrates while the others wait."""

TURN_SECONDS = 600.0
"""How long a start waits for another process that upgrades the same SQLite file."""


class SchemaIsNewer(DomainError):
    """The database was written by a later release than this one."""

    status = 503
    type = "schema-is-newer"
    title = "The database is newer than this program"


class SchemaIsBroken(DomainError):
    """After a migration some rows point nowhere."""

    status = 503
    type = "schema-is-broken"
    title = "The migration left rows that point nowhere"


def upgrade(database: Database, *, backup_to: Path | None = None) -> str | None:
    """Bring the schema to `head()`. Returns the revision it was at, or None where it was empty.

    A SQLite file that holds something is copied into the folder `backup_to` first, as `….before-<revision>.db`. Safe to
    call from several processes at once. Raises SchemaIsNewer, SchemaIsBroken, and DatabaseIsBeingFilled or
    DatabaseMoved for a database on which nothing may run.
    """
    before = database.threads.read(current)
    target = head()
    if before == target:
        return before
    refuse_fenced(before)
    if before is not None and before not in steps():
        raise SchemaIsNewer(
            f"The database is at revision {before}, which this release of Replyby doesn't know. Install the newer "
            "release that wrote it, or restore a backup from before."
        )
    if database.is_postgresql:
        database.threads.write(_upgrade_within)
        return before
    copy = None
    if backup_to is not None and database.file is not None and before is not None:
        copy = backup_to / f"{Path(database.file).stem}.before-{target}.db"
        _copy(database, copy, revision=before)
    _without_foreign_keys(database)
    if copy is not None:
        _drop_halves(copy)
    return before


def _upgrade_within(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a start that has nothing to upgrade doesn't load it

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise SchemaIsBroken("A migration would leave rows that point nowhere. Nothing was changed; please report it.")


def _without_foreign_keys(database: Database) -> None:
    """SQLite changes a table by making it anew, during which its children must not be deleted with it."""
    with database.threads.writer.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise AssertionError("an open connection has a driver's connection")
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with _begun_in_turn(connection):
                _upgrade_within(connection)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _begun_in_turn(connection: Connection) -> Transaction:
    """Begin with the file's write lock, behind another process that upgrades: that takes as long as there are rows.

    Raises DatabaseBusy after ten minutes.
    """
    gives_up_at = stopwatch.monotonic() + TURN_SECONDS
    with busy_as_refusal():
        while True:
            try:
                return connection.begin()
            except OperationalError as error:
                if not is_locked(error) or stopwatch.monotonic() > gives_up_at:
                    raise


def _copy(database: Database, path: Path, *, revision: str) -> None:
    """A consistent copy of the SQLite file at that revision. It has its name only when it is whole and on the disk.

    Another process that upgrades at the same time may have been quicker: then the copy is its, and this one is dropped.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.unlink(missing_ok=True)
    with database.threads.reader.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise AssertionError("an open connection has a driver's connection")
        driver.execute("VACUUM INTO ?", (str(half),))
    with suppress(FileNotFoundError):
        if _revision_of(half) != revision:
            half.unlink()
            return
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(path)


def _revision_of(file: Path) -> str:
    """The revision of a SQLite file. Raises FileNotFoundError where it is gone."""
    if not file.exists():
        raise FileNotFoundError(file)
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


def _drop_halves(path: Path) -> None:
    """Remove copies that were never finished, since the process that made them died."""
    for half in path.parent.glob(f".{path.name}.*"):
        half.unlink(missing_ok=True)


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    with as_file(files("models") / "migrations") as folder:
        config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config
