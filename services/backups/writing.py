"""Making a backup: one SQLite file with every row as one moment had it, while the service goes on.

From SQLite its pages are copied within one read, which no writer waits for; from PostgreSQL the rows are, within one
snapshot. The file takes its name only when it is on the disk and has been read through.
"""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Connection

from core.database import Database
from core.errors import Conflict
from core.postgresql import without_limits
from models import schema
from models.fenced import refuse_fenced
from models.revisions import current, head
from services.backups.checking import BackupUnusable, Contents, Rows, check_backup, rows_of
from services.backups.files import whole_file
from services.backups.pouring import Progress, pour, untold
from services.moving.carrying import DERIVED


class NothingToBackUp(Conflict):
    """The database has no tables yet, or those of another release."""

    type = "nothing-to-back-up"
    title = "Nothing to back up"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: where, how large, and what is in it."""

    path: Path
    size: int
    contents: Contents


def write_backup(database: Database, path: Path, *, now: datetime, progress: Progress = untold) -> Backup:
    """Back the database up into a new file, readable by its owner alone. For a thread.

    Raises NothingToBackUp, BackupUnusable where what was made isn't whole, DatabaseIsBeingFilled, DatabaseMoved, and
    OSError and sqlite3.Error where the disk is full, say.
    """
    revision = database.threads.read(current)
    refuse_fenced(revision)
    if revision is None:
        raise NothingToBackUp("This database is empty: there is nothing to back up.")
    with whole_file(path) as part:
        if database.is_postgresql:
            rows = _of_postgresql(database, part, revision, now=now, progress=progress)
        else:
            with database.threads.reader.connect() as connection:
                rows = copy_pages(driver_of(connection), part)
        contents = check_backup(part)
        if contents != Contents(revision, rows):
            raise BackupUnusable("The backup doesn't hold what the database does, so it wasn't kept. Try again.")
    return Backup(path, path.stat().st_size, contents)


def copy_pages(source: sqlite3.Connection, part: Path) -> Rows:
    """Copy a SQLite database as one moment has it; return how many rows each table has. Nobody waits for it."""
    with closing(sqlite3.connect(part, isolation_level=None)) as target:
        source.execute("BEGIN")
        try:
            rows = rows_of(source)
            # All at once: between two steps somebody would write, and the copy begin anew, for ever.
            source.backup(target, pages=-1)
        finally:
            source.execute("ROLLBACK")
        make_single(target)
    return rows


def make_single(connection: sqlite3.Connection) -> None:
    """Keep everything in the one file: no log lies beside it any more."""
    connection.execute("PRAGMA journal_mode=DELETE")


def driver_of(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection behind one of SQLAlchemy's."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _of_postgresql(database: Database, part: Path, revision: str, *, now: datetime, progress: Progress) -> Rows:
    if revision != head():
        raise NothingToBackUp(
            f"The database is at revision {revision}, and this release of Replyby works with {head()}. Start it once, "
            "which brings the database up to date, or use pg_dump."
        )
    made = Database(f"sqlite:///{part}")
    try:
        schema.upgrade(made)
        engine = database.threads.reader.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with engine.begin() as source:
            without_limits(source)
            rows = made.threads.write(lambda target: pour(source, target, now=now, progress=progress))
        words = made.threads.read(lambda target: rows_of(driver_of(target)))
    finally:
        asyncio.run(made.close())
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        make_single(connection)
    return rows | {table.name: words[table.name] for table in DERIVED}
