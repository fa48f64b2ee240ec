"""Deleting an account and everything of it: every table that names it, so that no new one is forgotten."""

import time as stopwatch
from uuid import UUID

from sqlalchemy import Connection, delete, select, tuple_
from sqlalchemy.schema import Table

from core.database import Threads
from models.account import ACCOUNT
from models.invitation import INVITATION
from models.tables import metadata
from services import searching

_STEP_SECONDS = 0.02
_PAUSE_SECONDS = 0.01
_FEWEST, _FIRST, _MOST = 20, 200, 5_000


def erase_account(threads: Threads, account_id: UUID) -> None:
    """Delete an account and everything of it, for a thread: in short batches, so that nobody else waits long.

    The account itself goes last: what dies half-way is finished by asking again.
    """
    rows = _FIRST
    for table in _tables_of_an_account():
        while True:
            began = stopwatch.monotonic()
            deleted = threads.write(_erase_some, table, account_id, rows)
            if deleted < rows:
                break
            rows = max(
                _FEWEST, min(_MOST, rows * 2 if stopwatch.monotonic() - began < _STEP_SECONDS / 2 else rows // 2)
            )
            stopwatch.sleep(_PAUSE_SECONDS)
    threads.write(_erase_rest, account_id)


def _tables_of_an_account() -> list[Table]:
    """Every table whose rows belong to an account, those that hang on others first."""
    return [table for table in reversed(metadata.sorted_tables) if "account_id" in table.c]


def _erase_some(connection: Connection, table: Table, account_id: UUID, most: int) -> int:
    key = list(table.primary_key.columns)
    some = select(*key).where(table.c.account_id == account_id).limit(most)
    if table is INVITATION:
        some = some.order_by(*key)
        searching.forget(connection, [row.id for row in connection.execute(some)])
    return connection.execute(delete(table).where(tuple_(*key).in_(some))).rowcount


def _erase_rest(connection: Connection, account_id: UUID) -> None:
    connection.execute(delete(ACCOUNT).where(ACCOUNT.c.id == account_id))
