import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.business_days import (
    MOST_BUSINESS_DAYS,
    NoWorkingDays,
    Policy,
    PolicyOutOfBounds,
    is_business_day,
    known_country,
    next_business_day_on_or_after,
    shift,
    shift_date,
)
from models.local_time import EARLIEST, LATEST, OutsideTheCalendar, at_local, exists, is_in_calendar, local

BERLIN = ZoneInfo("Europe/Berlin")
PLAIN = Policy(zone=BERLIN)
BAVARIA = Policy(zone=BERLIN, country="DE", region="BY")
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
zones = st.sampled_from(ZONES).map(ZoneInfo)
dates = st.dates(min_value=date(1970, 1, 2), max_value=date(2200, 12, 30))
places = st.sampled_from(
    [(None, None), ("DE", None), ("DE", "BY"), ("US", None), ("GB", "SCT"), ("SA", None), ("IN", None), ("XX", "YY")]
)
weeks = st.one_of(st.none(), st.frozensets(st.integers(0, 6), min_size=1))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "days", "arrival"),
    [
        ("2026-11-20T16:40", 1, "2026-11-23T16:40"),  # Friday to Monday
        ("2026-11-20T16:40", 2, "2026-11-24T16:40"),
        ("2026-11-23T09:00", -1, "2026-11-20T09:00"),  # Monday back to Friday
        ("2026-11-21T09:00", 1, "2026-11-23T09:00"),  # from Saturday the first step lands on Monday
        ("2026-11-21T09:00", 2, "2026-11-24T09:00"),
        ("2026-11-22T09:00", -1, "2026-11-20T09:00"),  # and backwards on Friday
        ("2026-11-22T09:00", 0, "2026-11-22T09:00"),  # no step moves nothing, not even from a Sunday
        ("2028-02-28T12:00", 1, "2028-02-29T12:00"),  # a leap day is a day
        ("2028-02-29T12:00", 1, "2028-03-01T12:00"),
    ],
)
def test_a_shift_moves_the_local_date_by_working_days_and_keeps_the_local_time(
    start: str, days: int, arrival: str
) -> None:
    moved = shift(PLAIN, berlin(start), days)
    assert moved == berlin(arrival)
    assert moved.tzinfo is UTC


def test_a_shift_keeps_the_local_time_when_the_clocks_change_on_the_way() -> None:
    assert shift(PLAIN, datetime(2026, 3, 27, 17, tzinfo=UTC), 1) == datetime(2026, 3, 30, 16, tzinfo=UTC)
    assert shift(PLAIN, datetime(2026, 10, 23, 16, tzinfo=UTC), 1) == datetime(2026, 10, 26, 17, tzinfo=UTC)


def test_a_local_time_in_a_gap_moves_forward() -> None:
    assert local(at_local(date(2026, 3, 29), time(2, 30), BERLIN), BERLIN).time() == time(3, 30)
    lord_howe = ZoneInfo("Australia/Lord_Howe")  # its summer time is half an hour
    assert local(at_local(date(2026, 10, 4), time(2, 15), lord_howe), lord_howe).time() == time(2, 45)


def test_a_local_time_in_a_fold_means_the_first_of_the_two() -> None:
    assert at_local(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at_local(date(2026, 10, 25), time(2, 30, fold=1), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    assert at_local(date(2026, 4, 5), time(1, 45), lord_howe) == datetime(2026, 4, 4, 14, 45, tzinfo=UTC)


def test_a_shift_from_the_second_of_two_equal_times_arrives_like_one_from_the_first() -> None:
    sundays_too = Policy(zone=BERLIN, working_days=frozenset(range(7)))
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert shift(sundays_too, first, 1) == shift(sundays_too, second, 1) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_date_that_the_zone_skipped_is_no_business_day() -> None:
    samoa = Policy(zone=ZoneInfo("Pacific/Apia"))
    assert not exists(date(2011, 12, 30), samoa.zone)  # a Friday, lost to the date line
    assert not is_business_day(samoa, date(2011, 12, 30))
    thursday = at_local(date(2011, 12, 29), time(18), samoa.zone)
    assert local(shift(samoa, thursday, 1), samoa.zone).date() == date(2012, 1, 2)


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns"])
def test_zones_with_odd_offsets_keep_their_local_time(zone: str) -> None:
    policy = Policy(zone=ZoneInfo(zone), working_days=frozenset(range(7)))
    start = at_local(date(2026, 1, 1), time(18), policy.zone)
    for days in range(1, 91):
        there = local(shift(policy, start, days), policy.zone)
        assert (there.date(), there.time()) == (date(2026, 1, 1) + timedelta(days), time(18))


@pytest.mark.parametrize(
    ("country", "region", "holiday"),
    [
        ("DE", "BY", date(2027, 1, 6)),  # Epiphany, in Bavaria
        ("DE", None, date(2026, 12, 25)),
        ("US", None, date(2026, 11, 26)),  # Thanksgiving
        ("US", None, date(2027, 12, 31)),  # the following New Year's Day, a Saturday, as observed
        ("GB", "SCT", date(2026, 11, 30)),  # St Andrew's Day, in Scotland
        ("GB", "ENG", date(2026, 12, 28)),  # Boxing Day, a Saturday, as observed
        ("SA", None, date(2026, 9, 23)),
    ],
)
def test_a_public_holiday_is_no_business_day(country: str, region: str | None, holiday: date) -> None:
    assert not is_business_day(Policy(zone=BERLIN, country=country, region=region), holiday)
    assert is_business_day(PLAIN, holiday)


def test_a_holiday_of_another_region_is_a_business_day() -> None:
    assert is_business_day(Policy(zone=BERLIN, country="DE", region="BE"), date(2027, 1, 6))
    assert is_business_day(Policy(zone=BERLIN, country="GB", region="ENG"), date(2026, 11, 30))


def test_a_country_brings_its_own_weekend() -> None:
    riyadh = Policy(zone=ZoneInfo("Asia/Riyadh"), country="SA")
    assert [is_business_day(riyadh, date(2026, 11, day)) for day in (19, 20, 21, 22)] == [True, False, False, True]


def test_a_country_that_moved_its_weekend_is_counted_as_it_was_then() -> None:
    dubai = Policy(zone=ZoneInfo("Asia/Dubai"), country="AE")
    assert [is_business_day(dubai, day) for day in (date(2021, 11, 5), date(2021, 11, 7))] == [False, True]
    assert [is_business_day(dubai, day) for day in (date(2026, 11, 6), date(2026, 11, 8))] == [True, False]


def test_an_account_with_its_own_working_days_still_has_its_country_s_holidays() -> None:
    weekend_worker = Policy(zone=BERLIN, country="DE", region="BY", working_days=frozenset({4, 5}))
    assert is_business_day(weekend_worker, date(2026, 12, 19))  # a Saturday
    assert not is_business_day(weekend_worker, date(2026, 12, 21))  # a Monday
    assert not is_business_day(weekend_worker, date(2026, 12, 26))  # a Saturday, and a holiday


def test_an_unknown_country_or_region_has_no_holidays_of_its_own() -> None:
    assert is_business_day(Policy(zone=BERLIN, country="XX"), date(2026, 12, 25))
    assert not is_business_day(Policy(zone=BERLIN, country="DE", region="XX"), date(2026, 12, 25))
    assert is_business_day(Policy(zone=BERLIN, country="DE", region="XX"), date(2027, 1, 6))


@pytest.mark.parametrize(
    ("code", "region", "known"),
    [
        ("DE", None, True),
        ("DE", "BY", True),
        ("GB", "SCT", True),
        ("DE", "XX", False),
        ("DE", "", False),
        ("XX", None, False),
        ("de", None, False),
        ("DEU", None, False),
        ("", None, False),
        ("os", None, False),
        ("ÄÖ", None, False),
    ],
)
def test_only_iso_codes_of_countries_and_their_regions_are_known(code: str, region: str | None, *, known: bool) -> None:
    assert known_country(code, region) is known


def test_a_year_whose_moving_feasts_are_not_published_yet_is_counted_without_a_warning() -> None:
    # The package warns of India beyond 2035, and here a warning is an error.
    assert is_business_day(Policy(zone=BERLIN, country="IN"), date(2099, 3, 4))


def test_a_week_without_a_working_day_is_refused() -> None:
    with pytest.raises(NoWorkingDays):
        Policy(zone=BERLIN, working_days=frozenset())


@pytest.mark.parametrize("day", [-1, 7])
def test_a_weekday_that_is_none_is_refused(day: int) -> None:
    with pytest.raises(NoWorkingDays):
        Policy(zone=BERLIN, working_days=frozenset({0, day}))


@pytest.mark.parametrize(
    "numbers",
    [
        {"reply_business_days": 0},
        {"reply_business_days": MOST_BUSINESS_DAYS + 1},
        {"due_soon_business_days": -1},
        {"ghosting_business_days": MOST_BUSINESS_DAYS + 1},
        {"cap_period": timedelta(seconds=-1)},
        {"least_period": timedelta(days=91)},
        {"workday_end": time(18, tzinfo=UTC)},
    ],
)
def test_a_policy_out_of_bounds_is_refused_with_the_name_of_the_field(numbers: dict[str, object]) -> None:
    with pytest.raises(PolicyOutOfBounds) as refusal:
        Policy(zone=BERLIN, **numbers)  # pyright: ignore[reportArgumentType]
    assert refusal.value.errors[0]["loc"] == ["body", *numbers]


@pytest.mark.parametrize("instant", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_an_instant_at_the_end_of_time_is_refused_as_a_fact(instant: datetime) -> None:
    assert not is_in_calendar(instant)
    for days in (-1, 0, 1):
        with pytest.raises(OutsideTheCalendar):
            shift(BAVARIA, instant, days)


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati", "Africa/Monrovia"])
@pytest.mark.parametrize("instant", [EARLIEST, LATEST])
def test_the_first_and_last_instants_can_be_shifted_as_far_as_a_policy_may_ask(zone: str, instant: datetime) -> None:
    mondays = Policy(zone=ZoneInfo(zone), working_days=frozenset({0}))
    assert is_in_calendar(instant)
    assert shift(mondays, instant, -MOST_BUSINESS_DAYS) < instant < shift(mondays, instant, MOST_BUSINESS_DAYS)


def test_equal_policies_hash_alike_and_different_ones_differ() -> None:
    again = Policy(zone=BERLIN, country="DE", region="BY")
    assert again == BAVARIA
    assert hash(again) == hash(BAVARIA)
    assert len({again, BAVARIA, PLAIN}) == 2


def naive_shift(policy: Policy, day: date, days: int) -> date:
    """The rule word for word, one calendar day at a time, without a cache."""
    import holidays

    countries = {"DE", "US", "GB", "SA", "IN"}
    for _ in range(abs(days)):
        while True:
            day += timedelta(days=1 if days > 0 else -1)
            public = (
                holidays.country_holidays(policy.country, subdiv=policy.region) if policy.country in countries else None
            )
            off = public is not None and day in public
            if policy.working_days is not None:
                works = day.weekday() in policy.working_days
            else:
                works = not public.is_weekend(day) if public is not None else day.weekday() < 5
            noon = datetime.combine(day, time(12), tzinfo=policy.zone)
            if works and not off and noon.astimezone(UTC).astimezone(policy.zone).date() == day:
                break
    return day


@pytest.mark.filterwarnings("ignore:Requested Holidays are available only")
@settings(max_examples=150, deadline=None)
@given(zone=zones, place=places, week=weeks, day=dates, days=st.integers(-6, 6))
def test_cached_business_days_are_those_of_a_naive_count(
    zone: ZoneInfo, place: tuple[str | None, str | None], week: frozenset[int] | None, day: date, days: int
) -> None:
    policy = Policy(zone=zone, country=place[0], region=place[1], working_days=week)
    assert shift_date(policy, day, days) == naive_shift(policy, day, days)
    # Once more, now surely from the cache.
    assert shift_date(policy, day, days) == naive_shift(policy, day, days)


@settings(max_examples=200, deadline=None)
@given(zone=zones, place=places, week=weeks, day=dates, days=st.integers(1, 10))
def test_a_shift_lands_on_a_business_day_with_exactly_so_many_in_between(
    zone: ZoneInfo, place: tuple[str | None, str | None], week: frozenset[int] | None, day: date, days: int
) -> None:
    policy = Policy(zone=zone, country=place[0], region=place[1], working_days=week)
    later = shift_date(policy, day, days)
    between = [day + timedelta(n) for n in range(1, (later - day).days + 1)]
    assert is_business_day(policy, later)
    assert sum(is_business_day(policy, each) for each in between) == days
    # From a business day, the way back ends where it began.
    start = next_business_day_on_or_after(policy, day)
    assert shift_date(policy, shift_date(policy, start, days), -days) == start


@settings(max_examples=200, deadline=None)
@given(zone=zones, week=weeks, seconds=st.integers(0, int((LATEST - EARLIEST).total_seconds())), days=st.integers(1, 9))
def test_a_shift_forward_goes_forward_and_a_shift_back_goes_back(
    zone: ZoneInfo, week: frozenset[int] | None, seconds: int, days: int
) -> None:
    policy = Policy(zone=zone, working_days=week)
    at = EARLIEST + timedelta(seconds=seconds)
    assert shift(policy, at, -days) < at < shift(policy, at, days)


@settings(max_examples=300, deadline=None)
@given(zone=zones, day=dates, minutes=st.integers(0, 24 * 60 - 1))
def test_a_local_time_comes_back_as_itself_or_later_by_the_gap(zone: ZoneInfo, day: date, minutes: int) -> None:
    clock = time(minutes // 60, minutes % 60)
    here = local(at_local(day, clock, zone), zone)
    wanted = datetime.combine(day, clock)
    assert here.fold == 0
    assert timedelta(0) <= here.replace(tzinfo=None) - wanted <= timedelta(days=1)
    if here.replace(tzinfo=None) != wanted:
        before = here - timedelta(days=2)
        assert here.utcoffset() != before.utcoffset()


def test_an_account_without_a_country_never_loads_the_holidays() -> None:
    program = (
        "import sys; from datetime import UTC, datetime; from zoneinfo import ZoneInfo\n"
        "from models.business_days import Policy; from models.deadline import decide\n"
        "decide(Policy(zone=ZoneInfo('Europe/Berlin')), received_at=datetime(2026, 11, 20, tzinfo=UTC))\n"
        "sys.exit('holidays' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
