"""The digest: everything that needs the person today, the most pressing first, people last. It only reads."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, case, func, or_, select
from sqlalchemy.sql import bindparam

from core.vocabulary import Attention, ReplyKind, ReplyState, Status
from models import attention, clock_words
from models.account import Owner
from models.invitation import INVITATION, OWED
from models.local_time import local
from models.reply import REPLY, UNSETTLED
from notifications.content import Digest, DigestLine, DigestSection, NextStep, PersonLine, SectionCode
from services.keeping_in_touch.telling import told_today
from services.loose_ends import LooseEnd, interviews_ahead, quiet_reschedules
from services.next_steps import next_step, today_of
from services.searching import condition
from services.snoozed_levels import crossed_in_silence

MOST_LINES = 100
"""How many lines a digest holds; the rest is counted."""

UNSENT_PERIOD = timedelta(hours=24)
"""A decline that was drafted this long ago and hasn't gone out stands first: deciding isn't answering."""

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

_STUCK = (
    select(
        *_FIELDS,
        func.min(REPLY.c.created_at).label("drafted_at"),
        func.max(case((REPLY.c.state == ReplyState.OUTCOME_UNKNOWN.value, 1), else_=0)).label("is_in_doubt"),
    )
    .join(REPLY, (REPLY.c.account_id == INVITATION.c.account_id) & (REPLY.c.invitation_id == INVITATION.c.id))
    .where(
        *_OF_ACCOUNT,
        condition(OWED),
        REPLY.c.account_id == bindparam("account"),
        condition(f"reply.{UNSETTLED}"),
        REPLY.c.state.in_([ReplyState.OUTCOME_UNKNOWN.value, ReplyState.FAILED.value]),
    )
    .group_by(*_FIELDS)
    .order_by(INVITATION.c.respond_by, INVITATION.c.id)
    .limit(MOST_LINES)
)
"""What the person let go, and what didn't leave or may have: it stands first whatever its age."""


def digest_of(connection: Connection, owner: Owner, *, now: datetime, link_base: str) -> Digest:
    """What would be sent to this account at `now`. Each invitation stands once, in the first part that it belongs to.

    A snoozed invitation is silent, except about a level that it has crossed in its snooze and no digest has told yet.
    """
    midnight, tomorrow = today_of(owner.zone, now)
    given = {
        "account": owner.id,
        "now": now,
        "midnight": midnight,
        "tomorrow": tomorrow,
        "drafted_before": now - UNSENT_PERIOD,
    }
    owed = connection.execute(_OWED_ROWS, given).all()
    asleep = [row for row in owed if not _is_awake(row, now)]
    told = crossed_in_silence(connection, owner, asleep, now=now)
    loud = [row for row in owed if _is_awake(row, now) or row.id in told]
    pen = _Pen(owner, now, tomorrow, link_base)
    parts = [
        (SectionCode.PROMISES_OVERDUE, pen.owed(loud, _is_broken_promise(now))),
        (
            SectionCode.DRAFTS_UNSENT,
            [
                *pen.stuck(connection.execute(_STUCK, given)),
                *pen.drafted([row for row in connection.execute(_DRAFTED, given) if _is_awake(row, now)]),
            ],
        ),
        (SectionCode.INTERVIEWS_AHEAD, pen.loose(interviews_ahead(connection, owner, now=now))),
        (SectionCode.GHOSTING, pen.owed(loud, _is_at(Attention.GHOSTING, now))),
        (SectionCode.OVERDUE, pen.owed(loud, _is_at(Attention.OVERDUE, now))),
        (SectionCode.DUE_TODAY, pen.owed(loud, lambda row: now < row.respond_by < tomorrow)),
        (SectionCode.DUE_SOON, pen.owed(loud, _is_at(Attention.DUE_SOON, now))),
        (SectionCode.RESCHEDULES_QUIET, pen.loose(quiet_reschedules(connection, owner, now=now))),
        (SectionCode.SNOOZES_ENDING, pen.snoozes(owed, midnight)),
    ]
    unread = connection.execute(_OWED_COUNT, given).scalar_one() - len(owed) if len(owed) == 1_000 else 0
    people = told_today(connection, owner, now=now)
    return replace(
        _shortened(owner, now, parts, unread),
        people=tuple(_person(row, owner, link_base) for row in people.rows),
        more_people=people.more,
    )


def _person(row: Any, owner: Owner, link_base: str) -> PersonLine:
    return PersonLine(
        contact_id=str(row.id),
        name=row.name,
        company=row.company,
        speak_on=row.speak_on,
        spoke_on=local(row.spoke_at, owner.zone).date() if row.spoke_at is not None else None,
        url=f"{link_base}/people/{row.id}",
    )


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

    def owed(self, rows: Iterable[Any], belongs: Callable[[Any], bool]) -> list[DigestLine]:
        return [self.line(row, self.clock(row)) for row in rows if row.id not in self.told and belongs(row)]

    def drafted(self, rows: Iterable[Any]) -> list[DigestLine]:
        return [self.line(row, self._draft_clock(row), has_draft=True) for row in rows if row.id not in self.told]

    def stuck(self, rows: Iterable[Any]) -> list[DigestLine]:
        # Not even a snooze is silent about these: they wait for a word of the person's.
        return [
            self.line(row, self._draft_clock(row), has_draft=True, is_in_doubt=bool(row.is_in_doubt)) for row in rows
        ]

    def loose(self, ends: Iterable[LooseEnd]) -> list[DigestLine]:
        return [self._line(end.row, end.clock, end.next_step, None) for end in ends]

    def snoozes(self, rows: Iterable[Any], midnight: datetime) -> list[DigestLine]:
        return [
            self.line(row, self._snoozed_clock(row))
            for row in rows
            if row.id not in self.told and row.snoozed_until and midnight <= row.snoozed_until < self.tomorrow
        ]

    def line(self, row: Any, clock: str, *, has_draft: bool = False, is_in_doubt: bool = False) -> DigestLine:
        step = next_step(
            status=row.status,
            respond_by=row.respond_by,
            interview_at=row.interview_at,
            now=self.now,
            tomorrow=self.tomorrow,
            has_draft=has_draft,
            is_in_doubt=is_in_doubt,
        )
        return self._line(row, clock, step, self._level(row))

    def _line(self, row: Any, clock: str, step: NextStep, level: Attention | None) -> DigestLine:
        self.told.add(row.id)
        return DigestLine(
            invitation_id=str(row.id),
            company=row.company,
            role=row.role,
            attention=level,
            clock=clock,
            next_step=step,
            url=f"{self.link_base}/invitations/{row.id}",
        )

    def _level(self, row: Any) -> Attention:
        return attention.level(row.due_soon_at, row.respond_by, row.ghosting_at, self.now)

    def clock(self, row: Any) -> str:
        return clock_words.clock(
            now=self.now,
            respond_by=row.respond_by,
            ghosting_at=row.ghosting_at,
            zone=self.owner.zone,
            language=self.owner.language,
            attention=self._level(row),
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
    pen = _Pen(owner, now, today_of(owner.zone, now)[1], link_base)
    return pen.line(row, pen.clock(row))


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
