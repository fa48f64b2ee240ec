"""The calendars of a public collection: each is read or refused in a sentence, and each request in them is answered."""

import time
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest
import vobject

from core.vocabulary import PartStat
from intake.calendars.guessing import calendar_guesses
from intake.wording import wording
from replies.calendars.replying import CalendarUnanswerable, calendar_reply
from tests.intake.calendar_files import read
from tests.intake.messages import NOW, robin

COLLECTION = sorted((Path(icalendar.__file__).parent / "tests").rglob("*.ics"))
SECONDS = 1.0


def test_the_collection_is_there() -> None:
    assert len(COLLECTION) > 100


@pytest.mark.parametrize("path", COLLECTION, ids=lambda path: path.stem)
def test_every_calendar_is_read_or_refused_in_a_sentence(path: Path) -> None:
    began = time.process_time()
    found = read(path.read_bytes())
    assert time.process_time() - began < SECONDS
    reasons = [one.because for one in found.unread] + ([found.refusal] if found.refusal else [])
    assert found.events or reasons
    for language in ("en", "de"):
        assert all(wording(language).say(reason).endswith(".") for reason in reasons)
    for event in found.events:
        vobject.readOne(event.source)
        assert calendar_guesses(event, reader=robin(), now=NOW).kind.code


def test_most_of_the_events_are_read_and_what_is_not_has_no_beginning() -> None:
    found = [read(path.read_bytes()) for path in COLLECTION]
    why = {one.because.name for one in (one for each in found for one in each.unread)}
    assert sum(len(each.events) for each in found) > 100
    assert why == {"calendar.no_start", "calendar.odd_start", "calendar.other_entry"}


@pytest.mark.parametrize("counter", [None, datetime(2026, 12, 2, 9, tzinfo=UTC)])
def test_every_event_that_somebody_invites_to_is_answered_in_a_form_that_another_maker_reads(
    counter: datetime | None,
) -> None:
    answered = 0
    for event in (event for path in COLLECTION for event in read(path.read_bytes()).events):
        try:
            reply = calendar_reply(
                event.source, attendee="robin@falk.example", attendee_name="Robin Falk", partstat=PartStat.TENTATIVE,
                comment="Perhaps; later,\nor \\never\\n.", now=NOW, counter=counter,
            )  # fmt: skip
        except CalendarUnanswerable:
            is_announced = event.method == "PUBLISH" or event.is_cancelled
            assert is_announced or "\r\nORGANIZER" not in event.source or "\r\nUID" not in event.source
            continue
        answered += 1
        theirs = vobject.readOne(reply.decode())
        assert theirs.method.value == ("REPLY" if counter is None else "COUNTER")
        assert theirs.vevent.comment.value == "Perhaps; later,\nor \\never\\n."
        assert (theirs.vevent.uid.value, len(theirs.vevent.attendee_list)) == (event.uid, 1)
        (ours,) = icalendar.Calendar.from_ical(reply).events
        assert str(ours["COMMENT"]) == "Perhaps; later,\nor \\never\\n."
    assert answered > 0
