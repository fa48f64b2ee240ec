"""The history of an invitation: append-only events, told in order."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select
from sqlalchemy.sql import bindparam

from core.ids import new_id
from core.vocabulary import Attention, EventType
from models.invitation import EVENT

PERSON = "person"
SCHEDULER = "scheduler"
IMPORT = "import"

EVENT_FIELDS = ("id", "at", "type", "actor", "detail")

_ADD = insert(EVENT)
_LIST = (
    select(*(EVENT.c[name] for name in EVENT_FIELDS))
    .where(
        EVENT.c.account_id == bindparam("account"),
        EVENT.c.invitation_id == bindparam("invitation"),
        EVENT.c.id > bindparam("after"),
    )
    .order_by(EVENT.c.id)
    .limit(bindparam("most"))
)

MOST_EVENTS = 1_000
"""How many events of an invitation are told at once."""

_BEFORE_ALL = UUID(int=0)


def event(
    account_id: UUID,
    invitation_id: UUID,
    kind: EventType,
    *,
    at: datetime,
    actor: str,
    detail: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A row of the history, ready to be stored by `remember`."""
    return {
        "account_id": account_id,
        "invitation_id": invitation_id,
        "id": new_id(at),
        "at": at,
        "type": kind.value,
        "actor": actor,
        "detail": detail or {},
    }


def flags(
    account_id: UUID, invitation_id: UUID, levels: Iterable[Attention], *, at: datetime, announced: bool, actor: str
) -> list[dict[str, Any]]:
    """One `flagged` event for each level crossed; `announced` says whether anybody is told of it at once."""
    return [
        event(
            account_id,
            invitation_id,
            EventType.FLAGGED,
            at=at,
            actor=actor,
            detail={"level": level.value, "announced": announced},
        )
        for level in levels
    ]


def remember(connection: Connection, events: list[dict[str, Any]]) -> None:
    """Append events to the history."""
    if events:
        connection.execute(_ADD, events)


def list_events(
    connection: Connection,
    account_id: UUID,
    invitation_id: UUID,
    *,
    most: int = MOST_EVENTS,
    after: UUID | None = None,
) -> list[dict[str, Any]]:
    """What happened to an invitation, oldest first, beginning after one event's id."""
    given = {"account": account_id, "invitation": invitation_id, "most": most, "after": after or _BEFORE_ALL}
    rows = connection.execute(_LIST, given)
    return [dict(zip(EVENT_FIELDS, row, strict=True)) for row in rows]
