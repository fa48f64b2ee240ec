"""Calendar requests about an invitation that is recorded: what a new revision, or a cancellation, does to it.

iTIP (RFC 5546): a higher SEQUENCE replaces a lower one, and with the same SEQUENCE a later DTSTAMP does. Only what
names the organiser of the stored request counts, and only from them or from somebody who is known on this
invitation: anybody else's word waits for the person.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.sql import bindparam

from core.vocabulary import MessageOutcome, MessageState, Status
from intake.calendars.event import CalendarEvent
from intake.wording import Told, told
from models.message import MESSAGE
from services.permitted_statuses import OPEN
from services.receiving.decision import Case, Decision, revision_of
from services.receiving.fields import fields_of
from services.receiving.kept import calendar_of
from services.receiving.known_people import known_people

CANCEL = "CANCEL"
ASKING = frozenset({None, "REQUEST", "PUBLISH", CANCEL})
"""The methods that an organiser sends to say what is to be; None where the file names none."""

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_FOLLOWED = {"interview_at": "starts_at", "location": "location", "format": "conference_url"}
"""Each field of an invitation that follows its request, with what stands for it in the request."""

_NOTHING: Mapping[str, Any] = {}

_LAST = (
    select(MESSAGE.c.detail)
    .where(
        MESSAGE.c.account_id == bindparam("account"),
        MESSAGE.c.invitation_id == bindparam("invitation"),
        MESSAGE.c.state == MessageState.PLACED.value,
        MESSAGE.c.calendar_uid == bindparam("uid"),
    )
    .order_by(MESSAGE.c.id.desc())
    .limit(100)
)


def asks_for_nothing(event: CalendarEvent) -> bool:
    """Whether it is one of the methods between organiser and attendees that an invitee needn't answer."""
    return event.method not in ASKING


def revise(case: Case, row: Row[Any], event: CalendarEvent) -> Decision:
    """What a calendar request does to the invitation of its UID. It never brings a deleted one back."""
    if row.deleted_at is not None:
        return _joined(row, told("messages.deleted"))
    if asks_for_nothing(event):
        return _waits(told("messages.other_method", method=event.method or ""))
    last = _last_request(case, row)
    if not case.trusted and not _is_by_organizer(case, row, event, last):
        return _waits(told("messages.other_organizer"))
    if event.recurrence_id != last.get("recurrence_id"):
        return _joined(row, told("messages.one_date"))
    if not _is_newer(row, event):
        return Decision(outcome=MessageOutcome.KNOWN, invitation_id=row.id, because=told("messages.older"))
    if Status(row.status) not in OPEN:
        return _joined(row, told("messages.not_open"))
    if event.is_cancelled:
        return Decision(
            outcome=MessageOutcome.CANCELLED,
            invitation_id=row.id,
            changes={"status": Status.CANCELLED_BY_EMPLOYER.value},
            revision=revision_of(case.arrived),
        )
    return _updated(case, row, last)


def adopt(case: Case, row: Row[Any], event: CalendarEvent) -> Decision:
    """What the first calendar request of an invitation does to it: it fills what is empty, and overwrites nothing."""
    is_taken = row.calendar_uid is not None or event.is_cancelled or asks_for_nothing(event)
    if is_taken or Status(row.status) not in OPEN:
        return _joined(row, None)
    offered = fields_of(case.arrived, {}, own=())
    changes = {name: offered[name] for name in _FOLLOWED if offered[name] is not None and getattr(row, name) is None}
    return Decision(
        outcome=MessageOutcome.UPDATED if changes else MessageOutcome.JOINED,
        invitation_id=row.id,
        changes=changes,
        revision=revision_of(case.arrived),
    )


def _updated(case: Case, row: Row[Any], last: Mapping[str, Any]) -> Decision:
    offered, told_now = fields_of(case.arrived, {}, own=()), calendar_of(case.arrived.event) or {}
    changes: dict[str, Any] = {}
    for name, said in _FOLLOWED.items():
        # What the organiser left as it was stays as the person has it, who may have corrected it since.
        is_changed = not last or told_now[said] != last.get(said)
        if is_changed and offered[name] is not None and offered[name] != getattr(row, name):
            changes[name] = offered[name]
    if row.status == Status.RESCHEDULING:
        changes |= _new_round(case, changes, offered)
    return Decision(
        outcome=MessageOutcome.UPDATED if changes else MessageOutcome.JOINED,
        invitation_id=row.id,
        changes=changes,
        revision=revision_of(case.arrived),
    )


def _new_round(case: Case, changes: Mapping[str, Any], offered: Mapping[str, Any]) -> dict[str, Any]:
    """Whoever asked for another time owes an answer to what came, the same time again included."""
    fresh: dict[str, Any] = {"respond_by": offered["respond_by"]}
    if "interview_at" in changes:
        # Editing begins the new round by itself.
        return fresh if fresh["respond_by"] is not None else {}
    return fresh | {"status": Status.AWAITING_REPLY.value, "received_at": case.now}


def _last_request(case: Case, row: Row[Any]) -> Mapping[str, Any]:
    """What the newest revision said that was taken over; empty where none is kept."""
    given = {"account": case.owner.id, "invitation": row.id, "uid": row.calendar_uid}
    kept: list[Mapping[str, Any]] = [
        detail["calendar"] for detail in case.connection.execute(_LAST, given).scalars() if detail["calendar"]
    ]
    taken = [one for one in kept if one["method"] in ASKING and one["sequence"] == row.calendar_sequence]
    return next(iter(taken or kept), _NOTHING)


def _is_by_organizer(case: Case, row: Row[Any], event: CalendarEvent, last: Mapping[str, Any]) -> bool:
    """Whether it names the organiser as before, and nobody unknown sends it: who is asked too knows the UID."""
    if last.get("organizer_address") != event.organizer_address:
        return False
    sender = case.arrived.sender_address
    if sender == event.organizer_address:
        return True
    return known_people(case.connection, case.owner, row.id).knows(sender)


def _is_newer(row: Row[Any], event: CalendarEvent) -> bool:
    stored = row.calendar_sequence if row.calendar_sequence is not None else -1
    if event.sequence != stored:
        return event.sequence > stored
    # Calling it off is often sent without a new SEQUENCE, and sometimes without a new DTSTAMP.
    return event.is_cancelled or (event.stamped_at or _EARLIEST) > (row.calendar_stamped_at or _EARLIEST)


def _joined(row: Row[Any], because: Told | None) -> Decision:
    return Decision(outcome=MessageOutcome.JOINED, invitation_id=row.id, because=because)


def _waits(because: Told) -> Decision:
    return Decision(outcome=MessageOutcome.UNCLEAR, because=because)
