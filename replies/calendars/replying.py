"""Answers to calendar requests: the REPLY and the COUNTER of iTIP (RFC 5546, sections 3.2.3 and 3.2.7)."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar.error import InvalidCalendar
from icalendar.prop import vDuration

from core.errors import Conflict
from core.vocabulary import PartStat
from replies.calendars.lines import (
    Line,
    NotWritten,
    instant_line,
    parameter,
    read_lines,
    text_line,
    without_controls,
    written,
)

PRODID = "PRODID:-//Replyby//Calendar//EN"
_ANSWERED = frozenset({None, "REQUEST", "ADD"})
_MAILTO = "mailto:"
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)


class CalendarUnanswerable(Conflict):
    """No calendar waits for an answer to this event: nobody invites to it, or it was called off, or only announced."""

    type = "calendar-unanswerable"
    title = "No calendar request to answer"


@dataclass(frozen=True, slots=True)
class _Request:
    """What a request says, in its own lines."""

    event: Sequence[Line]
    zones: Sequence[str]
    organizer: Line

    def first(self, name: str) -> Line | None:
        return next((line for line in self.event if line.name == name), None)

    def kept(self, *names: str) -> Iterator[str]:
        for name in names:
            if line := self.first(name):
                yield line.whole


def calendar_reply(
    source: str,
    *,
    attendee: str,
    attendee_name: str | None,
    partstat: PartStat,
    comment: str,
    now: datetime,
    counter: datetime | None = None,
    addresses: Collection[str] = (),
) -> bytes:
    """The answer to the request in `source`, one VCALENDAR: a REPLY, or a COUNTER that proposes to begin at `counter`.

    UID, SEQUENCE, RECURRENCE-ID, the organiser and the times are the request's own, so that the organiser's calendar
    knows which event is meant. I am the attendee of the request that has `attendee`'s or another of my `addresses`,
    written as the request writes it; else `attendee`. A counter-proposal lasts as long as the event would have. The
    `comment` is plain text. Raises CalendarUnanswerable.
    """
    request = _request_in(source)
    mine = _attendee_of(request, [attendee, *addresses])
    if _address_of(request.organizer) in {attendee.casefold(), *(one.casefold() for one in addresses)}:
        raise CalendarUnanswerable("You are the organiser of this event yourself, so there is nobody to answer.")
    method = "REPLY" if counter is None else "COUNTER"
    times = request.kept("DTSTART", "DTEND", "DURATION") if counter is None else _proposed(request, counter)
    zones = request.zones if counter is None or request.first("RECURRENCE-ID") else ()
    return written(
        [
            *("BEGIN:VCALENDAR", PRODID, "VERSION:2.0", "CALSCALE:GREGORIAN", f"METHOD:{method}"),
            *zones,
            "BEGIN:VEVENT",
            *request.kept("UID", "RECURRENCE-ID", "SEQUENCE"),
            instant_line("DTSTAMP", now.astimezone(UTC)),
            *times,
            request.organizer.whole,
            _attendee_line(mine, attendee, attendee_name, partstat),
            *request.kept("SUMMARY"),
            *([text_line("COMMENT", comment)] if comment.strip() else []),
            *("END:VEVENT", "END:VCALENDAR"),
        ]
    )


def _request_in(source: str) -> _Request:
    try:
        lines = read_lines(source)
    except NotWritten as odd:
        raise CalendarUnanswerable("The calendar request can't be read any more: answer in words.") from odd
    event = list(_between(lines, "VEVENT"))
    method = next((line.value.upper() for line in lines if line.name == "METHOD"), None)
    is_off = any(line.name == "STATUS" and line.value.upper() == "CANCELLED" for line in event)
    if not event:
        raise CalendarUnanswerable("There is no calendar request to answer: answer in words.")
    if method == "CANCEL" or is_off:
        raise CalendarUnanswerable("The event was called off, so its calendar waits for no answer.")
    if method not in _ANSWERED:
        raise CalendarUnanswerable(
            "The event was only announced, so its calendar waits for no answer: answer in words."
        )
    organizer = next((line for line in event if line.name == "ORGANIZER" and line.value), None)
    if organizer is None or not any(line.name == "UID" and line.value for line in event):
        raise CalendarUnanswerable("The event names nobody whose calendar could take an answer: answer in words.")
    zones = [line.whole for line in _between(lines, "VTIMEZONE", with_marks=True)]
    return _Request(event, zones, organizer)


def _between(lines: Sequence[Line], name: str, *, with_marks: bool = False) -> Iterator[Line]:
    """The lines of every component of this name, without those of the components in it unless `with_marks`."""
    depth = 0
    for line in lines:
        if line.name == "BEGIN" and (depth or line.value.upper() == name):
            depth += 1
        if depth and (with_marks or (depth == 1 and line.name not in {"BEGIN", "END"})):
            yield line
        if line.name == "END" and depth:
            depth -= 1


def _address_of(line: Line) -> str:
    written_as = line.value.strip()
    bare = written_as[len(_MAILTO) :] if written_as[: len(_MAILTO)].casefold() == _MAILTO else written_as
    return bare.casefold()


def _attendee_of(request: _Request, mine: Sequence[str]) -> Line | None:
    """The request's own line for me, by the first of my addresses that it lists."""
    asked = {_address_of(line): line for line in reversed(request.event) if line.name == "ATTENDEE"}
    return next((asked[one.casefold()] for one in mine if one.casefold() in asked), None)


def _attendee_line(mine: Line | None, attendee: str, name: str | None, partstat: PartStat) -> str:
    shown = name or (mine.parameters.get("CN") if mine else None)
    address = mine.value if mine else f"{_MAILTO}{without_controls(''.join(attendee.split()))}"
    named = parameter("CN", shown) if shown and shown.strip() else ""
    return f"ATTENDEE{named};PARTSTAT={partstat.value}:{address}"


def _proposed(request: _Request, counter: datetime) -> Iterator[str]:
    yield instant_line("DTSTART", counter.astimezone(UTC))
    lasts = _duration_of(request)
    if lasts is not None:
        yield instant_line("DTEND", counter.astimezone(UTC) + lasts)


def _duration_of(request: _Request) -> timedelta | None:
    """How long the event would have taken; None where it takes whole days, or doesn't say."""
    start, end, lasts = (request.first(name) for name in ("DTSTART", "DTEND", "DURATION"))
    begins = _time_of(start)
    if begins is None:
        return None
    found = None
    if end is not None:
        ends = _time_of(end)
        # Times of two zones are both in UTC in what we keep, or can't be compared.
        is_same_clock = start is not None and end.parameters.get("TZID") == start.parameters.get("TZID")
        is_same_clock = is_same_clock and ends is not None and (ends.tzinfo is None) is (begins.tzinfo is None)
        found = ends - begins if ends is not None and is_same_clock else None
    elif lasts is not None:
        found = _length_of(lasts)
    return found if found is not None and timedelta() < found <= timedelta(days=370) else None


def _time_of(line: Line | None) -> datetime | None:
    """A time as the line writes it, by UTC or by a clock on the wall; None for a day, and for anything else."""
    found = _TIME.fullmatch(line.value) if line is not None else None
    try:
        year, month, day, hour, minute, second = map(int, found.groups()[:6]) if found else (0,) * 6
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC if found and found[7] else None)
    except ValueError:
        return None


def _length_of(line: Line) -> timedelta | None:
    try:
        return vDuration.from_ical(line.value.upper()[:40])  # pyright: ignore[reportUnknownMemberType]
    except (InvalidCalendar, ValueError):
        return None
