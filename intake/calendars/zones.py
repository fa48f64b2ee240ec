"""Time zones as calendar files name them: IANA's, Windows', those behind a maker's prefix, and ones they define.

A definition (VTIMEZONE) is never expanded: of a rule by the year, which is the only one that clocks are turned by, the
onset in one year is reckoned; any other rule says no more than its first onset.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from intake.calendars.properties import first_of, properties_of
from intake.calendars.scanning import Component

_LOCAL = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?", re.ASCII)
_OFFSET = re.compile(r"([+-])([01]\d|2[0-3])([0-5]\d)([0-5]\d)?")
_WEEKDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NEVER_TURNED = frozenset({"est", "mst", "hst", "gmt"})
"""Abbreviations that are IANA's names of zones whose clocks are never turned; files mean those that are, with them."""
_UTC_NAMES = frozenset({"z", "utc", "gmt", "etc/utc", "coordinated universal time", "tzone://microsoft/utc"})
_MOST_OBSERVANCES, _MOST_ONSETS = 40, 200
_MOST_PREFIXED = 3
_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """The day of a year on which clocks are turned: in a month, a weekday (the n-th, or the first of some) or a day."""

    month: int
    weekday: int | None
    nth: int | None
    days: tuple[int, ...]
    last_year: int | None

    def day_in(self, year: int) -> int | None:
        """The day of the month in a year; None where there is none."""
        last = calendar.monthrange(year, self.month)[1]
        days = [day for day in (self.days or range(1, last + 1)) if 0 < day <= last]
        if self.weekday is not None:
            first = calendar.monthrange(year, self.month)[0]
            days = [day for day in days if (first + day - 1) % 7 == self.weekday]
        if self.nth is not None and abs(self.nth) > len(days):
            return None
        place = 0 if self.nth is None else self.nth - 1 if self.nth > 0 else self.nth
        return days[place] if days else None


@dataclass(frozen=True, slots=True)
class Observance:
    """One STANDARD or DAYLIGHT: from when on, and by how much the clock then differs from UTC."""

    first: datetime
    before: timedelta
    after: timedelta
    rule: YearlyRule | None
    onsets: tuple[datetime, ...]

    def latest(self, local: datetime) -> datetime | None:
        """Its last onset at or before a time by the clock on the wall."""
        # A time that the clock jumps over is still counted by the offset before the jump (RFC 5545, section 3.3.5).
        until = local - max(self.after - self.before, timedelta())
        found = [onset for onset in (self.first, *self.onsets, *self._by_rule(until.year)) if onset <= until]
        return max(found, default=None)

    def _by_rule(self, year: int) -> list[datetime]:
        onsets: list[datetime] = []
        if self.rule is None:
            return onsets
        newest = min(year, self.rule.last_year or year)
        for one in (newest, newest - 1):
            day = self.rule.day_in(one) if one >= max(1, self.first.year) else None
            if day is not None:
                onsets.append(self.first.replace(year=one, month=self.rule.month, day=day))
        return [onset for onset in onsets if onset >= self.first]


@dataclass(frozen=True, slots=True)
class OwnZone:
    """A zone that the file itself defines."""

    observances: tuple[Observance, ...]

    def offset_at(self, local: datetime) -> timedelta:
        """By how much the clock differs from UTC when it shows this time."""
        found = [(onset, one) for one in self.observances if (onset := one.latest(local)) is not None]
        if not found:
            return min(self.observances, key=lambda one: one.first).before
        return max(found, key=lambda pair: pair[0])[1].after


Zone = ZoneInfo | OwnZone


def instant_in(zone: Zone, local: datetime) -> datetime:
    """The instant, in UTC, at which clocks in a zone show this time; the first of two. Raises OverflowError."""
    at: tzinfo = zone if isinstance(zone, ZoneInfo) else timezone(zone.offset_at(local))
    return local.replace(tzinfo=at).astimezone(UTC)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of a TZID: IANA's name, Windows' name, or IANA's behind a prefix ("/mozilla.org/…/Europe/Berlin")."""
    key = name[:_MOST_NAME].strip().strip('"').strip().casefold()
    if key in _UTC_NAMES:
        return ZoneInfo("UTC")
    parts = key.rsplit("/", _MOST_PREFIXED)
    tails = ["/".join(parts[-count:]) for count in range(_MOST_PREFIXED, 0, -1) if len(parts) > count]
    for candidate in (key, key.replace(" ", "_"), *(tail for tail in tails if "/" in tail)):
        if found := _names().get(candidate):
            return ZoneInfo(found)
    return None


@dataclass(frozen=True)
class Zones:
    """The zones of one calendar: whatever a TZID in it may name."""

    own: Mapping[str, Component]

    def named(self, tzid: str) -> Zone | None:
        """The zone of a TZID; None where it is neither known nor defined in the file."""
        if tzid.casefold() in _NEVER_TURNED:
            return self._own(tzid) or zone_named(tzid)
        return zone_named(tzid) or self._own(tzid)

    def _own(self, tzid: str) -> Zone | None:
        component = self.own.get(tzid)
        if component is None:
            return None
        located = first_of(component, "X-LIC-LOCATION")
        known = zone_named(located.text) if located is not None else None
        return known or own_zone(component)


def zones_of(calendar_component: Component) -> Zones:
    """The zones that a calendar defines, by their TZID."""
    own: dict[str, Component] = {}
    for component in calendar_component.named("VTIMEZONE"):
        tzid = first_of(component, "TZID")
        if tzid is not None:
            own.setdefault(tzid.value, component)
    return Zones(own)


def own_zone(component: Component) -> OwnZone | None:
    """The zone that a VTIMEZONE defines; None where it defines nothing that can be reckoned with."""
    parts = [part for part in component.parts if part.name in {"STANDARD", "DAYLIGHT"}]
    read = tuple(one for part in parts[:_MOST_OBSERVANCES] if (one := _observance(part)) is not None)
    return OwnZone(read) if read else None


def _observance(component: Component) -> Observance | None:
    start, before, after = (first_of(component, name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"))
    first = local_time(start.value) if start else None
    if first is None or after is None:
        return None
    to = _offset(after.value)
    was = _offset(before.value) if before else to
    if to is None or was is None:
        return None
    rule = first_of(component, "RRULE")
    dates = (
        date for found in islice(properties_of(component, "RDATE"), 50) for date in found.value.split(",", 50)[:50]
    )
    onsets = tuple(islice((onset for date in dates if (onset := local_time(date)) is not None), _MOST_ONSETS))
    return Observance(first, was, to, yearly_rule(rule.value) if rule else None, onsets)


def yearly_rule(text: str) -> YearlyRule | None:
    """A rule by the year, as clocks are turned by; None for any other."""
    said = dict(part.split("=", 1) for part in text.upper().split(";", 12)[:12] if "=" in part)
    day = _WEEKDAY.fullmatch(said.get("BYDAY", ""))
    month, days = said.get("BYMONTH", ""), _numbers(said.get("BYMONTHDAY", ""))
    is_yearly = said.get("FREQ") == "YEARLY" and said.get("INTERVAL", "1") == "1" and "COUNT" not in said
    if not is_yearly or not month.isdecimal() or not 1 <= int(month[:4]) <= 12 or (day is None and not days):
        return None
    until = said.get("UNTIL", "")[:4]
    return YearlyRule(
        int(month[:4]),
        _WEEKDAYS.index(day[2]) if day else None,
        int(day[1]) if day and day[1] else None,
        days,
        int(until) if until.isdecimal() and len(until) == 4 else None,
    )


def _offset(value: str) -> timedelta | None:
    found = _OFFSET.fullmatch(value.strip())
    if found is None:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return length if found[1] == "+" else -length


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in text.split(",", 31)[:31] if one.isdecimal() and len(one) <= 2)


def local_time(value: str) -> datetime | None:
    """A date and time as iCalendar writes them, by the clock on the wall; None for anything else."""
    found = _LOCAL.fullmatch(value.strip())
    try:
        year, month, day, hour, minute, second = map(int, found.groups()) if found else (0,) * 6
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - by the clock on the wall
    except ValueError:
        return None


@cache
def _names() -> Mapping[str, str]:
    known = {name.casefold(): name for name in available_timezones()}
    windows = {name.casefold(): key for name, key in WINDOWS_TO_OLSON.items() if key.casefold() in known}
    return {**windows, **known}
