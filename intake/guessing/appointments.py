"""When the talk is: the times that are proposed, and the one time where there is only one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from intake.guessing.guess import Confidence, Guess, Value_co, Why
from intake.guessing.message import Message
from intake.guessing.moments import Moment, zone_name

_LONGEST_SLOT_AWAY = timedelta(days=370)
_MOST_SLOTS = 20
_NEAR = 90
_TALK = ("topic", "invitation", "phone", "video", "onsite")
_SENTENCES_BEFORE, _LINES_BEFORE = 2, 8


@dataclass(frozen=True, slots=True)
class Appointments:
    """What was read: candidates for the interview, and the proposed times where there are several."""

    interview_at: tuple[Guess[datetime], ...] = ()
    slots: tuple[Guess[date], ...] = ()

    def less_sure(self) -> "Appointments":
        """The same, none of it sure: for messages that don't say outright that they invite."""
        return Appointments(tuple(map(_doubted, self.interview_at)), tuple(map(_doubted, self.slots)))


def _doubted(guess: Guess[Value_co]) -> Guess[Value_co]:
    return replace(guess, confidence=Confidence.LIKELY) if guess.confidence is Confidence.SURE else guess


def appointments_in(message: Message, moments: Sequence[Moment], *, deadlines: Sequence[Moment]) -> Appointments:
    """The times at which one is to talk, among the moments that are no deadlines."""
    proposed = [
        moment
        for moment in moments
        if moment not in deadlines
        and message.is_said(moment.start)
        and _is_ahead(message, moment)
        and _is_talk(message, moment)
    ]
    newest = [moment for moment in proposed if not message.line_at(moment.start).is_quoted]
    chosen = _each_once(newest or proposed)
    timed = [moment for moment in chosen if moment.has_time]
    if len(chosen) > 1:
        slots = tuple(_slot(message, moment) for moment in chosen[:_MOST_SLOTS])
        return Appointments(
            tuple(_lowered(_interview(message, moment, is_one=False)) for moment in timed[:_MOST_SLOTS]), slots
        )
    return Appointments(tuple(_interview(message, moment, is_one=True) for moment in timed), ())


def _each_once(moments: Sequence[Moment]) -> list[Moment]:
    """Without repeats, and without a day whose time is named elsewhere; the surest of equals."""
    best: dict[datetime | date, Moment] = {}
    for moment in moments:
        known = best.get(moment.value)
        if known is None or moment.confidence.rank < known.confidence.rank:
            best[moment.value] = moment
    days = {moment.day.on for moment in best.values() if moment.has_time}
    return [moment for moment in best.values() if moment.has_time or moment.value not in days]


def _is_ahead(message: Message, moment: Moment) -> bool:
    at = _as_instant(moment, message)
    if at > message.received_at + _LONGEST_SLOT_AWAY:
        return False
    return at > message.received_at or (moment.has_time and not moment.day.is_counted and _is_recent(message, at))


def _is_recent(message: Message, at: datetime) -> bool:
    return at > message.received_at - timedelta(days=45)


def _as_instant(moment: Moment, message: Message) -> datetime:
    value = moment.value
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59), tzinfo=message.reader.zone).astimezone(UTC)


def _is_talk(message: Message, moment: Moment) -> bool:
    """Whether a moment is about talking to each other: not history, a start of work, office hours, or their promise."""
    start, end = message.sentence(moment.start)
    before = max(start, moment.start - _NEAR)
    if any(message.has(group, before, moment.end + 2) for group in ("past", "start_of_work", "office_hours")):
        return False
    has_topic = any(message.has(group, start, end) for group in _TALK)
    if message.has("theirs", start, moment.start) and not has_topic:
        return False
    label = message.words.labels.get(message.line_at(moment.start).label or "")
    return (
        label == "when"
        or has_topic
        or (moment.has_time and _is_in_list(message, moment))
        or _is_introduced(message, moment)
    )


def _is_in_list(message: Message, moment: Moment) -> bool:
    """Whether it stands in a line of its own, as proposed times do."""
    line = message.line_at(moment.start)
    rest = line.text[: moment.start - line.start] + line.text[max(0, moment.end - line.start) :]
    return len(rest.strip(" -*•\u2013·>().,1234567890")) <= 30 and message.is_said(moment.start)


def _is_introduced(message: Message, moment: Moment) -> bool:
    """Whether one of the two sentences before it spoke of talking."""
    start, _ = message.sentence(moment.start)
    looked_at = 0
    while moment.has_time and start > 0 and looked_at < _SENTENCES_BEFORE:
        start, end = message.sentence(start - 1)
        looked_at += bool(message.text[start:end].strip())
        if any(message.has(group, start, end) for group in _TALK):
            return message.line_number(moment.start) - message.line_number(start) <= _LINES_BEFORE
    return False


def _interview(message: Message, moment: Moment, *, is_one: bool) -> Guess[datetime]:
    value = moment.value
    if not isinstance(value, datetime):
        raise TypeError(value)
    confidence, why = moment.confidence, _why(message, moment, "moment" if is_one else "moment_slot")
    start, end = message.sentence(moment.start)
    if not any(message.has(group, start, end) for group in _TALK):
        confidence = max(confidence, Confidence.LIKELY, key=lambda one: one.rank)
    if value <= message.received_at:
        confidence, why = Confidence.GUESS, Why("passed")
    return Guess(value, message.weigh(confidence, moment.start), message.evidence(moment.start, moment.end), why)


def _lowered(guess: Guess[datetime]) -> Guess[datetime]:
    return Guess(guess.value, Confidence.GUESS, guess.evidence, guess.why)


def _slot(message: Message, moment: Moment) -> Guess[date]:
    if moment.has_time:
        return _interview(message, moment, is_one=False)
    why = moment.doubts[0] if moment.doubts else Why("day_slot")
    return Guess(
        moment.value, message.weigh(moment.confidence, moment.start), message.evidence(moment.start, moment.end), why
    )


def _why(message: Message, moment: Moment, code: str) -> Why:
    if moment.doubts:
        return moment.doubts[0]
    if moment.zone_name:
        return Why(code, (("zone", moment.zone_name),))
    return Why(f"{code}_account", (("zone", zone_name(message.reader.zone)),))
