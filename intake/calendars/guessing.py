"""What a calendar event says of an invitation, as guesses with their evidence, in the same form as those of a message.

What stands in its words is read as any message is; what its properties say outright goes first. A property is evidence
by the place where its words stand in the event's text, else by what it says (`Source.CALENDAR`, an empty span).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import TypeVar

from core.vocabulary import Format, Medium
from intake.calendars.event import CalendarEvent
from intake.calendars.text import text_of
from intake.guessing.guess import (
    Confidence,
    Evidence,
    Guess,
    Guesses,
    Kind,
    MessageKind,
    Reader,
    Source,
    Value_co,
    Why,
)
from intake.guessing.links import MOST_LOCATION
from intake.guessing.names import has_legal_form, own_name
from intake.guessing.reading import guesses_in
from intake.guessing.senders import is_contact_address
from intake.guessing.words_file import shared

_FIRST_YEAR, _LAST_YEAR = 1971, 2199
_MOST_CANDIDATES = 8
_MOST_EXCERPT = 300
_ASKING = frozenset({"REQUEST"})
_OPEN = (None, "PUBLISH", "REQUEST", "ADD")
"""Methods that bring an event: the others answer one, or ask something about it."""
Value = TypeVar("Value", bound=str | date)


def calendar_guesses(
    event: CalendarEvent, *, reader: Reader, now: datetime, language_hint: str | None = None
) -> Guesses:
    """What an event says of an invitation. It was received when it was written, and never after `now`.

    A request that asks the reader, or whose words speak of an interview, is an invitation; one that calls the event off
    is a cancellation; any other event may be the dentist's and is unclear.
    """
    text = text_of(event)
    stamped_at = event.stamped_at if event.stamped_at is not None and event.stamped_at <= now else None
    name, address = _contact_of(event, reader)
    said = guesses_in(
        text,
        now=now,
        reader=reader,
        received_at=stamped_at or now,
        subject=event.summary,
        sender_name=name,
        sender_address=address,
        language_hint=language_hint,
    )
    kind = _kind_of(event, text, said.kind, reader)
    starts = tuple(_starts(event, reader, received_at=stamped_at or now, kind=kind))
    days = _days(event) if not said.interview_at else ()
    places = tuple(_places(event, text, said))
    return replace(
        said,
        kind=kind,
        company=tuple(map(_by_organizer, said.company)),
        contact_name=tuple(map(_by_organizer, said.contact_name)),
        contact_email=tuple(map(_by_organizer, said.contact_email)),
        medium=_media(event, said.medium),
        format=_first(_formats(event, said), said.format),
        location=_first(places, said.location),
        interview_at=_first(starts, said.interview_at),
        received_at=_received(stamped_at) or said.received_at,
        slots=() if starts else (*days, *said.slots),
    )


def _contact_of(event: CalendarEvent, reader: Reader) -> tuple[str | None, str | None]:
    """Whom to answer: the organiser, if that is a person; where it is the reader, the one other who is asked."""
    if event.organizer_address is None or event.organizer_address not in reader.addresses:
        is_person = event.organizer_address is None or _is_person(event.organizer_address, reader)
        return _turned(event.organizer_name), event.organizer_address if is_person else None
    others = [
        one
        for one in event.attendees
        if _is_person(one.address, reader) and not (one.name and own_name(one.name, reader.names))
    ]
    return (_turned(others[0].name), others[0].address) if len(others) == 1 else (None, None)


def _turned(name: str | None) -> str | None:
    """ "Weber, Ben" as "Ben Weber", as the directories of companies write names; "Acme, Inc." stays."""
    last, comma, first = (name or "").partition(",")
    is_person = comma and "," not in first and 0 < len(first.split()) <= 3 and 0 < len(last.split()) <= 3
    return f"{first.strip()} {last.strip()}" if is_person and name and not has_legal_form(name) else name


def _is_person(address: str, reader: Reader) -> bool:
    """Whether a person reads what is sent there: no robot's address, and none of a calendar itself."""
    host = address.rpartition("@")[2]
    robots = shared("calendars")["robots"]
    is_calendar = address in robots or any(host == robot or host.endswith(f".{robot}") for robot in robots)
    return is_contact_address(address, reader) and not is_calendar


def _kind_of(event: CalendarEvent, text: str, said: Kind, reader: Reader) -> Kind:
    if event.is_cancelled:
        evidence = _property(event.method if event.method == "CANCEL" else event.status or "")
        return Kind(MessageKind.CANCELLATION, Why("kind_calendar_cancelled"), evidence)
    if event.method not in _OPEN:
        return Kind(MessageKind.UNCLEAR, Why("kind_unclear"))
    asked = next((one for one in event.attendees if one.address in reader.addresses), None)
    if event.method in _ASKING and asked is not None:
        return Kind(MessageKind.INVITATION, Why("kind_calendar_request"), _property(asked.address))
    if said.is_invitation:
        return said
    if found := _interview_words().search(text):
        return Kind(MessageKind.INVITATION, Why("kind_invitation"), _span(text, *found.span()))
    return Kind(MessageKind.UNCLEAR, Why("kind_unclear"))


@cache
def _interview_words() -> re.Pattern[str]:
    words = sorted(shared("calendars")["interviews"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def _starts(event: CalendarEvent, reader: Reader, *, received_at: datetime, kind: Kind) -> Iterator[Guess[datetime]]:
    at = event.starts_at
    if at is None or not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return
    code = "calendar_start_account" if event.is_in_readers_zone else "calendar_start"
    zone = event.zone if event.zone is not None and not event.is_in_readers_zone else reader.zone.key
    why, confidence = Why(code, (("zone", zone),)), Confidence.SURE
    if event.is_in_readers_zone or kind.code is MessageKind.UNCLEAR:
        confidence = Confidence.LIKELY
    if at <= received_at:
        why, confidence = Why("passed"), Confidence.GUESS
    yield Guess(at, confidence, _property(at.astimezone(reader.zone).isoformat(" ", "minutes")), why)


def _days(event: CalendarEvent) -> tuple[Guess[date], ...]:
    on = event.starts_on
    if on is None or not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        return ()
    return (Guess(on, Confidence.LIKELY, _property(on.isoformat()), Why("calendar_day")),)


def _received(stamped_at: datetime | None) -> tuple[Guess[datetime], ...]:
    if stamped_at is None or stamped_at.year < _FIRST_YEAR:
        return ()
    evidence = _property(stamped_at.isoformat(" ", "seconds"))
    return (Guess(stamped_at, Confidence.LIKELY, evidence, Why("calendar_stamped")),)


def _formats(event: CalendarEvent, said: Guesses) -> Iterator[Guess[Format]]:
    """How it is held: by its link or its number, else by its place. Some calendars add a link unasked."""
    text = text_of(event)
    at_door = _street_in_place(event, text, said)
    if at_door is not None and (event.conference_url or event.phone_number):
        yield Guess(Format.ONSITE, Confidence.LIKELY, at_door, Why("calendar_place"))
    confidence = Confidence.LIKELY if at_door is not None else Confidence.SURE
    if event.conference_url is not None:
        evidence = _quoted(text, event.conference_url)
        yield Guess(Format.VIDEO, confidence, evidence, Why("calendar_conference"))
    elif event.phone_number is not None:
        yield Guess(Format.PHONE, confidence, _quoted(text, event.phone_number), Why("phone_number"))
    elif at_door is not None:
        yield Guess(Format.ONSITE, Confidence.SURE, at_door, Why("calendar_place"))
    elif (place := _place_span(event)) is not None:
        inside = [one for one in said.format if one.evidence.source is Source.TEXT and _is_within(one.evidence, place)]
        if inside:
            yield replace(inside[0], confidence=Confidence.LIKELY, why=Why("calendar_place"))
        elif not said.format and event.location and not _is_open(event.location):
            yield Guess(Format.ONSITE, Confidence.GUESS, _span(text, *place), Why("calendar_place"))


def _places(event: CalendarEvent, text: str, said: Guesses) -> Iterator[Guess[str]]:
    link, place = event.conference_url, _place_span(event)
    at_door = _street_in_place(event, text, said)
    is_link = link is not None and len(link) <= MOST_LOCATION
    if is_link and at_door is None:
        yield Guess(link or "", Confidence.SURE, _quoted(text, link or ""), Why("calendar_conference"))
    elif event.phone_number is not None and at_door is None and link is None:
        yield Guess(event.phone_number, Confidence.SURE, _quoted(text, event.phone_number), Why("phone_number"))
    if place is not None and event.location and event.location != link and not _is_open(event.location):
        confidence = Confidence.LIKELY if link is not None else Confidence.SURE
        value = event.location if len(event.location) <= MOST_LOCATION else None
        if value is not None and value != event.phone_number:
            yield Guess(value, confidence, _span(text, *place), Why("calendar_place"))
    if is_link and at_door is not None:
        yield Guess(link or "", Confidence.LIKELY, _quoted(text, link or ""), Why("calendar_conference"))


def _is_open(location: str) -> bool:
    """Whether the place is said to be told later."""
    return location.strip(" .").casefold() in {"tbd", "tba", "tbc", "n/a", "-"}


def _place_span(event: CalendarEvent) -> tuple[int, int] | None:
    """Where the place stands in the event's text."""
    if not event.location or not event.location.strip():
        return None
    start = len(event.summary) + 1 if event.summary and event.summary.strip() else 0
    return start, start + len(event.location)


def _street_in_place(event: CalendarEvent, text: str, said: Guesses) -> Evidence | None:
    """The place, where it holds a street and a number."""
    place = _place_span(event)
    if place is None:
        return None
    streets = [one for one in said.location if one.why.code == "address" and one.evidence.source is Source.TEXT]
    return _span(text, *place) if any(_is_within(one.evidence, place) for one in streets) else None


def _is_within(evidence: Evidence, span: tuple[int, int]) -> bool:
    return span[0] <= evidence.start < span[1]


def _media(event: CalendarEvent, said: Sequence[Guess[Medium]]) -> tuple[Guess[Medium], ...]:
    """Requests travel by mail (RFC 6047); of any other event nothing but its words tells how it came."""
    others = [one for one in said if one.evidence.source is not Source.SENDER]
    if event.method not in {"REQUEST", "CANCEL", "ADD"} or event.organizer_address is None:
        return tuple(others)
    evidence = _property(event.organizer_address)
    mail = Guess(Medium.EMAIL, Confidence.LIKELY, evidence, Why("calendar_organizer"))
    return (mail, *(one for one in others if one.value is not Medium.EMAIL))


def _by_organizer(guess: Guess[Value_co]) -> Guess[Value_co]:
    """The guess, with the organiser as its evidence where it rests on who sent it."""
    if guess.evidence.source is not Source.SENDER:
        return guess
    code = "calendar_organizer" if guess.why.code == "sender_beside" else guess.why.code
    return replace(guess, evidence=_property(guess.evidence.excerpt), why=Why(code, guess.why.parts))


def _first(best: Iterable[Guess[Value]], others: Sequence[Guess[Value]]) -> tuple[Guess[Value], ...]:
    """The best, then whatever else was read, less sure than it was; each value once."""
    leading = tuple(best)
    rest = [replace(one, confidence=one.confidence.lowered()) for one in others] if leading else others
    kept: dict[Value, Guess[Value]] = {}
    for guess in (*leading, *rest):
        kept.setdefault(guess.value, guess)
    return tuple(kept.values())[:_MOST_CANDIDATES]


def _quoted(text: str, words: str) -> Evidence:
    """The place of these words in the text, or the property that says them."""
    at = text.find(words)
    return _span(text, at, at + len(words)) if at >= 0 else _property(words)


def _span(text: str, start: int, end: int) -> Evidence:
    end = min(end, start + _MOST_EXCERPT)
    return Evidence(Source.TEXT, start, end, text[start:end])


def _property(said: str) -> Evidence:
    return Evidence(Source.CALENDAR, 0, 0, said[:_MOST_EXCERPT])
