"""Importing: a confirmed file becomes invitations, in short transactions, each of which remembers how far it came.

A row and the line that it stood on are stored together. Whatever dies between two transactions, another process goes
on behind the last line stored: no row is lost, and none comes twice.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from core.database import Database, Threads
from core.vocabulary import OWED_STATUSES, ImportState
from models.account import Owner
from models.import_batch import IMPORT_BATCH
from models.invitation import INVITATION
from services import reminding
from services.imports import import_batches, import_pieces, message_files, undoing
from services.imports.import_batches import LeaseLost
from services.imports.import_pieces import FileIsGone
from services.imports.importing_messages import receive_file
from services.imports.importing_rows import MOST_URGENT, store_rows
from services.imports.previewing import Progress, refuse_unless_previewed

__all__ = ["apply", "confirm", "resume_some"]

log = structlog.stdlib.get_logger(__name__)

PAUSE_SECONDS = 0.01
"""How long SQLite's one writer is left to others between two transactions that tidy up."""

Clock = Callable[[], datetime]

_URGENT = (
    select(INVITATION.c.id, INVITATION.c.respond_by)
    .where(
        INVITATION.c.account_id == bindparam("account"),
        INVITATION.c.import_batch_id == bindparam("batch"),
        INVITATION.c.deleted_at.is_(None),
        INVITATION.c.status.in_([status.value for status in OWED_STATUSES]),
        INVITATION.c.respond_by > bindparam("now"),
    )
    .order_by(INVITATION.c.respond_by, INVITATION.c.id)
    .limit(MOST_URGENT)
)


def confirm(connection: Connection, account_id: UUID, batch_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Decide that a previewed file is to be imported; `apply` does it. Confirmed twice, it is imported once.

    Raises ImportNotFound, and ImportNotOpen where it was taken back or is too old.
    """
    row = import_batches.find(connection, account_id, batch_id, holds=True)
    if row["state"] in {ImportState.IMPORTING.value, ImportState.IMPORTED.value}:
        return import_batches.view(row)
    refuse_unless_previewed(row, now=now)
    connection.execute(
        update(IMPORT_BATCH)
        .where(IMPORT_BATCH.c.account_id == account_id, IMPORT_BATCH.c.id == batch_id)
        .values(
            state=ImportState.IMPORTING.value,
            # Whoever comes first may take it up, this process or the next tick of any other.
            lease_until=now,
            version=row["version"] + 1,
            updated_at=now,
        )
    )
    return import_batches.show(connection, account_id, batch_id)


def apply(
    database: Database,
    account_id: UUID,
    batch_id: UUID,
    clock: Clock,
    *,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Import a confirmed file, from where the last worker left it. For a thread. Returns the import as it then is.

    Does nothing where another worker has it. `should_stop` is asked between transactions: the rest is left to a tick.
    """
    threads = database.threads
    claimed = threads.write(import_batches.claim, account_id, batch_id, ImportState.IMPORTING, now=clock())
    if claimed is not None:
        take_in = receive_file if _is_of_messages(claimed) else store_rows
        try:
            row, is_done = take_in(threads, claimed, clock=clock, progress=progress, should_stop=should_stop)
            if is_done:
                _end(threads, row, clock)
            else:
                threads.write(import_batches.let_go, row, now=clock())
        except (LeaseLost, FileIsGone):
            log.info("Another worker took an import up", import_batch=str(batch_id))
    return threads.read(import_batches.show, account_id, batch_id)


def resume_some(
    database: Database, clock: Clock, *, most: int = 1, should_stop: Callable[[], bool] = lambda: False
) -> int:
    """Take up imports, and undone ones, whose worker died or never came. For a thread. Returns how many were found."""
    found = database.threads.read(import_batches.due, now=clock(), most=most)
    for account_id, batch_id, state in found:
        if state is ImportState.IMPORTING:
            apply(database, account_id, batch_id, clock, should_stop=should_stop)
        else:
            undoing.take_back(database, account_id, batch_id, clock, should_stop=should_stop)
    return len(found)


def _is_of_messages(row: dict[str, Any]) -> bool:
    return row["detected"]["source"] in message_files.SOURCES


def _end(threads: Threads, row: dict[str, Any], clock: Clock) -> None:
    owner = threads.read(import_batches.owner_of, row["account_id"])
    threads.write(_finish, owner, row, now=clock())
    while threads.write(import_pieces.clear_needless_of, owner.id, now=clock()):
        time.sleep(PAUSE_SECONDS)


def _finish(connection: Connection, owner: Owner, row: dict[str, Any], *, now: datetime) -> None:
    """Done: one reminder for everything that can't wait for the next digest, however much it is."""
    import_batches.move_on(
        connection,
        row,
        {
            "state": ImportState.IMPORTED.value,
            "lease_until": None,
            "finished_at": now,
            "rows_done": row["counts"]["rows"],
            "progress": {name: value for name, value in row["progress"].items() if name not in {"urgent", "attempts"}},
        },
        now=now,
    )
    if _is_of_messages(row):
        message_files.forget_words(connection, row["account_id"], row["id"])
    query, until = _URGENT, owner.next_digest_at
    if until is not None:
        query = query.where(INVITATION.c.respond_by <= until)
    found = connection.execute(query, {"account": owner.id, "batch": row["id"], "now": now})
    urgent = [(key, respond_by) for key, respond_by in found]
    urgent += [(UUID(key), datetime.fromisoformat(when)) for key, when in row["progress"].get("urgent", [])]
    reminding.plan_urgent(connection, owner.id, urgent[:MOST_URGENT], now=now)
