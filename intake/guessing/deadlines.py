"""Until when an answer is asked for: "let us know by Friday", "within 48 hours", "bis Ende der Woche"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.guessing.guess import Confidence, Guess, Why
from intake.guessing.message import Message
from intake.guessing.moments import Moment
from intake.guessing.phrases import Span

_MOST_HOURS, _MOST_DAYS = 240, 60
_NUMBER = re.compile(r"\s{0,3}(\d{1,3}|[^\W\d_]{1,8})(?:\s{0,2}\([^()]{1,6}\))?\s{1,3}")
_LATEST_AHEAD = timedelta(days=370)
_FRIDAY = 4
_MOST_BETWEEN = 30
_NEAR_DAY = 8
_MARKS = re.compile(r"[,:|_]|\*\*|^[ \t][-\u2013\u2014](?=[ \t])")
"""What stands in "Deadline: …", in a row of a table, or around bold words; a dash that begins a line begins an item."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The candidates, and the moments that they were made of, which are no interviews."""

    respond_by: tuple[Guess[date], ...]
    moments: tuple[Moment, ...]


def deadlines_in(message: Message, moments: Sequence[Moment]) -> Deadlines:
    """What the message says of the time until which an answer is wanted."""
    taken: list[Moment] = []
    guesses: list[Guess[date]] = []
    for moment in moments:
        if not message.is_said(moment.start) or (by := _said_by(message, moment)) is None:
            continue
        taken.append(moment)
        if (guess := _by(message, moment, by)) is not None:
            guesses.append(guess)
    guesses.extend(_within(message))
    guesses.extend(_ends(message, taken))
    return Deadlines(tuple(guesses), tuple(taken))


def _said_by(message: Message, moment: Moment) -> Span | None:
    """The "by" right before a moment."""
    for start, end in reversed(message.found.get("by", [])):
        if start < moment.start and end <= moment.start + 1:
            between = message.text[end : moment.start]
            words = " ".join(_MARKS.sub(" ", between.lower()).split())
            if len(between) <= _MOST_BETWEEN and (not words or words in message.words.among("after_by")):
                return start, end
            return None
    return None


def _by(message: Message, moment: Moment, by: Span) -> Guess[date] | None:
    if _is_past(message, moment.value):
        return None
    start, end = message.sentence(by[0])
    if not _is_asked(message, start, end, by[0]):
        return None
    confidence = moment.confidence
    if moment.is_guessed_hour:
        confidence = Confidence.GUESS
    why = moment.doubts[0] if moment.doubts else Why("deadline")
    return Guess(moment.value, message.weigh(confidence, by[0]), message.evidence(by[0], moment.end), why)


def _is_past(message: Message, value: date) -> bool:
    if isinstance(value, datetime):
        return not message.received_at < value < message.received_at + _LATEST_AHEAD
    today = _today(message)
    return not today <= value < today + _LATEST_AHEAD


def _is_asked(message: Message, start: int, end: int, place: int) -> bool:
    """Whether a sentence asks the reader for an answer, rather than telling what the writers will do."""
    if message.has("theirs", start, place) or message.has("start_of_work", start, place):
        return False
    return message.has("asks", start, end)


def _within(message: Message) -> Iterator[Guess[date]]:
    for start, end in message.spans("within"):
        if message.has("no_deadline", start, start + 1):
            continue
        number = _NUMBER.match(message.lower, end)
        if number is None:
            continue
        count = _count(message, number[1])
        unit = next((one for one in _UNITS if message.has(one, number.end(), number.end() + 1)), None)
        if not count or unit is None or not _is_asked(message, *message.sentence(start), start):
            continue
        unit_end = next(e for s, e in message.found[unit] if s == number.end())
        if (found := _counted(message, count, unit)) is not None:
            value, why = found
            confidence = Confidence.LIKELY
            yield Guess(value, message.weigh(confidence, start), message.evidence(start, unit_end), why)


_UNITS = ("business_days", "hours", "days", "weeks")


def _count(message: Message, word: str) -> int:
    # Not `isdigit`: "²" is a digit, and no number.
    if word.isdecimal():
        return int(word)
    numbers = message.words.numbered("numbers")
    return numbers.get(word, -1) + 1


def _counted(message: Message, count: int, unit: str) -> tuple[date, Why] | None:
    """The moment so many units after the message came, and the sentence that says so."""
    received, today = message.received_at, _today(message)
    if unit == "hours":
        return (
            (received + timedelta(hours=count), Why("deadline_hours", (("n", str(count)),)))
            if count <= _MOST_HOURS
            else None
        )
    days = count * 7 if unit == "weeks" else count
    if days > _MOST_DAYS:
        return None
    parts = (("n", str(days)), ("day", today.isoformat()))
    if unit == "business_days":
        add = message.reader.add_business_days
        return (add(today, days), Why("deadline_business_days", parts)) if add is not None else None
    return today + timedelta(days=days), Why("deadline_days", parts)


def _ends(message: Message, taken: Sequence[Moment]) -> Iterator[Guess[date]]:
    """ "By the end of the day", "bis Ende der Woche": dates, counted from the day on which the message came."""
    today = _today(message)
    to_friday = (_FRIDAY - today.weekday()) % 7
    for group, days in (("end_of_day", 0), ("end_of_week", to_friday), ("end_of_next_week", to_friday + 7)):
        for start, end in message.spans(group):
            if any(end <= moment.start <= end + _NEAR_DAY for moment in taken):
                continue  # "by close of business on Wednesday" is Wednesday's
            first, last = message.sentence(start)
            has_by = message.has("by", max(first, start - 20), start + 1)
            named_day = any(message.has(one, start, end + 12) for one in ("tomorrow",))
            if not _is_asked(message, first, last, start) or (not has_by and group != "end_of_day"):
                continue
            value = today + timedelta(days=days + named_day)
            why = Why("relative", (("day", today.isoformat()),))
            yield Guess(value, message.weigh(Confidence.LIKELY, start), message.evidence(start, end), why)


def _today(message: Message) -> date:
    return message.received_at.astimezone(message.reader.zone).date()
