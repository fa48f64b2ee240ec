"""Recording invitations and keeping them right: create, edit, delete, restore."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import bindparam

from core.errors import Conflict
from core.ids import new_id
from core.versions import IfVersion
from core.vocabulary import EventType, Status
from models.account import ACCOUNT, Owner
from models.invitation import INVITATION
from services import history, reminding, searching
from services.changing import locked, plain, restart_clock, store, store_and_show
from services.filed_away import filed_from
from services.permitted_statuses import permitted_statuses
from services.planning import clock_of
from services.viewing import SHOWN, no_such_invitation, show, view

KEPT_PERIOD = timedelta(days=30)
"""How long a deleted invitation can be restored."""

CLOCK_FIELDS = frozenset(
    {"received_at", "interview_at", "stated_at", "stated_on", "promised_at", "status", "deleted_at"}
)
"""What a deadline depends on: a change of one of these decides it anew."""

_STATED = frozenset({"stated_at", "stated_on"})
SEARCHED_FIELDS = frozenset({"company", "role", "contact_name", "contact_email", "notes"})

_KNOWN = select(INVITATION.c.id).where(
    INVITATION.c.account_id == bindparam("account"), INVITATION.c.id == bindparam("id")
)
_NEW = {
    "sqlite": sqlite.insert(INVITATION).on_conflict_do_nothing().returning(*SHOWN),
    "postgresql": postgresql.insert(INVITATION).on_conflict_do_nothing().returning(*SHOWN),
}
_EMPTY: dict[str, Any] = dict.fromkeys(column.name for column in INVITATION.c)
_ACCOUNT = select(ACCOUNT.c.id).where(ACCOUNT.c.id == bindparam("account")).with_for_update()


class InvitationAlreadyRecorded(Conflict):
    """The same source and external id were recorded before."""

    type = "invitation-already-recorded"
    title = "Recorded before"


class StatusNotEditable(Conflict):
    """An edit can't bring an invitation from the status that it has to the one asked for."""

    type = "status-not-editable"
    title = "Not a possible change"


def record(
    connection: Connection, owner: Owner, given: Mapping[str, Any], *, now: datetime, actor: str = history.PERSON
) -> dict[str, Any]:
    """Record an invitation and start its clock. `given` holds the fields of the REST contract, `company` at the least.

    Levels that have passed already are stored silently; a deadline that comes before the next digest is reminded of
    at once. Raises InvitationAlreadyRecorded.
    """
    row = _new_row(owner, given, now=now)
    clock = clock_of(owner, row, now=now)
    row |= clock.columns
    if row["external_id"] is not None and row["source"] is None:
        _refuse_unnamed_twin(connection, owner, row)
    stored = connection.execute(_NEW[connection.dialect.name], row).first()
    if stored is None:
        raise _already_recorded(connection, owner.id, row["source"], row["external_id"])
    history.remember(
        connection,
        [
            history.event(owner.id, row["id"], EventType.RECORDED, at=now, actor=actor),
            *history.flags(owner.id, row["id"], clock.passed, at=now, announced=False, actor=actor),
        ],
    )
    if clock.is_urgent:
        reminding.plan_urgent(connection, owner.id, [(row["id"], clock.columns["respond_by"])], now=now)
    searching.note(connection, owner.id, row["id"], row["id"], now=now)
    return view(stored, language=owner.language, now=now)


def edit(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: IfVersion = None,
) -> dict[str, Any]:
    """Apply a merge patch (RFC 7396): only the fields given change, null empties one.

    A changed `received_at`, `interview_at` or `respond_by` decides the deadline anew; a new slot for an invitation
    that is being rescheduled makes it await a reply again, from now on. Raises InvitationNotFound, LostRace,
    StatusNotEditable, InvitationAlreadyRecorded.
    """
    row = locked(connection, owner.id, invitation_id, if_version=if_version)
    changed = _changed(row, _columns_of(changes))
    if row["status"] == Status.RESCHEDULING and changed.get("interview_at") and "status" not in changed:
        changed |= _new_round(row, changed, now=now)
    if "status" in changed:
        # What was filed away can be put back, to the letter.
        if changed["status"] != filed_from(connection, row):
            _refuse_status(row, Status(changed["status"]))
        if changed["status"] == Status.AWAITING_REPLY:
            # Whoever reopens an invitation owes it an answer again, whatever had been answered before.
            changed |= _changed(row, {"answered_at": None, "reason": None})
    if not changed:
        return show(connection, owner.id, invitation_id, language=owner.language, now=now)
    _refuse_twin(connection, row, changed)
    told = _told(row, changed)
    events = [history.event(owner.id, invitation_id, EventType.EDITED, at=now, actor=actor, detail={"changed": told})]
    if CLOCK_FIELDS & changed.keys():
        changed |= restart_clock(connection, owner, row, changed, now=now, actor=actor, events=events)
    shown = store_and_show(connection, owner, row, changed, now=now)
    history.remember(connection, events)
    if SEARCHED_FIELDS & changed.keys():
        searching.note(connection, owner.id, invitation_id, invitation_id, now=now)
    return shown


def delete(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: IfVersion = None,
) -> None:
    """Put an invitation away; for 30 days it can be restored. Raises InvitationNotFound, LostRace."""
    row = locked(connection, owner.id, invitation_id, if_version=if_version)
    reminding.cancel(connection, owner.id, invitation_id, because="The invitation was deleted.")
    store(connection, row, {"deleted_at": now, "next_flag_at": None}, now=now)
    history.remember(connection, [history.event(owner.id, invitation_id, EventType.DELETED, at=now, actor=actor)])


def restore(
    connection: Connection, owner: Owner, invitation_id: UUID, *, now: datetime, actor: str = history.PERSON
) -> dict[str, Any]:
    """Bring a deleted invitation back with its clock; any other stays as it is. Raises InvitationNotFound."""
    row = locked(connection, owner.id, invitation_id, deleted=True)
    if row["deleted_at"] is None:
        return show(connection, owner.id, invitation_id, language=owner.language, now=now)
    if row["deleted_at"] <= now - KEPT_PERIOD:
        raise no_such_invitation()
    events = [history.event(owner.id, invitation_id, EventType.RESTORED, at=now, actor=actor)]
    changed: dict[str, Any] = {"deleted_at": None}
    changed |= restart_clock(connection, owner, row, changed, now=now, actor=actor, events=events)
    shown = store_and_show(connection, owner, row, changed, now=now)
    history.remember(connection, events)
    return shown


def list_events(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    *,
    most: int = history.MOST_EVENTS,
    after: UUID | None = None,
) -> dict[str, Any]:
    """A page of an invitation's history, a deleted one's too: `items` and `next_cursor`. Raises InvitationNotFound."""
    if connection.execute(_KNOWN, {"account": owner.id, "id": invitation_id}).first() is None:
        raise no_such_invitation()
    events = history.list_events(connection, owner.id, invitation_id, most=most + 1, after=after)
    page = events[:most]
    return {"items": page, "next_cursor": str(page[-1]["id"]) if len(events) > most else None}


def _new_row(owner: Owner, given: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    row = _EMPTY | _columns_of(given)
    row |= {
        "account_id": owner.id,
        "id": new_id(now),
        "received_at": row["received_at"] or now,
        "tags": row["tags"] or [],
        "status": Status.AWAITING_REPLY.value,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    return row


def _columns_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """The contract's fields as columns: `respond_by` is an instant or a date, or null for the policy's."""
    columns = dict(given)
    if "respond_by" in columns:
        stated = columns.pop("respond_by")
        columns["stated_at"] = stated if isinstance(stated, datetime) else None
        columns["stated_on"] = stated if isinstance(stated, date) and not isinstance(stated, datetime) else None
    if "tags" in columns:
        columns["tags"] = columns["tags"] or []
    return columns


def _told(row: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, list[object]]:
    """The old and the new value of each changed field, by the names of the REST contract."""
    told = {name: [plain(row[name]), plain(value)] for name, value in changed.items() if name not in _STATED}
    if _STATED & changed.keys():
        after = {**row, **changed}
        told["respond_by"] = [plain(one["stated_at"] or one["stated_on"]) for one in (row, after)]
    return told


def _changed(row: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if row[name] != value}


def _new_round(row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """A new slot is a new invitation in all but name: its clock starts now, and old deadlines and promises are over."""
    fresh: dict[str, Any] = {"status": Status.AWAITING_REPLY.value, "received_at": now, "promised_at": None}
    if not _STATED & changed.keys():
        fresh |= {"stated_at": None, "stated_on": None}
    return {name: value for name, value in fresh.items() if name not in changed and row[name] != value}


def _refuse_status(row: Mapping[str, Any], wanted: Status) -> None:
    """What an edit may do to a status; answers are given by PUT …/answer or by a reply that was sent."""
    current = Status(row["status"])
    if wanted in permitted_statuses(current, is_answered=row["answered_at"] is not None):
        return
    if wanted in {Status.ACCEPTED, Status.DECLINED, Status.RESCHEDULING, Status.HOLDING, Status.WITHDRAWN}:
        sentence = f"An invitation becomes {wanted.value} by an answer: PUT …/answer, or mark a reply as sent."
    elif wanted is Status.LAPSED:
        sentence = "This invitation was answered, so it hasn't lapsed. File it as closed instead."
    else:
        sentence = (
            f"An invitation that is {current.value} can't become {wanted.value} by an edit. Undo its answer first."
        )
    raise StatusNotEditable(
        sentence,
        errors=[{"loc": ["body", "status"], "msg": sentence}],
        extensions={"invitation_status": current.value},
    )


def _refuse_twin(connection: Connection, row: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    if not {"source", "external_id"} & changed.keys():
        return
    source, external_id = changed.get("source", row["source"]), changed.get("external_id", row["external_id"])
    if external_id is None:
        return
    twin = _find_twin(connection, row["account_id"], source, external_id)
    if twin is not None and twin.id != row["id"]:
        raise _already_recorded(connection, row["account_id"], source, external_id)


def _refuse_unnamed_twin(connection: Connection, owner: Owner, row: Mapping[str, Any]) -> None:
    """An `external_id` without a source is unique too, but for a unique index NULL equals nothing."""
    connection.execute(_ACCOUNT, {"account": owner.id})
    if _find_twin(connection, owner.id, None, row["external_id"]) is not None:
        raise _already_recorded(connection, owner.id, None, row["external_id"])


def _find_twin(connection: Connection, account_id: UUID, source: str | None, external_id: str | None) -> Any:
    return connection.execute(
        select(INVITATION.c.id, INVITATION.c.deleted_at).where(
            INVITATION.c.account_id == account_id,
            INVITATION.c.source == source,
            INVITATION.c.external_id == external_id,
        )
    ).first()


def _already_recorded(
    connection: Connection, account_id: UUID, source: str | None, external_id: str | None
) -> InvitationAlreadyRecorded:
    twin = _find_twin(connection, account_id, source, external_id)
    named = f"{external_id!r} from {source!r}" if source is not None else f"{external_id!r}"
    if twin is None:
        return InvitationAlreadyRecorded(f"{named} was recorded at this very moment. Try again.")
    if twin.deleted_at is not None:
        sentence = f"{named} was recorded as invitation {twin.id}, and deleted. Restore it (POST …/restoration)."
    else:
        sentence = f"{named} is recorded already, as invitation {twin.id}. Edit that one."
    return InvitationAlreadyRecorded(sentence, extensions={"invitation_id": str(twin.id)})
