"""Changing one invitation, for whatever reason: its row is held, its clock decided anew, its next version stored."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from core.errors import LostRace
from core.versions import IfVersion, is_other
from core.vocabulary import EventType
from models.account import Owner
from models.invitation import INVITATION
from services import history, reminding
from services.planning import Clock, clock_of
from services.viewing import SHOWN, no_such_invitation, view

_FOR_UPDATE = (
    select(*(column for column in INVITATION.c if column.name != "respond_by_facts"))
    .where(INVITATION.c.account_id == bindparam("account"), INVITATION.c.id == bindparam("id"))
    .with_for_update()
)
_NAMES = tuple(column.name for column in _FOR_UPDATE.selected_columns)
_MATTERS = ("respond_by", "due_soon_at", "ghosting_at")


def locked(
    connection: Connection,
    account_id: UUID,
    invitation_id: UUID,
    *,
    if_version: IfVersion = None,
    deleted: bool = False,
) -> dict[str, Any]:
    """The row of an invitation, held until the transaction ends. Raises InvitationNotFound, LostRace."""
    found = connection.execute(_FOR_UPDATE, {"account": account_id, "id": invitation_id}).first()
    if found is None:
        raise no_such_invitation()
    row = dict(zip(_NAMES, found, strict=True))
    if row["deleted_at"] is not None and not deleted:
        raise no_such_invitation()
    if is_other(row["version"], if_version):
        raise LostRace(
            f"The invitation is at version {row['version']} by now, not {if_version}. Read it again, and repeat your "
            "change on what it says.",
            extensions={"version": row["version"]},
        )
    return row


def restart_clock(
    connection: Connection,
    owner: Owner,
    row: Mapping[str, Any],
    changed: Mapping[str, Any],
    *,
    now: datetime,
    actor: str,
    events: list[dict[str, Any]],
) -> dict[str, Any]:
    """Decide the clock anew after a change, and cancel what was planned on the old one.

    Returns the columns to store, and appends to `events`: a moved deadline, and the levels that have passed under the
    new one without having been recorded under the old. A clock that stops remembers the level that it had recorded,
    so that taking an answer back records nothing twice.
    """
    clock = clock_of(owner, {**row, **changed}, now=now)
    columns = dict(clock.columns)
    if clock.level is None:
        columns["flagged"] = row["flagged"]
    if clock.level is None or any(columns[name] != row[name] for name in _MATTERS):
        reminding.cancel(connection, owner.id, row["id"], because="The invitation has changed since.")
    if columns["respond_by"] != row["respond_by"]:
        detail = {"from": plain(row["respond_by"]), "to": plain(columns["respond_by"])}
        events.append(
            history.event(owner.id, row["id"], EventType.DEADLINE_CHANGED, at=now, actor=actor, detail=detail)
        )
    newly_passed = [level for level in clock.passed if level.rank > row["flagged"]]
    events.extend(history.flags(owner.id, row["id"], newly_passed, at=now, announced=False, actor=actor))
    if _alerts_at_once(clock, row, changed, now=now):
        reminding.plan_urgent(connection, owner.id, [(row["id"], columns["respond_by"])], now=now)
    return columns


def store(
    connection: Connection, row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime
) -> Sequence[Any]:
    """Write changed columns of a row that is `locked`, as its next version. Returns what `viewing.view` shows."""
    return connection.execute(
        update(INVITATION)
        .where(INVITATION.c.account_id == row["account_id"], INVITATION.c.id == row["id"])
        .values(**changed, version=row["version"] + 1, updated_at=now)
        .returning(*SHOWN)
    ).one()


def store_and_show(
    connection: Connection, owner: Owner, row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """`store`, with the answer as it is shown to its owner."""
    return view(store(connection, row, changed, now=now), language=owner.language, now=now)


def plain(value: object) -> object:
    """A value of a row as JSON has it."""
    return value.isoformat() if isinstance(value, datetime | date) else value


def _alerts_at_once(clock: Clock, row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime) -> bool:
    snoozed_until = changed.get("snoozed_until", row["snoozed_until"])
    return clock.is_urgent and (snoozed_until is None or snoozed_until <= now)
