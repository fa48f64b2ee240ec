"""What is answered and yet not over: an accepted interview that comes up, a request for another time gone quiet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from core.vocabulary import Status
from models import clock_words
from models.account import Owner
from models.business_days import shift
from models.invitation import INVITATION
from notifications.content import NextStep, SectionCode
from services.searching import condition

AHEAD_PERIOD = timedelta(hours=48)
"""How long before an accepted interview one is asked whether it still stands: not turning up is ghosting too."""

QUIET_BUSINESS_DAYS = 2
"""After how many business days without an answer a request for another time asks for a nudge."""

MOST_LOOSE_ENDS = 100
"""How many of each sort are looked for."""

_FIELDS = (
    INVITATION.c.id,
    INVITATION.c.company,
    INVITATION.c.role,
    INVITATION.c.status,
    INVITATION.c.interview_at,
    INVITATION.c.answered_at,
)

_OF_ACCOUNT = (
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.deleted_at.is_(None),
    # Word for word as the partial index has it: no planner looks into a parameter.
    condition("invitation.status IN ('accepted', 'rescheduling')"),
)

_AHEAD = (
    select(*_FIELDS)
    .where(
        *_OF_ACCOUNT,
        INVITATION.c.status == Status.ACCEPTED.value,
        INVITATION.c.interview_at > bindparam("now"),
        INVITATION.c.interview_at <= bindparam("ahead"),
    )
    .order_by(INVITATION.c.interview_at, INVITATION.c.id)
    .limit(MOST_LOOSE_ENDS)
)

_ASKED = (
    select(*_FIELDS)
    .where(
        *_OF_ACCOUNT,
        INVITATION.c.status == Status.RESCHEDULING.value,
        INVITATION.c.answered_at <= bindparam("now"),
    )
    .order_by(INVITATION.c.answered_at, INVITATION.c.id)
    .limit(MOST_LOOSE_ENDS)
)


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """One of them: the part of the digest that it belongs to, its row, its clock in words, and what to do."""

    code: SectionCode
    row: Any
    clock: str
    next_step: NextStep


def interviews_ahead(connection: Connection, owner: Owner, *, now: datetime) -> list[LooseEnd]:
    """The accepted interviews of the next 48 hours, the nearest first: still going?"""
    return [
        LooseEnd(
            SectionCode.INTERVIEWS_AHEAD,
            row,
            clock_words.interview(now=now, interview_at=row.interview_at, zone=owner.zone, language=owner.language),
            NextStep.CONFIRM_OR_CANCEL,
        )
        for row in connection.execute(_AHEAD, {"account": owner.id, "now": now, "ahead": now + AHEAD_PERIOD})
    ]


def quiet_reschedules(connection: Connection, owner: Owner, *, now: datetime) -> list[LooseEnd]:
    """The requests for another time that nobody answered for two business days, the oldest first."""
    return [
        LooseEnd(
            SectionCode.RESCHEDULES_QUIET,
            row,
            clock_words.quiet(now=now, asked_at=row.answered_at, language=owner.language),
            NextStep.NUDGE,
        )
        for row in connection.execute(_ASKED, {"account": owner.id, "now": now})
        if shift(owner.policy, row.answered_at, QUIET_BUSINESS_DAYS) <= now
    ]
