"""What became of each invitation, and when the employer was let off waiting: the rows that insights count.

A person answers once in a while twice: an acceptance is withdrawn, an agreed slot is moved. What counts as the reply is
the first word that settled the question; a holding one promises it, and settles nothing.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    case,
    cast,
    column,
    func,
    null,
    or_,
    select,
    values,
)
from sqlalchemy.sql import bindparam

from core.vocabulary import OWED_STATUSES, ReplyKind, Status
from models.invitation import ANSWER, INVITATION
from services.insights.spans import Month
from services.permitted_answers import LEADS_TO

_INSTANT = INVITATION.c.received_at.type

ANSWERED_STATUSES = (Status.ACCEPTED, Status.DECLINED, Status.RESCHEDULING, Status.WITHDRAWN)
"""The statuses that an answer has brought about, and in which no other is owed."""

FILED_STATUSES = (Status.CLOSED, Status.CANCELLED_BY_EMPLOYER)
"""The statuses that say nothing of whether there had been an answer."""


class Fate(StrEnum):
    """What became of an invitation, as seen now."""

    ANSWERED = "answered"
    OWED = "owed"
    GHOSTING = "ghosting"
    LAPSED = "lapsed"
    CALLED_OFF = "called_off"
    CLOSED = "closed"


_OF_ACCOUNT = (INVITATION.c.account_id == bindparam("account"), INVITATION.c.deleted_at.is_(None))

_STACK = (ANSWER.c.account_id == INVITATION.c.account_id, ANSWER.c.invitation_id == INVITATION.c.id)

_ANSWERED_FURTHER = select(ANSWER.c.invitation_id).where(
    ANSWER.c.account_id == bindparam("account"),
    ANSWER.c.status_before.in_([Status.ACCEPTED.value, Status.RESCHEDULING.value]),
)
"""The invitations with an answer upon an answer, in which `answered_at` tells of the second. Few: looked up once."""

_SETTLED_IN_STACK = (
    select(func.max(ANSWER.c.answered_at, type_=_INSTANT))
    .where(
        *_STACK,
        ANSWER.c.status_before.in_([status.value for status in OWED_STATUSES]),
        ANSWER.c.kind != ReplyKind.HOLD.value,
    )
    .correlate(INVITATION)
    .scalar_subquery()
)

_LAST_KIND = (
    select(ANSWER.c.kind).where(*_STACK).order_by(ANSWER.c.id.desc()).limit(1).correlate(INVITATION).scalar_subquery()
)


def _is(*statuses: Status) -> ColumnElement[bool]:
    return INVITATION.c.status.in_([status.value for status in statuses])


_SETTLED_AT = case(
    (_is(*OWED_STATUSES, Status.LAPSED), null()),
    (_is(Status.ACCEPTED), INVITATION.c.answered_at),
    (
        # What was filed away with a promise may have had the promise alone.
        or_(INVITATION.c.id.in_(_ANSWERED_FURTHER), _is(*FILED_STATUSES) & INVITATION.c.promised_at.is_not(None)),
        _SETTLED_IN_STACK,
    ),
    else_=INVITATION.c.answered_at,
)

_KIND = case(
    *((_is(status), kind.value) for kind, status in LEADS_TO.items()),
    (_is(*FILED_STATUSES) & INVITATION.c.answered_at.is_not(None), _LAST_KIND),
    else_=null(),
)

_FATE = case(
    (_is(*OWED_STATUSES) & (INVITATION.c.ghosting_at <= bindparam("now", type_=_INSTANT)), Fate.GHOSTING.value),
    (_is(*OWED_STATUSES), Fate.OWED.value),
    (_is(Status.LAPSED), Fate.LAPSED.value),
    (_is(*ANSWERED_STATUSES), Fate.ANSWERED.value),
    (_SETTLED_AT.is_not(None), Fate.ANSWERED.value),
    (_is(Status.CANCELLED_BY_EMPLOYER), Fate.CALLED_OFF.value),
    else_=Fate.CLOSED.value,
)


def fates_by_month(months: Sequence[Month]) -> Select[*tuple[Any, ...]]:
    """How many invitations of each `month` (its place), `medium`, `fate`, `kind` and `reason`; how many were `timed`
    and `on_time`.

    Takes `account` and `now`. `kind` is that of the last answer.
    """
    month = _months(months)
    each = (
        select(
            month.c.month,
            INVITATION.c.medium,
            _FATE.label("fate"),
            _KIND.label("kind"),
            INVITATION.c.reason,
            _SETTLED_AT.label("settled_at"),
            INVITATION.c.respond_by,
        )
        .select_from(month)
        .join(INVITATION, (INVITATION.c.received_at >= month.c.from_at) & (INVITATION.c.received_at < month.c.to_at))
        .where(*_OF_ACCOUNT)
        .cte("each")
        .prefix_with("MATERIALIZED")
    )
    by = (each.c.month, each.c.medium, each.c.fate, each.c.kind, each.c.reason)
    return select(
        *by,
        func.count().label("n"),
        func.count(each.c.settled_at).label("timed"),
        func.count().filter(each.c.settled_at <= each.c.respond_by).label("on_time"),
    ).group_by(*by)


def reply_times(dialect: str) -> Select[*tuple[Any, ...]]:
    """The `medium` and the `seconds` from receipt to reply, rounded down, of each invitation whose reply has a time.

    Takes `account`, `from_at` and `to_at`. A reply that is dated before the receipt took no time at all.
    """
    each = (
        select(INVITATION.c.medium, INVITATION.c.received_at, _SETTLED_AT.label("settled_at"))
        .where(
            *_OF_ACCOUNT,
            INVITATION.c.received_at >= bindparam("from_at"),
            INVITATION.c.received_at < bindparam("to_at"),
        )
        .cte("settled")
        .prefix_with("MATERIALIZED")
    )
    seconds = _seconds_between(each.c.received_at, each.c.settled_at, dialect)
    return select(each.c.medium, seconds.label("seconds")).where(each.c.settled_at.is_not(None))


def _months(months: Sequence[Month]) -> Any:
    columns = (column("month", Integer), column("from_at", _INSTANT), column("to_at", _INSTANT))
    rows = [(place, month.from_at, month.to_at) for place, month in enumerate(months)]
    return values(*columns, name="span").data(rows).cte("months")


def _seconds_between(first: ColumnElement[Any], last: ColumnElement[Any], dialect: str) -> ColumnElement[int]:
    if dialect == "postgresql":
        whole = cast(func.floor(func.extract("epoch", last - first)), BigInteger)
        return func.greatest(0, whole)
    # SQLite has text, and no seconds with fractions that could be trusted to the last digit.
    begun = case((func.substr(last, 20) < func.substr(first, 20), 1), else_=0)
    return func.max(0, _whole_seconds(last) - _whole_seconds(first) - begun)


def _whole_seconds(instant: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.strftime("%s", func.substr(instant, 1, 19)), Integer)
