"""Business days: an account's working days less the public holidays of its country and region, in its zone."""

import threading
import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.errors import Invalid
from models.local_time import OutsideTheCalendar, at_local, exists

MOST_BUSINESS_DAYS = 90
"""The largest number of business days that a policy may ask for."""
LONGEST_PERIOD = timedelta(days=90)
"""The longest period that a policy may ask for."""

_DAY = timedelta(days=1)
_SATURDAY_AND_SUNDAY = frozenset({5, 6})
_SHIFTABLE_YEARS = range(1900, 2300)
_package_lock = threading.Lock()


class NoWorkingDays(Invalid):
    """An account must work on at least one day of the week, named 0 (Monday) to 6 (Sunday)."""

    title = "No working days"


class PolicyOutOfBounds(Invalid):
    """A number of the policy is too small or too large."""

    title = "Not a usable policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How an account counts: its zone, its working week, and the numbers of its deadlines.

    `working_days` are weekdays (0 is Monday); None means those of the country, or Monday to Friday without one.
    `country` is an ISO 3166-1 alpha-2 code and `region` a subdivision of it; one that is unknown has no holidays.
    `workday_end` is local. `cap_period` is how long before an interview an answer is due at the latest;
    `least_period` is what that leaves in any case after receipt.
    Raises NoWorkingDays and PolicyOutOfBounds.
    """

    zone: ZoneInfo
    country: str | None = None
    region: str | None = None
    working_days: frozenset[int] | None = None
    workday_end: time = time(18)
    reply_business_days: int = 2
    due_soon_business_days: int = 1
    ghosting_business_days: int = 3
    cap_period: timedelta = timedelta(hours=24)
    least_period: timedelta = timedelta(hours=2)

    def __post_init__(self) -> None:
        _check_working_days(self.working_days)
        # An answer due on the very day of receipt could be due before it was received: hence at least one.
        _check_count("reply_business_days", self.reply_business_days, least=1)
        _check_count("due_soon_business_days", self.due_soon_business_days, least=0)
        _check_count("ghosting_business_days", self.ghosting_business_days, least=0)
        for name, period in (("cap_period", self.cap_period), ("least_period", self.least_period)):
            if not timedelta(0) <= period <= LONGEST_PERIOD:
                raise PolicyOutOfBounds.field(name, f"{name} must lie between 0 and {LONGEST_PERIOD.days} days.")
        if self.workday_end.tzinfo is not None:
            raise PolicyOutOfBounds.field("workday_end", "workday_end is a local time, and must be without an offset.")

    def __hash__(self) -> int:
        # Every deadline looks its policy up in a cache: these fields tell policies apart well enough, and
        # their hashes cost nothing, which can't be said of all ten.
        return hash((self.zone.key, self.country, self.region, self.reply_business_days))


def known_country(code: str, region: str | None = None) -> bool:
    """Whether the holidays of this country, such as DE, and of this region of it, such as BY, are known."""
    if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
        return False
    import holidays  # noqa: PLC0415 - 164 ms and 45 MB, which only an account with a country should cost

    try:
        country = holidays.country_holidays(code)
    except NotImplementedError:
        return False
    return region is None or region in country.subdivisions


def is_business_day(policy: Policy, day: date) -> bool:
    """Whether the account works on this local date. A date that its zone skipped is none."""
    if policy.country is None:
        return _is_working_weekday(policy, day, _NO_COUNTRY) and exists(day, policy.zone)
    year = _year_of(policy.country, policy.region, day.year)
    return _is_working_weekday(policy, day, year) and day not in year.holidays and exists(day, policy.zone)


def holiday_on_working_weekday(policy: Policy, day: date) -> bool:
    """Whether the account would work on this date, were it not a public holiday."""
    if policy.country is None:
        return False
    year = _year_of(policy.country, policy.region, day.year)
    return day in year.holidays and _is_working_weekday(policy, day, year)


def next_business_day_on_or_after(policy: Policy, day: date) -> date:
    """The date itself where it is a business day, else the first one after it."""
    while not is_business_day(policy, day):
        day += _DAY
    return day


@lru_cache(maxsize=8192)
def shift_date(policy: Policy, day: date, days: int) -> date:
    """The date `days` business days later, or earlier where negative; 0 moves nothing.

    From a date that is no business day, the first step lands on the nearest one in that direction.
    """
    step = _DAY if days > 0 else -_DAY
    for _ in range(abs(days)):
        day += step
        while not is_business_day(policy, day):
            day += step
    return day


def shift(policy: Policy, instant: datetime, days: int) -> datetime:
    """Move an aware instant by `days` business days, keeping its local time; the answer is in UTC.

    A local time that the zone skips on the day of arrival moves forward; one shown twice means the first.
    0 moves nothing. Raises OutsideTheCalendar for an instant far from any that can be recorded.
    """
    if instant.year not in _SHIFTABLE_YEARS:
        raise OutsideTheCalendar.of("instant", instant)
    if days == 0:
        return instant.astimezone(UTC)
    here = instant.astimezone(policy.zone)
    return at_local(shift_date(policy, here.date(), days), here.time(), policy.zone)


class _Year(NamedTuple):
    holidays: frozenset[date]
    weekend: frozenset[date] | None
    """The dates of the country's weekends; None where they are Saturdays and Sundays."""


_NO_COUNTRY = _Year(holidays=frozenset(), weekend=None)


def _is_working_weekday(policy: Policy, day: date, year: _Year) -> bool:
    if policy.working_days is not None:
        return day.weekday() in policy.working_days
    if year.weekend is not None:
        return day not in year.weekend
    return day.weekday() not in _SATURDAY_AND_SUNDAY


@lru_cache(maxsize=512)
def _year_of(country: str, region: str | None, year: int) -> _Year:
    if not known_country(country):
        return _NO_COUNTRY
    import holidays  # noqa: PLC0415 - as above

    subdivision = region if known_country(country, region) else None
    # Some countries warn of years for which the dates of their moving feasts aren't published yet. The warning
    # is for a programmer: to the account it means only that those holidays are not counted.
    with _package_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        public = holidays.country_holidays(country, subdiv=subdivision, years=year)
        first, last = date(year, 1, 1), date(year, 12, 31)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        # Asked day by day, because countries have moved their weekend: the Emirates did so in 2022.
        weekend = frozenset(day for day in days if public.is_weekend(day))
        return _Year(
            holidays=frozenset(day for day in days if day in public),
            weekend=None if weekend == _saturdays_and_sundays(days) else weekend,
        )


def _saturdays_and_sundays(days: list[date]) -> frozenset[date]:
    return frozenset(day for day in days if day.weekday() in _SATURDAY_AND_SUNDAY)


def _check_working_days(working_days: frozenset[int] | None) -> None:
    if working_days is None:
        return
    if not working_days:
        raise NoWorkingDays.field(
            "working_days", "working_days is empty: name at least one day, 0 (Monday) to 6 (Sunday)."
        )
    if not working_days <= frozenset(range(7)):
        raise NoWorkingDays.field("working_days", "working_days are numbers from 0 (Monday) to 6 (Sunday).")


def _check_count(name: str, count: int, *, least: int) -> None:
    if not least <= count <= MOST_BUSINESS_DAYS:
        raise PolicyOutOfBounds.field(name, f"{name} must lie between {least} and {MOST_BUSINESS_DAYS}.")
