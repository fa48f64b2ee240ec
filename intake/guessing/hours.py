"""Times of day in a message: "3 pm", "15:00 Uhr", "at 10", "from 9 to 11 am", "noon"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from functools import cache
from itertools import islice

from intake.guessing.message import Message
from intake.guessing.words_file import Words
from intake.guessing.zones import NamedZone, zone_at

_MOST = 1_000
_LEAD = 24
_NUMBERED = re.compile(r"\s[^\W\d_a-zäöüß](?!\w{0,8}day)|\s\w{1,14}(?:straße|weg)|[a-z]\w")
_DIGITS = re.compile(r"(?<![\w:.,/€$£+-])\d{1,2}(?!\d)")
_FIRST_WORKING_HOUR = 7
"""An hour before this one, without "am" or "pm", is taken for one of the afternoon."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day: where it stands, its zone where one is named, and the hour in which a span of time ends.

    `is_guessed` where it is the afternoon by guess; `is_bare` where it is written as a mere number.
    """

    start: int
    end: int
    at: time
    zone: NamedZone | None
    is_guessed: bool = False
    is_bare: bool = False


def hours_in(message: Message) -> Iterator[Hour]:
    """Every time of day, in order."""
    return islice(_all(message), _MOST)


def _all(message: Message) -> Iterator[Hour]:
    pattern, before = _patterns(message.words)
    noons = [
        Hour(start, end, time(12), zone_at(message.words, message.text, message.lower, end))
        for start, end in message.found.get("noon", ())
    ]
    place = 0
    while digit := _DIGITS.search(message.lower, place):
        place = digit.end()
        while noons and noons[0].start < digit.start():
            yield noons.pop(0)
        if found := pattern.match(message.lower, digit.start()):
            place = found.end()
            is_led = before.search(message.lower, max(0, digit.start() - _LEAD), digit.start()) is not None
            if hour := _hour(found, message, is_led=is_led):
                yield hour
    yield from noons


def _hour(found: re.Match[str], message: Message, *, is_led: bool) -> Hour | None:
    half = _half(found["half"]) or _half(found["half2"])
    has_clock = bool(found["clock"] or found["clock2"] or half)
    is_dotted = found["dot"] is not None
    if is_dotted and not has_clock:
        return None
    is_bare = not (found["minute"] or is_dotted or has_clock or found["minute2"])
    if is_bare and not is_led:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["dot"] or 0)
    if half is not None and not _half(found["half"]) and found["hour2"] and hour <= 12:
        # "11 to 2 pm" begins in the morning, "2 to 4 pm" doesn't.
        half = half if hour % 12 <= int(found["hour2"]) % 12 else ("a" if half == "p" else "p")
    at, is_guessed = _time_of_day(hour, minute, half)
    if at is None:
        return None
    start = found.start("hour")
    zone = zone_at(message.words, message.text, message.lower, found.end())
    if is_bare and zone is None and _NUMBERED.match(message.text, found.end()):
        return None  # "at 7 Vault Row", "at 3 Acme offices"
    return Hour(start, zone.end if zone else found.end(), at, zone, is_guessed, is_bare)


def _time_of_day(hour: int, minute: int, half: str | None) -> tuple[time | None, bool]:
    if minute > 59 or hour > 23 or (half and hour > 12 and half == "a"):
        return None, False
    if half:
        return time(hour % 12 + (12 if half == "p" else 0) if hour <= 12 else hour, minute), False
    is_guessed = 0 < hour < _FIRST_WORKING_HOUR
    return time(hour + 12 if is_guessed else hour, minute), is_guessed


def _half(text: str | None) -> str | None:
    return text[0] if text else None


def _patterns(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _patterns_of(words.any_of("at"), words.any_of("clock"), words.any_of("to"), words.any_of("about"))


@cache
def _patterns_of(at: str, clock: str, to: str, about: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    def one(suffix: str) -> str:
        return (
            rf"(?P<hour{suffix}>\d{{1,2}})(?::(?P<minute{suffix}>\d{{2}})(?::\d{{2}})?|\.(?P<dot{suffix}>\d{{2}}))?"
            rf"(?!\d|[.,/:]\d|\s?[%€$£]|-[^\W\d]|k\b)"
            rf"(?:\s?(?P<half{suffix}>[ap]\.?\s?m\b\.?)|\s?(?P<clock{suffix}>(?:{clock}))(?!\w))?"
        )

    return (
        re.compile(rf"{one('')}(?:\s{{0,2}}(?:[-\u2013\u2014]|(?:{to})\s)\s{{0,2}}{one('2')})?"),
        re.compile(rf"(?:(?<!\w)(?:{at}))\s{{0,3}}(?:(?:{about})\s)?$"),
    )
