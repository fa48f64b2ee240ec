"""Recording people and keeping them right: create, show, edit, delete, restore."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.database import insert_new
from core.errors import Invalid
from core.ids import new_id
from core.versions import IfVersion
from models.account import Owner
from models.contact import CONTACT
from models.invitation import INVITATION
from services.keeping_in_touch.days import next_day
from services.keeping_in_touch.people import (
    ONE,
    SHOWN,
    already_recorded,
    day_of,
    locked,
    no_such_contact,
    store,
    view,
)
from services.tracking import KEPT_PERIOD

_EMPTY: dict[str, Any] = dict.fromkeys(column.name for column in CONTACT.c)
_INVITED = select(INVITATION.c.id).where(
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.id == bindparam("id"),
    INVITATION.c.deleted_at.is_(None),
)


def record(connection: Connection, owner: Owner, given: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Record a person. `given` holds the fields of the REST contract, `name` at the least.

    Where no day is given, a cadence counts from today. Raises ContactAlreadyRecorded.
    """
    shown = record_if_new(connection, owner, given, now=now)
    if shown is None:
        raise already_recorded(connection, owner.id, str(given["email"]))
    return shown


def record_if_new(
    connection: Connection, owner: Owner, given: Mapping[str, Any], *, now: datetime
) -> dict[str, Any] | None:
    """Record a person, unless a contact of the account has their address: None, then."""
    fields = _columns_of(connection, owner, given)
    today = day_of(owner, now)
    fields.setdefault("speak_on", next_day(fields.get("cadence_days"), None, today))
    row = _EMPTY | fields
    row |= {"account_id": owner.id, "id": new_id(now), "version": 1, "created_at": now, "updated_at": now}
    statement = insert_new(connection, CONTACT).on_conflict_do_nothing().returning(*SHOWN)
    stored = connection.execute(statement, row).first()
    return None if stored is None else view(stored, owner, now=now)


def show(connection: Connection, owner: Owner, contact_id: UUID, *, now: datetime) -> dict[str, Any]:
    """One contact. Raises ContactNotFound."""
    row = connection.execute(ONE, {"account": owner.id, "id": contact_id}).first()
    if row is None:
        raise no_such_contact()
    return view(row, owner, now=now)


def edit(
    connection: Connection,
    owner: Owner,
    contact_id: UUID,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    if_version: IfVersion = None,
) -> dict[str, Any]:
    """Apply a merge patch (RFC 7396): only the fields given change, null empties one.

    Another cadence decides the next day anew, from when one last spoke, unless a day is given as well. Raises
    ContactNotFound, LostRace, ContactAlreadyRecorded.
    """
    row = locked(connection, owner.id, contact_id, if_version=if_version)
    columns = _columns_of(connection, owner, {name: value for name, value in changes.items() if row[name] != value})
    changed = {name: value for name, value in columns.items() if row[name] != value}
    if "cadence_days" in changed and "speak_on" not in changes:
        spoke_on = None if row["spoke_at"] is None else day_of(owner, row["spoke_at"])
        changed["speak_on"] = next_day(changed["cadence_days"], spoke_on, day_of(owner, row["created_at"]))
    if not changed:
        return show(connection, owner, contact_id, now=now)
    return view(store(connection, row, changed, now=now), owner, now=now)


def delete(
    connection: Connection, owner: Owner, contact_id: UUID, *, now: datetime, if_version: IfVersion = None
) -> None:
    """Put a person away, with their touchpoints; for 30 days they can be restored. Raises ContactNotFound, LostRace."""
    row = locked(connection, owner.id, contact_id, if_version=if_version)
    store(connection, row, {"deleted_at": now}, now=now)


def restore(connection: Connection, owner: Owner, contact_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Bring a deleted person back; any other stays as they are.

    Raises ContactNotFound, and ContactAlreadyRecorded where another contact has the address by now.
    """
    row = locked(connection, owner.id, contact_id, deleted=True)
    if row["deleted_at"] is None:
        return show(connection, owner, contact_id, now=now)
    if row["deleted_at"] <= now - KEPT_PERIOD:
        raise no_such_contact()
    return view(store(connection, row, {"deleted_at": None}, now=now), owner, now=now)


def _columns_of(connection: Connection, owner: Owner, given: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(given)
    if columns.get("email") is not None:
        columns["email"] = str(columns["email"]).casefold()
    invitation_id = columns.get("invitation_id")
    if invitation_id is not None:
        found = connection.execute(_INVITED, {"account": owner.id, "id": invitation_id}).first()
        if found is None:
            raise Invalid.field("invitation_id", "There is no such invitation. Leave it out, or name one of yours.")
    return columns
