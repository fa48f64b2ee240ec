"""A file or a message that arrived, read: a mail or a calendar file, told apart by what it holds, never by its name."""

import hashlib
import re
from datetime import datetime

from core.vocabulary import MessageForm
from intake.arrived import Arrivals, Arrived
from intake.calendars.event import CalendarEvent
from intake.calendars.guessing import calendar_guesses
from intake.calendars.reading import read_calendar
from intake.calendars.text import text_of
from intake.guessing.guess import Reader
from intake.mails.reading import begins_like_mail, content_at, read_mail
from intake.mails.structure import MOST_BYTES
from intake.sniff import HEAD_BYTES, refusal_of_bytes
from intake.wording import Told, told

_MOST_EVENTS = 200
_CALENDAR = re.compile(
    rb"(?:\xef\xbb\xbf)?[ \t\r\n]{0,1000}BEGIN[ \t]{0,8}:[ \t]{0,8}V(?:CALENDAR|EVENT)", re.IGNORECASE
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NEXT_MAIL = re.compile(rb"(?:\r?\n){2}From [^\r\n]{1,300}(?:\r?\n)[!-9;-~]{1,76}:")
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_arrivals(raw: bytes, *, reader: Reader, now: datetime, language_hint: str | None = None) -> Arrivals:
    """Everything that a file holds: one mail, or each event of a calendar. Whatever the bytes are, nothing is raised.

    The same bytes, reader and `now` are read the same, by whichever way they came.
    """
    if is_calendar(raw):
        return _of_calendar(_narrow(raw), reader=reader, now=now, hint=language_hint)
    refusal = _refusal_of(raw)
    if refusal is not None:
        return Arrivals(form=MessageForm.MAIL, refusal=refusal)
    return read_mail(raw, reader=reader, now=now, language_hint=language_hint)


def is_calendar(raw: bytes) -> bool:
    """Whether bytes begin as a calendar file does, after a mark of the byte order and blanks."""
    return _CALENDAR.match(_narrow(raw[:4_096])) is not None


def is_mail(raw: bytes) -> bool:
    """Whether bytes begin as a mail does: with its fields."""
    return not is_calendar(raw) and begins_like_mail(raw)


def _narrow(raw: bytes) -> bytes:
    """The bytes as UTF-8, where a mark says that they are UTF-16, as some programs of Windows save calendars."""
    for mark, name in _WIDE:
        if raw.startswith(mark):
            return raw.decode(name, "replace").encode("utf-8", "replace")
    return raw


def _refusal_of(raw: bytes) -> Told | None:
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        return told("mail.empty")
    if raw.startswith(_OLE):
        return told("mail.outlook_file")
    if len(raw) > MOST_BYTES:
        return told("mail.too_large", most=MOST_BYTES // (1024 * 1024))
    if begins_like_mail(raw):
        is_mailbox = raw.lstrip()[:5] == b"From " and _NEXT_MAIL.search(raw, content_at(raw)) is not None
        return told("mail.mailbox") if is_mailbox else None
    seems = refusal_of_bytes(raw[:HEAD_BYTES])
    kind = seems.parts.get("kind") if seems is not None else None
    return told("mail.seems_to_be", kind=kind) if kind is not None else told("mail.no_mail")


def _of_calendar(raw: bytes, *, reader: Reader, now: datetime, hint: str | None) -> Arrivals:
    read = read_calendar(raw, zone=reader.zone)
    if read.refusal is not None:
        return Arrivals(form=MessageForm.CALENDAR, unread=read.unread, refusal=read.refusal)
    events = _one_of_each(read.events)
    items = tuple(_of_event(event, reader=reader, now=now, hint=hint) for event in events[:_MOST_EVENTS])
    return Arrivals(form=MessageForm.CALENDAR, items=items, unread=read.unread)


def _one_of_each(events: tuple[CalendarEvent, ...]) -> list[CalendarEvent]:
    """One event of each UID: the newest of its revisions, the series itself before one of its dates."""
    best: dict[str, CalendarEvent] = {}
    for event in events:
        known = best.get(event.uid)
        if known is None or _newness(event) > _newness(known):
            best[event.uid] = event
    return list(best.values())


def _newness(event: CalendarEvent) -> tuple[bool, int]:
    return event.recurrence_id is None, event.sequence


def _of_event(event: CalendarEvent, *, reader: Reader, now: datetime, hint: str | None) -> Arrived:
    stamped_at = event.stamped_at
    return Arrived(
        form=MessageForm.CALENDAR,
        digest=hashlib.sha256(event.source.encode("utf-8", "replace")).hexdigest(),
        message_id=None,
        reference_ids=(),
        subject=event.summary,
        sender_name=event.organizer_name,
        sender_address=event.organizer_address,
        reply_to=None,
        received_at=stamped_at if stamped_at is not None and stamped_at <= now else now,
        is_automatic=False,
        text=text_of(event),
        event=event,
        guesses=calendar_guesses(event, reader=reader, now=now, language_hint=hint),
        notices=event.notices,
    )
