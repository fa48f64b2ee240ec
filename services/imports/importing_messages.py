"""Applying a confirmed file of messages: each is received in a transaction of its own, which remembers that it was."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete

from core.database import Threads
from core.vocabulary import MessageOutcome, MessageWay, ReminderKind
from models.account import Owner
from models.channel import REMINDER
from services import history
from services.imports import import_batches, import_pieces
from services.imports.message_files import Item, items_of, read_file
from services.imports.previewing import Progress
from services.receiving.receiving import receive

PAUSE_SECONDS = 0.005
"""How long the one writer that SQLite has is left to others between two messages."""

_COUNTED = {
    MessageOutcome.RECORDED: "added",
    MessageOutcome.UPDATED: "updated",
    MessageOutcome.CANCELLED: "updated",
    MessageOutcome.JOINED: "updated",
}


def receive_file(
    threads: Threads,
    row: dict[str, Any],
    *,
    clock: Callable[[], datetime],
    progress: Progress | None,
    should_stop: Callable[[], bool],
) -> tuple[dict[str, Any], bool]:
    """Receive the messages of a claimed import that aren't yet. Returns its row, and whether that was all of them.

    The file is read as it was for the preview. Raises LeaseLost, FileIsGone.
    """
    owner = threads.read(import_batches.owner_of, row["account_id"])
    with closing(import_pieces.open_file(threads, row["account_id"], row["id"])) as stream:
        arrivals = read_file(threads, stream, owner, now=row["created_at"])
    now, done = clock(), row["progress"].get("through_line", 0)
    for item in items_of(arrivals, row["options"].get("corrections", {}), now=row["created_at"]):
        if item.number <= done or item.left_out is not None:
            continue
        if should_stop():
            return row, False
        row = threads.write(_receive_one, owner, row, item, now=now, at=clock())
        if progress is not None:
            progress(row["rows_done"], row["counts"]["rows"])
        time.sleep(PAUSE_SECONDS)
    return row, True


def _receive_one(
    connection: Connection, owner: Owner, row: dict[str, Any], item: Item, *, now: datetime, at: datetime
) -> dict[str, Any]:
    told: Mapping[str, Any] = row["progress"]
    received = receive(
        connection,
        owner,
        item.arrived,
        way=MessageWay.UPLOAD,
        now=now,
        actor=history.IMPORT,
        corrections=item.given,
        import_batch_id=row["id"],
    )
    if received.outcome is MessageOutcome.RECORDED and received.invitation_id is not None:
        _leave_reminder(connection, owner.id, received.invitation_id)
    progress = {**told, "through_line": item.number, "attempts": 0}
    if (name := _COUNTED.get(received.outcome)) is not None:
        progress[name] = progress.get(name, 0) + 1
    # What was left out, or couldn't be read, lies behind too.
    moved = {"progress": progress, "rows_done": item.number}
    return import_batches.move_on(connection, row, moved, now=at)


def _leave_reminder(connection: Connection, account_id: UUID, invitation_id: UUID) -> None:
    """Whatever of a file can't wait for the next digest makes one reminder, at its end."""
    connection.execute(
        delete(REMINDER).where(
            REMINDER.c.account_id == account_id,
            REMINDER.c.invitation_id == invitation_id,
            REMINDER.c.kind == ReminderKind.URGENT.value,
        )
    )
