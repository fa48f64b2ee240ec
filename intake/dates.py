"""Dates and times as files write them: ISO 8601, numbers in either order, English and German month names, epochs.

Whether `03/07/2026` is in March or in July is decided once for a column (`DateColumn.day_first`), never per cell,
unless only one reading exists. Dots are day first everywhere they are written. A day that doesn't exist is an error.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from intake.wording import Told, told

START_OF_DAY = time(9)
"""What is received on a date without a time was received as the working day began."""

MIDDAY = time(12)
"""An answer given on a date without a time: after what was received on that morning, and not after the evening."""

_MEMORY = 20_000

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jän jänner",
            "feb february februar",
            "mar march mär mrz märz maerz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}

_WEEKDAY = re.compile(
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|mo|di|mi|do|fr|sa|so|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend)"
    r"(?:\.,|[.,]|\b)\s*",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2})(?!\d)")
_NUMBERS = re.compile(r"(?P<first>\d{1,2})(?P<sep>[/-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[.\s-]{1,3}(?P<name>[^\W\d_]{3,9})[.,\s-]{1,3}(?P<year>\d{4}|\d{2})(?!\d)"
)
_MONTH_DAY = re.compile(
    r"(?P<name>[^\W\d_]{3,9})\.?\s{1,3}(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}(?P<year>\d{4}|\d{2})(?!\d)"
)
_TIME = re.compile(
    r"(?:T|,?\s*(?:at|um)\s+|[,\s]\s*)"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?|\s*Uhr\b)?"
    r"(?:\s*(?P<zone>Z|(?:UTC|GMT)?\s?[+-]\d{2}:?\d{2}|UTC|GMT)(?:\s*\([^()]{1,60}\))?)?\s*$",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:(?=T\d)|$)")


class Moment(NamedTuple):
    """What a cell says: a date, perhaps a time of day, perhaps a zone; `doubt` where another reading was possible."""

    on: date
    at: time | None
    zone: tzinfo | None
    doubt: Told | None = None


class Unreadable(NamedTuple):
    """Why a cell isn't a date."""

    because: Told


class Dated(NamedTuple):
    """A cell of a date column, converted: exactly one of `value` and `error` is set; `warning` goes with a value."""

    value: datetime | date | None
    error: Told | None = None
    warning: Told | None = None


class DateColumn:
    """Reads the cells of one column; equal cells are read once.

    `day_first` is the decision for ambiguous numbers; `is_mixed` says that the column contradicts itself, so that
    every ambiguous cell deserves a warning. Without a zone of its own, a time is local to `zone`: one in a gap moves
    forward by the gap, one in a fold is the first. A date without a time becomes that date at `time_of_day`, or stays
    a date where `time_of_day` is None.
    """

    def __init__(self, *, zone: ZoneInfo, day_first: bool, is_mixed: bool, time_of_day: time | None) -> None:
        self._zone = zone
        self._day_first = day_first
        self._is_mixed = is_mixed
        self._time_of_day = time_of_day
        self._known: dict[str, Dated] = {}

    def read(self, cell: str) -> Dated:
        """The instant (aware, UTC) or the date that a cell names, or why it names none."""
        known = self._known.get(cell)
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[cell] = self._convert(cell)
        return known

    def _convert(self, cell: str) -> Dated:
        instant = _iso_instant(cell, self._zone)
        if instant is not None:
            return Dated(instant)
        moment = read_moment(cell, day_first=self._day_first, is_mixed=self._is_mixed)
        if isinstance(moment, Unreadable):
            return Dated(None, moment.because)
        at = self._time_of_day if moment.at is None else moment.at
        if at is None:
            return Dated(moment.on, None, moment.doubt)
        try:
            # fold=0 is the rule for both edges: before a gap it adds the gap, in a fold it takes the first.
            local = datetime.combine(moment.on, at, tzinfo=moment.zone or self._zone)
            return Dated(local.astimezone(UTC), None, moment.doubt)
        except (OverflowError, ValueError):
            return Dated(None, told("dates.outside"))


def _iso_instant(cell: str, zone: ZoneInfo) -> datetime | None:
    """An instant in the commonest form, read at the speed of C; None sends the cell the long way round."""
    if len(cell) <= 10 or not (cell[4] == cell[7] == "-" or (cell[8] == "T" and cell[:8].isdigit())):
        return None
    try:
        stamp = datetime.fromisoformat(cell)
        if stamp.year < 1900:
            return None
        return (stamp if stamp.tzinfo else stamp.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_moment(cell: str, *, day_first: bool, is_mixed: bool = False) -> Moment | Unreadable:
    """What a cell says, with the order of day and month as decided for its column."""
    if len(cell) > 100:
        return Unreadable(told("dates.too_long"))
    text = cell.strip()
    if _EPOCH.match(text):
        return _from_epoch(text)
    if weekday := _WEEKDAY.match(text):
        text = text[weekday.end() :]
    for pattern in (_YEAR_FIRST, _NUMBERS, _DOTTED, _DAY_MONTH, _MONTH_DAY, _COMPACT):
        if found := pattern.match(text):
            return _with_time(found, text[found.end() :], day_first=day_first, is_mixed=is_mixed)
    return Unreadable(told("dates.not_understood"))


def order_of(cell: str) -> bool | None:
    """What an all-number date proves of its column: True for day first, False for month first, None for nothing.

    Raises `NotAmbiguous` for cells that have only one order by their form, so that they decide nothing.
    """
    text = cell.strip()
    if weekday := _WEEKDAY.match(text):
        text = text[weekday.end() :]
    found = _NUMBERS.match(text)
    if found is None:
        raise NotAmbiguous
    first, second = int(found["first"]), int(found["second"])
    if (first > 12) == (second > 12):
        return None
    return first > 12


class NotAmbiguous(Exception):
    """The cell isn't written in a form in which day and month could be exchanged."""


def _from_epoch(text: str) -> Moment:
    seconds, milliseconds = int(text[:10]), int(text[10:] or 0)
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, milliseconds=milliseconds)
    return Moment(instant.date(), instant.time(), UTC)


def _with_time(found: re.Match[str], rest: str, *, day_first: bool, is_mixed: bool) -> Moment | Unreadable:
    day = _date_of(found, day_first=day_first, is_mixed=is_mixed)
    if isinstance(day, Unreadable) or not rest.strip():
        return day
    clock = _TIME.match(rest)
    if clock is None:
        return Unreadable(told("dates.no_time"))
    at, zone = _time_of(clock), _zone_of(clock["zone"])
    if isinstance(at, Unreadable):
        return at
    return zone if isinstance(zone, Unreadable) else Moment(day.on, at, zone, day.doubt)


def _date_of(found: re.Match[str], *, day_first: bool, is_mixed: bool) -> Moment | Unreadable:
    parts = found.groupdict()
    doubt = None
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        month, day, doubt = _in_order(first, second, day_first=day_first, is_mixed=is_mixed)
    else:
        day = int(parts["day"])
        month = int(parts["month"]) if "month" in parts else _MONTHS.get(parts["name"].casefold(), 0)
        if not month and "name" in parts:
            return Unreadable(told("dates.unknown_month"))
    try:
        on = date(_full_year(parts["year"]), month, day)
    except ValueError:
        return Unreadable(told("dates.no_such_day"))
    return Unreadable(told("dates.no_such_year")) if on.year < 1900 else Moment(on, None, None, doubt)


def _in_order(first: int, second: int, *, day_first: bool, is_mixed: bool) -> tuple[int, int, Told | None]:
    month, day = (second, first) if day_first else (first, second)
    if month > 12 and day <= 12:
        return day, month, told("dates.only_month_first" if day_first else "dates.only_day_first")
    if is_mixed and month <= 12 and day <= 12 and month != day:
        return month, day, told("dates.mixed_day_first" if day_first else "dates.mixed_month_first")
    return month, day, None


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _time_of(clock: re.Match[str]) -> time | Unreadable:
    hour, half = int(clock["hour"]), (clock["half"] or "").lower()
    if clock["minute"] is None and not half and "uhr" not in clock.group().lower():
        return Unreadable(told("dates.bare_number"))
    if half:
        if not 1 <= hour <= 12:
            return Unreadable(told("dates.no_such_time"))
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = (clock["fraction"] or "")[:6].ljust(6, "0")
    try:
        return time(hour, int(clock["minute"] or 0), int(clock["second"] or 0), int(fraction))
    except ValueError:
        return Unreadable(told("dates.no_such_time"))


def _zone_of(text: str | None) -> tzinfo | Unreadable | None:
    if text is None:
        return None
    digits = re.sub(r"[^0-9+-]", "", text)
    if not digits:
        return UTC
    hours, minutes = int(digits[1:3]), int(digits[3:5])
    if hours > 23 or minutes > 59:
        return Unreadable(told("dates.no_such_offset"))
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if digits[0] == "-" else offset)
