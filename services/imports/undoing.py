"""Taking an import back: what it added goes for good, unless somebody has touched it since."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, delete, exists, func, or_, select, update
from sqlalchemy.sql import bindparam

from core.database import Database
from core.vocabulary import EventType, ImportState, MessageState
from models.import_batch import IMPORT_BATCH
from models.invitation import ANSWER, EVENT, INVITATION
from models.message import MESSAGE
from models.reply import REPLY
from services import history, searching
from services.imports import import_batches, message_files
from services.imports.import_batches import ImportNotOpen, LeaseLost
from services.receiving.decision import CALENDAR

BATCH_ROWS = 100
PAUSE_SECONDS = 0.01

_BY_ITSELF = (EventType.IMPORTED.value, EventType.FLAGGED.value, EventType.DEADLINE_CHANGED.value)
"""What happens to an invitation without anybody touching it: a changed policy moves deadlines, time raises flags."""

_AS_IT_CAME = and_(
    EVENT.c.actor.in_((history.IMPORT, CALENDAR)),
    EVENT.c.at == INVITATION.c.created_at,
)
"""What the import itself did to an invitation as it added that: a message recorded, a later one of the same file."""

_TOUCHED = or_(
    exists().where(
        EVENT.c.account_id == INVITATION.c.account_id,
        EVENT.c.invitation_id == INVITATION.c.id,
        EVENT.c.type.not_in(_BY_ITSELF),
        ~_AS_IT_CAME,
    ),
    exists().where(ANSWER.c.account_id == INVITATION.c.account_id, ANSWER.c.invitation_id == INVITATION.c.id),
    exists().where(REPLY.c.account_id == INVITATION.c.account_id, REPLY.c.invitation_id == INVITATION.c.id),
    INVITATION.c.deleted_at.is_not(None),
    INVITATION.c.snoozed_until.is_not(None),
)
_OF_IMPORT = and_(
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.import_batch_id == bindparam("batch"),
)
_FORGET_WAITING = delete(MESSAGE).where(
    MESSAGE.c.account_id == bindparam("account"),
    MESSAGE.c.import_batch_id == bindparam("batch"),
    MESSAGE.c.state == MessageState.WAITING.value,
)
_UNTOUCHED = select(INVITATION.c.id).where(_OF_IMPORT, ~_TOUCHED).limit(bindparam("most"))
_KEPT = select(func.count()).select_from(INVITATION).where(_OF_IMPORT)
_KEPT_BECAUSE = (
    select(EVENT.c.type, func.count(EVENT.c.invitation_id.distinct()))
    .join(INVITATION, and_(INVITATION.c.account_id == EVENT.c.account_id, INVITATION.c.id == EVENT.c.invitation_id))
    .where(_OF_IMPORT, EVENT.c.type.not_in(_BY_ITSELF), ~_AS_IT_CAME)
    .group_by(EVENT.c.type)
)


def begin_undo(connection: Connection, account_id: UUID, batch_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Decide that an import is to be taken back; `take_back` does it. A preview is let go at once.

    Raises ImportNotFound, and ImportNotOpen while it is being applied. What was taken back stays so.
    """
    row = import_batches.find(connection, account_id, batch_id, holds=True)
    state = ImportState(row["state"])
    if state is ImportState.IMPORTING:
        raise ImportNotOpen("This import is still being applied. Take it back when it is done.")
    if state in {ImportState.UNDOING, ImportState.UNDONE, ImportState.EXPIRED}:
        return import_batches.view(row)
    changed: dict[str, Any] = {"state": ImportState.UNDOING.value, "lease_until": now, "why": None}
    if row["detected"]["source"] in message_files.SOURCES:
        message_files.forget_words(connection, account_id, batch_id)
    if state is ImportState.PREVIEWED:
        changed = {"state": ImportState.UNDONE.value, "finished_at": now}
    connection.execute(
        update(IMPORT_BATCH)
        .where(IMPORT_BATCH.c.account_id == account_id, IMPORT_BATCH.c.id == batch_id)
        .values(**changed, version=row["version"] + 1, updated_at=now)
    )
    return import_batches.show(connection, account_id, batch_id)


def take_back(
    database: Database,
    account_id: UUID,
    batch_id: UUID,
    clock: Callable[[], datetime],
    *,
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Delete what an import added and nobody touched, in short transactions. For a thread. Returns the import.

    Does nothing where another worker has it, or where it isn't to be taken back.
    """
    threads = database.threads
    row = threads.write(import_batches.claim, account_id, batch_id, ImportState.UNDOING, now=clock())
    try:
        while row is not None and row["state"] == ImportState.UNDOING.value and not should_stop():
            row = threads.write(_remove_some, row, now=clock())
            time.sleep(PAUSE_SECONDS)
        if row is not None and row["state"] == ImportState.UNDOING.value:
            threads.write(import_batches.let_go, row, now=clock())
    except LeaseLost:
        pass
    return threads.read(import_batches.show, account_id, batch_id)


def _remove_some(connection: Connection, row: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    place = {"account": row["account_id"], "batch": row["id"]}
    found = list(connection.execute(_UNTOUCHED, place | {"most": BATCH_ROWS}).scalars())
    progress: dict[str, Any] = row["progress"] | {"attempts": 0}
    if not found:
        # Those that wait for a person were touched by nobody; the others went with their invitations, or stay on them.
        connection.execute(_FORGET_WAITING, place)
        progress["kept"] = connection.execute(_KEPT, place).scalar()
        progress["kept_because"] = {str(kind): count for kind, count in connection.execute(_KEPT_BECAUSE, place)}
        done = {"state": ImportState.UNDONE.value, "lease_until": None, "finished_at": now, "progress": progress}
        return import_batches.move_on(connection, row, done, now=now)
    searching.forget(connection, found)
    connection.execute(
        delete(INVITATION).where(
            INVITATION.c.account_id == bindparam("of_account"), INVITATION.c.id == bindparam("of_id")
        ),
        [{"of_account": row["account_id"], "of_id": key} for key in found],
    )
    progress["removed"] = progress.get("removed", 0) + len(found)
    return import_batches.move_on(connection, row, {"progress": progress}, now=now)
