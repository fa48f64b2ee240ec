import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.vocabulary import RespondByBasis
from models.business_days import MOST_BUSINESS_DAYS, Policy
from models.deadline import EARLIEST, LATEST, OutsideTheCalendar, decide
from models.local_time import at_local, local

BERLIN = ZoneInfo("Europe/Berlin")
PLAIN = Policy(zone=BERLIN)
BAVARIA = Policy(zone=BERLIN, country="DE", region="BY")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("received", "respond_by"),
    [
        ("2026-11-17T09:00", "2026-11-19T18:00"),  # Tuesday to Thursday
        ("2026-11-17T00:00", "2026-11-19T18:00"),
        ("2026-11-17T23:59", "2026-11-19T18:00"),  # the hour of receipt doesn't matter
        ("2026-11-20T16:40", "2026-11-24T18:00"),  # Friday to Tuesday
        ("2026-11-21T11:00", "2026-11-25T18:00"),  # Saturday counts as Monday
        ("2026-11-22T23:00", "2026-11-25T18:00"),
        ("2026-12-23T10:00", "2026-12-28T18:00"),  # over Christmas Day; the day after it is a Saturday
        ("2026-12-25T10:00", "2026-12-30T18:00"),  # a holiday counts as the next working day
        ("2026-12-31T10:00", "2027-01-05T18:00"),  # over New Year and a weekend
        ("2027-01-04T10:00", "2027-01-07T18:00"),  # over Epiphany
        ("2027-03-25T10:00", "2027-03-31T18:00"),  # Easter, and the change to summer time with it
        ("2028-02-28T10:00", "2028-03-01T18:00"),  # over 29 February
    ],
)
def test_by_policy_an_answer_is_due_at_the_end_of_the_second_business_day_after_receipt(
    received: str, respond_by: str
) -> None:
    decided = decide(BAVARIA, received_at=berlin(received))
    assert decided.respond_by == berlin(respond_by)
    assert decided.basis is RespondByBasis.POLICY


def test_due_soon_is_one_business_day_before_and_ghosting_three_past_the_deadline() -> None:
    decided = decide(BAVARIA, received_at=berlin("2026-11-20T16:40"))
    assert decided.due_soon_at == berlin("2026-11-23T18:00")
    assert decided.ghosting_at == berlin("2026-11-27T18:00")


def test_due_soon_may_have_passed_when_the_invitation_arrives() -> None:
    received = berlin("2026-11-20T16:40")
    decided = decide(PLAIN, received_at=received, stated=berlin("2026-11-20T20:00"))
    assert decided.due_soon_at == berlin("2026-11-19T20:00") < received


def test_every_number_of_the_policy_is_the_account_s_own() -> None:
    slow = Policy(
        zone=BERLIN,
        workday_end=time(16, 30),
        reply_business_days=4,
        due_soon_business_days=2,
        ghosting_business_days=5,
        working_days=frozenset({0, 1, 2, 3}),
    )
    decided = decide(slow, received_at=berlin("2026-11-17T09:00"))
    assert decided.respond_by == berlin("2026-11-24T16:30")
    assert decided.due_soon_at == berlin("2026-11-19T16:30")
    assert decided.ghosting_at == berlin("2026-12-02T16:30")


def test_the_working_day_is_that_of_the_account_s_zone_and_not_of_utc() -> None:
    received = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # already Saturday in Auckland, still Friday in New York
    auckland = decide(Policy(zone=ZoneInfo("Pacific/Auckland")), received_at=received)
    new_york = decide(Policy(zone=ZoneInfo("America/New_York")), received_at=received)
    assert auckland.respond_by == at_local(date(2026, 11, 25), time(18), ZoneInfo("Pacific/Auckland"))
    assert new_york.respond_by == at_local(date(2026, 11, 24), time(18), ZoneInfo("America/New_York"))


def test_in_riyadh_thursday_is_followed_by_sunday() -> None:
    zone = ZoneInfo("Asia/Riyadh")
    decided = decide(Policy(zone=zone, country="SA"), received_at=at_local(date(2026, 11, 18), time(9), zone))
    assert decided.respond_by == at_local(date(2026, 11, 22), time(18), zone)


def test_what_the_employer_stated_wins_over_the_policy() -> None:
    received = berlin("2026-11-20T16:40")
    for stated in (berlin("2026-11-21T08:00"), berlin("2026-12-20T12:00")):
        decided = decide(PLAIN, received_at=received, stated=stated)
        assert (decided.respond_by, decided.basis) == (stated, RespondByBasis.STATED)


def test_a_stated_date_lasts_until_the_end_of_that_very_day_even_a_sunday() -> None:
    decided = decide(BAVARIA, received_at=berlin("2026-11-20T16:40"), stated=date(2026, 11, 22))
    assert decided.respond_by == berlin("2026-11-22T18:00")
    assert decided.basis is RespondByBasis.STATED
    # From a Sunday, a business day back is the Friday, and three on are the Wednesday.
    assert decided.due_soon_at == berlin("2026-11-20T18:00")
    assert decided.ghosting_at == berlin("2026-11-25T18:00")


def test_a_stated_deadline_already_past_at_receipt_is_still_the_deadline() -> None:
    decided = decide(PLAIN, received_at=berlin("2026-11-20T16:40"), stated=date(2026, 11, 18))
    assert decided.respond_by == berlin("2026-11-18T18:00")


def test_a_promise_wins_over_what_the_employer_stated() -> None:
    promised = berlin("2026-11-27T12:00")
    decided = decide(PLAIN, received_at=berlin("2026-11-20T16:40"), stated=date(2026, 11, 23), promised=promised)
    assert (decided.respond_by, decided.basis) == (promised, RespondByBasis.PROMISED)


@pytest.mark.parametrize(
    ("received", "interview", "respond_by", "cap"),
    [
        ("2026-11-20T16:40", "2026-11-24T10:00", "2026-11-23T10:00", "before"),  # 24 h before
        ("2026-11-20T16:40", "2026-11-21T18:40", "2026-11-20T18:40", "before"),  # 24 h before is exactly 2 h after
        ("2026-11-20T16:40", "2026-11-21T10:00", "2026-11-20T18:40", "least"),  # it would leave nothing: 2 h
        ("2026-11-20T16:40", "2026-11-20T18:41", "2026-11-20T18:40", "least"),
        ("2026-11-20T16:40", "2026-11-20T18:40", "2026-11-20T18:40", "beginning"),
        ("2026-11-20T16:40", "2026-11-20T17:40", "2026-11-20T17:40", "beginning"),  # one hour: until it begins
        ("2026-11-20T16:40", "2026-11-20T16:41", "2026-11-20T16:41", "beginning"),
        ("2026-10-24T09:00", "2026-10-26T10:00", "2026-10-25T10:00", "before"),  # after the clocks went back
        ("2026-10-23T09:00", "2026-10-25T10:00", "2026-10-24T11:00", "before"),  # 24 h of a day of 25
    ],
)
def test_an_interview_caps_the_deadline_by_policy(received: str, interview: str, respond_by: str, cap: str) -> None:
    decided = decide(PLAIN, received_at=berlin(received), interview_at=berlin(interview))
    assert decided.respond_by == berlin(respond_by)
    assert decided.basis is RespondByBasis.BEFORE_INTERVIEW
    assert decided.facts["cap"] == cap


@pytest.mark.parametrize("interview", ["2026-11-25T18:00", "2026-12-24T10:00"])
def test_an_interview_that_leaves_time_enough_caps_nothing(interview: str) -> None:
    decided = decide(PLAIN, received_at=berlin("2026-11-20T16:40"), interview_at=berlin(interview))
    assert (decided.respond_by, decided.basis) == (berlin("2026-11-24T18:00"), RespondByBasis.POLICY)


@pytest.mark.parametrize("interview", ["2026-11-20T16:40", "2026-11-20T16:39", "2025-01-01T10:00"])
def test_an_interview_already_past_at_receipt_caps_nothing(interview: str) -> None:
    received, promised = berlin("2026-11-20T16:40"), berlin("2026-11-27T12:00")
    at = berlin(interview)
    assert decide(PLAIN, received_at=received, interview_at=at).basis is RespondByBasis.POLICY
    assert decide(PLAIN, received_at=received, interview_at=at, stated=promised).basis is RespondByBasis.STATED
    assert decide(PLAIN, received_at=received, interview_at=at, promised=promised).basis is RespondByBasis.PROMISED


def test_an_interview_in_the_second_of_two_equal_hours_is_not_past_in_the_first() -> None:
    received = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    interview = datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN, fold=1)
    decided = decide(PLAIN, received_at=received, interview_at=interview)
    assert decided.respond_by == datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert decided.basis is RespondByBasis.BEFORE_INTERVIEW


def test_a_stated_or_promised_deadline_is_capped_by_the_interview_s_beginning_only() -> None:
    received, interview = berlin("2026-11-20T16:40"), berlin("2026-11-24T10:00")
    an_hour_before = interview - timedelta(hours=1)
    for kept in ({"stated": an_hour_before}, {"promised": an_hour_before}, {"stated": interview}):
        decided = decide(PLAIN, received_at=received, interview_at=interview, **kept)
        assert decided.respond_by == next(iter(kept.values()))
        assert decided.basis is not RespondByBasis.BEFORE_INTERVIEW
    for decided in (
        decide(PLAIN, received_at=received, interview_at=interview, stated=date(2026, 11, 24)),
        decide(PLAIN, received_at=received, interview_at=interview, promised=interview + timedelta(seconds=1)),
    ):
        assert decided.respond_by == interview
        assert decided.basis is RespondByBasis.BEFORE_INTERVIEW
        assert decided.facts["cap"] == "beginning"


def test_a_cap_equal_to_the_deadline_does_not_take_its_name() -> None:
    decided = decide(PLAIN, received_at=berlin("2026-11-20T16:40"), interview_at=berlin("2026-11-25T18:00"))
    assert decided.respond_by == berlin("2026-11-24T18:00")
    assert decided.basis is RespondByBasis.POLICY


def test_an_invitation_received_in_the_future_is_counted_from_then() -> None:
    decided = decide(PLAIN, received_at=berlin("2099-11-20T16:40"))
    assert decided.respond_by == berlin("2099-11-24T18:00")


def test_the_dates_on_which_the_date_line_moved_are_counted_as_people_lived_them() -> None:
    samoa = ZoneInfo("Pacific/Apia")
    received = at_local(date(2011, 12, 28), time(9), samoa)
    decided = decide(Policy(zone=samoa), received_at=received)
    # Wednesday, then Thursday; there was no Friday 30 December; then Monday.
    assert decided.respond_by == at_local(date(2012, 1, 2), time(18), samoa)


def test_a_workday_that_ends_in_a_gap_ends_as_the_gap_does() -> None:
    nights = Policy(zone=BERLIN, working_days=frozenset({4, 5, 6}), workday_end=time(2, 30))
    decided = decide(nights, received_at=berlin("2026-03-27T09:00"))
    assert local(decided.respond_by, BERLIN) == berlin("2026-03-29T03:30")


def test_all_instants_of_a_deadline_are_in_utc_whatever_zone_they_were_given_in() -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    received = datetime(2026, 11, 20, 16, 40, tzinfo=kathmandu)
    for given_in in (
        decide(PLAIN, received_at=received),
        decide(PLAIN, received_at=received, interview_at=received + timedelta(hours=30)),
        decide(PLAIN, received_at=received, stated=received + timedelta(hours=3)),
        decide(PLAIN, received_at=received, promised=received + timedelta(hours=3)),
    ):
        assert {given_in.respond_by.tzinfo, given_in.due_soon_at.tzinfo, given_in.ghosting_at.tzinfo} == {UTC}


@pytest.mark.parametrize("field", ["received_at", "interview_at", "stated", "promised"])
@pytest.mark.parametrize(
    "instant",
    [
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime(9999, 12, 31, 23, tzinfo=ZoneInfo("America/New_York")),
        EARLIEST - timedelta(microseconds=1),
        LATEST + timedelta(microseconds=1),
    ],
)
def test_an_instant_outside_the_calendar_is_refused_by_name(field: str, instant: datetime) -> None:
    given_fields: dict[str, datetime] = {"received_at": berlin("2026-11-20T16:40")} | {field: instant}
    with pytest.raises(OutsideTheCalendar) as refusal:
        decide(PLAIN, **given_fields)
    names = {"stated": "respond_by", "promised": "promised_by"}
    assert refusal.value.errors[0]["loc"] == ["body", names.get(field, field)]


@pytest.mark.parametrize("stated", [date.min, date.max, date(1969, 12, 31), date(2201, 1, 1)])
def test_a_stated_date_outside_the_calendar_is_refused(stated: date) -> None:
    with pytest.raises(OutsideTheCalendar):
        decide(PLAIN, received_at=berlin("2026-11-20T16:40"), stated=stated)


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
@pytest.mark.parametrize("received", [EARLIEST, LATEST])
def test_the_first_and_last_instants_have_deadlines_under_the_slowest_policy(zone: str, received: datetime) -> None:
    slowest = Policy(
        zone=ZoneInfo(zone),
        country="DE",
        working_days=frozenset({0}),
        reply_business_days=MOST_BUSINESS_DAYS,
        due_soon_business_days=MOST_BUSINESS_DAYS,
        ghosting_business_days=MOST_BUSINESS_DAYS,
    )
    decided = decide(slowest, received_at=received, interview_at=LATEST)
    assert decided.due_soon_at < decided.respond_by < decided.ghosting_at
    for stated in (EARLIEST.date(), LATEST.date()):
        decided = decide(slowest, received_at=received, stated=stated)
        assert decided.due_soon_at < decided.respond_by < decided.ghosting_at


def test_a_deadline_s_facts_are_its_own_to_change() -> None:
    received = berlin("2026-12-23T10:00")
    first = decide(BAVARIA, received_at=received)
    untouched = json.dumps(first.facts)
    holidays = first.facts["holidays"]
    assert isinstance(holidays, list)
    holidays.clear()
    first.facts.clear()
    assert json.dumps(decide(BAVARIA, received_at=received).facts) == untouched


def test_an_account_that_changes_its_policy_is_not_answered_with_the_old_one() -> None:
    received = berlin("2026-12-23T10:00")
    by_policy = [
        decide(policy, received_at=received).respond_by
        for policy in (
            BAVARIA,
            PLAIN,
            Policy(zone=BERLIN, country="DE", region="BY", workday_end=time(12)),
            Policy(zone=BERLIN, country="DE", region="BY", working_days=frozenset({0})),
            BAVARIA,
        )
    ]
    assert by_policy == [
        berlin("2026-12-28T18:00"),
        berlin("2026-12-25T18:00"),
        berlin("2026-12-28T12:00"),
        berlin("2027-01-11T18:00"),
        berlin("2026-12-28T18:00"),
    ]
