"""Days and times in the words of a language, always with the weekday, and times always with their zone.

The patterns stand in the phrases file; the names of zones do too, by abbreviation *and* offset, because an abbreviation
alone says little (CST is spoken in Chicago and in Shanghai). A zone without a name is written by its offset.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

_DAYS_IN_A_WEEK = 7
_MONTHS_IN_A_YEAR = 12
_NOON = 12
_DATE_FIELDS = frozenset(["weekday", "day", "day2", "month", "month2", "year"])
_TIME_FIELDS = frozenset(["hour", "hour2", "hour12", "minute", "half"])
_INSTANT_FIELDS = frozenset(["date", "time", "zone"])
_PATTERNS = {
    "date": _DATE_FIELDS,
    "date_of_another_year": _DATE_FIELDS,
    "plain_date": _DATE_FIELDS,
    "month": frozenset({"month", "month2", "year"}),
    "time": _TIME_FIELDS,
    "appointment": _INSTANT_FIELDS,
    "deadline": _INSTANT_FIELDS,
    "alternative": _INSTANT_FIELDS,
    "alternative_line": frozenset({"alternative"}),
}


@dataclass(frozen=True, slots=True)
class DateWords:
    """How a language writes days, times and zones."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    halves: tuple[str, ...]
    patterns: Mapping[str, str]
    zones: Mapping[str, str]
    first_day: str
    """How the first of a month is written, where a language counts only that one: "1er" in French."""

    @classmethod
    def of(cls, dates: Mapping[str, object], zones: Mapping[str, object]) -> "DateWords":
        """Check the tables `dates` and `zones` of a phrases file. Raises ValueError with a sentence."""
        return cls(
            weekdays=_names(dates, "weekdays", _DAYS_IN_A_WEEK),
            months=_names(dates, "months", _MONTHS_IN_A_YEAR),
            halves=_names(dates, "halves", 2),
            patterns={key: _pattern(dates, key, fields) for key, fields in _PATTERNS.items()},
            zones={key: str(value) for key, value in zones.items()},
            first_day=str(dates.get("first_day", "1")),
        )

    def day(self, day: date, *, today: date) -> str:
        """Weekday, day and month; with the year where it isn't this one's: "Tuesday, 8 December"."""
        pattern = "date" if day.year == today.year else "date_of_another_year"
        return _filled(self.patterns[pattern], self._parts_of_day(day))

    def plain_day(self, day: date) -> str:
        """A day without its weekday, for days far off: "1 March 2027"."""
        return _filled(self.patterns["plain_date"], self._parts_of_day(day))

    def month(self, day: date) -> str:
        """A month: "March 2026"."""
        return _filled(self.patterns["month"], self._parts_of_day(day))

    def appointment(self, instant: datetime, *, zone: ZoneInfo, now: datetime) -> str:
        """When something takes place, as it stands after "on"."""
        return self._instant("appointment", instant, zone, now)

    def deadline(self, instant: datetime, *, zone: ZoneInfo, now: datetime) -> str:
        """Until when, as it stands after "by"."""
        return self._instant("deadline", instant, zone, now)

    def alternative_line(self, instant: datetime, *, zone: ZoneInfo, now: datetime) -> str:
        """One of several times, as a line of a list."""
        alternative = self._instant("alternative", instant, zone, now)
        return _filled(self.patterns["alternative_line"], {"alternative": alternative})

    def _instant(self, pattern: str, instant: datetime, zone: ZoneInfo, now: datetime) -> str:
        local = instant.astimezone(zone)
        parts = {
            "date": self.day(local.date(), today=now.astimezone(zone).date()),
            "time": _filled(self.patterns["time"], self._parts_of_time(local)),
            "zone": self._zone(local),
        }
        return _filled(self.patterns[pattern], parts)

    def _parts_of_day(self, day: date) -> dict[str, str]:
        return {
            "weekday": self.weekdays[day.weekday()],
            "day": self.first_day if day.day == 1 else str(day.day),
            "day2": f"{day.day:02}",
            "month": self.months[day.month - 1],
            "month2": f"{day.month:02}",
            "year": str(day.year),
        }

    def _parts_of_time(self, local: datetime) -> dict[str, str]:
        return {
            "hour": str(local.hour),
            "hour2": f"{local.hour:02}",
            "hour12": str(local.hour % _NOON or _NOON),
            "minute": f"{local.minute:02}",
            "half": self.halves[local.hour // _NOON],
        }

    def _zone(self, local: datetime) -> str:
        offset = _offset(local.utcoffset() or timedelta())
        return self.zones.get(f"{local.tzname()}{offset}", "UTC" if offset == "+0" else f"UTC{offset}")


def _offset(offset: timedelta) -> str:
    """An offset as people write it: +1, -5, +5:30."""
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return ("-" if minutes < 0 else "+") + str(hours) + (f":{rest:02}" if rest else "")


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda gap: parts[gap[1]], pattern)


def _names(dates: Mapping[str, object], key: str, count: int) -> tuple[str, ...]:
    names = dates.get(key)
    if not isinstance(names, list) or len(cast("list[object]", names)) != count:
        raise ValueError(f"dates.{key} should be a list of {count} names.")
    return tuple(str(name) for name in cast("list[object]", names))


def _pattern(dates: Mapping[str, object], key: str, fields: frozenset[str]) -> str:
    pattern = dates.get(key)
    if not isinstance(pattern, str) or not pattern:
        raise ValueError(f"dates.{key} is missing.")
    unknown = frozenset(re.findall(r"\{(\w+)\}", pattern)) - fields
    if unknown:
        raise ValueError(f"dates.{key} names {', '.join(sorted(unknown))}; it may name {', '.join(sorted(fields))}.")
    return pattern
