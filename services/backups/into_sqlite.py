"""The SQLite file that a backup is restored into: nobody else has it open, and it changes in one transaction."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.backups.checking import tables_of
from services.backups.files import BESIDE, dated_path, place_of, to_disk, whole_file
from services.backups.targets import TargetHasRows, TargetInUse, TargetIsSomethingElse
from services.backups.writing import copy_pages

LOCK_SECONDS = 2.0
"""How long a command that is just ending is waited for."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A file that is ours alone. `former` is where its rows were backed up, or it was set aside."""

    connection: sqlite3.Connection
    former: Path | None


@contextmanager
def locked_file(path: Path, *, backup_to: Path | None, now: datetime) -> Generator[Locked]:
    """A SQLite file, made where there is none, that nobody else can open for as long as the block lasts.

    What it holds is backed up into `backup_to` first, and a file that can't be read is set aside; without a
    `backup_to` it must hold nothing. Raises TargetInUse, TargetHasRows and TargetIsSomethingElse.
    """
    _make(path)
    locked = _locked(path, backup_to=backup_to, now=now)
    with closing(locked.connection):
        yield locked
    to_disk(path.parent)


def into_sqlite(work: Path, target: sqlite3.Connection) -> None:
    """Put a whole database in the place of another one. Broken off, SQLite takes it back when it is next opened."""
    with closing(sqlite3.connect(work, isolation_level=None)) as source:
        source.backup(target, pages=-1)


def _locked(path: Path, *, backup_to: Path | None, now: datetime) -> Locked:
    try:
        connection = _exclusive(path)
        try:
            return Locked(connection, _back_up(connection, path, backup_to=backup_to, now=now))
        except BaseException:
            connection.close()
            raise
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise
    if backup_to is None:
        raise TargetIsSomethingElse(
            f"{path} can't be read as a database. With --replace it is set aside, and the backup takes its place."
        )
    former = _set_aside(path, now=now)
    _make(path)
    return Locked(_exclusive(path), former)


def _exclusive(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=LOCK_SECONDS)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        # Only who is alone can end the log that every service keeps beside its database.
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        raise TargetInUse(
            f"Something is using {path}: a service, or another command. Stop it, and restore again."
        ) from None
    except BaseException:
        connection.close()
        raise
    return connection


def _back_up(connection: sqlite3.Connection, path: Path, *, backup_to: Path | None, now: datetime) -> Path | None:
    tables = tables_of(connection)
    if not tables:
        return None
    if not {"alembic_version", "account"} <= tables:
        raise TargetIsSomethingElse(f"{path} belongs to another program. Name another database.")
    if connection.execute("SELECT 1 FROM account LIMIT 1").fetchone() is None:
        return None
    if backup_to is None:
        raise TargetHasRows(f"{path} holds accounts already. With --replace it is backed up first, and then replaced.")
    former = place_of(None, backup_to, now=now)
    with whole_file(former) as part:
        copy_pages(connection, part)
    return former


def _set_aside(path: Path, *, now: datetime) -> Path:
    """What can't be read may still be mended by somebody: it stays, under another name."""
    aside = dated_path(path.parent, now=now, before=f"{path.name}.damaged-")
    for side in ("", *BESIDE):
        lies = path.with_name(path.name + side)
        if lies.exists():
            lies.rename(path.with_name(aside.name + side))
    return aside


def _make(path: Path) -> None:
    """An empty file for its owner's eyes, where there is none."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
