"""The calendar feed, as a calendar program of another make reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import vobject
from hypothesis import given
from hypothesis import strategies as st

from replies.calendars.feed import FeedEntry, calendar_feed

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
INTERVIEW = FeedEntry(
    uid="interview-1@replyby",
    sequence=3,
    starts_at=datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Europe/Berlin")),
    ends_at=datetime(2026, 12, 1, 11, tzinfo=ZoneInfo("Europe/Berlin")),
    summary="Interview: Backend Engineer, Acme; first round",
    description="With Ben Weber.\nBring \\ nothing: C:\\New",
    location="Lindenstraße 4, Berlin",
    url="https://replyby.example/invitations/1?a=1,2;b",
    updated_at=datetime(2026, 11, 22, 8, tzinfo=UTC),
    is_cancelled=False,
    alarms=(timedelta(hours=1), timedelta(days=1)),
)
DEADLINE = replace(INTERVIEW, uid="deadline-1@replyby", ends_at=None, location=None, description=None, alarms=())


def feed(*entries: FeedEntry, now: datetime = NOW) -> bytes:
    return calendar_feed(entries, name="Replyby: Ada", now=now)


def event(entry: FeedEntry):
    return vobject.readOne(feed(entry).decode()).vevent


def test_an_interview_is_read_whole_by_another_maker() -> None:
    theirs = event(INTERVIEW)
    assert theirs.uid.value == "interview-1@replyby"
    assert theirs.sequence.value == "3"
    assert (theirs.dtstart.value, theirs.dtend.value) == (INTERVIEW.starts_at, INTERVIEW.ends_at)
    assert theirs.summary.value == INTERVIEW.summary
    assert theirs.description.value == INTERVIEW.description
    assert theirs.location.value == INTERVIEW.location
    assert theirs.url.value == INTERVIEW.url
    assert theirs.last_modified.value == theirs.dtstamp.value == INTERVIEW.updated_at
    assert (theirs.transp.value, theirs.status.value) == ("OPAQUE", "CONFIRMED")


def test_alarms_ring_before_the_beginning() -> None:
    alarms = event(INTERVIEW).valarm_list
    assert [alarm.trigger.value for alarm in alarms] == [-timedelta(hours=1), -timedelta(days=1)]
    assert {alarm.action.value for alarm in alarms} == {"DISPLAY"}


def test_a_deadline_is_a_moment_that_takes_no_time() -> None:
    theirs = event(DEADLINE)
    assert not hasattr(theirs, "dtend")
    assert not hasattr(theirs, "valarm")
    assert theirs.transp.value == "TRANSPARENT"


def test_what_takes_no_time_or_is_not_agreed_to_says_so() -> None:
    assert event(replace(INTERVIEW, is_busy=False)).transp.value == "TRANSPARENT"
    assert event(replace(INTERVIEW, is_tentative=True)).status.value == "TENTATIVE"


def test_what_was_called_off_stays_in_marked_and_silent() -> None:
    theirs = event(replace(INTERVIEW, is_cancelled=True, is_tentative=True))
    assert (theirs.status.value, theirs.transp.value) == ("CANCELLED", "TRANSPARENT")
    assert not hasattr(theirs, "valarm")


def test_the_calendar_says_what_it_is_and_when_to_look_again() -> None:
    calendar = icalendar.Calendar.from_ical(feed())
    assert (str(calendar["METHOD"]), str(calendar["X-WR-CALNAME"])) == ("PUBLISH", "Replyby: Ada")
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["VERSION"]) == "2.0"


def test_the_same_entries_are_the_same_bytes_whatever_their_order_and_the_hour() -> None:
    later = NOW + timedelta(hours=5)
    assert feed(INTERVIEW, DEADLINE) == feed(DEADLINE, INTERVIEW, now=later)
    assert feed(INTERVIEW) != feed(replace(INTERVIEW, sequence=4))


def test_an_end_that_is_no_end_is_left_out() -> None:
    assert not hasattr(event(replace(INTERVIEW, ends_at=INTERVIEW.starts_at)), "dtend")


ENTRIES = st.builds(
    FeedEntry,
    uid=st.text(min_size=1, max_size=20),
    sequence=st.integers(0, 2**31 - 1),
    starts_at=st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ends_at=st.none(),
    summary=st.text(max_size=120),
    description=st.none() | st.text(max_size=300),
    location=st.none() | st.text(max_size=100),
    url=st.none() | st.text(max_size=60),
    updated_at=st.just(NOW),
    is_cancelled=st.booleans(),
    alarms=st.just((timedelta(minutes=30),)),
)


@given(st.lists(ENTRIES, max_size=4))
def test_no_words_break_a_line_or_make_one(entries: list[FeedEntry]) -> None:
    content = calendar_feed(entries, name="x\r\nEND:VCALENDAR", now=NOW)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert not any(byte < 32 and byte != 9 for byte in line)
    assert len(icalendar.Calendar.from_ical(content).events) == len(entries)
    assert content.count(b"\r\nEND:VCALENDAR\r\n") == 1
