"""Receiving: a message finds its place, in one transaction, and any number of times with the same result.

The row of the message is stored first, under its unique digest and Message-ID: whoever loses that race waits until the
winner is done, and finds it known. The UID of a calendar request is unique among invitations in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, literal_column, select, text, update
from sqlalchemy.sql import bindparam

from core.database import insert_new
from core.ids import new_id
from core.secrets import digest
from core.vocabulary import EventType, MessageForm, MessageOutcome, MessageState, MessageWay
from intake.arrived import Arrived
from models.account import Owner
from models.invitation import INVITATION
from models.message import MESSAGE
from services import history, tracking
from services.changing import plain
from services.receiving.deciding import known_message, settle
from services.receiving.decision import CALENDAR, Case, Decision
from services.receiving.kept import arrived_of, packed_told, row_of, storable_id, storable_text
from services.tracking import InvitationAlreadyRecorded

ATTEMPTS = 2
"""A calendar request may be recorded by another at this very moment; looked at again, it is known."""

SOURCES = {MessageForm.MAIL: "mail", MessageForm.CALENDAR: "calendar"}
"""The `source` of an invitation that a message became."""

_LONGEST_SHOWN = 300
_WAITING = (
    select(MESSAGE)
    .where(
        MESSAGE.c.account_id == bindparam("account"),
        MESSAGE.c.state == literal_column(f"'{MessageState.WAITING.value}'"),
        MESSAGE.c.calendar_uid == bindparam("uid"),
    )
    .order_by(MESSAGE.c.id)
    .limit(20)
    # What the person is placing at this moment is theirs to place.
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came of a message. `invitation_id` is None while it waits for a person."""

    outcome: MessageOutcome
    message_id: UUID
    invitation_id: UUID | None


def receive(
    connection: Connection,
    owner: Owner,
    arrived: Arrived,
    *,
    way: MessageWay,
    now: datetime,
    actor: str,
    corrections: Mapping[str, Any] | None = None,
    import_batch_id: UUID | None = None,
) -> Received:
    """Keep a message, and do to the account's invitations what it says: the same for files, forwarded and fetched mail.

    Received again, by whichever way, it is `known` and changes nothing. `corrections` are fields by their names in the
    REST contract, which win over the guesses, with `invitation_id` to add it to that invitation and `record: true` to
    record it whatever it looks like; `record: false` lets it wait.
    """
    message_id = new_id(now)
    row = row_of(owner.id, message_id, arrived, way=way, import_batch_id=import_batch_id, now=now)
    known = _claim(connection, owner, arrived, row)
    if known is not None and known.message_id is not None:
        return Received(outcome=known.outcome, message_id=known.message_id, invitation_id=known.invitation_id)
    case = Case(connection=connection, owner=owner, arrived=arrived, now=now, given=corrections or {}, holds=True)
    decision, invitation_id = carry_out(case, row, actor=actor, import_batch_id=import_batch_id)
    return Received(outcome=decision.outcome, message_id=message_id, invitation_id=invitation_id)


def _claim(connection: Connection, owner: Owner, arrived: Arrived, row: Mapping[str, Any]) -> Decision | None:
    """Store the message, for this transaction alone to decide on; or what is known of it where another was first."""
    claim = insert_new(connection, MESSAGE).values(row).on_conflict_do_nothing().returning(MESSAGE.c.id)
    for _ in range(ATTEMPTS):
        if connection.execute(claim).first() is not None:
            return None
        known = known_message(connection, owner, arrived)
        if known is not None:
            return known
        # What stood in the way was deleted at this very moment.
    raise AssertionError("a message is neither known nor new")


def carry_out(
    case: Case, row: Mapping[str, Any], *, actor: str, import_batch_id: UUID | None = None
) -> tuple[Decision, UUID | None]:
    """Decide on a stored message, do what was decided, and note on its row what came of it."""
    _alone(case.connection, case.owner, case.arrived)
    for attempt in range(ATTEMPTS):
        decision = settle(case)
        try:
            invitation_id = _act(case, decision, row, actor=actor, import_batch_id=import_batch_id)
        except InvitationAlreadyRecorded:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            _note(case.connection, row, decision, invitation_id)
            if decision.revision:
                _catch_up(case, actor=actor)
            return decision, invitation_id
    raise AssertionError("unreachable")


def _catch_up(case: Case, *, actor: str) -> None:
    """Of a request that is recorded now, the cancellations that came before it and wait: files come in any order."""
    event = case.arrived.event
    if event is None or event.is_cancelled:
        return
    given = {"account": case.owner.id, "uid": storable_id(event.uid)}
    for waiting in case.connection.execute(_WAITING, given).mappings().all():
        calendar = waiting["detail"]["calendar"]
        if calendar["is_cancelled"] and calendar["sequence"] >= event.sequence:
            row = {str(name): value for name, value in waiting.items()}
            arrived = arrived_of(row, zone=case.owner.zone)
            carry_out(replace(case, arrived=arrived, given={}, trusted=False), row, actor=actor)


def _alone(connection: Connection, owner: Owner, arrived: Arrived) -> None:
    """Hold others off this calendar request, or a cancellation and its request miss each other. SQLite's writers are
    alone anyway."""
    uid = storable_id(arrived.event.uid) if arrived.event is not None else None
    if uid is not None and connection.dialect.name == "postgresql":
        lock = int(digest(f"calendar:{owner.id}:{uid}")[:15], 16)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


def _act(
    case: Case, decision: Decision, row: Mapping[str, Any], *, actor: str, import_batch_id: UUID | None
) -> UUID | None:
    if decision.fields is not None:
        return _record(case, decision, actor=actor, import_batch_id=import_batch_id)
    if decision.invitation_id is None or decision.outcome is MessageOutcome.KNOWN:
        return decision.invitation_id
    if decision.changes:
        editor = actor if decision.by_person else CALENDAR
        tracking.edit(case.connection, case.owner, decision.invitation_id, decision.changes, now=case.now, actor=editor)
    if decision.revision:
        _remember_revision(case, decision.invitation_id, decision.revision)
    if decision.outcome is MessageOutcome.JOINED or decision.by_person or decision.suggests:
        _tell(case, decision, decision.invitation_id, row, actor=actor)
    return decision.invitation_id


def _record(case: Case, decision: Decision, *, actor: str, import_batch_id: UUID | None) -> UUID:
    given = {
        **(decision.fields or {}),
        **decision.revision,
        "source": SOURCES[case.arrived.form],
        "import_batch_id": import_batch_id,
    }
    shown = tracking.record(case.connection, case.owner, given, now=case.now, actor=actor)
    invitation_id: UUID = shown["id"]
    return invitation_id


def _remember_revision(case: Case, invitation_id: UUID, revision: Mapping[str, Any]) -> None:
    case.connection.execute(
        update(INVITATION)
        .where(INVITATION.c.account_id == case.owner.id, INVITATION.c.id == invitation_id)
        .values(**revision)
    )


def _tell(case: Case, decision: Decision, invitation_id: UUID, row: Mapping[str, Any], *, actor: str) -> None:
    """The history of the invitation says that a message came, and what it seems to say: shown, never applied."""
    arrived = case.arrived
    detail: dict[str, Any] = {
        "message_id": str(row["id"]),
        "subject": _shown(arrived.subject),
        "sender_name": _shown(arrived.sender_name),
        "sender_address": _shown(arrived.sender_address),
    }
    if decision.suggests:
        detail["suggests"] = {name: _plain(value) for name, value in decision.suggests.items()}
    event = history.event(
        case.owner.id, invitation_id, EventType.MESSAGE_RECEIVED, at=case.now, actor=actor, detail=detail
    )
    history.remember(case.connection, [event])


def _note(connection: Connection, row: Mapping[str, Any], decision: Decision, invitation_id: UUID | None) -> None:
    because = None if decision.because is None else packed_told(decision.because)
    state = MessageState.WAITING if invitation_id is None else MessageState.PLACED
    connection.execute(
        update(MESSAGE)
        .where(MESSAGE.c.account_id == row["account_id"], MESSAGE.c.id == row["id"])
        .values(
            state=state.value,
            outcome=decision.outcome.value,
            invitation_id=invitation_id,
            dismissed_at=None,
            detail=row["detail"] | {"because": because, "is_vouched": decision.by_person},
        )
    )


def _shown(text: str | None) -> str | None:
    return storable_text(text)[:_LONGEST_SHOWN] if text else None


def _plain(value: object) -> object:
    return [plain(one) for one in cast("list[object]", value)] if isinstance(value, list) else plain(value)
