"""Whether a file is a backup of ours, whole, and of a schema that this release knows."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from core.errors import DomainError
from models.revisions import steps
from models.tables import metadata

Rows = dict[str, int]
"""How many rows each table holds."""

_MAGIC = b"SQLite format 3\x00"
_OURS = frozenset({"alembic_version", "account", "invitation"})


class BackupUnusable(DomainError):
    """A file can't be restored from, or a backup that was just made isn't whole."""

    type = "backup-unusable"
    title = "Not a backup that can be used"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: the revision of its schema, and its rows."""

    revision: str
    rows: Rows


def check_backup(path: Path) -> Contents:
    """Read a whole backup and say what is in it. Raises BackupUnusable with what is wrong, and OSError."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise BackupUnusable(f"{path.name} isn't a backup of Replyby: it is no SQLite database.")
    try:
        with closing(open_to_read(path)) as connection:
            return _contents(connection, path.name)
    except sqlite3.DatabaseError as error:
        raise BackupUnusable(f"{path.name} can't be read: {error}. Use another backup.") from None


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, not even beside the file."""
    # A log beside it belongs to it: somebody copied a database that was in use, with all of its files.
    has_log = path.with_name(f"{path.name}-wal").exists()
    uri = f"file:{quote(str(path.resolve()))}?mode=ro" + ("" if has_log else "&immutable=1")
    return sqlite3.connect(uri, uri=True, isolation_level=None)


def count_rows(count: Callable[[str], int], tables: set[str]) -> Rows:
    """How many rows each of our tables holds, of those that there are."""
    ours = sorted(tables & metadata.tables.keys())
    return {name: count(f'SELECT count(*) FROM "{name}"') for name in ours}  # noqa: S608 - our own tables' names


def rows_of(connection: sqlite3.Connection) -> Rows:
    """How many rows each table of a SQLite database holds."""
    return count_rows(lambda sql: int(connection.execute(sql).fetchone()[0]), tables_of(connection))


def tables_of(connection: sqlite3.Connection) -> set[str]:
    """The names of all tables of a SQLite database."""
    return {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _contents(connection: sqlite3.Connection, name: str) -> Contents:
    if not tables_of(connection) >= _OURS:
        raise BackupUnusable(f"{name} isn't a backup of Replyby: its tables are of something else.")
    revision = _revision(connection, name)
    for (found,) in connection.execute("PRAGMA integrity_check(1)"):
        if found != "ok":
            raise BackupUnusable(f"{name} is damaged: {found}. Use another backup.")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise BackupUnusable(f"{name} is damaged: some of its rows point nowhere. Use another backup.")
    return Contents(revision, rows_of(connection))


def _revision(connection: sqlite3.Connection, name: str) -> str:
    found = None
    with suppress(sqlite3.OperationalError):
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if found is None:
        raise BackupUnusable(f"{name} is damaged: it doesn't say of which schema it is. Use another backup.")
    if found[0] not in steps():
        raise BackupUnusable(
            f"{name} is at revision {found[0]}, which this release of Replyby doesn't know. Install the newer release "
            "that wrote it."
        )
    return str(found[0])
