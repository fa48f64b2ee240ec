from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.vocabulary import Attention
from models import attention
from models.clock_words import clock, waiting

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = "2026-11-24T18:00"


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def clock_at(now: str, *, language: str = "en", respond_by: str = TUESDAY, zone: ZoneInfo = BERLIN) -> str:
    """The clock at a Berlin time, of an answer that becomes ghosting three days after its deadline."""
    deadline = berlin(respond_by)
    thresholds = (deadline - timedelta(days=1), deadline, deadline + timedelta(days=3))
    return clock(
        now=berlin(now),
        respond_by=deadline,
        ghosting_at=thresholds[-1],
        zone=zone,
        language=language,
        attention=attention.level(*thresholds, berlin(now)),
    )


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-22T18:00", "2 days left, until Tue 18:00"),
        ("2026-11-22T08:00", "2 days left, until Tue 18:00"),  # days are counted from midnight to midnight
        ("2026-11-23T09:00", "1 day left, until Tue 18:00"),
        ("2026-11-23T18:00", "1 day left, until Tue 18:00"),
        ("2026-11-23T18:01", "23 hours left, until Tue 18:00"),  # under a day, rounded down
        ("2026-11-23T23:59", "18 hours left, until Tue 18:00"),
        ("2026-11-24T00:00", "due today, until 18:00"),
        ("2026-11-24T11:59", "due today, until 18:00"),
        ("2026-11-24T12:00", "6 hours left, until 18:00"),
        ("2026-11-24T14:30", "3 hours left, until 18:00"),
        ("2026-11-24T16:59", "1 hour left, until 18:00"),
        ("2026-11-24T17:01", "59 minutes left, until 18:00"),
        ("2026-11-24T17:59", "1 minute left, until 18:00"),
        ("2026-11-24T17:59:30", "less than a minute left, until 18:00"),
        ("2026-11-24T18:00", "overdue since 18:00 (just now)"),
        ("2026-11-24T18:20", "overdue since 18:00 (20 minutes)"),
        ("2026-11-24T23:30", "overdue since 18:00 (5 hours)"),
        ("2026-11-25T09:00", "overdue since Tue 18:00 (15 hours)"),
        ("2026-11-25T18:00", "overdue since Tue 18:00 (1 day)"),
        ("2026-11-26T18:00", "overdue since Tue 18:00 (2 days)"),
        ("2026-11-26T20:00", "overdue since Tue 18:00 (2 days)"),
        ("2026-11-27T17:59", "overdue since Tue 18:00 (3 days)"),
        ("2026-11-27T18:00", "unanswered for 3 days: ghosting"),
        ("2026-11-30T20:00", "unanswered for 6 days: ghosting"),
    ],
)
def test_the_clock_in_english(now: str, words: str) -> None:
    assert clock_at(now) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-22T18:00", "noch 2 Tage, bis Di 18:00"),
        ("2026-11-23T09:00", "noch 1 Tag, bis Di 18:00"),
        ("2026-11-24T08:00", "heute fällig, bis 18:00"),
        ("2026-11-24T15:00", "noch 3 Stunden, bis 18:00"),
        ("2026-11-24T17:59", "noch 1 Minute, bis 18:00"),
        ("2026-11-24T17:59:30", "noch weniger als eine Minute, bis 18:00"),
        ("2026-11-24T18:00", "überfällig seit 18:00 (gerade eben)"),
        ("2026-11-26T18:00", "überfällig seit Di 18:00 (2 Tage)"),
        ("2026-11-30T18:00", "seit 6 Tagen unbeantwortet: Ghosting"),
    ],
)
def test_the_clock_in_german(now: str, words: str) -> None:
    assert clock_at(now, language="de") == words


def test_a_deadline_after_midnight_is_counted_in_hours_and_told_with_its_day() -> None:
    assert clock_at("2026-11-24T23:00", respond_by="2026-11-25T02:00") == "3 hours left, until Wed 02:00"


def test_a_deadline_more_than_six_days_away_is_told_with_its_date() -> None:
    assert clock_at("2026-11-18T18:00") == "6 days left, until Tue 18:00"
    assert clock_at("2026-11-17T18:00") == "7 days left, until Tue 24 Nov 18:00"
    assert clock_at("2026-12-20T18:00", respond_by="2027-01-04T18:00") == "15 days left, until Mon 4 Jan 2027 18:00"


def test_the_clock_reads_in_the_zone_that_it_is_given() -> None:
    assert clock_at("2026-11-24T08:00", zone=ZoneInfo("Asia/Kathmandu")) == "due today, until 22:45"
    assert clock_at("2026-11-24T08:00", zone=ZoneInfo("Pacific/Auckland")) == "10 hours left, until Wed 06:00"


def test_hours_left_are_real_hours_when_the_clocks_change() -> None:
    # On 25 October 2026 the night has an hour more, on 28 March 2027 one less.
    assert clock_at("2026-10-25T01:00", respond_by="2026-10-25T05:00") == "5 hours left, until 05:00"
    assert clock_at("2027-03-28T01:00", respond_by="2027-03-28T05:00") == "3 hours left, until 05:00"


def test_a_day_of_25_hours_is_never_told_as_no_days() -> None:
    assert clock_at("2026-10-25T23:30", respond_by="2026-10-25T00:00") == "overdue since 00:00 (1 day)"
    assert clock_at("2026-10-25T00:00", respond_by="2026-10-25T23:30") == "due today, until 23:30"


def test_where_no_answer_is_owed_there_is_no_clock() -> None:
    deadline = berlin(TUESDAY)
    words = clock(now=deadline, respond_by=deadline, ghosting_at=deadline, zone=BERLIN, language="en", attention=None)
    assert words == ""


def test_an_unknown_language_is_told_in_english() -> None:
    assert clock_at("2026-11-24T08:00", language="tlh") == "due today, until 18:00"


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(days=-9), "waiting from Sat 24 Oct 12:00 on; most people answer within 24 h"),  # dated ahead
        (timedelta(hours=-5), "waiting from 12:00 on; most people answer within 24 h"),
        (timedelta(hours=-1, minutes=-1), "waiting from 12:00 on; most people answer within 24 h"),
        (timedelta(hours=-1), "just arrived; most people answer within 24 h"),  # two clocks differ
        (timedelta(seconds=59), "just arrived; most people answer within 24 h"),
        (timedelta(minutes=1), "waiting 1 min; most people answer within 24 h"),
        (timedelta(minutes=59), "waiting 59 min; most people answer within 24 h"),
        (timedelta(hours=1), "waiting 1 h; most people answer within 24 h"),
        (timedelta(hours=31, minutes=59), "waiting 31 h; most people answer within 24 h"),
        (timedelta(hours=48), "waiting 2 days; most people answer within 24 h"),
        (timedelta(days=9, hours=23), "waiting 9 days; most people answer within 24 h"),
    ],
)
def test_waiting_is_told_beside_what_most_people_take(waited: timedelta, words: str) -> None:
    received = berlin("2026-10-24T12:00")
    now = received.astimezone(UTC) + waited
    assert waiting(now=now, received_at=received, zone=BERLIN, language="en") == words


def test_waiting_in_german() -> None:
    received = berlin("2026-11-20T12:00")
    told = [
        waiting(now=received + timedelta(hours=hours), received_at=received, zone=BERLIN, language="de")
        for hours in (31, 120, -48)
    ]
    assert told == [
        "wartet seit 31 Std.; die meisten antworten innerhalb von 24 Std.",
        "wartet seit 5 Tagen; die meisten antworten innerhalb von 24 Std.",
        "wartet erst ab Fr 12:00; die meisten antworten innerhalb von 24 Std.",
    ]


def test_waiting_counts_real_hours_over_a_change_of_the_clocks() -> None:
    told = waiting(now=berlin("2026-10-25T12:00"), received_at=berlin("2026-10-24T12:00"), zone=BERLIN, language="en")
    assert told.startswith("waiting 25 h;")


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-40 * 24 * 60, 40 * 24 * 60),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu"]),
    st.sampled_from(["en", "de"]),
)
def test_the_words_name_the_level_that_has_begun(minutes: int, zone: str, language: str) -> None:
    deadline = datetime(2026, 10, 25, 17, tzinfo=UTC)
    thresholds = (deadline - timedelta(days=1), deadline, deadline + timedelta(days=3))
    now = deadline + timedelta(minutes=minutes)
    level = attention.level(*thresholds, now)
    words = clock(
        now=now,
        respond_by=deadline,
        ghosting_at=thresholds[-1],
        zone=ZoneInfo(zone),
        language=language,
        attention=level,
    ).casefold()
    assert ("ghosting" in words) == (level is Attention.GHOSTING)
    assert (words.startswith(("overdue", "überfällig"))) == (level is Attention.OVERDUE)
    assert " 0 " not in words
    assert "{" not in words
