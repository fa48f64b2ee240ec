"""Planning: the clock of a deadline, and when the next digest comes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vocabulary import OWED_STATUSES, Attention, Status
from models.account import Owner
from services import planning

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ADA = Owner(
    **{
        **dict.fromkeys(("country", "region", "working_days", "digest_days")),
        "id": None,  # pyright: ignore[reportArgumentType]
        "email": "ada@example.com",
        "name": "Ada",
        "time_zone": "Europe/Berlin",
        "language": "en",
        "workday_end": "18:00",
        "reply_business_days": 2,
        "due_soon_business_days": 1,
        "ghosting_business_days": 3,
        "cap_hours": 24,
        "least_hours": 2,
        "digest_time": "08:00",
        "digest_when_empty": False,
        "next_digest_at": datetime(2026, 11, 24, 7, tzinfo=UTC),
        "version": 1,
    }
)
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
instants = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    received_at=instants,
    now=instants,
    status=st.sampled_from(Status),
    is_deleted=st.booleans(),
    zone=st.sampled_from(ZONES),
    interview_in=st.none() | st.integers(-200, 2_000),
    promised_in=st.none() | st.integers(-200, 2_000),
)
def test_a_clock_knows_the_level_it_has_reached_and_the_next_instant_to_look(
    received_at, now, status, is_deleted, zone, interview_in, promised_in
):
    row = {
        "received_at": received_at,
        "interview_at": received_at + timedelta(hours=interview_in) if interview_in is not None else None,
        "stated_at": None,
        "stated_on": None,
        "promised_at": received_at + timedelta(hours=promised_in) if promised_in is not None else None,
        "status": status.value,
        "deleted_at": now if is_deleted else None,
    }
    clock = planning.clock_of(replace(ADA, time_zone=zone), row, now=now)
    columns = clock.columns
    thresholds = [columns["due_soon_at"], columns["respond_by"], columns["ghosting_at"]]
    assert thresholds == sorted(thresholds)
    if status not in OWED_STATUSES or is_deleted:
        assert (clock.level, clock.passed, clock.is_urgent, columns["next_flag_at"]) == (None, (), False, None)
        return
    passed = sum(threshold <= now for threshold in thresholds)
    assert clock.level is Attention.of_rank(passed)
    assert [level.rank for level in clock.passed] == list(range(1, passed + 1))
    assert columns["flagged"] == passed
    assert columns["next_flag_at"] == (thresholds[passed] if passed < 3 else None)
    assert clock.is_urgent == (now < columns["respond_by"] <= ADA.next_digest_at)


@pytest.mark.parametrize("owed", OWED_STATUSES)
def test_without_a_next_digest_every_deadline_ahead_is_urgent(owed):
    quiet = replace(ADA, next_digest_at=None)
    assert planning.is_before_next_digest(quiet, NOW + timedelta(days=90), now=NOW)
    assert not planning.is_before_next_digest(quiet, NOW, now=NOW)


@given(after=instants, zone=st.sampled_from(ZONES), time=st.sampled_from(["00:00", "02:30", "08:00", "23:59"]))
def test_the_next_digest_is_the_first_one_after(after, zone, time):
    owner = replace(ADA, time_zone=zone, digest_time=time)
    found = planning.next_digest(owner, after=after)
    assert found is not None
    assert found > after
    days = [after.date() + timedelta(days=offset) for offset in range(-2, 12)]
    others = [planning.digest_at(owner, day) for day in days if planning.is_digest_day(owner, day)]
    assert not [other for other in others if after < other < found]


def test_the_digest_comes_on_working_days_unless_days_were_chosen():
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert planning.next_digest(ADA, after=friday) == datetime(2026, 11, 30, 7, tzinfo=UTC)
    on_sundays = replace(ADA, digest_days=[6])
    assert planning.next_digest(on_sundays, after=friday) == datetime(2026, 11, 29, 7, tzinfo=UTC)
    assert planning.next_digest(replace(ADA, digest_days=[]), after=friday) is None


def test_a_skipped_hour_moves_the_digest_forward_and_a_repeated_one_has_one():
    spring = replace(ADA, digest_time="02:30", digest_days=[6])
    assert planning.next_digest(spring, after=datetime(2027, 3, 27, tzinfo=UTC)) == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )
    autumn = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert planning.next_digest(spring, after=datetime(2026, 10, 24, tzinfo=UTC)) == autumn
    assert planning.next_digest(spring, after=autumn) == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)


def test_missed_days_are_the_digest_days_that_nobody_served():
    planned_for = datetime(2026, 11, 19, 7, tzinfo=UTC)
    assert planning.missed_days(ADA, planned_for, today=date(2026, 11, 24)) == [
        date(2026, 11, 19),
        date(2026, 11, 20),
        date(2026, 11, 23),
    ]


def test_a_preview_says_what_recording_would_decide(database, ada, clock):
    from tests.tracked import Diary

    diary = Diary(database, ada.id, clock)
    known = {"received_at": datetime(2026, 11, 20, 15, 40, tzinfo=UTC), "interview_at": None, "respond_by": None}
    preview = planning.preview(ada.owner, **known, now=clock())
    shown = diary.record(**known)
    assert preview == {name: shown[name] for name in preview}
