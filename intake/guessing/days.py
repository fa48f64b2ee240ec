"""Days in a message: "Tuesday, 1 December", "1.12.", "12/1/2026", "next Monday", "tomorrow", ISO dates.

A year that isn't written is the one that agrees with the weekday, else the next one in which the day is ahead. A day
that doesn't exist is none, and one whose weekday is another is never more than a guess.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import islice

from intake.guessing.guess import Confidence, Why
from intake.guessing.message import Message
from intake.guessing.words_file import Words

_MOST = 1_000
_RECENT = timedelta(days=45)
"""A day without a year that lies so little in the past isn't pushed into next year."""
_MOST_AHEAD = 400
_MOST_BETWEEN = 8

_ISO = re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_DOTTED = re.compile(
    r"(?<![\d.,])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s(?=20\d\d))?(?P<year>20\d\d|\d\d(?![\d:.\u2013-]|\s?uhr))?(?!\d)"
)
_HALF_DOTTED = re.compile(r"(?<=[a-zä.,] )(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?![\d.:]|\s?(?:uhr|h\b|%|€|eur|k\b))")
_SLASHED = re.compile(r"(?<![\d/\w.])(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d/]|\w)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is named. `doubts` say why it may be another; `weekday` is the one that stands beside the date."""

    start: int
    end: int
    on: date
    confidence: Confidence = Confidence.SURE
    doubts: tuple[Why, ...] = ()
    is_counted: bool = False
    has_weekday: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    """A date as it is written, before a weekday beside it has been asked."""

    start: int
    end: int
    readings: tuple[tuple[int | None, int, int], ...]
    """Year (None where it isn't written), month, day; the first is the one that the place suggests."""
    needs_weekday: bool = False
    day_first: bool = True
    """Which order the first of two readings has."""


@dataclass(frozen=True, slots=True)
class _Weekday:
    start: int
    end: int
    number: int
    lead: str

    @property
    def from_lead(self) -> int:
        """Where it begins with the "next" or "kommenden" before it, if there is one."""
        return self.start - (len(self.lead) + 1 if self.lead else 0)


def days_in(message: Message) -> list[Day]:
    """Every day that is named, in order and without overlaps."""
    today = message.received_at.astimezone(message.reader.zone).date()
    weekdays = list(islice(_weekdays(message), _MOST))
    written = sorted(islice(_written(message), _MOST), key=lambda one: (one.start, -one.end))
    days = [*_dated(written, weekdays, message.text, today), *_relative(message, today)]
    taken = sorted(days, key=lambda day: (day.start, -day.end))
    apart: list[Day] = []
    for day in taken:
        if not apart or day.start >= apart[-1].end:
            apart.append(day)
    bare = [day for one in weekdays if not is_within(apart, one.start) for day in _of_weekday(one, message, today)]
    return sorted([*apart, *bare], key=lambda day: day.start)


def is_within(days: Sequence[Day], place: int) -> bool:
    """Whether a place lies in one of these days, which are in order and don't overlap."""
    before = bisect_right(days, place, key=lambda day: day.start) - 1
    return before >= 0 and place < days[before].end


def _written(message: Message) -> Iterator[_Written]:
    lower = message.lower
    for found in _ISO.finditer(lower):
        yield _Written(*found.span(), ((int(found["year"]), int(found["month"]), int(found["day"])),))
    for found in _DOTTED.finditer(lower):
        yield _Written(*found.span(), ((_year(found["year"]), int(found["month"]), int(found["day"])),))
    for found in _HALF_DOTTED.finditer(lower):
        yield _Written(*found.span(), ((None, int(found["month"]), int(found["day"])),), needs_weekday=True)
    for found in _SLASHED.finditer(lower):
        yield _slashed(found, day_first=message.reader.day_first)
    by_name = _named(message.words)
    months = message.words.numbered("months")
    for found in by_name.finditer(lower):
        name = found["name"] or found["name2"]
        place = found.start("name") if found["name"] else found.start("name2")
        if not message.text[place].isupper() and not found["year"] and found["name2"]:
            continue  # "may 5 people": a month has a capital
        yield _Written(*found.span(), ((_year(found["year"]), months[name] + 1, int(found["day"] or found["day2"])),))


def _slashed(found: re.Match[str], *, day_first: bool) -> _Written:
    year, first, second = _year(found["year"]), int(found["first"]), int(found["second"])
    orders = [(second, first), (first, second)] if day_first else [(first, second), (second, first)]
    possible = tuple((year, month, day) for month, day in orders if 1 <= month <= 12 and 1 <= day <= 31)
    readings = possible if first != second else possible[:1]
    return _Written(*found.span(), readings, needs_weekday=year is None, day_first=day_first)


def _dated(written: list[_Written], weekdays: list[_Weekday], text: str, today: date) -> Iterator[Day]:
    for one in written:
        weekday = _beside(one, weekdays, text)
        if one.needs_weekday and weekday is None:
            continue
        day = _decide(one, weekday.number if weekday else None, today)
        if day is not None and weekday is not None:
            day = replace(day, start=min(day.start, weekday.from_lead), end=max(day.end, weekday.end), has_weekday=True)
        if day is not None:
            yield day


def _beside(one: _Written, weekdays: list[_Weekday], text: str) -> _Weekday | None:
    after = bisect_left(weekdays, one.start, key=lambda weekday: weekday.start)
    for weekday in weekdays[max(0, after - 1) : after + 1]:
        if weekday.end <= one.start <= weekday.end + _MOST_BETWEEN and _is_thin(text[weekday.end : one.start]):
            return weekday
        if one.end <= weekday.start <= one.end + 3 and text[one.end : weekday.start].strip() in {"(", ",", ", (", ""}:
            return weekday
    return None


def _is_thin(between: str) -> bool:
    return between.strip(" ,.:(-|\n").lower() in {"", "the", "den", "der", "dem", "on", "d."}


def _decide(one: _Written, weekday: int | None, today: date) -> Day | None:
    possible = [(reading[0] is None, on) for reading in one.readings for on in _years(*reading, today)]
    if not possible:
        return None
    if weekday is not None:
        agreeing = [on for _, on in possible if on.weekday() == weekday]
        if agreeing:
            return Day(one.start, one.end, min(agreeing, key=lambda on: abs((on - today).days)))
        return Day(one.start, one.end, possible[0][1], Confidence.GUESS, (Why("weekday_differs"),))
    on = possible[0][1]
    if len({(reading[1], reading[2]) for reading in one.readings}) > 1:
        order = "order_day_first" if one.day_first else "order_month_first"
        return Day(one.start, one.end, on, Confidence.GUESS, (Why(order),))
    return Day(one.start, one.end, on, Confidence.LIKELY if possible[0][0] else Confidence.SURE)


def _years(year: int | None, month: int, day: int, today: date) -> list[date]:
    """The dates that may be meant, the likeliest first."""
    if year is not None:
        return [on] if (on := _date(year, month, day)) and abs((on - today).days) < 2 * _MOST_AHEAD else []
    dates = [on for near in (today.year, today.year + 1, today.year - 1) if (on := _date(near, month, day))]
    ahead = sorted(on for on in dates if today - _RECENT <= on <= today + timedelta(days=_MOST_AHEAD))
    return ahead + [on for on in dates if on not in ahead and on > today]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekdays(message: Message) -> Iterator[_Weekday]:
    numbers = message.words.numbered("weekdays")
    for found in _weekday_pattern(message.words).finditer(message.lower):
        name = found["name"]
        # Short forms are words too ("so", "do", "sat"): they have a capital, and a dot, comma or number behind them.
        is_short = len(name) <= 3 and name not in {"mon", "tue", "wed", "thu", "fri"}
        capital = message.text[found.start("name")].isupper()
        if not capital and len(name) <= 4:
            continue
        if is_short and not re.match(r"[.,]|\s\d", message.text[found.end("name") : found.end("name") + 2]):
            continue
        yield _Weekday(found.start("name"), found.end(), numbers[name], (found["lead"] or "").strip())


def _of_weekday(one: _Weekday, message: Message, today: date) -> Iterator[Day]:
    ahead = (one.number - today.weekday()) % 7
    confidence = Confidence.LIKELY
    if one.lead in message.words.among("next_words"):
        # "Next Friday", said on a Monday, is this week's to some and the week after's to others.
        coming = today + timedelta(days=ahead or 7)
        in_next_week = today + timedelta(days=7 - today.weekday() + one.number)
        confidence = Confidence.LIKELY if coming == in_next_week else Confidence.GUESS
        on = in_next_week
    elif ahead == 0:
        on, confidence = today + timedelta(days=7), Confidence.GUESS
    else:
        on = today + timedelta(days=ahead)
    yield Day(one.from_lead, one.end, on, confidence, (), True, True)


def _relative(message: Message, today: date) -> Iterator[Day]:
    for group, days in (("today", 0), ("tomorrow", 1), ("after_tomorrow", 2)):
        for start, end in message.found.get(group, ()):
            word = message.text[start:end]
            is_greeting = message.lower[max(0, start - 6) : start].strip() in message.words.among("not_a_day_after")
            begins_sentence = not message.text[max(0, start - 3) : start].strip(" >*\n")
            if is_greeting or (word == "Morgen" and not begins_sentence):
                continue
            yield Day(start, end, today + timedelta(days=days), Confidence.LIKELY, (), True)


def _year(text: str | None) -> int | None:
    return None if text is None else int(text) if len(text) == 4 else 2000 + int(text)


def _named(words: Words) -> re.Pattern[str]:
    return _named_of(words.any_of("months"), words.any_of("of"))


@cache
def _named_of(months: str, of: str) -> re.Pattern[str]:
    year = r"(?:,?\s?(?P<year>20\d\d)(?!\d))?"
    return re.compile(
        rf"(?<![\w.:/-])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|º)?\s{{0,2}}(?:(?:{of})\s)?(?P<name>{months})(?!\w)\.?"
        rf"|(?P<name2>{months})\.?\s(?:the\s)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:]|\s?[ap]\.?m|\.\d)){year}"
    )


def _weekday_pattern(words: Words) -> re.Pattern[str]:
    return _weekdays_of(words.any_of("weekdays"), words.any_of("next_words"), words.any_of("this_words"))


@cache
def _weekdays_of(names: str, following: str, this: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:(?P<lead>{following}|{this})\s)?(?P<name>{names})(?!\w)\.?")
