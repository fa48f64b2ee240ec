"""Which invitations insights are about: those received from one local date to another, and the months between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import bindparam

from core.errors import Invalid
from models.account import Owner
from models.invitation import INVITATION
from models.local_time import at_local, local

MONTHS_SHOWN = 12
"""How many months are looked at unless somebody asks for others, the present one included."""

_RECEIVED = select(func.min(INVITATION.c.received_at), func.max(INVITATION.c.received_at)).where(
    INVITATION.c.account_id == bindparam("account"), INVITATION.c.deleted_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Span:
    """From the beginning of one local date to the end of another, in a zone."""

    from_on: date
    to_on: date
    zone: ZoneInfo

    @property
    def from_at(self) -> datetime:
        """The first instant that belongs to it."""
        return at_local(self.from_on, time.min, self.zone)

    @property
    def to_at(self) -> datetime:
        """The first instant after it."""
        return at_local(self.to_on + timedelta(days=1), time.min, self.zone)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of a zone, or as much of it as a span holds. `to_at` is the first instant after it."""

    name: str
    from_at: datetime
    to_at: datetime


def span_of(owner: Owner, *, from_on: date | None, to_on: date | None, now: datetime) -> Span:
    """The span that was asked for. Left out: until today, and from eleven months before, from the month's first day.

    Raises Invalid where it would end before it begins.
    """
    last = to_on or local(now, owner.zone).date()
    first = from_on or _months_later(last, 1 - MONTHS_SHOWN)
    if first > last:
        sentence = (
            f"from is {first.isoformat()} and to is {last.isoformat()}: a span ends on the day it begins, or later."
        )
        raise Invalid.field("from", sentence, place="query")
    return Span(first, last, owner.zone)


def whole_span(connection: Connection, owner: Owner) -> Span | None:
    """From the first invitation that was ever received to the last one; None where there is none."""
    first, last = connection.execute(_RECEIVED, {"account": owner.id}).one()
    if first is None:
        return None
    return Span(local(first, owner.zone).date(), local(last, owner.zone).date(), owner.zone)


def months_of(span: Span) -> Sequence[Month]:
    """The months of a span without a gap, the oldest first; the first and the last may be cut."""
    months: list[Month] = []
    day, from_at = span.from_on.replace(day=1), span.from_at
    while day <= span.to_on:
        following = _months_later(day, 1)
        to_at = min(at_local(following, time.min, span.zone), span.to_at)
        months.append(Month(f"{day:%Y-%m}", from_at, to_at))
        day, from_at = following, to_at
    return months


def _months_later(day: date, months: int) -> date:
    """The first day of the month that comes so many months later, or earlier."""
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
