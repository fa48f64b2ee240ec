"""The clock of an invitation in words: how long is left, or how long it is overdue."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.vocabulary import Attention
from models.words import Precision, Words, clock_time, words_for

HOURS_LEFT_PERIOD = timedelta(hours=6)
"""With this much left or less, the hours are counted, even on the day itself."""
WAITING_IN_HOURS_PERIOD = timedelta(hours=48)
"""Below this, waiting is counted in hours; from there on, in days."""
CLOCKS_DIFFER_PERIOD = timedelta(hours=1)
"""What was received this little ahead of now has just arrived: two clocks differ, or somebody rounded up."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def clock(
    *,
    now: datetime,
    respond_by: datetime,
    ghosting_at: datetime,
    zone: ZoneInfo,
    language: str,
    attention: Attention | None,
) -> str:
    """The clock at `now`, in words of that language, or of English; times are wall clocks of `zone`.

    "" where `attention` is None: no answer is owed, and there is no clock. Otherwise the instants decide. What is
    left is rounded down, so that nobody is promised more than there is, and so is what has passed; days are
    counted from midnight to midnight, as people count them. Ghosting counts from the deadline.
    """
    if attention is None:
        return ""
    words = words_for(language)
    # In UTC: instants of one zone are subtracted as wall clocks, which is an hour off when the clocks change.
    now, respond_by = now.astimezone(UTC), respond_by.astimezone(UTC)
    if timedelta(0) <= now - respond_by < _MINUTE:
        return words.say("overdue_now", since=_moment(words, now, respond_by, zone))
    if now >= ghosting_at:
        return words.say("ghosting", amount=_passed(words, now, respond_by, zone, days="for_days"))
    if now >= respond_by:
        return _overdue(words, now, respond_by, zone)
    return _left(words, now, respond_by, zone)


def waiting(*, now: datetime, received_at: datetime, zone: ZoneInfo, language: str) -> str:
    """How long the employer has been waiting at `now`, beside what most people take; rounded down.

    In hours up to two days, as in "waiting 31 h"; what isn't a minute old has just arrived. What is dated ahead of now
    hasn't begun to wait, and says from when it will.
    """
    words = words_for(language)
    elapsed = now.astimezone(UTC) - received_at.astimezone(UTC)
    if elapsed < -CLOCKS_DIFFER_PERIOD:
        return words.say("waiting_from", moment=_moment(words, now, received_at, zone))
    if elapsed < _MINUTE:
        return words.say("just_arrived")
    return words.say("waiting", amount=_elapsed(words, elapsed))


def interview(*, now: datetime, interview_at: datetime, zone: ZoneInfo, language: str) -> str:
    """When an accepted interview is, as in "interview Thu 15:00 Europe/Berlin"."""
    words = words_for(language)
    return words.say("interview", moment=_moment(words, now, interview_at, zone), zone=zone.key)


def quiet(*, now: datetime, asked_at: datetime, language: str) -> str:
    """For how long a request for another time has gone unanswered; rounded down."""
    words = words_for(language)
    return words.say("quiet", amount=_elapsed(words, now - asked_at))


def draft_unsent(*, now: datetime, drafted_at: datetime, clock: str, language: str) -> str:
    """For how long a draft has been ready, beside the clock that it hasn't stopped."""
    words = words_for(language)
    return words.say("draft_unsent", amount=_elapsed(words, now - drafted_at), clock=clock)


def snoozed(*, now: datetime, until: datetime, clock: str, zone: ZoneInfo, language: str) -> str:
    """Until when an invitation is silent, beside its clock, which runs on."""
    words = words_for(language)
    return words.say("snoozed_until", moment=_moment(words, now, until, zone), clock=clock)


def _elapsed(words: Words, elapsed: timedelta) -> str:
    if elapsed < _HOUR:
        return words.amount("for_minutes", elapsed // _MINUTE)
    if elapsed < WAITING_IN_HOURS_PERIOD:
        return words.amount("for_hours", elapsed // _HOUR)
    return words.amount("for_days", elapsed // _DAY)


def _left(words: Words, now: datetime, respond_by: datetime, zone: ZoneInfo) -> str:
    left = respond_by - now
    until = _moment(words, now, respond_by, zone)
    if left < _MINUTE:
        return words.say("moments_left", until=until)
    days = _days_between(now, respond_by, zone)
    if left > HOURS_LEFT_PERIOD and days == 0:
        return words.say("due_today", until=until)
    amount = words.amount("days", days) if left >= _DAY else _short(words, left)
    return words.say("days_left", amount=amount, until=until)


def _overdue(words: Words, now: datetime, respond_by: datetime, zone: ZoneInfo) -> str:
    since = _moment(words, now, respond_by, zone)
    return words.say("overdue", since=since, amount=_passed(words, now, respond_by, zone, days="days"))


def _passed(words: Words, now: datetime, respond_by: datetime, zone: ZoneInfo, *, days: str) -> str:
    passed = now - respond_by
    if passed < _DAY:
        return _short(words, passed)
    # A day of 25 hours, as the clocks go back, can hold 24 of them and both instants.
    return words.amount(days, max(1, _days_between(respond_by, now, zone)))


def _short(words: Words, period: timedelta) -> str:
    if period < _HOUR:
        return words.amount("minutes", period // _MINUTE)
    return words.amount("hours", period // _HOUR)


def _moment(words: Words, now: datetime, instant: datetime, zone: ZoneInfo) -> str:
    """The time alone for today, the weekday too within six days, the date too beyond."""
    here, today = instant.astimezone(zone), now.astimezone(zone).date()
    if here.date() == today:
        return clock_time(here)
    return words.moment(here, Precision.for_days((today, here.date())))


def _days_between(first: datetime, last: datetime, zone: ZoneInfo) -> int:
    return (last.astimezone(zone).date() - first.astimezone(zone).date()).days
