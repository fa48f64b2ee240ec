"""What a killed service leaves on the disk, looked at without touching it.

Whoever opens a SQLite file first after a kill recovers its log, and whoever closes it last folds the log in. That is
the next service's part, so that a copy is looked at. On PostgreSQL the server first notices that its clients are gone.
"""

import shutil
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, NullPool, RowMapping, create_engine, func, select, text
from sqlalchemy.engine import make_url

from core.vocabulary import ImportState, ReminderState, ReplyState
from models.account import ACCOUNT
from models.channel import REMINDER
from models.import_batch import IMPORT_BATCH
from models.reply import REPLY

GONE_WITHIN_SECONDS = 30.0
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


@dataclass(frozen=True, slots=True)
class Wreck:
    """What was under way when the service died."""

    reminders: frozenset[tuple[UUID, int]]
    """Those that were claimed, and not settled, each with the number of its attempt."""
    replies: frozenset[UUID]
    imports: frozenset[UUID]
    """Those that were being applied or taken back."""
    next_digest_at: float
    """When the next digest of any account is due, in seconds of the epoch."""


@contextmanager
def looked_at(url: str) -> Generator[Connection]:
    """A connection to what a dead service left."""
    where = make_url(url)
    if where.get_backend_name() == "postgresql":
        with _connected(url) as connection:
            _wait_until_alone(connection)
            yield connection
        return
    assert where.database is not None
    file = Path(where.database)
    copy = file.with_name("wreck.db")
    for ending in ("", "-wal"):
        part = Path(f"{file}{ending}")
        if part.exists():
            shutil.copyfile(part, f"{copy}{ending}")
    try:
        with _connected(f"sqlite:///{copy}") as connection:
            yield connection
    finally:
        for ending in ("", "-wal", "-shm"):
            Path(f"{copy}{ending}").unlink(missing_ok=True)


@contextmanager
def _connected(url: str) -> Generator[Connection]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _wait_until_alone(connection: Connection) -> None:
    gives_up_at = time.monotonic() + GONE_WITHIN_SECONDS
    while connection.execute(_OTHERS).scalar_one() > 0:
        assert time.monotonic() < gives_up_at, "the dead service's connections are still open"
        # Within one transaction the server would go on giving the same answer.
        connection.rollback()
        time.sleep(0.005)


def plain(row: RowMapping) -> dict[str, Any]:
    """A row by the names of its columns."""
    return {str(name): value for name, value in row.items()}


def examine(connection: Connection) -> Wreck:
    """What was under way."""
    under_way = (ImportState.IMPORTING.value, ImportState.UNDOING.value)
    reminders = connection.execute(
        select(REMINDER.c.id, REMINDER.c.attempts).where(REMINDER.c.state == ReminderState.SENDING.value)
    )
    replies = connection.execute(select(REPLY.c.id).where(REPLY.c.state == ReplyState.SENDING.value))
    imports = connection.execute(select(IMPORT_BATCH.c.id).where(IMPORT_BATCH.c.state.in_(under_way)))
    digest = connection.execute(select(func.min(ACCOUNT.c.next_digest_at))).scalar_one()
    return Wreck(
        frozenset((one, attempt) for one, attempt in reminders),
        frozenset(replies.scalars()),
        frozenset(imports.scalars()),
        digest.timestamp(),
    )
