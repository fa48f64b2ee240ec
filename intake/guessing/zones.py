"""Zones of time as messages name them: abbreviations, offsets from UTC, and cities ("London time")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from intake.guessing.words_file import Words, shared

_OFFSET = r"(?:utc|gmt)\s?[+\-\u2212]\s?\d{1,2}(?::?\d{2})?(?!\d)"
_SIGNED = re.compile(r"(?P<sign>[+\-\u2212])\s?(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
_MOST_HOURS = 14


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone that a message names; `is_doubtful` where its name says summer in winter, or means several zones."""

    zone: tzinfo
    name: str
    start: int
    end: int
    is_doubtful: bool = False


_DOUBTFUL = frozenset({"CST", "IST", "AS"})
_SUMMER = frozenset({"CEST", "MESZ", "BST", "EDT", "CDT", "MDT", "PDT", "EEST", "AEDT"})
_WINTER = frozenset({"CET", "MEZ", "EST", "MST", "PST", "EET", "AEST", "GMT"})


def zone_at(words: Words, text: str, lower: str, at: int) -> NamedZone | None:
    """The zone that is named at a place, perhaps in brackets; None where none is."""
    found = _pattern(words).match(lower, at)
    if found is None:
        return None
    name = next(group for group in ("offset", "short", "long", "city") if found[group])
    start, end = found.span(name)
    if name == "offset":
        zone = _offset_of(lower[start:end])
        return NamedZone(zone, text[start:end], start, end) if zone is not None else None
    if name == "short" and not text[start:end].isupper():
        return None
    key = _zones()[lower[start:end]] if name != "city" else _cities()[lower[start:end]]
    end = found.end("city_time") if name == "city" else end
    zone = UTC if key == "UTC" else ZoneInfo(key)
    return NamedZone(zone, text[start:end], start, end, text[start:end] in _DOUBTFUL)


def differs_from_season(named: NamedZone, instant: datetime) -> bool:
    """Whether a name says summer time of a date in winter, or the other way round, so that an hour is in doubt."""
    if named.name not in _SUMMER | _WINTER or not isinstance(named.zone, ZoneInfo):
        return False
    is_summer = bool(instant.astimezone(named.zone).dst())
    return is_summer is not (named.name in _SUMMER)


@cache
def _zones() -> Mapping[str, str]:
    return {name.lower(): key for key, names in shared("zones").items() for name in names}


@cache
def _cities() -> Mapping[str, str]:
    return {name: key for key, names in shared("cities").items() for name in names}


@cache
def _pattern_of(local_time: str) -> re.Pattern[str]:
    def any_of(names: list[str]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    short = any_of([name for name in _zones() if " " not in name])
    long = any_of([name for name in _zones() if " " in name])
    return re.compile(
        rf"[,\s]{{0,2}}[(\[]?(?:in\s|\()?(?:(?P<offset>{_OFFSET})|(?P<short>{short})(?![\w+])|(?P<long>{long})(?!\w)"
        rf"|(?P<city_time>(?P<city>{any_of(list(_cities()))})[\s-]{{1,2}}(?:{local_time})(?!\w)))"
    )


def _pattern(words: Words) -> re.Pattern[str]:
    return _pattern_of(words.any_of("local_time"))


def _offset_of(text: str) -> tzinfo | None:
    found = _SIGNED.search(text)
    if found is None:
        return UTC
    hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
    if hours > _MOST_HOURS or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if found["sign"] == "+" else -offset)
