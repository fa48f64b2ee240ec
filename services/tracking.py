"""Recording invitations and keeping them right: create, edit, delete, restore, snooze."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from core.database import insert_new
from core.errors import Conflict, Invalid, LostRace
from core.ids import new_id
from core.vocabulary import EventType, Status
from models.account import Owner
from models.invitation import INVITATION
from services import history, reminding, searching
from services.planning import Clock, clock_of
from services.viewing import no_such_invitation, show

KEPT_PERIOD = timedelta(days=30)
"""How long a deleted invitation can be restored."""

OPEN = frozenset({Status.AWAITING_REPLY, Status.HOLDING, Status.RESCHEDULING, Status.ACCEPTED})
"""The statuses in which an employer may still call the interview off."""

CLOCK_FIELDS = frozenset(
    {"received_at", "interview_at", "stated_at", "stated_on", "promised_at", "status", "deleted_at"}
)
"""What a deadline depends on: a change of one of these decides it anew."""

SEARCHED_FIELDS = frozenset({"company", "role", "contact_name", "contact_email", "notes"})

_FOR_UPDATE = (
    select(*(column for column in INVITATION.c if column.name != "respond_by_facts"))
    .where(INVITATION.c.account_id == bindparam("account"), INVITATION.c.id == bindparam("id"))
    .with_for_update()
)


class InvitationAlreadyRecorded(Conflict):
    """The same source and external id were recorded before."""

    type = "invitation-already-recorded"
    title = "Recorded before"


class StatusNotEditable(Conflict):
    """An edit can't bring an invitation from the status that it has to the one asked for."""

    type = "status-not-editable"
    title = "Not a possible change"


class NothingOwed(Conflict):
    """The invitation owes no answer, so there is no clock to act on."""

    type = "nothing-owed"
    title = "No answer is owed"


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
    statement = insert_new(connection, INVITATION).values(row)
    if row["external_id"] is not None:
        statement = statement.on_conflict_do_nothing()
    if connection.execute(statement.returning(INVITATION.c.id)).first() is None:
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
    return show(connection, owner.id, row["id"], language=owner.language, now=now)


def edit(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: int | None = None,
) -> dict[str, Any]:
    """Apply a merge patch (RFC 7396): only the fields given change, null empties one.

    A changed `received_at`, `interview_at` or `respond_by` decides the deadline anew; a new slot for an invitation
    that is being rescheduled makes it await a reply again. Raises InvitationNotFound, LostRace, StatusNotEditable,
    InvitationAlreadyRecorded.
    """
    row = locked(connection, owner.id, invitation_id, if_version=if_version)
    changed = _changed(row, _columns_of(changes))
    if row["status"] == Status.RESCHEDULING and changed.get("interview_at") and "status" not in changed:
        changed["status"] = Status.AWAITING_REPLY.value
    if "status" in changed:
        _refuse_status(row, Status(changed["status"]))
    if not changed:
        return show(connection, owner.id, invitation_id, language=owner.language, now=now)
    _refuse_twin(connection, row, changed)
    told = {name: [_plain(row[name]), _plain(value)] for name, value in changed.items()}
    events = [history.event(owner.id, invitation_id, EventType.EDITED, at=now, actor=actor, detail={"changed": told})]
    if CLOCK_FIELDS & changed.keys():
        changed |= restart_clock(connection, owner, row, changed, now=now, actor=actor, events=events)
    store(connection, row, changed, now=now)
    history.remember(connection, events)
    if SEARCHED_FIELDS & changed.keys():
        searching.note(connection, owner.id, invitation_id, invitation_id, now=now)
    return show(connection, owner.id, invitation_id, language=owner.language, now=now)


def delete(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: int | None = None,
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
    if row["deleted_at"] is not None:
        events = [history.event(owner.id, invitation_id, EventType.RESTORED, at=now, actor=actor)]
        changed: dict[str, Any] = {"deleted_at": None}
        changed |= restart_clock(connection, owner, row, changed, now=now, actor=actor, events=events)
        store(connection, row, changed, now=now)
        history.remember(connection, events)
    return show(connection, owner.id, invitation_id, language=owner.language, now=now)


def snooze(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    until: datetime,
    *,
    now: datetime,
    actor: str = history.PERSON,
) -> dict[str, Any]:
    """Silence reminders about one invitation until an instant; its deadline and its level stay what they are.

    Raises InvitationNotFound, NothingOwed, and Invalid where the instant isn't ahead.
    """
    if until <= now:
        raise Invalid.field("until", "Snooze until an instant that is still ahead.")
    row = locked(connection, owner.id, invitation_id)
    if row["next_flag_at"] is None and row["status"] not in {Status.AWAITING_REPLY, Status.HOLDING}:
        raise NothingOwed("No answer is owed to this invitation, so there are no reminders to silence.")
    reminding.cancel(connection, owner.id, invitation_id, because="The invitation was snoozed.")
    store(connection, row, {"snoozed_until": until}, now=now)
    history.remember(
        connection,
        [
            history.event(
                owner.id, invitation_id, EventType.SNOOZED, at=now, actor=actor, detail={"until": _plain(until)}
            )
        ],
    )
    return show(connection, owner.id, invitation_id, language=owner.language, now=now)


def wake(
    connection: Connection, owner: Owner, invitation_id: UUID, *, now: datetime, actor: str = history.PERSON
) -> dict[str, Any]:
    """End a snooze. One that isn't snoozed stays as it is. Raises InvitationNotFound."""
    row = locked(connection, owner.id, invitation_id)
    if row["snoozed_until"] is not None:
        store(connection, row, {"snoozed_until": None}, now=now)
        history.remember(connection, [history.event(owner.id, invitation_id, EventType.UNSNOOZED, at=now, actor=actor)])
    return show(connection, owner.id, invitation_id, language=owner.language, now=now)


def list_events(connection: Connection, owner: Owner, invitation_id: UUID) -> list[dict[str, Any]]:
    """The history of an invitation, a deleted one's too. Raises InvitationNotFound."""
    known = select(INVITATION.c.id).where(INVITATION.c.account_id == owner.id, INVITATION.c.id == invitation_id)
    if connection.execute(known).first() is None:
        raise no_such_invitation()
    return history.list_events(connection, owner.id, invitation_id)


def locked(
    connection: Connection,
    account_id: UUID,
    invitation_id: UUID,
    *,
    if_version: int | None = None,
    deleted: bool = False,
) -> dict[str, Any]:
    """The row of an invitation, held until the transaction ends. Raises InvitationNotFound, LostRace."""
    row = connection.execute(_FOR_UPDATE, {"account": account_id, "id": invitation_id}).mappings().first()
    if row is None or (row["deleted_at"] is not None and not deleted):
        raise no_such_invitation()
    if if_version is not None and row["version"] != if_version:
        raise LostRace(
            f"The invitation is at version {row['version']} by now, not {if_version}. Read it again, and repeat your "
            "change on what it says.",
            extensions={"version": row["version"]},
        )
    return dict(row)


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
    new one without having been recorded under the old.
    """
    clock = clock_of(owner, {**row, **changed}, now=now)
    reminding.cancel(connection, owner.id, row["id"], because="The invitation has changed since.")
    if clock.columns["respond_by"] != row["respond_by"]:
        detail = {"from": _plain(row["respond_by"]), "to": _plain(clock.columns["respond_by"])}
        events.append(
            history.event(owner.id, row["id"], EventType.DEADLINE_CHANGED, at=now, actor=actor, detail=detail)
        )
    newly_passed = [level for level in clock.passed if level.rank > row["flagged"]]
    events.extend(history.flags(owner.id, row["id"], newly_passed, at=now, announced=False, actor=actor))
    if _alerts_at_once(clock, row, changed, now=now):
        reminding.plan_urgent(connection, owner.id, [(row["id"], clock.columns["respond_by"])], now=now)
    return clock.columns


def store(connection: Connection, row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime) -> None:
    """Write changed columns of a row that is `locked`, as its next version."""
    connection.execute(
        update(INVITATION)
        .where(INVITATION.c.account_id == row["account_id"], INVITATION.c.id == row["id"])
        .values(**changed, version=row["version"] + 1, updated_at=now)
    )


def _alerts_at_once(clock: Clock, row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime) -> bool:
    snoozed_until = changed.get("snoozed_until", row["snoozed_until"])
    return clock.is_urgent and (snoozed_until is None or snoozed_until <= now)


def _new_row(owner: Owner, given: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(column.name for column in INVITATION.c)
    row |= _columns_of(given)
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
    return columns


def _changed(row: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if row[name] != value}


def _refuse_status(row: Mapping[str, Any], wanted: Status) -> None:
    """What an edit may do to a status; answers are given by PUT …/answer or by a reply that was sent."""
    current = Status(row["status"])
    allowed = {
        Status.CANCELLED_BY_EMPLOYER: current in OPEN,
        Status.CLOSED: True,
        Status.LAPSED: row["answered_at"] is None,
        Status.AWAITING_REPLY: current
        in {Status.CANCELLED_BY_EMPLOYER, Status.CLOSED, Status.LAPSED, Status.RESCHEDULING},
    }.get(wanted, False)
    if allowed:
        return
    if wanted in {Status.ACCEPTED, Status.DECLINED, Status.RESCHEDULING, Status.HOLDING, Status.WITHDRAWN}:
        sentence = f"An invitation becomes {wanted.value} by an answer: PUT …/answer, or mark a reply as sent."
    elif wanted is Status.LAPSED:
        sentence = "This invitation was answered, so it hasn't lapsed. File it as closed instead."
    else:
        sentence = (
            f"An invitation that is {current.value} can't become {wanted.value} by an edit. Undo its answer first."
        )
    raise StatusNotEditable(sentence, errors=[{"loc": ["body", "status"], "msg": sentence}])


def _refuse_twin(connection: Connection, row: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    if not {"source", "external_id"} & changed.keys():
        return
    source, external_id = changed.get("source", row["source"]), changed.get("external_id", row["external_id"])
    if external_id is None:
        return
    twin = _find_twin(connection, row["account_id"], source, external_id)
    if twin is not None and twin != row["id"]:
        raise _already_recorded(connection, row["account_id"], source, external_id)


def _find_twin(connection: Connection, account_id: UUID, source: str | None, external_id: str | None) -> UUID | None:
    return connection.execute(
        select(INVITATION.c.id).where(
            INVITATION.c.account_id == account_id,
            INVITATION.c.source == source,
            INVITATION.c.external_id == external_id,
        )
    ).scalar()


def _already_recorded(
    connection: Connection, account_id: UUID, source: str | None, external_id: str | None
) -> InvitationAlreadyRecorded:
    twin = _find_twin(connection, account_id, source, external_id)
    return InvitationAlreadyRecorded(
        f"{external_id!r} from {source!r} is recorded already, as invitation {twin}. Edit that one.",
        extensions={"invitation_id": str(twin)},
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value
