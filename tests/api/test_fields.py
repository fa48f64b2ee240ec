"""The types of fields: what the two databases would store differently never gets that far."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api.schemas.fields import Day, Email, Instant, Line, LocalClock, Prose, Tag, WebAddress
from models.local_time import EARLIEST, LATEST


def takes(kind, value):
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\nb", "a\rb", "a\tb", "a\x1bb", "a\x7fb", "a\x85b", "a\u2028b", "\ud800", "", "  "]
)
def test_a_line_is_one_line_of_something(text):
    assert not takes(Line, text)


def test_a_line_loses_the_blanks_around_it():
    assert TypeAdapter(Line).validate_python("  Ada B. \n") == "Ada B."


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(str.strip))
def test_every_script_is_text(text):
    assert takes(Line, text)
    assert takes(Prose, text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r")))
def test_prose_comes_through_as_it_was_sent(text):
    assert TypeAdapter(Prose).validate_python(text) == text


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\x1bb", "\udfff"])
def test_prose_holds_no_controls(text):
    assert not takes(Prose, text)


@given(st.datetimes(EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None)), st.integers(-1439, 1439))
def test_an_instant_is_the_same_in_every_zone_and_kept_in_utc(naive, minutes):
    instant = naive.replace(tzinfo=UTC)
    zone = timezone(timedelta(minutes=minutes))
    try:
        told = instant.astimezone(zone)
    except OverflowError:
        return
    if told.year < 1000:
        return
    read = TypeAdapter(Instant).validate_python(told.isoformat())
    assert read == instant
    assert read.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T18:00:00",
        "2026-11-23",
        "1969-12-31T23:59:59Z",
        "2201-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "1700000000",
        1700000000,
        17.5,
        True,
        None,
        datetime(2026, 11, 23, 18),  # noqa: DTZ001 - naive is the point
    ],
)
def test_an_instant_names_its_zone_and_lies_in_the_calendar(value):
    assert not takes(Instant, value)


@pytest.mark.parametrize("value", ["2026-02-30", "2026-11-23T00:00:00Z", 20000, "1969-12-31", "23.11.2026"])
def test_a_day_is_a_date_of_the_calendar(value):
    assert not takes(Day, value)


@pytest.mark.parametrize("value", ["ada@example.com", "a.b+c@sub.example.co.uk", "O'Neil@example.com"])
def test_addresses_that_people_have_are_taken(value):
    assert takes(Email, value)


@pytest.mark.parametrize(
    "value", ["ada", "@x.y", "ada@", "a b@x.y", "ada@x.y\nBcc: b@x.y", "Ada <ada@x.y>", "a@" + "x" * 260]
)
def test_what_is_no_address_is_refused(value):
    assert not takes(Email, value)


@pytest.mark.parametrize("value", ["https://acme.example/jobs/1?x=1#y", "http://[::1]:8000/", "HTTPS://Acme.example"])
def test_pages_have_addresses(value):
    assert takes(WebAddress, value)


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//acme.example",
        "https://",
        "https://a b",
        "http://[::1",
        "http://x:99999/",
    ],
)
def test_what_a_browser_shouldnt_open_is_refused(value):
    assert not takes(WebAddress, value)


def test_clocks_and_tags():
    assert takes(LocalClock, "00:00")
    assert takes(LocalClock, "23:59")
    assert not any(
        takes(LocalClock, value)
        for value in ("24:00", "9:00", "09:60", "09:00:00", "09:00\n", "\u0660\u0669:\u0660\u0660")
    )
    assert takes(Tag, "dream job")
    assert not takes(Tag, "x" * 51)
