"""The row of an import: finding it, showing it, claiming it for one worker at a time, letting it grow too old."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.sql import bindparam

from core.errors import Conflict, NotFound
from core.vocabulary import ImportState
from intake.candidate import FIELDS
from intake.options import DateExample, DateOrder, DecidedBy, Recognised
from intake.wording import told, wording
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from models.import_batch import IMPORT_BATCH
from services.imports import message_files

KEPT_PERIOD = timedelta(hours=24)
"""How long a file waits to be confirmed."""

LEASE = timedelta(seconds=60)
"""How long a worker may be silent before another takes its import up."""

MOST_ATTEMPTS = 3
"""How often an import that doesn't move on is taken up again."""

_ONE = select(IMPORT_BATCH).where(
    IMPORT_BATCH.c.account_id == bindparam("account"), IMPORT_BATCH.c.id == bindparam("batch")
)
_LATEST = (
    select(IMPORT_BATCH)
    .where(
        IMPORT_BATCH.c.account_id == bindparam("account"),
        # An upload that was cut off never got beyond its first version. One that failed later may have to be undone.
        or_(IMPORT_BATCH.c.state != ImportState.FAILED.value, IMPORT_BATCH.c.version > 1),
    )
    .order_by(IMPORT_BATCH.c.id.desc())
    .limit(bindparam("most"))
)
_DUE = (
    select(IMPORT_BATCH.c.account_id, IMPORT_BATCH.c.id, IMPORT_BATCH.c.state)
    .where(
        IMPORT_BATCH.c.state.in_((ImportState.IMPORTING.value, ImportState.UNDOING.value)),
        IMPORT_BATCH.c.lease_until <= bindparam("now"),
    )
    .order_by(IMPORT_BATCH.c.lease_until)
    .limit(bindparam("most"))
)
_OPEN = (
    select(func.count())
    .select_from(IMPORT_BATCH)
    .where(
        IMPORT_BATCH.c.account_id == bindparam("account"),
        IMPORT_BATCH.c.state == ImportState.PREVIEWED.value,
        IMPORT_BATCH.c.expires_at > bindparam("now"),
    )
)
_EXPIRE = (
    update(IMPORT_BATCH)
    .where(IMPORT_BATCH.c.state == ImportState.PREVIEWED.value, IMPORT_BATCH.c.expires_at <= bindparam("before"))
    .values(
        state=ImportState.EXPIRED.value,
        why="It wasn't confirmed within 24 hours. Upload the file again.",
        updated_at=bindparam("before"),
    )
)

ACCOUNT_OWNER = select(*OWNER_COLUMNS).where(ACCOUNT.c.id == bindparam("account"))


class ImportNotFound(NotFound):
    """There is no such import in this account."""

    title = "No such import"


class ImportNotOpen(Conflict):
    """The import isn't in the state that this needs."""

    type = "import-not-open"
    title = "Not possible at this stage"


class LeaseLost(Exception):
    """Another worker took the import up; whatever this transaction did must not be committed."""


def find(connection: Connection, account_id: UUID, batch_id: UUID, *, holds: bool = False) -> dict[str, Any]:
    """The row of an import. Raises ImportNotFound. `holds` locks it until the transaction ends."""
    query = _ONE.with_for_update() if holds else _ONE
    row = connection.execute(query, {"account": account_id, "batch": batch_id}).mappings().first()
    if row is None or (row["state"] == ImportState.FAILED.value and not row["detected"]):
        raise ImportNotFound("There is no such import. Upload the file again.")
    return {str(name): value for name, value in row.items()}


def owner_of(connection: Connection, account_id: UUID) -> Owner:
    """The account as it counts now. Raises ImportNotFound where it was deleted meanwhile."""
    row = connection.execute(ACCOUNT_OWNER, {"account": account_id}).first()
    if row is None:
        raise ImportNotFound("The account of this import is gone.")
    return Owner(*row)


def show(connection: Connection, account_id: UUID, batch_id: UUID) -> dict[str, Any]:
    """An import as it is shown. Raises ImportNotFound."""
    return view(find(connection, account_id, batch_id))


def count_open(connection: Connection, account_id: UUID, *, now: datetime) -> int:
    """How many previews of the account wait to be confirmed."""
    return connection.execute(_OPEN, {"account": account_id, "now": now}).scalar_one()


def list_latest(connection: Connection, account_id: UUID, *, most: int = 50) -> list[dict[str, Any]]:
    """The latest imports, newest first."""
    return [view(row) for row in connection.execute(_LATEST, {"account": account_id, "most": most}).mappings()]


def view(row: Any) -> dict[str, Any]:
    """What is shown of an import's row."""
    detected, progress = row["detected"], row["progress"]
    headers: list[str] = detected["headers"]
    by_column = {index: field for field, index in detected["mapping"].items()}
    holds_messages = detected["source"] in message_files.SOURCES
    return {
        **{name: row[name] for name in ("id", "filename", "size", "state", "why", "options", "problems", "rows_done")},
        **{name: row[name] for name in ("created_at", "expires_at", "finished_at")},
        "sample": [] if holds_messages else row["sample"],
        "messages": message_files.revived(row["sample"]) if holds_messages else [],
        "detected": {
            "format": detected["source"],
            "name": detected["source_name"],
            # A file of messages has neither columns nor one encoding.
            **{name: None if holds_messages else detected[name] for name in ("encoding", "delimiter", "header_line")},
        },
        "mapping": {header: by_column.get(index) for index, header in reversed(list(enumerate(headers))) if header},
        "unmapped": detected["unmapped"],
        "fields": list(FIELDS),
        "date_orders": detected["date_orders"],
        "notices": detected["notices"],
        "counts": {
            **row["counts"],
            **{name: progress.get(name, 0) for name in ("added", "updated", "removed", "kept")},
        },
        "kept_because": progress.get("kept_because", {}),
    }


def packed(recognised: Recognised) -> dict[str, Any]:
    """What was recognised in a file, as JSON keeps it."""
    return asdict(recognised) | {"mapping": dict(recognised.mapping)}


def unpacked(detected: dict[str, Any]) -> Recognised:
    """What `packed` kept: a file that is taken up again is read as it was previewed."""
    orders = [_order(**order) for order in detected["date_orders"]]
    lists: dict[str, Any] = {name: tuple(detected[name]) for name in ("headers", "unmapped", "notices")}
    kept: dict[str, Any] = {**detected, **lists, "date_orders": tuple(orders)}
    return Recognised(**kept)


def _order(*, decided_by: str, example: dict[str, str] | None = None, **rest: Any) -> DateOrder:
    shown = None if example is None else DateExample(**example)
    return DateOrder(decided_by=DecidedBy(decided_by), example=shown, **rest)


def claim(
    connection: Connection, account_id: UUID, batch_id: UUID, state: ImportState, *, now: datetime
) -> dict[str, Any] | None:
    """Take an import up for this worker alone: the row with its new version, or None where another one has it."""
    row = find(connection, account_id, batch_id, holds=True)
    if row["state"] != state.value or (row["lease_until"] is not None and row["lease_until"] > now):
        return None
    attempts = row["progress"].get("attempts", 0) + 1
    changed: dict[str, Any] = {
        "version": row["version"] + 1,
        "lease_until": now + LEASE,
        "progress": row["progress"] | {"attempts": attempts},
    }
    if attempts > MOST_ATTEMPTS:
        changed |= {
            "state": ImportState.FAILED.value,
            "lease_until": None,
            "why": wording(owner_of(connection, account_id).language).say(told("imports.stopped")),
        }
    claimed = connection.execute(
        update(IMPORT_BATCH)
        .where(
            IMPORT_BATCH.c.account_id == account_id,
            IMPORT_BATCH.c.id == batch_id,
            IMPORT_BATCH.c.version == row["version"],
        )
        .values(**changed, updated_at=now)
    )
    if claimed.rowcount != 1 or attempts > MOST_ATTEMPTS:
        return None
    return row | changed


def move_on(connection: Connection, row: dict[str, Any], changed: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Store how far this worker has come, and keep the lease. Raises LeaseLost where another has it."""
    changed = {"lease_until": now + LEASE, **changed, "updated_at": now}
    moved = connection.execute(
        update(IMPORT_BATCH)
        .where(
            IMPORT_BATCH.c.account_id == row["account_id"],
            IMPORT_BATCH.c.id == row["id"],
            IMPORT_BATCH.c.version == row["version"],
            IMPORT_BATCH.c.state == row["state"],
        )
        .values(**changed)
    )
    if moved.rowcount != 1:
        raise LeaseLost
    return row | changed


def let_go(connection: Connection, row: dict[str, Any], *, now: datetime) -> None:
    """Give the lease up, so that the next worker needn't wait for its end. Raises LeaseLost."""
    move_on(connection, row, {"lease_until": now}, now=now)


def due(connection: Connection, *, now: datetime, most: int = 1) -> list[tuple[UUID, UUID, ImportState]]:
    """Imports whose worker has died, or that wait for one: account, import, and what is to be done with it."""
    found = connection.execute(_DUE, {"now": now, "most": most})
    return [(account, batch, ImportState(state)) for account, batch, state in found]


def expire_old(connection: Connection, *, now: datetime) -> int:
    """Let go of the files that nobody confirmed in time. Returns how many."""
    return connection.execute(_EXPIRE, {"before": now}).rowcount
