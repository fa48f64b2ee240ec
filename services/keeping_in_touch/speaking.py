"""Touchpoints: that we spoke, and taking that back. Only speaking moves a cadence on; a draft doesn't."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.sql import bindparam

from core.errors import Invalid, NotFound
from core.ids import new_id
from core.vocabulary import Medium
from models.account import Owner
from models.contact import TOUCHPOINT
from services.keeping_in_touch.days import day_after_speaking, next_day
from services.keeping_in_touch.people import day_of, locked, store

TOUCHPOINT_SHOWN = tuple(
    TOUCHPOINT.c[name] for name in ("id", "contact_id", "spoke_at", "medium", "note", "reply_id", "created_at")
)
"""The columns of a touchpoint that are shown."""

_ONE = select(TOUCHPOINT).where(
    TOUCHPOINT.c.account_id == bindparam("account"),
    TOUCHPOINT.c.contact_id == bindparam("contact"),
    TOUCHPOINT.c.id == bindparam("id"),
)
_LATEST = (
    select(TOUCHPOINT.c.spoke_at, TOUCHPOINT.c.id)
    .where(TOUCHPOINT.c.account_id == bindparam("account"), TOUCHPOINT.c.contact_id == bindparam("contact"))
    .order_by(TOUCHPOINT.c.spoke_at.desc(), TOUCHPOINT.c.id.desc())
    .limit(1)
)


class TouchpointNotFound(NotFound):
    """This contact has no such touchpoint."""

    title = "No such touchpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """When and how one spoke. `reply_id` names the reply that it was, where it was one."""

    spoke_at: datetime
    medium: Medium | None = None
    note: str | None = None
    reply_id: UUID | None = None


def note(connection: Connection, owner: Owner, contact_id: UUID, given: Spoken, *, now: datetime) -> dict[str, Any]:
    """Note that one spoke: where it was the latest time, the cadence begins anew from that day.

    Raises ContactNotFound, and Invalid for a time that is still ahead.
    """
    row = locked(connection, owner.id, contact_id)
    if given.spoke_at > now:
        raise Invalid.field("spoke_at", "You can't have spoken in the future.", code="not-yet")
    return keep(connection, owner, row, given, now=now)


def keep(
    connection: Connection,
    owner: Owner,
    row: Mapping[str, Any],
    given: Spoken,
    *,
    now: datetime,
    leads_to: date | None = None,
) -> dict[str, Any]:
    """The touchpoint of a contact whose row is `locked`. `leads_to` is the next day for one without a cadence."""
    is_latest = row["spoke_at"] is None or given.spoke_at >= row["spoke_at"]
    next_on: date | None = None
    if is_latest:
        cadence, spoke_on = row["cadence_days"], day_of(owner, given.spoke_at)
        next_on = day_after_speaking(cadence, spoke_on, row["speak_on"])
        if cadence is None and leads_to is not None:
            next_on = leads_to
    touchpoint: dict[str, Any] = {
        "account_id": owner.id,
        "id": new_id(now),
        "contact_id": row["id"],
        "spoke_at": given.spoke_at,
        "medium": given.medium.value if given.medium is not None else None,
        "note": given.note,
        "reply_id": given.reply_id,
        "replaced_on": _set_by_hand(owner, row) if is_latest else None,
        "led_to": next_on,
        "created_at": now,
    }
    connection.execute(insert(TOUCHPOINT), touchpoint)
    if is_latest:
        store(connection, row, {"spoke_at": given.spoke_at, "speak_on": next_on}, now=now)
    return {column.name: touchpoint[column.name] for column in TOUCHPOINT_SHOWN}


def take_back(connection: Connection, owner: Owner, contact_id: UUID, touchpoint_id: UUID, *, now: datetime) -> None:
    """Remove a touchpoint. Where it was the latest, the next day is what the others make of it, as it was before.

    A day that somebody has set by hand since stays. Raises ContactNotFound, TouchpointNotFound.
    """
    row = locked(connection, owner.id, contact_id)
    given = {"account": owner.id, "contact": contact_id, "id": touchpoint_id}
    touchpoint = connection.execute(_ONE, given).first()
    if touchpoint is None:
        raise TouchpointNotFound("This person has no such touchpoint. It may have been taken back already.")
    remove(connection, owner, row, touchpoint, now=now)


def remove(connection: Connection, owner: Owner, row: Mapping[str, Any], touchpoint: Any, *, now: datetime) -> None:
    """Remove a touchpoint (its row) of a contact whose row is `locked`."""
    connection.execute(delete(TOUCHPOINT).where(TOUCHPOINT.c.account_id == owner.id, TOUCHPOINT.c.id == touchpoint.id))
    latest = connection.execute(_LATEST, {"account": owner.id, "contact": row["id"]}).first()
    if latest is not None and (latest.spoke_at, latest.id) > (touchpoint.spoke_at, touchpoint.id):
        return
    spoke_at = None if latest is None else latest.spoke_at
    changed: dict[str, Any] = {"spoke_at": spoke_at}
    if row["speak_on"] in (touchpoint.led_to, _derived(owner, row, row["spoke_at"])):
        changed["speak_on"] = touchpoint.replaced_on or _derived(owner, row, spoke_at)
    store(connection, row, changed, now=now)


def _set_by_hand(owner: Owner, row: Mapping[str, Any]) -> date | None:
    """The contact's next day, where the cadence hasn't made it."""
    return None if row["speak_on"] == _derived(owner, row, row["spoke_at"]) else row["speak_on"]


def _derived(owner: Owner, row: Mapping[str, Any], spoke_at: datetime | None) -> date | None:
    spoke_on = None if spoke_at is None else day_of(owner, spoke_at)
    return next_day(row["cadence_days"], spoke_on, day_of(owner, row["created_at"]))
