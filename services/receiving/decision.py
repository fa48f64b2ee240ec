"""What is to come of a message, before anything is done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select
from sqlalchemy.sql import bindparam

from core.vocabulary import MessageOutcome
from intake.arrived import Arrived
from intake.wording import Told
from models.account import Owner
from models.invitation import INVITATION
from services.receiving.kept import storable_id

CALENDAR = "calendar"
"""The actor of what a calendar request changed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to come of a message: on both sides of a confirmation the same.

    `invitation_id` is the invitation that it belongs to, None for a new one and where it waits. `fields` are those of
    a new invitation, `changes` those of an edit, both by their names in the REST contract; `revision` are the columns
    that remember which calendar request was taken over. `suggests` is what a message in a thread seems to say, to be
    shown and never applied. `because` says why it waits, or changes nothing. `message_id` is the stored message that
    it is, where it arrived before.
    """

    outcome: MessageOutcome
    invitation_id: UUID | None = None
    message_id: UUID | None = None
    fields: Mapping[str, Any] | None = None
    changes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    revision: Mapping[str, Any] = field(default_factory=dict[str, Any])
    suggests: Mapping[str, Any] = field(default_factory=dict[str, Any])
    because: Told | None = None
    by_person: bool = False
    """Whether a person said where it belongs, so that a change is theirs and not the calendar's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A message that is to be decided on. With `holds`, what it belongs to is locked for the change.

    `given` are the person's corrections; with `trusted`, they vouch for whoever sent it.
    """

    connection: Connection
    owner: Owner
    arrived: Arrived
    now: datetime
    given: Mapping[str, Any]
    holds: bool = False
    trusted: bool = False


_COLUMNS = tuple(
    INVITATION.c[name]
    for name in (
        "id", "status", "interview_at", "location", "format", "calendar_uid", "calendar_sequence",
        "calendar_stamped_at", "deleted_at",
    )
)  # fmt: skip
_IN_ACCOUNT = select(*_COLUMNS).where(INVITATION.c.account_id == bindparam("account"))
_BY_ID = _IN_ACCOUNT.where(INVITATION.c.id == bindparam("invitation"))
_BY_UID = _IN_ACCOUNT.where(INVITATION.c.calendar_uid.is_not(None), INVITATION.c.calendar_uid == bindparam("uid"))


def invitation_of_id(case: Case, invitation_id: UUID) -> Row[Any] | None:
    """The invitation of an id, a deleted one too."""
    return _one(case, _BY_ID, {"invitation": invitation_id})


def invitation_of_uid(case: Case) -> Row[Any] | None:
    """The invitation that the calendar request is about, a deleted one too."""
    uid = storable_id(case.arrived.event.uid) if case.arrived.event is not None else None
    return None if uid is None else _one(case, _BY_UID, {"uid": uid})


def revision_of(arrived: Arrived) -> dict[str, Any]:
    """The columns that remember which calendar request an invitation was taken from last."""
    event = arrived.event
    uid = storable_id(event.uid) if event is not None else None
    if event is None or uid is None:
        return {}
    return {"calendar_uid": uid, "calendar_sequence": event.sequence, "calendar_stamped_at": event.stamped_at}


def _one(case: Case, query: Any, given: dict[str, Any]) -> Row[Any] | None:
    if case.holds:
        query = query.with_for_update()
    return case.connection.execute(query, {"account": case.owner.id, **given}).first()
