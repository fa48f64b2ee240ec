"""A file told apart by what it holds, and what a calendar request in a mail adds to the mail's words."""

from datetime import UTC, datetime

import pytest

from core.vocabulary import MessageForm
from intake.arrivals import is_calendar, is_mail, read_arrivals
from intake.guessing.guess import Confidence, Source
from tests.intake.mail_samples import MAILS, mail, read_one
from tests.intake.messages import NOW, first, robin

EVENT = """BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261123T080000Z
DTSTART:{start}
SUMMARY:Interview: Backend Engineer
ORGANIZER;CN=Ben Weber:mailto:ben@acme.example
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:robin@falk.example
SEQUENCE:{sequence}
END:VEVENT
"""


def event(uid: str = "u1@acme.example", start: str = "20261201T140000Z", sequence: int = 0) -> str:
    return EVENT.format(uid=uid, start=start, sequence=sequence)


def calendar(*events: str, method: str = "REQUEST") -> str:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\n{''.join(events)}END:VCALENDAR\n"


def with_calendar(text: str, *calendars: str, kind: str = "text/calendar; method=REQUEST", extra: str = "") -> bytes:
    parts = "".join(f"--b\nContent-Type: {kind}\n{extra}\n{one}\n" for one in calendars)
    body = f"--b\nContent-Type: text/plain\n\n{text}\n{parts}--b--"
    return mail(body, Content_Type='multipart/mixed; boundary="b"', Subject="Interview at Acme")


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n \n"])
def test_a_calendar_is_known_by_how_it_begins(before: bytes) -> None:
    raw = before + calendar(event()).encode()
    read = read_arrivals(raw, reader=robin(), now=NOW)
    assert (read.form, len(read.items)) == (MessageForm.CALENDAR, 1)
    assert is_calendar(raw)
    assert not is_mail(raw)


def test_a_mail_is_known_by_its_fields() -> None:
    assert is_mail(mail())
    assert not is_calendar(mail())
    assert read_arrivals(mail(), reader=robin(), now=NOW).form is MessageForm.MAIL


def test_every_event_of_a_calendar_arrives_once_in_its_newest_revision() -> None:
    raw = calendar(event(), event("u2@acme.example"), event(start="20261202T140000Z", sequence=1)).encode()
    read = read_arrivals(raw, reader=robin(), now=NOW)
    assert [arrived.event.uid for arrived in read.items if arrived.event] == ["u1@acme.example", "u2@acme.example"]
    assert read.items[0].event is not None
    assert read.items[0].event.sequence == 1
    assert len({arrived.digest for arrived in read.items}) == 2


def test_an_event_came_when_it_was_written_and_never_later_than_now() -> None:
    assert read_one(calendar(event()).encode()).received_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    later = calendar(event()).replace("20261123T080000Z", "20271123T080000Z")
    assert read_one(later.encode()).received_at == NOW


def test_the_start_in_the_calendar_beats_the_one_in_the_words_and_the_words_keep_the_deadline() -> None:
    words = "The interview is on 2 December at 10 am CET. Please let us know by Friday, 27 November."
    arrived = read_one(with_calendar(words, calendar(event())))
    best, *others = arrived.guesses.interview_at
    assert (first((best,)), best.confidence) == ("2026-12-01T14:00:00Z", Confidence.SURE)
    assert [other.confidence for other in others] == [Confidence.LIKELY]
    assert arrived.guesses.slots == ()
    assert first(arrived.guesses.respond_by) == "2026-11-27"


@pytest.mark.parametrize(
    ("kind", "extra"),
    [
        ("application/ics; name=invite.ics", "Content-Disposition: attachment; filename=invite.ics\n"),
        ("application/octet-stream; name=invite.ics", ""),
        ("application/octet-stream; name=invite.dat", ""),
        ("text/plain; name=invite.txt", "Content-Disposition: attachment\n"),
    ],
)
def test_a_calendar_in_a_mail_is_found_by_type_name_or_content(kind: str, extra: str) -> None:
    arrived = read_one(with_calendar("See the file.", calendar(event()), kind=kind, extra=extra))
    assert arrived.event is not None
    assert arrived.event.uid == "u1@acme.example"


def test_a_request_that_asks_the_reader_goes_before_what_else_is_attached() -> None:
    holiday = calendar(event("holiday@x.example"), method="PUBLISH")
    arrived = read_one(with_calendar("See the file.", holiday, calendar(event()), kind="text/calendar"))
    assert arrived.event is not None
    assert arrived.event.uid == "u1@acme.example"


def test_a_calendar_that_cannot_be_read_is_told_and_the_mail_is_read() -> None:
    arrived = read_one(with_calendar("Please answer by 1 December.", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"))
    assert arrived.event is None
    assert [notice.name for notice in arrived.notices] == ["calendar.no_event"]
    assert first(arrived.guesses.respond_by) == "2026-12-01"


def test_a_mail_without_words_has_those_of_its_event() -> None:
    arrived = read_one(with_calendar("", calendar(event())))
    assert arrived.text.startswith("Interview: Backend Engineer")


def test_an_automatic_mail_with_a_request_is_answered_at_its_organiser_alone() -> None:
    raw = with_calendar("See the file.", calendar(event())).replace(
        b"From: Ben", b"Auto-Submitted: auto-generated\nFrom: Ben"
    )
    arrived = read_one(raw)
    assert arrived.is_automatic
    assert arrived.answer_to == "ben@acme.example"


def test_a_calendar_that_calls_off_makes_the_mail_a_cancellation() -> None:
    arrived = read_one(with_calendar("We look forward to your interview.", calendar(event(), method="CANCEL")))
    assert arrived.guesses.kind.code == "cancellation"


def test_data_for_programs_is_never_sure_by_itself() -> None:
    page = (MAILS / "json_ld.eml").read_bytes()
    for name in ("role", "interview_at", "location", "job_url"):
        for guess in getattr(read_one(page).guesses, name):
            assert guess.confidence is not Confidence.SURE or guess.evidence.source is not Source.MARKUP


@pytest.mark.parametrize("name", ["google_calendar", "json_ld", "frist_de"])
def test_the_same_bytes_are_read_the_same(name: str) -> None:
    raw = (MAILS / f"{name}.eml").read_bytes()
    assert read_one(raw) == read_one(raw)
    assert read_one(raw).digest == read_one(raw).digest
