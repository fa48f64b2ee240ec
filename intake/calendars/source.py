"""The request as it is kept, to be answered from: one calendar with one event and the zones that it names, in bounds.

What an answer needs comes first; the long rest is kept where it fits. A zone is kept only where its clocks are
turned by plain yearly rules; a time in a zone that isn't kept is written in UTC, which is the same instant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icalendar.parser import Contentline

from intake.calendars.conferences import OWN_PROPERTIES
from intake.calendars.limits import MOST_SOURCE, MOST_ZONE, MOST_ZONES
from intake.calendars.properties import Property, first_of, is_well_formed, name_of, properties_of
from intake.calendars.scanning import Component
from intake.calendars.times import Clock, NoTime, duration_in
from intake.calendars.zones import own_zone, yearly_rule

_NEEDED = (
    "UID", "ORGANIZER", "DTSTART", "DTEND", "DURATION", "SEQUENCE", "RECURRENCE-ID", "DTSTAMP", "SUMMARY", "STATUS",
    "LOCATION", "RRULE", "ATTENDEE", "CONFERENCE", *OWN_PROPERTIES, "URL", "DESCRIPTION", "X-ALT-DESC",
)  # fmt: skip
"""What is kept of an event, the most needed first: all that its reading looks at, so that it is read alike again."""

_ONCE = frozenset(_NEEDED) - {"ATTENDEE", "CONFERENCE"}
_TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "DTSTAMP"})
_PARAMETER = re.compile(r"[A-Z0-9-]+", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_OURS = "PRODID:-//Replyby//Calendar//EN"
_KEPT_OF_ZONE = frozenset({"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"})


@dataclass(frozen=True, slots=True)
class ZoneTexts:
    """The definitions of a calendar's zones that can be handed on, folded, by their TZID."""

    by_name: dict[str, str]


def zone_texts(calendar: Component) -> ZoneTexts:
    """The zones of a calendar, written once for all of its events."""
    texts: dict[str, str] = {}
    for component in calendar.named("VTIMEZONE"):
        tzid = first_of(component, "TZID")
        if tzid is None or tzid.value in texts:
            continue
        text = "".join(_zone_lines(component))
        if text and len(text) <= MOST_ZONE:
            texts[tzid.value] = text
    return ZoneTexts(texts)


def source_of(calendar: Component, event: Component, *, method: str | None, clock: Clock, zones: ZoneTexts) -> str:
    """One VCALENDAR with this event, of at most `MOST_SOURCE` characters; its lines end in CRLF."""
    names = [found.parameters.get("TZID") for found in properties_of(event, *_TIMES)]
    kept = [name for name in dict.fromkeys(names) if name is not None and name in zones.by_name][:MOST_ZONES]
    head = ["BEGIN:VCALENDAR", _maker_of(calendar), "VERSION:2.0", *([f"METHOD:{method}"] if method else [])]
    before = "".join(map(_folded, head)) + "".join(zones.by_name[name] for name in kept) + _folded("BEGIN:VEVENT")
    after = _folded("END:VEVENT") + _folded("END:VCALENDAR")
    return before + _body(event, kept, clock, most=MOST_SOURCE - len(before) - len(after)) + after


def _body(event: Component, kept: Sequence[str], clock: Clock, *, most: int) -> str:
    candidates = [
        (name, place, text) for place, (name, text) in enumerate(_lines(event, kept, clock)) if len(text) <= most
    ]
    candidates.sort(key=lambda one: _NEEDED.index(one[0]))
    chosen: list[tuple[int, str]] = []
    left = most
    for _, place, text in candidates:
        if len(text) <= left:
            chosen.append((place, text))
            left -= len(text)
    return "".join(text for _, text in sorted(chosen))


def _lines(event: Component, kept: Sequence[str], clock: Clock) -> Iterator[tuple[str, str]]:
    """The lines of an event that can be handed on, folded, each with its name."""
    seen: set[str] = set()
    for line in event.lines:
        name = name_of(line)
        if name not in _NEEDED or name in seen:
            continue
        # Marked before it is read: the first that can be read stands for all, and is looked for once.
        seen.update(_ONCE & {name})
        text = _time_line(event, name, kept, clock) if name in _TIMES else _other_line(event, name, line.text)
        if text is not None:
            yield name, _folded(text)


def _time_line(event: Component, name: str, kept: Sequence[str], clock: Clock) -> str | None:
    found = first_of(event, name)
    if found is None:
        return None
    tzid = found.parameters.get("TZID")
    try:
        when = clock.read(found)
    except NoTime:
        return None
    if tzid is not None and tzid not in kept and when.at is not None and not when.is_in_readers_zone:
        return f"{name}:{when.at:%Y%m%dT%H%M%SZ}"
    return _plain(found)


def _other_line(event: Component, name: str, line: str) -> str | None:
    if name not in _ONCE:
        return line if is_well_formed(line) else None
    found = first_of(event, name)
    return _plain(found) if found is not None and _can_be_kept(found) else None


def _can_be_kept(found: Property) -> bool:
    if found.name == "SEQUENCE":
        return _NUMBER.fullmatch(found.value) is not None
    if found.name == "DURATION":
        return duration_in(found) is not None
    return True


def _plain(found: Property) -> str | None:
    """The property as every program reads it: as it stands, or written anew where its line is odd."""
    if is_well_formed(found.line):
        return found.line
    said = (
        f';{name}="{value.replace(chr(34), chr(39))}"'
        for name, value in found.parameters.items()
        if _PARAMETER.fullmatch(name)
    )
    anew = f"{found.name}{''.join(said)}:{found.value}"
    return anew if is_well_formed(anew) else None


def _zone_lines(component: Component) -> Iterator[str]:
    observances = [part for part in component.parts if part.name in {"STANDARD", "DAYLIGHT"}]
    rules = [rule for part in observances for rule in properties_of(part, "RRULE")]
    zone = own_zone(component)
    is_whole = zone is not None and len(zone.observances) == len(observances)
    if not is_whole or any(yearly_rule(rule.value) is None for rule in rules):
        return
    yield _folded("BEGIN:VTIMEZONE")
    yield from _zone_properties(component)
    for part in observances:
        yield _folded(f"BEGIN:{part.name}")
        yield from _zone_properties(part)
        yield _folded(f"END:{part.name}")
    yield _folded("END:VTIMEZONE")


def _zone_properties(component: Component) -> Iterator[str]:
    for line in component.lines:
        if name_of(line) in _KEPT_OF_ZONE and is_well_formed(line.text) and len(line.text) <= MOST_ZONE:
            yield _folded(line.text)


def _maker_of(calendar: Component) -> str:
    maker = first_of(calendar, "PRODID")
    plain = _plain(maker) if maker is not None and len(maker.line) <= 500 else None
    return plain or _OURS


def _folded(line: str) -> str:
    return Contentline(line).to_ical().decode() + "\r\n"
