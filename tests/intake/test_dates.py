from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.dates import DateColumn

EARLIEST, LATEST = datetime(1900, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - hypothesis adds the zone
BERLIN = ZoneInfo("Europe/Berlin")


def column(*, day_first: bool = True, is_mixed: bool = False, time_of_day: time | None = time(9)) -> DateColumn:
    return DateColumn(zone=BERLIN, day_first=day_first, is_mixed=is_mixed, time_of_day=time_of_day)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-07T14:22:00+01:00",
        "2026-03-07T13:22:00Z",
        "2026-03-07T13:22:00.000Z",
        "2026-03-07 14:22",
        "2026-03-07 13:22:00 UTC",
        "2026-03-07 14:22:00 +0100",
        "20260307T142200",
        "2026/03/07 14:22",
        "7.3.2026 14:22",
        "07.03.26, 14:22",
        "7. März 2026, 14:22 Uhr",
        "Samstag, 7. März 2026 um 14:22",
        "7 Mar 2026 2:22 pm",
        "7th March 2026, 2:22 p.m.",
        "Mar 7, 2026, 2:22 PM",
        "March 7th, 2026 at 2:22 PM",
        "Sat, 7 Mar 2026 14:22:00 +0100",
        "Sat Mar 07 2026 14:22:00 GMT+0100 (Central European Standard Time)",
        "7/3/26, 2:22 PM",
        "07-03-2026 14:22",
        "1772889720",
        "1772889720000",
    ],
)
def test_one_instant_is_read_however_it_is_written(cell) -> None:
    dated = column().read(cell)
    assert dated == (datetime(2026, 3, 7, 13, 22, tzinfo=UTC), None, None)


def test_the_columns_decision_decides_what_numbers_mean() -> None:
    assert column(day_first=True, time_of_day=None).read("03/07/2026").value == date(2026, 7, 3)
    assert column(day_first=False, time_of_day=None).read("03/07/2026").value == date(2026, 3, 7)


def test_dots_are_day_first_everywhere() -> None:
    assert column(day_first=False, time_of_day=None).read("3.7.2026").value == date(2026, 7, 3)


@pytest.mark.parametrize(
    "name", ["Jan", "Januar", "Jänner", "Februar", "Mai", "Juni", "Okt.", "Oktober", "Dez", "Sept"]
)
def test_german_months_are_known(name) -> None:
    assert column().read(f"3. {name} 2026").error is None


@pytest.mark.parametrize(
    "cell",
    ["31/02/2026", "2026-02-30", "29.2.2025", "31 Apr 2026", "2026-13-01", "13/13/2026", "00/01/2026",
     "2026-03-07 25:00", "2026-03-07 13:00 PM", "2026-03-07 10:00 +99:00", "0026-03-07", "0026-03-07T10:00:00"],
)  # fmt: skip
def test_what_is_in_no_calendar_is_an_error(cell) -> None:
    dated = column().read(cell)
    assert dated.value is None
    assert dated.error


@pytest.mark.parametrize(
    "cell",
    ["soon", "tomorrow", "7 Foo 2026", "2026", "2026-03-07 CET", "2026-03-07 14:00 PST", "12", "9" * 5_000, "March"],
)
def test_what_is_not_plainly_a_date_is_an_error(cell) -> None:
    assert column().read(cell).error


def test_a_date_beyond_the_calendar_is_an_error_and_no_crash() -> None:
    assert column().read("9999-12-31T23:59:59-23:00").error


def test_a_date_of_receipt_without_a_time_is_the_morning_of_the_account() -> None:
    assert column().read("2026-07-07").value == datetime(2026, 7, 7, 7, tzinfo=UTC)


def test_a_time_in_a_gap_moves_forward_and_one_in_a_fold_is_the_first() -> None:
    assert column().read("2026-03-29 02:30").value == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert column().read("29.3.2026 02:30").value == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert column().read("2026-10-25 02:30").value == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_contrary_date_is_read_the_only_way_it_can_be_with_a_warning() -> None:
    dated = column(day_first=True, time_of_day=None).read("03/25/2026")
    assert dated.value == date(2026, 3, 25)
    assert dated.warning


def test_in_a_mixed_column_every_date_with_two_readings_has_a_warning() -> None:
    mixed = column(is_mixed=True)
    assert mixed.read("03/07/2026").warning
    assert mixed.read("25/07/2026").warning is None
    assert mixed.read("07/07/2026").warning is None


@given(
    st.text(max_size=120)
    | st.from_regex(r"\d{1,4}[-/. ]\w{1,9}[-/., ]+\d{1,4}[T, ]*[\d:]{0,9} ?\w{0,3}", fullmatch=True)
)
def test_any_text_is_a_value_or_an_error_and_never_both(cell) -> None:
    for day_first in (True, False):
        dated = column(day_first=day_first).read(cell)
        assert (dated.value is None) != (dated.error is None)
        assert dated.value is None or dated.value.tzinfo is UTC


@given(st.datetimes(min_value=EARLIEST, max_value=LATEST, timezones=st.timezones()))
def test_an_iso_instant_is_read_as_it_is(instant) -> None:
    assert column().read(instant.isoformat()).value == instant.astimezone(UTC)
