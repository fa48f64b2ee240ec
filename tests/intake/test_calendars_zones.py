"""Zones that a file defines itself, beside the same zones as the world's own table has them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.calendars.scanning import scan
from intake.calendars.zones import OwnZone, Zones, instant_in, own_zone, yearly_rule, zone_named, zones_of
from tests.intake.calendar_files import calendar_of

DEFINED = {
    "Europe/Berlin": (("DAYLIGHT", "20000326T020000", "+0100", "+0200", "BYMONTH=3;BYDAY=-1SU"),
                      ("STANDARD", "20001029T030000", "+0200", "+0100", "BYMONTH=10;BYDAY=-1SU")),
    "America/New_York": (("DAYLIGHT", "20070311T020000", "-0500", "-0400", "BYMONTH=3;BYDAY=2SU"),
                         ("STANDARD", "20071104T020000", "-0400", "-0500", "BYMONTH=11;BYDAY=1SU")),
    "Australia/Sydney": (("DAYLIGHT", "20081005T020000", "+1000", "+1100", "BYMONTH=10;BYDAY=1SU"),
                         ("STANDARD", "20080406T030000", "+1100", "+1000",
                          "BYDAY=SU;BYMONTHDAY=1,2,3,4,5,6,7;BYMONTH=4")),
    "America/Santiago": (("DAYLIGHT", "20230903T000000", "-0400", "-0300",
                          "BYMONTH=9;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU"),
                         ("STANDARD", "20230402T000000", "-0300", "-0400",
                          "BYMONTH=4;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU")),
}  # fmt: skip


def defined(observances: tuple[tuple[str, str, str, str, str], ...]) -> OwnZone:
    parts = "".join(
        f"BEGIN:{name}\nDTSTART:{start}\nTZOFFSETFROM:{before}\nTZOFFSETTO:{after}\n"
        f"{rule and f'RRULE:{rule}'}\nEND:{name}\n"
        for name, start, before, after, rule in observances
    )
    (calendar,) = scan(calendar_of(f"BEGIN:VTIMEZONE\nTZID:x\n{parts}END:VTIMEZONE\n"))
    zone = own_zone(calendar.parts[0])
    assert zone is not None
    return zone


def yearly(name: str) -> OwnZone:
    return defined(tuple((*head, f"FREQ=YEARLY;{rule}") for *head, rule in DEFINED[name]))  # type: ignore[misc]


@pytest.mark.parametrize("name", DEFINED)
def test_a_zone_that_is_defined_is_the_zone_that_is_meant_hour_by_hour(name: str) -> None:
    zone, known = yearly(name), ZoneInfo(name)
    # Every hour of the weeks around each turn of the clocks, and noon of every day between.
    for year in (2024, 2026, 2027):
        for hour in range(0, 366 * 24, 1 if year == 2026 else 12):
            local = datetime(year, 1, 1) + timedelta(hours=hour)  # noqa: DTZ001 - by the clock on the wall
            assert instant_in(zone, local) == instant_in(known, local), local


@given(
    st.sampled_from(sorted(DEFINED)),
    st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2037, 1, 1)),  # noqa: DTZ001
)
def test_any_minute_of_a_zone_that_is_defined_is_the_one_that_is_meant(name: str, local: datetime) -> None:
    assert instant_in(yearly(name), local) == instant_in(ZoneInfo(name), local)


def test_before_its_first_turn_a_zone_has_the_offset_from_which_it_turned() -> None:
    zone = defined((("STANDARD", "20200101T000000", "+0100", "+0300", ""),))
    assert instant_in(zone, datetime(2019, 6, 1)) == datetime(2019, 5, 31, 23, tzinfo=UTC)  # noqa: DTZ001
    assert instant_in(zone, datetime(2021, 6, 1)) == datetime(2021, 5, 31, 21, tzinfo=UTC)  # noqa: DTZ001


def test_a_rule_that_ends_says_nothing_of_the_years_after_it() -> None:
    zone = defined(
        (
            (
                "DAYLIGHT",
                "20000326T020000",
                "+0100",
                "+0200",
                "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20100328T010000Z",
            ),
            ("STANDARD", "20001029T030000", "+0200", "+0100", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
        )
    )
    summers = [instant_in(zone, datetime(year, 7, 1, 12)).hour for year in (2009, 2010, 2011)]  # noqa: DTZ001
    assert summers == [10, 10, 11]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=13;BYDAY=SU",
        "FREQ=YEARLY;BYMONTH=0;BYDAY=SU",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=SU",
        "FREQ=MONTHLY;BYMONTH=3;BYDAY=SU",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=9SU",
        "",
        ";;;===",
    ],
)
def test_a_rule_by_which_no_clock_is_turned_is_none(rule: str) -> None:
    assert yearly_rule(rule) is None


def test_names_of_windows_are_known_whatever_their_case() -> None:
    found = [zone_named(name) for name in ("Romance Standard Time", "GMT STANDARD TIME", "India Standard Time")]
    assert [zone and zone.key for zone in found] == ["Europe/Paris", "Europe/London", "Asia/Calcutta"]


def test_an_abbreviation_that_the_file_defines_is_the_zone_that_it_defines() -> None:
    turned = "".join(
        f"BEGIN:{name}\nDTSTART:{start}\nTZOFFSETFROM:{before}\nTZOFFSETTO:{after}\nRRULE:FREQ=YEARLY;{rule}\nEND:{name}\n"
        for name, start, before, after, rule in DEFINED["America/New_York"]
    )
    (calendar,) = scan(calendar_of(f"BEGIN:VTIMEZONE\nTZID:EST\n{turned}END:VTIMEZONE\n"))
    summer = datetime(2027, 7, 15, 14)  # noqa: DTZ001 - by the clock on the wall
    for zones, hour in ((zones_of(calendar), 18), (Zones({}), 19)):
        named = zones.named("EST")
        assert named is not None
        assert instant_in(named, summer) == datetime(2027, 7, 15, hour, tzinfo=UTC)
