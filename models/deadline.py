"""Deadlines: until when an invitation is to be answered, what decided that, and when it becomes pressing.

A promise beats what the employer stated, which beats the account's policy; an interview caps all three.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.vocabulary import RespondByBasis
from models.business_days import (
    Policy,
    holiday_on_working_weekday,
    next_business_day_on_or_after,
    shift,
    shift_date,
)
from models.local_time import EARLIEST, LATEST, OutsideTheCalendar, at_local, is_in_calendar

__all__ = ["EARLIEST", "FACTS_VERSION", "LATEST", "Deadline", "Facts", "OutsideTheCalendar", "decide"]

FACTS_VERSION = 1
"""The shape of the facts written today. `models.explanation` renders this one and all earlier ones."""

Facts = dict[str, str | int | list[str]]
"""What decided a deadline, fit for JSON.

`v`, `basis`, `zone`; and as wall clocks of that zone, to the minute, `received` and `respond_by`. A policy has
`days`, and where they mattered `counted_from` (the working day that a receipt on a day off counts for) and
`holidays` (dates). A stated date has `stated_on`. A cap has `cap` (`before`, `least` or `beginning`),
`interview`, `minutes` (the period that was kept), and the deadline that it replaced as `otherwise`.
"""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A decided deadline. The instants are in UTC, and `due_soon_at <= respond_by <= ghosting_at`."""

    respond_by: datetime
    basis: RespondByBasis
    facts: Facts
    due_soon_at: datetime
    ghosting_at: datetime


def decide(
    policy: Policy,
    *,
    received_at: datetime,
    interview_at: datetime | None = None,
    stated: datetime | date | None = None,
    promised: datetime | None = None,
) -> Deadline:
    """Decide the deadline of an invitation. Instants are aware; `received_at` may lie in the future.

    - By policy, an answer is due at the end of the working day `reply_business_days` after receipt; a receipt on
      a day off counts as one on the next working day.
    - What the employer stated wins; a stated date lasts until the end of the working day on that very date,
      a Sunday too. What the person promised wins over both.
    - A deadline by policy is at most `cap_period` before the interview, but leaves `least_period` after receipt;
      no deadline is later than the interview's beginning. An interview that had begun at receipt caps nothing.

    Raises OutsideTheCalendar where something lies before EARLIEST or after LATEST.
    """
    _check_calendar(received_at, interview_at, stated, promised)
    here = received_at.astimezone(policy.zone)
    if promised is not None:
        uncapped = _Candidate(RespondByBasis.PROMISED, promised.astimezone(UTC), {})
    elif stated is not None:
        uncapped = _as_stated(policy, stated)
    else:
        uncapped = _by_policy(policy, here.date())
    cap = _cap(policy, received_at, interview_at, uncapped) if interview_at is not None else None
    basis, respond_by, decisive = uncapped if cap is None else cap
    thresholds = _thresholds(policy, respond_by)
    facts: Facts = {
        "v": FACTS_VERSION,
        "basis": basis.value,
        "zone": policy.zone.key,
        "received": _wall(here),
        "respond_by": thresholds.respond_by_wall,
        **decisive,
    }
    if isinstance(holidays := decisive.get("holidays"), list):
        # The list comes from a cache: each deadline is given its own, which its owner may change.
        facts["holidays"] = holidays.copy()
    return Deadline(respond_by, basis, facts, thresholds.due_soon_at, thresholds.ghosting_at)


class _Candidate(NamedTuple):
    """A deadline, with the facts that belong to its basis alone."""

    basis: RespondByBasis
    respond_by: datetime
    facts: Facts


class _Thresholds(NamedTuple):
    due_soon_at: datetime
    ghosting_at: datetime
    respond_by_wall: str


def _check_calendar(
    received_at: datetime, interview_at: datetime | None, stated: date | None, promised: datetime | None
) -> None:
    # An import asks this for every row: the first line is all that a row without further dates costs.
    if not EARLIEST <= received_at <= LATEST:
        raise OutsideTheCalendar.of("received_at", received_at)
    if interview_at is not None and not is_in_calendar(interview_at):
        raise OutsideTheCalendar.of("interview_at", interview_at)
    if stated is not None and not is_in_calendar(stated):
        raise OutsideTheCalendar.of("respond_by", stated)
    if promised is not None and not is_in_calendar(promised):
        raise OutsideTheCalendar.of("promised_by", promised)


# The caches below hold what depends on a policy and a date alone, or on a policy and one instant: an import asks
# for the same few hundred of them again and again. They are bounded, and the policy is part of their key, so that
# an account that changes its numbers is never answered with the old ones.


@lru_cache(maxsize=8192)
def _by_policy(policy: Policy, received_on: date) -> _Candidate:
    counted_from = next_business_day_on_or_after(policy, received_on)
    respond_on = shift_date(policy, counted_from, policy.reply_business_days)
    facts: Facts = {"days": policy.reply_business_days}
    if counted_from != received_on:
        facts["counted_from"] = counted_from.isoformat()
    passed = (received_on + timedelta(days=n) for n in range((respond_on - received_on).days))
    if holidays := [day.isoformat() for day in passed if holiday_on_working_weekday(policy, day)]:
        facts["holidays"] = holidays
    respond_by = at_local(respond_on, policy.workday_end, policy.zone)
    return _Candidate(RespondByBasis.POLICY, respond_by, facts)


def _as_stated(policy: Policy, stated: date) -> _Candidate:
    if isinstance(stated, datetime):
        return _Candidate(RespondByBasis.STATED, stated.astimezone(UTC), {})
    respond_by = at_local(stated, policy.workday_end, policy.zone)
    return _Candidate(RespondByBasis.STATED, respond_by, {"stated_on": stated.isoformat()})


@lru_cache(maxsize=16384)
def _thresholds(policy: Policy, respond_by: datetime) -> _Thresholds:
    return _Thresholds(
        due_soon_at=shift(policy, respond_by, -policy.due_soon_business_days),
        ghosting_at=shift(policy, respond_by, policy.ghosting_business_days),
        respond_by_wall=_wall(respond_by.astimezone(policy.zone)),
    )


def _cap(policy: Policy, received_at: datetime, interview_at: datetime, uncapped: _Candidate) -> _Candidate | None:
    """The cap where it decides; None where the interview leaves the deadline as it is."""
    # In UTC: aware instants of one zone are compared and subtracted as wall clocks, an hour off at a DST change.
    received_at, begins_at = received_at.astimezone(UTC), interview_at.astimezone(UTC)
    if begins_at <= received_at:
        return None
    limit, which, period = begins_at, "beginning", timedelta(0)
    if uncapped.basis is RespondByBasis.POLICY:
        limit, which, period = _earliest_fair(policy, received_at, begins_at)
    if uncapped.respond_by <= limit:
        return None
    facts: Facts = {
        "cap": which,
        "interview": _wall(begins_at.astimezone(policy.zone)),
        "minutes": period // timedelta(minutes=1),
        "otherwise": _wall(uncapped.respond_by.astimezone(policy.zone)),
    }
    return _Candidate(RespondByBasis.BEFORE_INTERVIEW, limit, facts)


def _earliest_fair(policy: Policy, received_at: datetime, begins_at: datetime) -> tuple[datetime, str, timedelta]:
    before, least = begins_at - policy.cap_period, received_at + policy.least_period
    if before >= least:
        return before, "before", policy.cap_period
    if least < begins_at:
        return least, "least", policy.least_period
    return begins_at, "beginning", timedelta(0)


def _wall(here: datetime) -> str:
    """The wall clock to the minute. Without its offset: the facts name the zone, and are read by people."""
    return here.isoformat(timespec="minutes")[:16]
