import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.vocabulary import RespondByBasis
from models.business_days import Policy, is_business_day
from models.deadline import EARLIEST, LATEST, decide
from models.local_time import local

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
policies = st.builds(
    Policy,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    country=st.sampled_from([None, "DE", "US", "GB", "SA"]),
    working_days=st.one_of(st.none(), st.frozensets(st.integers(0, 6), min_size=1)),
    workday_end=st.sampled_from([time(0), time(2, 30), time(18), time(23, 59)]),
    reply_business_days=st.integers(1, 5),
    due_soon_business_days=st.integers(0, 5),
    ghosting_business_days=st.integers(0, 5),
)
instants = st.integers(0, int((LATEST - EARLIEST).total_seconds())).map(lambda s: EARLIEST + timedelta(seconds=s))
hours_apart = st.one_of(st.none(), st.integers(-200, 500))


def after(instant: datetime, hours: int | None) -> datetime | None:
    """That many hours later, where that is an instant that may be recorded."""
    if hours is None or not EARLIEST <= instant + timedelta(hours=hours) <= LATEST:
        return None
    return instant + timedelta(hours=hours)


@settings(max_examples=300, deadline=None)
@given(policies, instants, hours_apart, hours_apart, hours_apart)
def test_the_thresholds_are_always_in_order(
    policy: Policy, received_at: datetime, interview: int | None, stated: int | None, promised: int | None
) -> None:
    decided = decide(
        policy,
        received_at=received_at,
        interview_at=after(received_at, interview),
        stated=after(received_at, stated),
        promised=after(received_at, promised),
    )
    assert decided.due_soon_at <= decided.respond_by <= decided.ghosting_at
    assert json.loads(json.dumps(decided.facts)) == decided.facts


@settings(max_examples=300, deadline=None)
@given(policies, instants)
def test_a_deadline_by_policy_ends_a_working_day_after_receipt(policy: Policy, received_at: datetime) -> None:
    decided = decide(policy, received_at=received_at)
    here, received_on = local(decided.respond_by, policy.zone), local(received_at, policy.zone).date()
    assert decided.respond_by > received_at
    assert is_business_day(policy, here.date())
    assert here.time() >= policy.workday_end
    # Counted naively: the working days after the one that the receipt counts for.
    day = received_on
    while not is_business_day(policy, day):
        day += timedelta(days=1)
    counted = 0
    while day < here.date():
        day += timedelta(days=1)
        counted += is_business_day(policy, day)
    assert counted == policy.reply_business_days


@settings(max_examples=300, deadline=None)
@given(policies, instants, st.integers(0, 20 * 24 * 60))
def test_a_later_receipt_never_has_an_earlier_deadline_by_policy(
    policy: Policy, received_at: datetime, minutes: int
) -> None:
    later = received_at + timedelta(minutes=minutes)
    assume(later <= LATEST)
    # Where clocks go back over midnight, an hour belongs to yesterday again; the receipt's date is what counts.
    assume(local(received_at, policy.zone).date() <= local(later, policy.zone).date())
    assert decide(policy, received_at=received_at).respond_by <= decide(policy, received_at=later).respond_by


@settings(max_examples=300, deadline=None)
@given(policies, instants, st.integers(-200 * 60, 500 * 60), hours_apart, hours_apart)
def test_an_interview_only_ever_brings_a_deadline_forward_and_never_to_before_receipt_by_policy(
    policy: Policy, received_at: datetime, minutes: int, stated: int | None, promised: int | None
) -> None:
    interview_at = received_at + timedelta(minutes=minutes)
    assume(EARLIEST <= interview_at <= LATEST)
    dates = {"stated": after(received_at, stated), "promised": after(received_at, promised)}
    free = decide(policy, received_at=received_at, **dates)
    capped = decide(policy, received_at=received_at, interview_at=interview_at, **dates)
    if interview_at <= received_at:
        assert capped == free
        return
    assert capped.respond_by <= min(free.respond_by, interview_at)
    assert (capped.basis is RespondByBasis.BEFORE_INTERVIEW) == (capped.respond_by < free.respond_by)
    if free.basis is RespondByBasis.POLICY:
        assert capped.respond_by >= min(free.respond_by, interview_at, received_at + policy.least_period)
        assert capped.respond_by <= max(interview_at - policy.cap_period, received_at + policy.least_period)
    else:
        assert capped.respond_by == min(free.respond_by, interview_at)


@pytest.mark.parametrize("zone", ZONES)
def test_over_two_years_every_zone_has_ordered_deadlines_on_working_days(zone: str) -> None:
    policy = Policy(zone=ZoneInfo(zone))
    previous = EARLIEST
    for hours in range(0, 2 * 366 * 24, 37):  # 37 h, so that every hour of the day has its turn
        received_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        decided = decide(policy, received_at=received_at)
        here = local(decided.respond_by, policy.zone)
        assert (here.hour, here.minute) == (18, 0)
        assert here.weekday() < 5
        assert previous <= decided.respond_by
        assert received_at < decided.respond_by < received_at + timedelta(days=6)
        assert decided.due_soon_at < decided.respond_by < decided.ghosting_at
        previous = decided.respond_by
