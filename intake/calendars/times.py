"""When an event begins and ends: instants of its zone, floating times by the reader's clock, whole days as dates."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar.error import InvalidCalendar
from icalendar.prop import vDuration

from intake.calendars.limits import FIRST_YEAR, LAST_YEAR
from intake.calendars.properties import Property, first_of
from intake.calendars.scanning import Component
from intake.calendars.zones import Zone, Zones, instant_in, local_time, zone_named

_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


class NoTime(Exception):
    """A property isn't a time that a calendar can hold."""


class OutsideCalendar(NoTime):
    """A time lies before 1970 or after 2200."""


@dataclass(frozen=True, slots=True)
class When:
    """A time as a property has it: an instant in UTC, or a date for a whole day; `zone` as the property names it.

    `is_in_readers_zone` where no zone that is known is named; `unknown_zone` is the name, where one isn't known.
    """

    at: datetime | None
    on: date | None
    zone: Zone | None = None
    is_in_readers_zone: bool = False
    unknown_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """By what the times of one calendar are read: its own zones, its own default (X-WR-TIMEZONE), the reader's zone."""

    zones: Zones
    default: ZoneInfo | None
    readers: ZoneInfo

    def read(self, found: Property) -> When:
        """The time that a property holds. Raises NoTime, OutsideCalendar."""
        value = found.value.strip().upper()
        if day := _DAY.fullmatch(value):
            return When(None, _day_of(int(day[1]), int(day[2]), int(day[3])))
        written = local_time(value)
        if written is None:
            raise NoTime
        if value.endswith("Z"):
            return When(_within(written.replace(tzinfo=UTC)), None, ZoneInfo("UTC"))
        return self._in_zone(written, found.parameters.get("TZID"))

    def _in_zone(self, written: datetime, tzid: str | None) -> When:
        named = self.zones.named(tzid) if tzid else self.default
        try:
            at = instant_in(named or self.readers, written)
        except OverflowError as beyond:
            raise OutsideCalendar from beyond
        return When(_within(at), None, named, named is None, tzid if named is None else None)


def clock_of(calendar: Component, zones: Zones, *, readers: ZoneInfo) -> Clock:
    """By what the times of a calendar are read."""
    default = first_of(calendar, "X-WR-TIMEZONE")
    return Clock(zones, zone_named(default.text) if default else None, readers)


def end_of(event: Component, start: When, clock: Clock) -> datetime | None:
    """When an event with a time ends: by its end, or by how long it takes; None where neither tells or it can't be."""
    if start.at is None:
        return None
    try:
        if (end := first_of(event, "DTEND")) is not None:
            at = clock.read(end).at
        elif (lasts := first_of(event, "DURATION")) is not None:
            length = duration_in(lasts)
            at = _within(start.at + length) if length is not None else None
        else:
            return None
    except (NoTime, OverflowError):
        return None
    is_later = at is not None and start.at <= at <= start.at + timedelta(days=370)
    return at if is_later else None


def duration_in(found: Property) -> timedelta | None:
    """How long a DURATION is; None where that can't be told."""
    try:
        return vDuration.from_ical(found.value.upper()[:40])  # pyright: ignore[reportUnknownMemberType]
    except (InvalidCalendar, ValueError, OverflowError):
        return None


def _day_of(year: int, month: int, day: int) -> date:
    try:
        on = date(year, month, day)
    except ValueError as broken:
        raise NoTime from broken
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise OutsideCalendar
    return on


def _within(at: datetime) -> datetime:
    """The instant itself. Raises OutsideCalendar."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise OutsideCalendar
    return at
