"""Days and times of day put together: the moments that a message names, as instants or as days without a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from intake.guessing.days import Day, days_in, is_within
from intake.guessing.guess import Confidence, Why
from intake.guessing.hours import Hour, hours_in
from intake.guessing.message import Message
from intake.guessing.phrases import Span
from intake.guessing.zones import NamedZone, differs_from_season, zone_at

_MOST_BETWEEN = 70
"""How far a time may stand from its day, within the same sentence."""
_FIRST_YEAR, _LAST_YEAR = 1971, 2199
_MOST_MOMENTS = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that a message names: an instant, or a date where no time of day belongs to it.

    `zone_name` is the zone as it was named, None where the reader's own was taken.
    """

    start: int
    end: int
    value: datetime | date
    confidence: Confidence
    doubts: tuple[Why, ...]
    zone_name: str | None
    day: Day
    is_guessed_hour: bool = False

    @property
    def has_time(self) -> bool:
        """Whether it is an instant."""
        return isinstance(self.value, datetime)


def moments_in(message: Message) -> list[Moment]:
    """Every moment that is named where it counts, in order."""
    days = [day for day in days_in(message) if message.is_said(day.start)]
    hours = [hour for hour in hours_in(message) if message.is_said(hour.start) and not is_within(days, hour.start)]
    zone = _zone_of_all(message)
    paired = _pair(message, days, hours)
    moments: list[Moment] = []
    for number, day in enumerate(days):
        own = [hour for hour, place in paired if place == number]
        if own:
            moments.extend(_at(message, day, hour, zone) for hour in _with_zone_of_last(own))
        else:
            moments.append(Moment(day.start, day.end, day.on, day.confidence, day.doubts, None, day))
    return sorted(moments, key=lambda moment: moment.start)[:_MOST_MOMENTS]


def _pair(message: Message, days: Sequence[Day], hours: Iterable[Hour]) -> list[tuple[Hour, int]]:
    """Each time of day with the number of its day: the one before it in its sentence, else the one after it."""
    paired: list[tuple[Hour, int]] = []
    place = 0
    for hour in hours:
        while place < len(days) and days[place].start < hour.start:
            place += 1
        before, after = place - 1, place
        last = paired[-1] if paired else None
        reach = max(days[before].end, last[0].end) if last and last[1] == before and before >= 0 else None
        if before >= 0 and _belongs(message, reach or days[before].end, hour.start):
            paired.append((hour, before))
        elif after < len(days) and _leads_to(message, hour, days[after]):
            paired.append((hour, after))
    return paired


def _belongs(message: Message, end: int, start: int) -> bool:
    between = message.text[end:start]
    if message.line_at(end).is_quoted is not message.line_at(start).is_quoted:
        return False
    if len(between) <= _MOST_BETWEEN and message.sentence(max(0, end - 1)) == message.sentence(start):
        return True
    # "Date: 1 December" above "Time: 3 pm".
    one, other = message.line_number(max(0, end - 1)), message.line_number(start)
    return 0 < other - one <= 2 and _is_when(message, other) and len(between) <= _MOST_BETWEEN


def _is_when(message: Message, number: int) -> bool:
    line = message.lines[number]
    return message.words.labels.get(line.label or "") == "when" or len(line.text.strip()) <= 24


def _leads_to(message: Message, hour: Hour, day: Day) -> bool:
    between = message.text[hour.end : day.start]
    is_one_sentence = message.sentence(hour.start) == message.sentence(day.start)
    return is_one_sentence and len(between) <= 24 and not any(mark in between for mark in ";\n•")


def _with_zone_of_last(hours: list[Hour]) -> list[Hour]:
    """The zone behind the last of several times is the zone of them all."""
    last = hours[-1].zone
    return [replace(hour, zone=last) if hour.zone is None and last is not None else hour for hour in hours]


def _at(message: Message, day: Day, hour: Hour, of_all: NamedZone | None) -> Moment:
    named = hour.zone or of_all
    zone: tzinfo = named.zone if named else message.reader.zone
    start, end = min(day.start, hour.start), max(day.end, hour.end)
    value = _instant(day.on, hour, zone)
    confidence, doubts = day.confidence, day.doubts
    if named is not None and (named.is_doubtful or differs_from_season(named, value)):
        confidence = confidence.lowered()
    if hour.is_guessed:
        confidence, doubts = Confidence.GUESS, (*doubts, Why("afternoon"))
    return Moment(start, end, value, confidence, doubts, named.name if named else None, day, hour.is_guessed)


def _instant(on: date, hour: Hour, zone: tzinfo) -> datetime:
    # A time that the zone skips moves forward, one that it shows twice means the first (PEP 495, fold 0).
    local = datetime.combine(on, hour.at, tzinfo=zone)
    return local.astimezone(UTC) if _FIRST_YEAR <= on.year <= _LAST_YEAR else local.replace(tzinfo=UTC)


def _zone_of_all(message: Message) -> NamedZone | None:
    """The zone of "all times are CET", for the times that name none."""
    for start, end in message.found.get("all_times", ()):
        if not message.counts(start):
            continue
        for place in _blanks(message.text, (end, min(len(message.text), end + 30))):
            if named := zone_at(message.words, message.text, message.lower, place):
                return named
    return None


def _blanks(text: str, span: Span) -> Iterable[int]:
    return (place for place in range(*span) if text[place] in " (\n")


def zone_name(zone: ZoneInfo) -> str:
    """A zone as a sentence names it: "Europe/Berlin"."""
    return zone.key
