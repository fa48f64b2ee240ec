"""The countries whose public holidays are known, each with its working week and the regions that differ."""

import warnings
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, cast

LONGEST_REGION = 16
"""How long a region's code may be that an account can name."""


@dataclass(frozen=True, slots=True)
class Region:
    """A subdivision of a country with holidays of its own. `name` is as it is called there, else its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 alpha-2 code. `working_days` are weekdays, 0 is Monday."""

    code: str
    working_days: tuple[int, ...]
    regions: tuple[Region, ...]


WITHOUT_COUNTRY = (0, 1, 2, 3, 4)
"""The working week of an account without a country: Monday to Friday."""


@lru_cache(maxsize=2)
def known_countries(year: int) -> tuple[Country, ...]:
    """Every country that an account can be in, by its code, with the working week that it has in this year.

    Takes a third of a second the first time: it looks into the calendar of each country.
    """
    import holidays  # noqa: PLC0415 - 164 ms and 45 MB, which only whoever asks should pay

    codes = holidays.list_supported_countries(include_aliases=False)
    return tuple(_country(code, year) for code in sorted(codes))


def _country(code: str, year: int) -> Country:
    import holidays  # noqa: PLC0415 - as above

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendar = holidays.country_holidays(code)
        first = date(year, 7, 1)
        week = [first + timedelta(days=offset) for offset in range(7)]
        working = sorted(day.weekday() for day in week if not calendar.is_weekend(day))
    names: dict[str, list[str]] = cast("Any", calendar).get_subdivision_aliases()
    regions = [Region(region, _name(region, names.get(region, []))) for region in calendar.subdivisions]
    return Country(
        code,
        tuple(working),
        tuple(sorted((one for one in regions if len(one.code) <= LONGEST_REGION), key=lambda one: one.name.casefold())),
    )


def _name(code: str, called: list[str]) -> str:
    """The longest of what a region is called: the others are codes of other lists."""
    return max(called, key=len, default=code)
