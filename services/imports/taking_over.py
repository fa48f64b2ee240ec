"""Taking over what a file says differently about invitations that are known: an edit, made by an import."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.vocabulary import EventType
from models.account import Owner
from services import history, reminding, searching
from services.changing import plain, store
from services.imports.known_rows import Known
from services.planning import clock_of
from services.tracking import CLOCK_FIELDS, SEARCHED_FIELDS


def take_over(
    connection: Connection, owner: Owner, known: Sequence[Known], *, now: datetime
) -> tuple[int, list[tuple[UUID, datetime]]]:
    """Store the changes of known rows, deleted ones excepted, each as its next version.

    Returns how many were changed, and the deadlines that come before the next digest: of an import, they make one
    reminder together.
    """
    urgent: list[tuple[UUID, datetime]] = []
    taken = [one for one in known if one.row["deleted_at"] is None]
    for row, changes, content_hash in taken:
        stored = changes | {"content_hash": content_hash}
        told = {name: [plain(row[name]), plain(value)] for name, value in changes.items()}
        events = [_event(owner, row, EventType.EDITED, {"changed": told}, now=now)]
        if CLOCK_FIELDS & changes.keys():
            clock = clock_of(owner, {**row, **changes}, now=now)
            reminding.cancel(connection, owner.id, row["id"], because="An import changed the invitation.")
            events += _deadline_events(owner, row, clock.columns["respond_by"], now=now)
            passed = [level for level in clock.passed if level.rank > row["flagged"]]
            events += history.flags(owner.id, row["id"], passed, at=now, announced=False, actor=history.IMPORT)
            stored |= clock.columns
            if clock.level is None:
                # A clock that stops remembers what it had recorded, so that nothing is recorded twice.
                stored["flagged"] = row["flagged"]
            if clock.is_urgent and (row["snoozed_until"] is None or row["snoozed_until"] <= now):
                urgent.append((row["id"], clock.columns["respond_by"]))
        store(connection, row, stored, now=now)
        history.remember(connection, events)
        if SEARCHED_FIELDS & changes.keys():
            searching.note(connection, owner.id, row["id"], row["id"], now=now)
    return len(taken), urgent


def _deadline_events(owner: Owner, row: dict[str, Any], respond_by: datetime, *, now: datetime) -> list[dict[str, Any]]:
    if respond_by == row["respond_by"]:
        return []
    detail = {"from": plain(row["respond_by"]), "to": plain(respond_by)}
    return [_event(owner, row, EventType.DEADLINE_CHANGED, detail, now=now)]


def _event(
    owner: Owner, row: dict[str, Any], kind: EventType, detail: dict[str, Any], *, now: datetime
) -> dict[str, Any]:
    return history.event(owner.id, row["id"], kind, at=now, actor=history.IMPORT, detail=detail)
