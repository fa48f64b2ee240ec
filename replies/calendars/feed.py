"""The feed of deadlines and interviews that calendar programs subscribe to (RFC 5545, RFC 7986)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar.prop import vDuration

from replies.calendars.lines import instant_line, text_line, written
from replies.calendars.replying import PRODID

REFRESH_PERIOD = timedelta(hours=1)
"""How often a calendar program is asked to look again; most look when they like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of the feed. Instants are aware; `uid` never changes, and `sequence` rises with every change.

    An entry without an end is a moment, such as a deadline: it takes no time of anybody's day. `alarms` are how long
    before the beginning to ring.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    description: str | None
    location: str | None
    url: str | None
    updated_at: datetime
    is_cancelled: bool
    alarms: tuple[timedelta, ...]
    is_tentative: bool = False
    """It may take place: nobody has agreed to it yet."""
    is_busy: bool = True
    """It takes its time of somebody's day."""


def calendar_feed(entries: Iterable[FeedEntry], *, name: str, now: datetime) -> bytes:
    """The entries as one VCALENDAR. The same entries give the same bytes, whenever they are asked for.

    `now` only bounds what can be told of an entry: none was changed after it. An entry that was called off stays in,
    marked so, since a calendar program may keep what merely vanishes.
    """
    every = vDuration(REFRESH_PERIOD).to_ical().decode()
    head = [
        *("BEGIN:VCALENDAR", PRODID, "VERSION:2.0", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
        *(text_line("X-WR-CALNAME", name), text_line("NAME", name)),
        *(f"REFRESH-INTERVAL;VALUE=DURATION:{every}", f"X-PUBLISHED-TTL:{every}"),
    ]
    ordered = sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))
    return written([*head, *(line for entry in ordered for line in _event(entry, now)), "END:VCALENDAR"])


def _event(entry: FeedEntry, now: datetime) -> Iterator[str]:
    changed_at = min(entry.updated_at, now).astimezone(UTC)
    yield "BEGIN:VEVENT"
    yield text_line("UID", entry.uid)
    # In a calendar that is published DTSTAMP is when the entry last changed (RFC 5545, section 3.8.7.2).
    yield instant_line("DTSTAMP", changed_at)
    yield instant_line("LAST-MODIFIED", changed_at)
    yield f"SEQUENCE:{entry.sequence}"
    yield instant_line("DTSTART", entry.starts_at.astimezone(UTC))
    if entry.ends_at is not None and entry.ends_at > entry.starts_at:
        yield instant_line("DTEND", entry.ends_at.astimezone(UTC))
    yield text_line("SUMMARY", entry.summary)
    for property_name, text in (("DESCRIPTION", entry.description), ("LOCATION", entry.location)):
        if text:
            yield text_line(property_name, text)
    if entry.url:
        yield f"URL:{''.join(char for char in entry.url if char.isprintable() and char != ' ')}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'TENTATIVE' if entry.is_tentative else 'CONFIRMED'}"
    takes_time = entry.is_busy and entry.ends_at is not None and not entry.is_cancelled
    yield f"TRANSP:{'OPAQUE' if takes_time else 'TRANSPARENT'}"
    if not entry.is_cancelled:
        for before in sorted(set(entry.alarms)):
            yield from _alarm(before, entry.summary)
    yield "END:VEVENT"


def _alarm(before: timedelta, words: str) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:{vDuration(-before).to_ical().decode()}"
    yield text_line("DESCRIPTION", words)
    yield "END:VALARM"
