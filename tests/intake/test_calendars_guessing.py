"""What a calendar event says of an invitation, and what it never says."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.vocabulary import Format, Medium
from intake.calendars.event import CalendarEvent
from intake.calendars.guessing import calendar_guesses
from intake.calendars.text import text_of
from intake.guessing.guess import Confidence, Guesses, MessageKind, Source
from intake.guessing.suggestion import suggestion_of
from intake.guessing.wording import say
from tests.intake.calendar_files import NAMES, event_of, file_event
from tests.intake.messages import FIELDS, NOW, robin

START = "DTSTART:20261201T090000Z\nDTSTAMP:20261122T100000Z\n"
BEN = "ORGANIZER;CN=Ben Weber:mailto:ben@acme.example\n"
ME = "ATTENDEE:mailto:ROBIN@falk.example\n"


def guessed(event: CalendarEvent) -> Guesses:
    return calendar_guesses(event, reader=robin(), now=NOW)


def of(lines: str, *, method: str = "REQUEST") -> Guesses:
    return guessed(event_of(START + lines, head=f"METHOD:{method}\n" if method else ""))


def values(guesses) -> list[object]:
    return [guess.value for guess in guesses]


def test_a_google_request_says_everything_that_an_invitation_holds() -> None:
    found = guessed(file_event("google"))
    suggested = suggestion_of(found, received_at=NOW)
    assert found.kind.is_invitation
    assert suggested == {
        "company": "Acme",
        "role": "Backend Engineer",
        "contact_name": "Ben Weber",
        "contact_email": "ben.weber@acme.example",
        "medium": Medium.EMAIL,
        "location": "https://meet.google.com/abc-defg-hij",
        "format": Format.VIDEO,
        "job_url": None,
        "salary": None,
        "interview_at": datetime(2026, 12, 1, 9, tzinfo=UTC),
        "received_at": NOW,
        "respond_by": date(2026, 11, 27),
    }
    assert values(found.received_at) == [datetime(2026, 11, 22, 15, 30, 12, tzinfo=UTC)]


def test_an_exchange_request_in_german_says_who_and_for_what() -> None:
    found = guessed(file_event("outlook"))
    assert (found.company[0].value, found.role[0].value) == ("Globex GmbH", "Datenanalystin")
    assert (found.contact_name[0].value, found.contact_email[0].value) == ("Mia Krause", "mia.krause@globex.example")
    assert found.format[0].value is Format.VIDEO
    assert found.interview_at[0].value == datetime(2026, 12, 3, 13, tzinfo=UTC)


def test_the_door_goes_before_a_link_that_the_calendar_added_unasked() -> None:
    place = "LOCATION:Acme\\, 14 Harbour Street\\, Bristol BS1 4AA\n"
    found = of(f"{BEN}{ME}SUMMARY:On-site interview\n{place}X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij")
    assert values(found.format)[:2] == [Format.ONSITE, Format.VIDEO]
    assert all(guess.confidence is not Confidence.SURE for guess in found.format)
    assert found.location[0].value == "Acme, 14 Harbour Street, Bristol BS1 4AA"
    assert values(guessed(file_event("apple")).format)[:1] == [Format.ONSITE]


@pytest.mark.parametrize(
    ("lines", "form", "place"),
    [
        ("LOCATION:+49 30 1234567", Format.PHONE, "+49 30 1234567"),
        ("CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+49301234567", Format.PHONE, "+49301234567"),
        ("LOCATION:https://zoom.us/j/1", Format.VIDEO, "https://zoom.us/j/1"),
        ("LOCATION:Microsoft Teams", Format.VIDEO, "Microsoft Teams"),
        ("LOCATION:Lindenstraße 4\\, 10115 Berlin", Format.ONSITE, "Lindenstraße 4, 10115 Berlin"),
        ("LOCATION:Head office", Format.ONSITE, "Head office"),
        ("LOCATION:TBD", None, None),
        ("", None, None),
    ],
)
def test_the_place_tells_how_it_is_held(lines: str, form: Format | None, place: str | None) -> None:
    found = of(f"{BEN}{ME}SUMMARY:Interview\n{lines}")
    suggested = suggestion_of(found, received_at=NOW)
    assert (suggested["format"], suggested["location"]) == (form, place)


def test_a_link_that_is_too_long_for_a_place_still_says_that_it_is_video() -> None:
    found = of(f"{BEN}{ME}SUMMARY:Interview\nX-GOOGLE-CONFERENCE:https://meet.google.com/{'a' * 400}")
    assert (values(found.format), values(found.location)) == ([Format.VIDEO], [])


@pytest.mark.parametrize(
    ("lines", "method", "kind"),
    [
        (BEN + ME + "SUMMARY:A talk", "REQUEST", MessageKind.INVITATION),
        (BEN + "SUMMARY:A talk", "REQUEST", MessageKind.UNCLEAR),
        (BEN + "SUMMARY:Interview at Acme", "REQUEST", MessageKind.INVITATION),
        (ME + "SUMMARY:Bewerbungsgespräch", "", MessageKind.INVITATION),
        (BEN + ME + "SUMMARY:Team lunch", "PUBLISH", MessageKind.UNCLEAR),
        ("SUMMARY:Interviewing techniques for managers", "PUBLISH", MessageKind.UNCLEAR),
        (BEN + ME + "SUMMARY:Interview", "CANCEL", MessageKind.CANCELLATION),
        (BEN + ME + "SUMMARY:Interview\nSTATUS:CANCELLED", "REQUEST", MessageKind.CANCELLATION),
        (BEN + ME + "SUMMARY:Interview", "REPLY", MessageKind.UNCLEAR),
        (BEN + ME + "SUMMARY:Interview", "COUNTER", MessageKind.UNCLEAR),
    ],
)
def test_what_asks_the_reader_or_speaks_of_an_interview_is_an_invitation(
    lines: str, method: str, kind: MessageKind
) -> None:
    found = of(lines, method=method)
    assert found.kind.code is kind
    assert say(found.kind.why, "en") != say(found.kind.why, "de")


def test_the_dentist_invites_to_no_interview() -> None:
    found = guessed(file_event("dentist"))
    assert found.kind.code is MessageKind.UNCLEAR
    assert not any(guess.confidence is Confidence.SURE for guess in found.interview_at)
    assert (found.company, found.medium) == ((), ())


@pytest.mark.parametrize(
    "organizer",
    [
        "ORGANIZER;CN=Google Calendar:mailto:calendar-notification@google.com",
        "ORGANIZER:mailto:c_188abc@group.calendar.google.com",
        "ORGANIZER:mailto:noreply@calendly.com",
        "ORGANIZER;CN=Robin Falk:mailto:robin@falk.example",
        "ORGANIZER:invalid:nomail",
    ],
)
def test_neither_a_robot_nor_the_reader_is_ever_the_contact(organizer: str) -> None:
    found = of(f"{organizer}\nSUMMARY:Interview\nATTENDEE;CUTYPE=ROOM:mailto:room@acme.example\n{ME}")
    assert values(found.contact_email) == []
    assert not {"Robin Falk", "Google Calendar"} & set(values(found.contact_name))
    assert not {"Google", "Calendly", "Falk"} & set(values(found.company))


def test_where_the_reader_invites_the_contact_is_whoever_else_comes() -> None:
    mine = "ORGANIZER;CN=Robin Falk:mailto:robin@falk.example\nSUMMARY:Interview\n"
    ada, ben = "ATTENDEE;CN=Ada Example:mailto:ada@acme.example\n", "ATTENDEE:mailto:ben@acme.example\n"
    assert values(of(mine + ada + ME).contact_email) == ["ada@acme.example"]
    assert values(of(mine + ada + ben + ME).contact_email) == []


def test_free_mail_is_no_company() -> None:
    assert of("ORGANIZER:mailto:ben.weber@gmail.com\nSUMMARY:Interview").company == ()


def test_the_time_of_the_event_goes_before_times_in_its_words_and_leaves_nothing_to_choose() -> None:
    words = "DESCRIPTION:We could also talk on Wednesday\\, 2 December at 3 pm or on Thursday\\, 3 December at 4 pm."
    found = of(f"{BEN}{ME}SUMMARY:Interview\n{words}")
    assert suggestion_of(found, received_at=NOW)["interview_at"] == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert found.slots == ()
    assert [guess.confidence for guess in found.interview_at if guess.confidence is Confidence.SURE] == [
        Confidence.SURE
    ]


def test_a_time_in_the_readers_own_zone_for_want_of_another_is_never_sure() -> None:
    event = event_of(f"DTSTART:20261201T100000\n{BEN}{ME}SUMMARY:Interview", zone=ZoneInfo("Europe/Berlin"))
    (at,) = guessed(event).interview_at
    assert (at.confidence, at.why.code) == (Confidence.LIKELY, "calendar_start_account")
    assert "Europe/Berlin" in say(at.why, "en")


def test_a_time_that_had_passed_when_the_request_was_written_wants_a_look() -> None:
    event = replace(file_event("google"), stamped_at=datetime(2026, 12, 1, 10, tzinfo=UTC))
    late = calendar_guesses(event, reader=robin(), now=datetime(2026, 12, 2, tzinfo=UTC))
    assert (late.interview_at[0].confidence, late.interview_at[0].why.code) == (Confidence.GUESS, "passed")


def test_a_stamp_from_the_future_is_not_when_it_was_received() -> None:
    event = replace(file_event("google"), stamped_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert guessed(event).received_at == ()


def test_a_whole_day_is_a_day_and_no_time() -> None:
    event = event_of(f"DTSTART;VALUE=DATE:20261201\nDTSTAMP:20261122T100000Z\n{BEN}{ME}SUMMARY:Assessment day")
    found = guessed(event)
    assert (found.interview_at, values(found.slots)) == ((), [date(2026, 12, 1)])


@pytest.mark.parametrize("name", NAMES)
def test_evidence_stands_in_the_text_or_is_what_a_property_says(name: str) -> None:
    event = file_event(name)
    found, text = guessed(event), text_of(event)
    for field in (*FIELDS, "slots"):
        for guess in getattr(found, field):
            evidence = guess.evidence
            if evidence.source is Source.CALENDAR:
                assert (evidence.start, evidence.end) == (0, 0)
                assert evidence.excerpt
            else:
                source = text if evidence.source is Source.TEXT else event.summary or ""
                assert source[evidence.start : evidence.end] == evidence.excerpt
            assert evidence.source is not Source.SENDER
            assert say(guess.why, "en")
            assert say(guess.why, "de")


def test_the_text_of_an_event_leaves_out_what_is_blank() -> None:
    assert text_of(event_of(START + "SUMMARY:Talk\nLOCATION: \nDESCRIPTION:One\\nTwo")) == "Talk\nOne\nTwo"
    assert text_of(event_of(START)) == ""
