"""The digest: everything that needs the person today, the most pressing first. It only reads."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.sql import bindparam

from core.vocabulary import Attention, ReplyKind, ReplyState, Status
from models import attention, clock_words
from models.account import Owner
from models.business_days import shift
from models.invitation import INVITATION, OWED
from models.local_time import at_local, local
from models.reply import REPLY
from notifications.content import Digest, DigestLine, DigestSection, NextStep, SectionCode
from services.searching import condition
from services.snoozed_levels import crossed_in_silence

MOST_LINES = 100
"""How many lines a digest holds; the rest is counted."""

UNSENT_PERIOD = timedelta(hours=24)
"""A decline that was drafted this long ago and hasn't gone out stands first: deciding isn't answering."""

AHEAD_PERIOD = timedelta(hours=48)
"""How long before an accepted interview the digest asks whether it still stands."""

CALL_FIRST_PERIOD = timedelta(hours=24)
"""This shortly before an interview a message may be read too late: telephone first."""

QUIET_BUSINESS_DAYS = 2
"""After how many business days without an answer a request for another time asks for a nudge."""

_FIELDS = (
    INVITATION.c.id,
    INVITATION.c.company,
    INVITATION.c.role,
    INVITATION.c.status,
    INVITATION.c.due_soon_at,
    INVITATION.c.respond_by,
    INVITATION.c.ghosting_at,
    INVITATION.c.interview_at,
    INVITATION.c.answered_at,
    INVITATION.c.snoozed_until,
)

_OF_ACCOUNT = (INVITATION.c.account_id == bindparam("account"), INVITATION.c.deleted_at.is_(None))

_PRESSING = (
    *_OF_ACCOUNT,
    condition(OWED),
    or_(
        INVITATION.c.due_soon_at <= bindparam("now"),
        INVITATION.c.respond_by < bindparam("tomorrow"),
        INVITATION.c.snoozed_until.between(bindparam("midnight"), bindparam("tomorrow")),
    ),
)
_OWED_ROWS = select(*_FIELDS).where(*_PRESSING).order_by(INVITATION.c.respond_by, INVITATION.c.id).limit(1_000)
_OWED_COUNT = select(func.count()).select_from(INVITATION).where(*_PRESSING)

_DRAFTED = (
    select(*_FIELDS, func.min(REPLY.c.created_at).label("drafted_at"))
    .join(REPLY, (REPLY.c.account_id == INVITATION.c.account_id) & (REPLY.c.invitation_id == INVITATION.c.id))
    .where(
        *_OF_ACCOUNT,
        condition(OWED),
        REPLY.c.account_id == bindparam("account"),
        REPLY.c.state == ReplyState.DRAFT.value,
        REPLY.c.kind == ReplyKind.DECLINE.value,
        REPLY.c.created_at <= bindparam("drafted_before"),
    )
    .group_by(*_FIELDS)
    .order_by(INVITATION.c.respond_by, INVITATION.c.id)
    .limit(MOST_LINES)
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
    .limit(MOST_LINES)
)

_ASKED = (
    select(*_FIELDS)
    .where(
        *_OF_ACCOUNT,
        INVITATION.c.status == Status.RESCHEDULING.value,
        INVITATION.c.answered_at <= bindparam("now"),
    )
    .order_by(INVITATION.c.answered_at, INVITATION.c.id)
    .limit(MOST_LINES)
)


def digest_of(connection: Connection, owner: Owner, *, now: datetime, link_base: str) -> Digest:
    """What would be sent to this account at `now`. Each invitation stands once, in the first part that it belongs to.

    A snoozed invitation is silent, except about a level that it has crossed in its snooze and no digest has told yet.
    """
    midnight, tomorrow = _today(owner, now)
    given = {
        "account": owner.id,
        "now": now,
        "midnight": midnight,
        "tomorrow": tomorrow,
        "ahead": now + AHEAD_PERIOD,
        "drafted_before": now - UNSENT_PERIOD,
    }
    owed = connection.execute(_OWED_ROWS, given).all()
    asleep = [row for row in owed if not _is_awake(row, now)]
    told = crossed_in_silence(connection, owner, asleep, now=now)
    loud = [row for row in owed if _is_awake(row, now) or row.id in told]
    pen = _Pen(owner, now, tomorrow, link_base)
    parts = [
        (SectionCode.PROMISES_OVERDUE, pen.owed(loud, _is_broken_promise(now), NextStep.KEEP_PROMISE)),
        (
            SectionCode.DRAFTS_UNSENT,
            pen.drafted([row for row in connection.execute(_DRAFTED, given) if _is_awake(row, now)]),
        ),
        (SectionCode.INTERVIEWS_AHEAD, pen.interviews(connection.execute(_AHEAD, given).all())),
        (SectionCode.GHOSTING, pen.owed(loud, _is_at(Attention.GHOSTING, now), NextStep.APOLOGISE_AND_REPLY)),
        (SectionCode.OVERDUE, pen.owed(loud, _is_at(Attention.OVERDUE, now), NextStep.APOLOGISE_AND_REPLY)),
        (SectionCode.DUE_TODAY, pen.owed(loud, lambda row: now < row.respond_by < tomorrow, NextStep.SEND_REPLY)),
        (SectionCode.DUE_SOON, pen.owed(loud, _is_at(Attention.DUE_SOON, now), NextStep.DECIDE)),
        (SectionCode.RESCHEDULES_QUIET, pen.quiet(connection.execute(_ASKED, given).all())),
        (SectionCode.SNOOZES_ENDING, pen.snoozes(owed, midnight)),
    ]
    unread = connection.execute(_OWED_COUNT, given).scalar_one() - len(owed) if len(owed) == 1_000 else 0
    return _shortened(owner, now, parts, unread)


def _today(owner: Owner, now: datetime) -> tuple[datetime, datetime]:
    day = local(now, owner.zone).date()
    return at_local(day, time(), owner.zone), at_local(day + timedelta(days=1), time(), owner.zone)


def _is_awake(row: Any, now: datetime) -> bool:
    return row.snoozed_until is None or row.snoozed_until <= now


def _is_broken_promise(now: datetime) -> Callable[[Any], bool]:
    return lambda row: row.status == Status.HOLDING and row.respond_by <= now


def _is_at(level: Attention, now: datetime) -> Callable[[Any], bool]:
    return lambda row: attention.level(row.due_soon_at, row.respond_by, row.ghosting_at, now) is level


class _Pen:
    """Writes the lines of one digest, and remembers which invitations stand in it already."""

    def __init__(self, owner: Owner, now: datetime, tomorrow: datetime, link_base: str) -> None:
        self.owner, self.now, self.tomorrow, self.link_base = owner, now, tomorrow, link_base
        self.told: set[UUID] = set()

    def owed(self, rows: Iterable[Any], belongs: Callable[[Any], bool], step: NextStep) -> list[DigestLine]:
        return [self.line(row, self.clock(row), step) for row in rows if row.id not in self.told and belongs(row)]

    def drafted(self, rows: Iterable[Any]) -> list[DigestLine]:
        return [self.line(row, self._draft_clock(row), NextStep.SEND_DRAFT) for row in rows if row.id not in self.told]

    def interviews(self, rows: Iterable[Any]) -> list[DigestLine]:
        lines: list[DigestLine] = []
        for row in rows:
            when = clock_words.interview(
                now=self.now, interview_at=row.interview_at, zone=self.owner.zone, language=self.owner.language
            )
            lines.append(self.line(row, when, NextStep.CONFIRM_OR_CANCEL, level=None))
        return lines

    def quiet(self, rows: Iterable[Any]) -> list[DigestLine]:
        policy = self.owner.policy
        return [
            self.line(
                row,
                clock_words.quiet(now=self.now, asked_at=row.answered_at, language=self.owner.language),
                NextStep.NUDGE,
                level=None,
            )
            for row in rows
            if shift(policy, row.answered_at, QUIET_BUSINESS_DAYS) <= self.now
        ]

    def snoozes(self, rows: Iterable[Any], midnight: datetime) -> list[DigestLine]:
        return [
            self.line(row, self._snoozed_clock(row), NextStep.DECIDE)
            for row in rows
            if row.id not in self.told and row.snoozed_until and midnight <= row.snoozed_until < self.tomorrow
        ]

    def line(self, row: Any, clock: str, step: NextStep, *, level: Attention | None = Attention.ON_TRACK) -> DigestLine:
        self.told.add(row.id)
        if level is not None:
            level = attention.level(row.due_soon_at, row.respond_by, row.ghosting_at, self.now)
            if row.interview_at is not None and self.now < row.interview_at < self.now + CALL_FIRST_PERIOD:
                step = NextStep.TELEPHONE_FIRST
        return DigestLine(
            invitation_id=str(row.id),
            company=row.company,
            role=row.role,
            attention=level,
            clock=clock,
            next_step=step,
            url=f"{self.link_base}/invitations/{row.id}",
        )

    def clock(self, row: Any) -> str:
        return clock_words.clock(
            now=self.now,
            respond_by=row.respond_by,
            ghosting_at=row.ghosting_at,
            zone=self.owner.zone,
            language=self.owner.language,
            attention=attention.level(row.due_soon_at, row.respond_by, row.ghosting_at, self.now),
        )

    def _draft_clock(self, row: Any) -> str:
        return clock_words.draft_unsent(
            now=self.now, drafted_at=row.drafted_at, clock=self.clock(row), language=self.owner.language
        )

    def _snoozed_clock(self, row: Any) -> str:
        return clock_words.snoozed(
            now=self.now,
            until=row.snoozed_until,
            clock=self.clock(row),
            zone=self.owner.zone,
            language=self.owner.language,
        )


def line_of(row: Any, owner: Owner, *, now: datetime, link_base: str) -> DigestLine:
    """The line of one invitation alone, for an alert. `row` has the fields of `invitation`."""
    pen = _Pen(owner, now, _today(owner, now)[1], link_base)
    late = now >= row.respond_by
    return pen.line(row, pen.clock(row), NextStep.APOLOGISE_AND_REPLY if late else NextStep.SEND_REPLY)


def _shortened(
    owner: Owner, now: datetime, parts: Sequence[tuple[SectionCode, list[DigestLine]]], unread: int
) -> Digest:
    room, more = MOST_LINES, unread
    sections: list[DigestSection] = []
    for code, lines in parts:
        kept = lines[:room]
        room -= len(kept)
        more += len(lines) - len(kept)
        if kept:
            sections.append(DigestSection(code, tuple(kept)))
    return Digest(
        account_name=owner.name,
        local_on=local(now, owner.zone).date(),
        language=owner.language,
        sections=tuple(sections),
        more=more,
    )
