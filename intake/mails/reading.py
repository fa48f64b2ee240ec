"""One mail, read: who wrote it and when, what it says, whether it may be answered, and the calendar request in it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from core.vocabulary import MessageForm
from intake.arrived import Arrivals, Arrived
from intake.calendars.event import CalendarEvent
from intake.calendars.guessing import calendar_guesses
from intake.calendars.reading import read_calendar
from intake.calendars.text import text_of
from intake.guessing.guess import Evidence, Guess, Guesses, Kind, MessageKind, Reader, Source, Value_co, Why
from intake.guessing.merging import merged
from intake.guessing.reading import guesses_in
from intake.guessing.senders import is_contact_address
from intake.mails.addresses import Mailbox, addresses_in, mailbox_in
from intake.mails.arrival_time import received_at
from intake.mails.automatic import is_automatic
from intake.mails.body import Body, read_body
from intake.mails.forwarding import Forwarded, forwarded_in, without_prefix
from intake.mails.headers import Headers
from intake.mails.markup import markup_guesses
from intake.mails.structure import MailRefused, take_apart
from intake.mails.thread import message_id_of, references_of
from intake.wording import Told

MOST_SUBJECT = 1_000
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]{0,8}:")
_ENVELOPE = re.compile(rb">?From [^\r\n]{0,500}(?:\r\n|\n|\r)")
_OF_MAIL = frozenset({
    "from", "to", "subject", "date", "received", "message-id", "return-path", "sender", "delivered-to", "mime-version",
})  # fmt: skip
_ANSWERABLE = ("REQUEST", "CANCEL", "ADD", "COUNTER", "DECLINECOUNTER", "PUBLISH", None)
"""Methods of a calendar part, the ones that an invitation comes by first."""


def begins_like_mail(raw: bytes) -> bool:
    """Whether bytes begin with the fields of a mail, one of which every mail has."""
    start = content_at(raw)
    if _FIELD.match(raw, start) is None:
        return False
    names = {line.partition(b":")[0].strip().lower().decode("ascii", "replace") for line in _first_lines(raw, start)}
    return bool(names & _OF_MAIL)


def content_at(raw: bytes) -> int:
    """Where a mail begins: behind a mark of the byte order, blank lines, and the line that an mbox puts above it."""
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while raw[start : start + 1] in (b"\r", b"\n", b" ", b"\t") and start < len(raw) and start < _MOST_BLANKS:
        start += 1
    envelope = _ENVELOPE.match(raw, start)
    return envelope.end() if envelope else start


_MOST_BLANKS = 1_000
_MOST_FIRST_BYTES = 64 * 1024


def _first_lines(raw: bytes, start: int) -> Iterable[bytes]:
    for line in raw[start : start + _MOST_FIRST_BYTES].splitlines():
        if not line.strip():
            return
        yield line


def read_mail(raw: bytes, *, reader: Reader, now: datetime, language_hint: str | None) -> Arrivals:
    """A mail with its guesses; refused where it is larger, deeper or of more parts than is read."""
    try:
        mail = take_apart(raw[content_at(raw) :])
    except MailRefused as refused:
        return Arrivals(form=MessageForm.MAIL, refusal=refused.because)
    headers, body = mail.headers, read_body(mail)
    sender, reply_to = _sender(headers), mailbox_in(headers, "reply-to")
    subject = (headers.words("subject") or "")[:MOST_SUBJECT] or None
    forwarded = forwarded_in(body.text, subject, sender, reader=reader, now=now, hint=language_hint)
    came_at = received_at(headers, now=now)
    event, notices = _event_in(body, _with_recipients(headers, reader))
    arrived = Arrived(
        form=MessageForm.MAIL,
        digest=hashlib.sha256(raw).hexdigest(),
        message_id=message_id_of(headers),
        reference_ids=references_of(headers),
        subject=subject,
        sender_name=sender.name,
        sender_address=sender.address,
        reply_to=reply_to.address if _is_another(reply_to, reader) else None,
        received_at=came_at,
        is_automatic=is_automatic(mail, sender, reply_to, reader),
        text=body.text,
        event=event,
        guesses=Guesses(language=None, kind=Kind(MessageKind.UNCLEAR, Why("kind_unclear"))),
        notices=(*body.notices, *notices, *(event.notices if event else ())),
    )
    if forwarded is not None:
        arrived = _as_forwarded(arrived, forwarded, subject or "")
    if not arrived.text and event is not None:
        arrived = replace(arrived, text=text_of(event))
    return Arrivals(form=MessageForm.MAIL, items=(_with_guesses(arrived, body, reader, now, language_hint),))


def _sender(headers: Headers) -> Mailbox:
    """Who wrote it: From, else Sender, else the path by which it would come back."""
    each = [mailbox_in(headers, field) for field in ("from", "sender", "return-path")]
    whole = next((one for one in each if one.address is not None), each[0])
    return Mailbox(whole.name or each[0].name, whole.address)


def _is_another(mailbox: Mailbox, reader: Reader) -> bool:
    return mailbox.address is not None and is_contact_address(mailbox.address, reader)


def _as_forwarded(arrived: Arrived, forwarded: Forwarded, subject: str) -> Arrived:
    """What the reader sent on is from whoever wrote it, and came when it did."""
    return replace(
        arrived,
        subject=without_prefix(subject)[:MOST_SUBJECT] or None,
        sender_name=forwarded.sender.name,
        sender_address=forwarded.sender.address,
        reply_to=None,
        received_at=forwarded.received_at or arrived.received_at,
        is_automatic=False,
        is_forwarded=True,
        text=forwarded.text,
    )


def _with_guesses(arrived: Arrived, body: Body, reader: Reader, now: datetime, hint: str | None) -> Arrived:
    # A system that writes for a recruiter shows their name, and takes the answer at another address.
    by_robot = arrived.sender_address is None or not is_contact_address(arrived.sender_address, reader)
    is_for_another = by_robot and arrived.reply_to is not None
    words = guesses_in(
        arrived.text,
        now=now,
        reader=reader,
        received_at=arrived.received_at,
        subject=arrived.subject,
        sender_name=None if is_for_another and _is_name_of_host(arrived) else arrived.sender_name,
        sender_address=arrived.reply_to if is_for_another else arrived.sender_address,
        language_hint=hint,
    )
    calendar = None
    if arrived.event is not None:
        said = calendar_guesses(arrived.event, reader=reader, now=now, language_hint=hint)
        calendar = _standing_in(said, arrived.text)
    markup = markup_guesses(body.scripts, reader=reader) if body.scripts else None
    return replace(arrived, guesses=merged(words, calendar=calendar, markup=markup))


def _is_name_of_host(arrived: Arrived) -> bool:
    """Whether a system writes under a name of its own: "Calendly" from calendly.com is nobody to be greeted."""
    host = (arrived.sender_address or "").rpartition("@")[2].casefold()
    return "".join((arrived.sender_name or "").casefold().split()) in host.split(".")


def _event_in(body: Body, reader: Reader) -> tuple[CalendarEvent | None, tuple[Told, ...]]:
    """The event that the mail is about: a request before others, one that asks the reader before one that doesn't."""
    events: list[CalendarEvent] = []
    refusals: list[Told] = []
    for part in body.calendars:
        named = part.headers.parameter("method"), part.headers.parameter("charset")
        read = read_calendar(part.content(), zone=reader.zone, method=named[0], charset=named[1])
        events.extend(read.events)
        refusals.extend([read.refusal] if read.refusal is not None else [])
    if not events:
        return None, tuple(refusals[:1])

    def order(event: CalendarEvent) -> tuple[int, bool, bool]:
        place = _ANSWERABLE.index(event.method) if event.method in _ANSWERABLE else len(_ANSWERABLE)
        asks_reader = any(one.address in reader.addresses for one in event.attendees)
        return place, not asks_reader, event.recurrence_id is not None

    return min(events, key=order), ()


def _with_recipients(headers: Headers, reader: Reader) -> Reader:
    """The reader, known by the address that the mail was delivered to as well, where only one is named."""
    delivered = addresses_in(headers, "delivered-to") or addresses_in(headers, "x-original-to")
    return replace(reader, addresses=reader.addresses | {delivered[0]}) if len(delivered) == 1 else reader


def _standing_in(guesses: Guesses, text: str) -> Guesses:
    """Guesses of an event with evidence of the mail: by the place in its text, else the event itself."""

    def placed(guess: Guess[Value_co]) -> Guess[Value_co]:
        return replace(guess, evidence=_placed(guess.evidence, text))

    kind = guesses.kind
    return replace(
        guesses,
        kind=replace(kind, evidence=_placed(kind.evidence, text)) if kind.evidence is not None else kind,
        company=tuple(map(placed, guesses.company)),
        role=tuple(map(placed, guesses.role)),
        contact_name=tuple(map(placed, guesses.contact_name)),
        contact_email=tuple(map(placed, guesses.contact_email)),
        medium=tuple(map(placed, guesses.medium)),
        format=tuple(map(placed, guesses.format)),
        location=tuple(map(placed, guesses.location)),
        interview_at=tuple(map(placed, guesses.interview_at)),
        respond_by=tuple(map(placed, guesses.respond_by)),
        received_at=tuple(map(placed, guesses.received_at)),
        job_url=tuple(map(placed, guesses.job_url)),
        salary=tuple(map(placed, guesses.salary)),
        slots=tuple(map(placed, guesses.slots)),
    )


def _placed(evidence: Evidence, text: str) -> Evidence:
    if evidence.source not in {Source.TEXT, Source.SUBJECT}:
        return evidence
    at = text.find(evidence.excerpt) if evidence.excerpt else -1
    if at < 0:
        return Evidence(Source.CALENDAR, 0, 0, evidence.excerpt)
    return Evidence(Source.TEXT, at, at + len(evidence.excerpt), evidence.excerpt)
