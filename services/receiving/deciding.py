"""Deciding what is to come of a message: which invitation it belongs to, or that a person has to say so.

The same UID or Message-ID is the same invitation, a reply within its thread is a word more on it, and whatever looks
like an invitation and names its company is a new one. Anything weaker is a suggestion, and the message waits.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam
from sqlalchemy.sql.elements import BindParameter

from core.vocabulary import MessageOutcome, MessageState
from intake.arrived import Arrived
from intake.calendars.event import CalendarEvent
from intake.guessing.guess import MessageKind
from intake.guessing.suggestion import suggestion_of
from intake.wording import Told, told
from models.account import Owner
from models.message import MESSAGE
from models.reply import REPLY
from services.identity.own_addresses import own_addresses
from services.receiving.decision import Case, Decision, invitation_of_id, invitation_of_uid, revision_of
from services.receiving.fields import BESIDE, fields_of
from services.receiving.kept import message_id_of, storable_references
from services.receiving.known_people import known_people
from services.receiving.revising import adopt, asks_for_nothing, revise

_TURNS = frozenset({MessageKind.CANCELLATION, MessageKind.REJECTION, MessageKind.OFFER})
"""What a message in a thread may say that the person should know at once."""

_KNOWN = select(MESSAGE.c.id, MESSAGE.c.invitation_id).where(MESSAGE.c.account_id == bindparam("account"))
_BY_DIGEST = _KNOWN.where(MESSAGE.c.digest == bindparam("name"))
_BY_MESSAGE_ID = _KNOWN.where(MESSAGE.c.message_id.is_not(None), MESSAGE.c.message_id == bindparam("name"))

_REFERENCES: BindParameter[str] = bindparam("names", expanding=True)
_PLACED = select(MESSAGE.c.message_id, MESSAGE.c.invitation_id).where(
    MESSAGE.c.account_id == bindparam("account"),
    MESSAGE.c.message_id.is_not(None),
    MESSAGE.c.message_id.in_(_REFERENCES),
    MESSAGE.c.state == MessageState.PLACED.value,
)
_SENT = select(REPLY.c.message_id, REPLY.c.invitation_id).where(
    REPLY.c.account_id == bindparam("account"),
    REPLY.c.message_id.is_not(None),
    REPLY.c.message_id.in_(_REFERENCES),
)


def decide(
    connection: Connection,
    owner: Owner,
    arrived: Arrived,
    *,
    now: datetime,
    corrections: Mapping[str, Any] | None = None,
) -> Decision:
    """What receiving this would do, storing nothing."""
    known = known_message(connection, owner, arrived)
    if known is not None:
        return known
    return settle(Case(connection=connection, owner=owner, arrived=arrived, now=now, given=corrections or {}))


def known_message(connection: Connection, owner: Owner, arrived: Arrived) -> Decision | None:
    """Whether this very message arrived before, by its bytes or its Message-ID: then nothing changes."""
    looks = [(_BY_DIGEST, arrived.digest), (_BY_MESSAGE_ID, message_id_of(arrived))]
    for query, name in looks:
        row = connection.execute(query, {"account": owner.id, "name": name}).first() if name else None
        if row is not None:
            return Decision(
                outcome=MessageOutcome.KNOWN,
                message_id=row.id,
                invitation_id=row.invitation_id,
                because=told("messages.known"),
            )
    return None


def settle(case: Case) -> Decision:
    """What is to come of a message that hasn't arrived before."""
    if case.given.get("record") is False:
        return _waits(told("messages.left_out"))
    if case.given.get("invitation_id") is not None:
        return _attached(case)
    event = case.arrived.event
    known = invitation_of_uid(case)
    if known is not None and event is not None:
        return revise(case, known, event)
    wants_record = bool(case.given.get("record"))
    if event is not None and not wants_record:
        if asks_for_nothing(event):
            return _waits(told("messages.other_method", method=event.method or ""))
        if event.is_cancelled:
            return _waits(told("messages.cancels_unknown"))
    joined = None if wants_record else _in_thread(case)
    return joined or _recorded(case, wants_record=wants_record)


def _attached(case: Case) -> Decision:
    """The person says which invitation it belongs to, and with that vouches for whoever sent it."""
    row = invitation_of_id(case, case.given["invitation_id"])
    if row is None or row.deleted_at is not None:
        return _waits(told("messages.unknown_invitation"))
    decision, event = Decision(outcome=MessageOutcome.JOINED, invitation_id=row.id), case.arrived.event
    owner_of_uid = invitation_of_uid(case)
    if event is not None and owner_of_uid is not None and owner_of_uid.id == row.id:
        decision = revise(replace(case, trusted=True), row, event)
    elif event is not None and owner_of_uid is None:
        decision = adopt(case, row, event)
    changes = dict(decision.changes) | {name: value for name, value in case.given.items() if name not in BESIDE}
    is_weak = decision.outcome in {MessageOutcome.JOINED, MessageOutcome.UNCLEAR, MessageOutcome.KNOWN}
    return Decision(
        # Where the person put it, it is placed, whatever it would have been by itself.
        outcome=(MessageOutcome.UPDATED if changes else MessageOutcome.JOINED) if is_weak else decision.outcome,
        invitation_id=row.id,
        changes=changes,
        revision=decision.revision,
        suggests=_suggested(case),
        because=decision.because,
        by_person=True,
    )


def _in_thread(case: Case) -> Decision | None:
    """A reply to a message of an invitation, or to one of our own: the nearest reference tells which."""
    names = storable_references(case.arrived)
    if not names:
        return None
    given = {"account": case.owner.id, "names": list(names)}
    found = {
        row.message_id: row.invitation_id for query in (_SENT, _PLACED) for row in case.connection.execute(query, given)
    }
    nearest = next((found[name] for name in names if found.get(name) is not None), None)
    row = invitation_of_id(case, nearest) if nearest is not None else None
    if row is None:
        return None
    if row.deleted_at is not None:
        return Decision(outcome=MessageOutcome.JOINED, invitation_id=row.id, because=told("messages.deleted"))
    event = case.arrived.event
    decision = Decision(outcome=MessageOutcome.JOINED, invitation_id=row.id)
    if event is not None and _is_known(case, row.id, event):
        decision = adopt(case, row, event)
    return Decision(
        outcome=decision.outcome,
        invitation_id=row.id,
        changes=decision.changes,
        revision=decision.revision,
        # What is done already needn't be suggested.
        suggests={name: value for name, value in _suggested(case).items() if name not in decision.changes},
    )


def _is_known(case: Case, invitation_id: UUID, event: CalendarEvent) -> bool:
    """Whether a request in the thread is of somebody who is known there; anybody else's is a mere suggestion."""
    people = known_people(case.connection, case.owner, invitation_id)
    return people.knows(case.arrived.sender_address) or people.knows(event.organizer_address)


def _suggested(case: Case) -> dict[str, Any]:
    """What the message seems to say about the invitation: a turn, another time, a deadline."""
    guesses = case.arrived.guesses
    suggested: dict[str, Any] = {}
    if guesses.kind.code in _TURNS:
        suggested["kind"] = guesses.kind.code.value
    fields = suggestion_of(guesses, received_at=case.arrived.received_at)
    suggested |= {name: fields[name] for name in ("interview_at", "respond_by") if fields[name] is not None}
    if guesses.slots:
        suggested["slots"] = [slot.value for slot in guesses.slots]
    return suggested


def _recorded(case: Case, *, wants_record: bool) -> Decision:
    if not (wants_record or case.arrived.guesses.kind.is_invitation):
        is_read = case.arrived.guesses.language is not None
        return _waits(told("messages.not_invitation" if is_read else "messages.other_language"))
    fields = fields_of(case.arrived, case.given, own=own_addresses(case.connection, case.owner))
    if not fields["company"]:
        return _waits(told("messages.no_company"))
    return Decision(
        outcome=MessageOutcome.RECORDED,
        fields=fields | {"received_at": fields["received_at"] or case.now},
        revision=revision_of(case.arrived),
    )


def _waits(because: Told) -> Decision:
    return Decision(outcome=MessageOutcome.UNCLEAR, because=because)
