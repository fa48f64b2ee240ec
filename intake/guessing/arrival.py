"""When the message was sent, as its own head says."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from itertools import islice

from intake.guessing.days import Day, days_in
from intake.guessing.guess import Confidence, Guess, Why
from intake.guessing.layout import Part
from intake.guessing.message import Message
from intake.guessing.ranking import ranked
from intake.guessing.zones import zone_at

_OFFSET = re.compile(r"\s?(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>[0-5]\d)")
_MINUTES_OF_DAY = 24 * 60
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?(?:\s?([ap])\.?\s?m)?", re.IGNORECASE)
_CHAT_LINES = 400


def arrivals_in(message: Message, *, now: datetime) -> tuple[Guess[datetime], ...]:
    """Candidates for when it was received, none of them after `now`: the newest part of the text first."""
    days = days_in(message)
    found = [*_of_heads(message, days), *_of_chats(message, days)]
    return ranked([guess for guess in found if guess.value <= now][:1], hash)


def _of_heads(message: Message, days: Sequence[Day]) -> Iterator[Guess[datetime]]:
    for line in message.lines:
        if line.part is not Part.HEAD or message.words.header_labels.get(line.label or "") != "sent":
            continue
        day = next((one for one in days if line.start <= one.start < line.end), None)
        clock = _CLOCK.search(message.text, day.end, line.end) if day else None
        at = _time_of(clock) if clock else None
        if day is None or clock is None or at is None:
            continue
        zone = _zone_after(message, clock.end())
        local = datetime.combine(day.on, at, tzinfo=zone or message.reader.zone)
        # The clock of a head without a zone is that of the program that wrote it, which is nearly always the reader's.
        confidence = message.weigh(day.confidence if zone else day.confidence.lowered(), line.start)
        yield Guess(local.astimezone(UTC), confidence, message.evidence(day.start, clock.end()), Why("mail_header"))


def _zone_after(message: Message, at: int) -> tzinfo | None:
    if offset := _OFFSET.match(message.text, at):
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"])
        if minutes >= _MINUTES_OF_DAY:
            return None
        return timezone(timedelta(minutes=minutes if offset["sign"] == "+" else -minutes))
    named = zone_at(message.words, message.text, message.lower, at)
    return named.zone if named else None


def _time_of(clock: re.Match[str]) -> time | None:
    hour, minute, half = int(clock[1]), int(clock[2]), (clock[3] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _of_chats(message: Message, days: Sequence[Day]) -> Iterator[Guess[datetime]]:
    """The stamps of chat messages that name a day, the last one first."""
    for line in islice(reversed(message.lines), _CHAT_LINES):
        head = line.chat
        if head is None or head.day is None or head.time is None or line.part is Part.OWN:
            continue
        day = next((one for one in days if line.start <= one.start < head.start), None)
        clock = _CLOCK.match(head.time)
        at = _time_of(clock) if clock else None
        if day is None or at is None:
            continue
        local = datetime.combine(day.on, at, tzinfo=message.reader.zone)
        evidence = message.evidence(line.start, head.start)
        yield Guess(local.astimezone(UTC), Confidence.LIKELY, evidence, Why("chat_header"))
