"""Calendar files of our own making, and events written on the spot."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from intake.calendars.event import CalendarEvent
from intake.calendars.reading import ReadCalendar, read_calendar

FILES = Path(__file__).parent / "calendars"
BERLIN = ZoneInfo("Europe/Berlin")
NAMES = sorted(path.stem for path in FILES.glob("*.ics"))

BERLIN_BY_ITS_OWN_NAME = """BEGIN:VTIMEZONE
TZID:Our clock
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def event_lines(lines: str, *, uid: str = "UID:1@acme.example\n") -> str:
    """An event of these lines."""
    return f"BEGIN:VEVENT\n{uid}{lines.strip()}\nEND:VEVENT\n"


def calendar_of(content: str, *, head: str = "METHOD:REQUEST\n") -> bytes:
    """A calendar with this content, its lines ending in CRLF."""
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Acme//Desk//EN\n{head}{content}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(raw: bytes, **said: Any) -> ReadCalendar:
    """What is read of a file by somebody in Berlin."""
    return read_calendar(raw, **{"zone": BERLIN, **said})


def only(read_file: ReadCalendar) -> CalendarEvent:
    """The one event of a file of which everything was read."""
    assert (read_file.refusal, read_file.unread) == (None, ())
    (event,) = read_file.events
    return event


def event_of(lines: str, *, zones: str = "", head: str = "METHOD:REQUEST\n", **said: Any) -> CalendarEvent:
    """The event that these lines make."""
    return only(read(calendar_of(zones + event_lines(lines), head=head), **said))


def file_event(name: str) -> CalendarEvent:
    """The one event of a file."""
    return only(read((FILES / f"{name}.ics").read_bytes()))
