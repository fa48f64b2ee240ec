"""Where a benchmark stores its rows: a SQLite file, and databases of a PostgreSQL that keeps what it commits."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from core.database import Database
from models.schema import upgrade
from tests.postgres import running

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
DATABASES = (SQLITE, POSTGRESQL)

POSTGRESQL_SETTINGS = {
    "shared_buffers": "1GB",
    "autovacuum": "on",
    "max_wal_size": "4GB",
    # What is filled from nothing goes round the log, and what is committed goes through it, as ever.
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""Beside `fsync`, `synchronous_commit` and `full_page_writes`, which are on."""

ROOM_PER_ROW = 2_500
"""Bytes of a disk that an invitation may take, with its history, its indexes and what building them takes."""


def say(line: str) -> None:
    """Tell how far it is, apart from what is printed as the outcome."""
    print(line, file=sys.stderr, flush=True)


def check_room(rows: int) -> None:
    """Refuse to begin where the disk would be filled up. Raises SystemExit."""
    free, needed = shutil.disk_usage(tempfile.gettempdir()).free, rows * ROOM_PER_ROW
    if free < needed:
        raise SystemExit(
            f"{rows:,} invitations take up to {needed / 1e9:.0f} GB in {tempfile.gettempdir()}, where {free / 1e9:.0f} "
            "are free: choose --most-rows, or another place by TMPDIR."
        )


Place = Callable[[str], str]
"""Makes an empty, migrated database of this name, and tells its URL."""


@contextmanager
def place(database: str) -> Generator[tuple[Path, Place]]:
    """A folder and a maker of databases, all of which go with the block."""
    with tempfile.TemporaryDirectory(prefix="replyby-bench-") as name:
        folder = Path(name)
        if database == SQLITE:
            yield folder, lambda name: _migrated(f"sqlite:///{folder / name}.db")
            return
        with running(durable=True, **POSTGRESQL_SETTINGS) as server:

            def make(name: str) -> str:
                server.run(f"CREATE DATABASE {name}")
                return _migrated(server.url(name))

            yield folder, make


def _migrated(url: str) -> str:
    database = Database(url, pool_size=2)
    upgrade(database)
    asyncio.run(database.close())
    return url
