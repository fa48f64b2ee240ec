"""A calendar file, read: its events, each with what it says and the request that it is answered from.

Any maker's file is taken: one event that can't be read is reported with its line and the rest goes on; a property that
can't is left out where the event can live without it. Recurrences are never expanded.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.arrived import Unread
from intake.calendars.conferences import conference_url_in, phone_number_in
from intake.calendars.event import CalendarEvent
from intake.calendars.limits import (
    MOST_DESCRIPTION,
    MOST_LOCATION,
    MOST_RECURRENCE_ID,
    MOST_RULE,
    MOST_SUMMARY,
    MOST_UID,
)
from intake.calendars.people import attendees_of, organizer_of
from intake.calendars.properties import first_of, text_of_property
from intake.calendars.scanning import CalendarRefused, Component, scan
from intake.calendars.source import ZoneTexts, source_of, zone_texts
from intake.calendars.times import Clock, NoTime, OutsideCalendar, When, clock_of, end_of
from intake.calendars.zones import zones_of
from intake.mails.webpage import read_page
from intake.texts import shown
from intake.wording import Told, told

_OTHERS = {"VTODO": "calendar.task", "VJOURNAL": "calendar.note", "VFREEBUSY": "calendar.taken_times"}
_TAGS = re.compile(r"<(?:br|p|div|span|a|b|i|u|ul|ol|li|html|body|table|strong|h[1-6])\b[^<>]{0,2000}>", re.IGNORECASE)
_METHOD = re.compile(r"[A-Za-z-]{1,30}")
_MOST_SEQUENCE = 2_147_483_647
_MADE = "made.replyby.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCalendar:
    """Everything that a calendar file holds, in its order. With a `refusal` nothing of it could be read.

    `method` is the iTIP method of its first calendar, in upper case (RFC 5546), None where there is none.
    """

    method: str | None = None
    events: tuple[CalendarEvent, ...] = ()
    unread: tuple[Unread, ...] = ()
    refusal: Told | None = None


class _EventUnread(Exception):
    """An event can't be read; `because` is the sentence for the person."""

    def __init__(self, because: Told) -> None:
        super().__init__(because.name)
        self.because = because


def read_calendar(raw: bytes, *, zone: ZoneInfo, method: str | None = None, charset: str | None = None) -> ReadCalendar:
    """Read a calendar file, or the calendar part of a mail; whatever the bytes are, nothing is raised.

    `zone` is the reader's, by which floating times are taken. `method` and `charset` are those of the part's content
    type, where there is one: the method of the calendar itself goes first.
    """
    try:
        calendars = scan(raw, charset=charset)
    except CalendarRefused as refused:
        return ReadCalendar(refusal=refused.because)
    events: list[CalendarEvent] = []
    unread: list[Unread] = []
    methods = [_method_of(calendar, method) for calendar in calendars]
    for calendar, its_method in zip(calendars, methods, strict=True):
        for read in _read(calendar, method=its_method, zone=zone):
            if isinstance(read, Unread):
                unread.append(read)
            else:
                events.append(read)
    is_without_event = not any(part.name == "VEVENT" for calendar in calendars for part in calendar.parts)
    refusal = told("calendar.no_event") if is_without_event else None
    return ReadCalendar(method=methods[0], events=tuple(events), unread=tuple(unread), refusal=refusal)


def _method_of(calendar: Component, given: str | None) -> str | None:
    found = first_of(calendar, "METHOD")
    said = [text for text in (found.text if found else None, given) if text and _METHOD.fullmatch(text.strip())]
    return said[0].strip().upper() if said else None


def _read(calendar: Component, *, method: str | None, zone: ZoneInfo) -> Iterator[CalendarEvent | Unread]:
    clock = clock_of(calendar, zones_of(calendar), readers=zone)
    zones = zone_texts(calendar)
    series = {_uid_of(event, clock) for event in calendar.named("VEVENT") if first_of(event, "RECURRENCE-ID") is None}
    for part in calendar.parts:
        if part.name in _OTHERS:
            yield Unread(line=part.number, because=told("calendar.other_entry", entry=told(_OTHERS[part.name])))
        # One instance of a series that is here as a whole is a part of it, and no event of its own.
        elif part.name == "VEVENT" and not (first_of(part, "RECURRENCE-ID") and _uid_of(part, clock) in series):
            try:
                yield _event(calendar, part, method=method, clock=clock, zones=zones)
            except _EventUnread as broken:
                yield Unread(line=part.number, because=broken.because)


def _event(
    calendar: Component, component: Component, *, method: str | None, clock: Clock, zones: ZoneTexts
) -> CalendarEvent:
    if not component.is_whole:
        raise _EventUnread(told("calendar.unending"))
    start = _start_of(component, clock, is_needed=method != "CANCEL")
    location = text_of_property(component, "LOCATION", most=MOST_LOCATION)
    description = _description_of(component)
    organizer_name, organizer_address = organizer_of(component)
    instance, rule = first_of(component, "RECURRENCE-ID"), first_of(component, "RRULE")
    status = text_of_property(component, "STATUS", most=30)
    return CalendarEvent(
        uid=_uid_of(component, clock),
        sequence=_sequence_of(component),
        method=method,
        stamped_at=_stamped_at(component, clock),
        summary=text_of_property(component, "SUMMARY", most=MOST_SUMMARY),
        description=description,
        location=location,
        conference_url=conference_url_in(component, location=location, description=description),
        phone_number=phone_number_in(component, location=location),
        starts_at=start.at,
        starts_on=start.on,
        ends_at=end_of(component, start, clock),
        zone=start.zone.key if isinstance(start.zone, ZoneInfo) else None,
        is_in_readers_zone=start.is_in_readers_zone,
        organizer_name=organizer_name,
        organizer_address=organizer_address,
        attendees=tuple(attendees_of(component)),
        status=status.upper() if status else None,
        recurrence_id=instance.line.strip() if instance and len(instance.line) <= MOST_RECURRENCE_ID else None,
        recurrence_rule=rule.value[:MOST_RULE] if rule else None,
        source=source_of(calendar, component, method=method, clock=clock, zones=zones),
        notices=tuple(_notices(start, is_series=rule is not None)),
    )


def _start_of(event: Component, clock: Clock, *, is_needed: bool) -> When:
    found = first_of(event, "DTSTART")
    if found is None:
        if is_needed:
            raise _EventUnread(told("calendar.no_start"))
        return When(None, None)
    try:
        return clock.read(found)
    except OutsideCalendar:
        raise _EventUnread(told("calendar.outside")) from None
    except NoTime:
        raise _EventUnread(told("calendar.odd_start", value=shown(found.value))) from None


def _notices(start: When, *, is_series: bool) -> Iterator[Told]:
    if start.unknown_zone is not None:
        yield told("calendar.unknown_zone", zone=shown(start.unknown_zone))
    elif start.is_in_readers_zone:
        yield told("calendar.no_zone")
    if is_series:
        yield told("calendar.series")


def _uid_of(event: Component, clock: Clock) -> str:
    """The event's UID; one made from what the event says where it has none, or from the UID where that is endless."""
    found = first_of(event, "UID")
    uid = found.text if found is not None else ""
    if 0 < len(uid) <= MOST_UID:
        return uid
    said = [uid] if uid else list(_telling(event, clock))
    return f"{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:40]}@{_MADE}"


def _telling(event: Component, clock: Clock) -> Iterator[str]:
    """What tells which event it is, where no UID does: the same in every copy of it, whatever writes its times."""
    if start := first_of(event, "DTSTART"):
        try:
            when = clock.read(start)
            yield str(when.at or when.on)
        except NoTime:
            yield start.value
    for name in ("SUMMARY", "ORGANIZER"):
        yield text_of_property(event, name, most=MOST_SUMMARY) or ""


def _sequence_of(event: Component) -> int:
    found = first_of(event, "SEQUENCE")
    digits = found.value[:12] if found is not None else ""
    number = int(digits) if digits.isdecimal() else 0
    return number if number <= _MOST_SEQUENCE else 0


def _stamped_at(event: Component, clock: Clock) -> datetime | None:
    """When this version of the event was written (RFC 5545, section 3.8.7.2)."""
    for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
        found = first_of(event, name)
        try:
            if found is not None and (at := clock.read(found).at) is not None:
                return at
        except NoTime:
            continue
    return None


def _description_of(event: Component) -> str | None:
    """The words of the description; where it is HTML, or only HTML is there, as text."""
    found = first_of(event, "DESCRIPTION")
    text = found.text[:MOST_DESCRIPTION] if found is not None else ""
    if _TAGS.search(text):
        # Calendars that write tags into plain words go on ending lines as in plain words.
        text = read_page(text.replace("\n", "<br>")).text
    if not text.strip():
        markup = first_of(event, "X-ALT-DESC")
        text = read_page(markup.text[:MOST_DESCRIPTION]).text if markup is not None else ""
    return text.strip()[:MOST_DESCRIPTION] or None
