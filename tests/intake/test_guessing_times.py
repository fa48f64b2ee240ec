"""Times in messages: the zone, the year, the order of day and month, and what is a deadline."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from intake.guessing.guess import Confidence
from intake.guessing.reading import guesses_in
from tests.intake.messages import NOW, add_working_days, first, robin


def read(text: str, *, day_first: bool = True, **said: Any):
    return guesses_in(text, now=NOW, reader=robin(day_first=day_first), **said)


def interview(text: str, **said: Any) -> str | None:
    return first(read(f"We would like to invite you to an interview {text}.", **said).interview_at)


def spoken_in_german(text: str, **said: Any) -> str | None:
    return first(read(f"Wir laden Sie zu einem Vorstellungsgespräch {text} ein.", **said).interview_at)


def answer_by(text: str, **said: Any) -> str | None:
    return first(read(text, **said).respond_by)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("on Tuesday, 1 December at 3 pm CET", "2026-12-01T14:00:00Z"),
        ("on Tuesday, December 1st, 2026 at 3:30 p.m. CET", "2026-12-01T14:30:00Z"),
        ("at 3 pm on Tuesday, 1 December", "2026-12-01T14:00:00Z"),
        ("tomorrow at 10", "2026-11-24T09:00:00Z"),
        ("next Monday 9:30", "2026-11-30T08:30:00Z"),
        ("on 12/13/2026 3:00 PM", "2026-12-13T14:00:00Z"),
        ("on 2026-12-01 at 15:00", "2026-12-01T14:00:00Z"),
        ("on Thursday at noon", "2026-11-26T11:00:00Z"),
        ("on 3 December, 2pm London time", "2026-12-03T14:00:00Z"),
        ("on 3 December at 9:00 PST", "2026-12-03T17:00:00Z"),
        ("on 3 December at 15:00 (UTC+1)", "2026-12-03T14:00:00Z"),
        ("on 3 December at 15:00 GMT-5", "2026-12-03T20:00:00Z"),
        ("on 3 December between 2 and 4 pm", "2026-12-03T13:00:00Z"),
        ("on 3 December from 11 to 1 pm", "2026-12-03T10:00:00Z"),
        ("on 3rd of December, 12:15 am UTC", "2026-12-03T00:15:00Z"),
        ("the day after tomorrow at 4pm", "2026-11-25T15:00:00Z"),
    ],
)
def test_english_times_are_read(said: str, at: str) -> None:
    assert interview(said) == at


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("am Dienstag, den 1.12. um 15:00 Uhr", "2026-12-01T14:00:00Z"),
        ("am 1.12.2026 um 15 Uhr", "2026-12-01T14:00:00Z"),
        ("am 01.12.26, 15.30 Uhr,", "2026-12-01T14:30:00Z"),
        ("am Di., 1. Dez., 9 Uhr", "2026-12-01T08:00:00Z"),
        ("morgen um 10 Uhr", "2026-11-24T09:00:00Z"),
        ("übermorgen von 10 bis 11 Uhr", "2026-11-25T09:00:00Z"),
        ("am kommenden Montag um 9:30 Uhr", "2026-11-30T08:30:00Z"),
        ("am 3. Dezember, 16 Uhr Londoner Zeit,", "2026-12-03T16:00:00Z"),
        ("am 3. Dezember um 16 Uhr (MEZ)", "2026-12-03T15:00:00Z"),
        ("am Donnerstag, dem 3. Dezember 2026, gegen 11 Uhr", "2026-12-03T10:00:00Z"),
    ],
)
def test_german_times_are_read(said: str, at: str) -> None:
    assert spoken_in_german(said) == at


def test_a_time_without_a_zone_is_the_readers_and_the_reason_says_so() -> None:
    (guess,) = read("Your interview is on 1 December at 15:00.").interview_at
    assert (guess.why.code, dict(guess.why.parts)["zone"]) == ("moment_account", "Europe/Berlin")
    (named,) = read("Your interview is on 1 December at 15:00 EST.").interview_at
    assert (named.why.code, dict(named.why.parts)["zone"]) == ("moment", "EST")


def test_the_zone_of_all_times_is_taken_for_each() -> None:
    assert interview("on 3 December at 15:00. All times are in EST") == "2026-12-03T20:00:00Z"


def test_words_that_happen_to_be_zones_are_none() -> None:
    assert interview("on 3 December at 15:00 est.") == "2026-12-03T14:00:00Z"


def test_relative_days_count_from_receipt_in_the_readers_zone() -> None:
    # Half past eleven at night in UTC is the next day in Berlin.
    assert interview("tomorrow at 10", received_at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "2026-11-25T09:00:00Z"


def test_relative_days_count_from_the_head_of_the_message_and_not_from_its_pasting() -> None:
    head = "From: Ben Weber <ben@acme.example>\nDate: Thu, 19 Nov 2026 09:00:00 +0100\nSubject: Hello\n\n"
    assert (
        first(read(f"{head}Hi, could you come for an interview on Friday at 11:00?").interview_at)
        == "2026-11-20T10:00:00Z"
    )


def test_what_is_counted_from_the_day_of_receipt_is_never_sure() -> None:
    for said in ("tomorrow at 10:00", "on Friday at 10:00", "next Monday at 10:00", "the day after tomorrow at 10:00"):
        guesses = read(f"We would like to invite you to an interview {said}.").interview_at
        assert [guess.confidence is Confidence.SURE for guess in guesses] == [False], said


def test_next_friday_said_on_a_monday_is_only_a_guess() -> None:
    (guess,) = read("Could you come for an interview next Friday at 10:00?").interview_at
    assert guess.confidence is Confidence.GUESS


def test_a_year_that_is_not_written_is_the_next_one_in_which_the_day_comes() -> None:
    assert interview("on 12 January at 10:00") == "2027-01-12T09:00:00Z"
    assert interview("on 12 December at 10:00") == "2026-12-12T09:00:00Z"


def test_a_weekday_decides_the_year_and_the_order() -> None:
    # 12 November 2026 was a Thursday, 11 December 2026 is a Friday.
    assert interview("on Friday, 12/11 at 10:00") == "2026-12-11T09:00:00Z"
    assert interview("on Friday, 11/12 at 10:00") == "2026-12-11T09:00:00Z"


def test_numbers_in_either_order_follow_the_reader_and_are_only_a_guess() -> None:
    by_day = read("Your interview is on 01/12/2026 at 10:00.").interview_at[0]
    by_month = read("Your interview is on 12/01/2026 at 10:00.", day_first=False).interview_at[0]
    assert by_day.value == by_month.value == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert {by_day.confidence, by_month.confidence} == {Confidence.GUESS}
    assert (by_day.why.code, by_month.why.code) == ("order_day_first", "order_month_first")


def test_a_weekday_that_is_not_the_dates_is_a_guess_that_says_so() -> None:
    (guess,) = read("Your interview is on Monday, 1 December 2026 at 10:00 CET.").interview_at
    assert (guess.confidence, guess.why.code) == (Confidence.GUESS, "weekday_differs")


@pytest.mark.parametrize(
    "said",
    [
        "on 31 November at 10:00",
        "on 30.02.2027 um 10:00",
        "on 45/67/2026 at 10:00",
        "on 1 December at 25:00",
        "at 3:75 pm",
    ],
)
def test_impossible_times_are_never_guessed(said: str) -> None:
    assert interview(said) is None


def test_an_hour_that_may_be_either_is_an_afternoon_by_guess() -> None:
    (guess,) = read("Could you come for an interview on 1 December at 3?").interview_at
    assert (first((guess,)), guess.confidence) == ("2026-12-01T14:00:00Z", Confidence.GUESS)


def test_a_time_in_the_spring_gap_moves_forward() -> None:
    assert interview("on 28 March 2027 at 2:30 am") == "2027-03-28T01:30:00Z"


@pytest.mark.parametrize(
    "said",
    [
        "You applied on 12 November 2026 at 10:00.",
        "Your interview with us on 12 November has helped us, and we talked at length.",
        "The start date is 1 January 2027.",
        "Our office hours are Monday to Friday from 9:00 to 16:00.",
        "Vielen Dank für Ihre Bewerbung vom 20.11.2026.",
        "Guten Morgen Robin, um 10 Leute geht es.",
        "We are open 24/7, and 50/50 is fine.",
        "There are 3 of us at 7 Mill Lane.",
    ],
)
def test_what_is_no_appointment_is_not_taken_for_one(said: str) -> None:
    found = read(f"We would like to invite you.\n\n{said}")
    assert (found.interview_at, found.slots) == ((), ())


def test_several_times_are_slots_and_none_of_them_is_the_interview() -> None:
    found = read("Could we talk on 1 December at 10:00 CET or 14:00 CET, or on 2 December?")
    assert [slot.value for slot in found.slots] == [
        datetime(2026, 12, 1, 9, tzinfo=UTC),
        datetime(2026, 12, 1, 13, tzinfo=UTC),
        date(2026, 12, 2),
    ]
    assert {guess.confidence for guess in found.interview_at} == {Confidence.GUESS}


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("Please let us know by Friday, 27 November.", "2026-11-27"),
        ("Please let us know by Friday, 27 November, 12:00 CET.", "2026-11-27T11:00:00Z"),
        ("Please let us know by next Wednesday (2 December), 5pm London time?", "2026-12-02T17:00:00Z"),
        ("Bitte melden Sie sich bis zum kommenden Freitag, den 27. November, 12 Uhr.", "2026-11-27T11:00:00Z"),
        ("Please reply no later than December 2.", "2026-12-02"),
        ("Please respond within 48 hours.", "2026-11-25T09:00:00Z"),
        ("Please confirm within the next 3 days.", "2026-11-26"),
        ("Please confirm within five business days.", "2026-11-30"),
        ("Kindly get back to us within a week.", "2026-11-30"),
        ("Please confirm by end of day.", "2026-11-23"),
        ("Please let me know by the end of the week.", "2026-11-27"),
        ("Bitte geben Sie uns bis spätestens Freitag, 27.11. Bescheid.", "2026-11-27"),
        ("Wir bitten um Rückmeldung bis zum 2. Dezember.", "2026-12-02"),
        ("Bitte antworten Sie innerhalb von drei Werktagen.", "2026-11-26"),
        ("Bitte antworten Sie innerhalb von 48 Stunden.", "2026-11-25T09:00:00Z"),
        ("Bitte melde dich bis Ende der Woche.", "2026-11-27"),
        ("Bitte melden Sie sich bis morgen.", "2026-11-24"),
        ("Deadline to respond: 25 Nov 2026 23:59 UTC", "2026-11-25T23:59:00Z"),
        ("The deadline for your reply is Wednesday, 25 November, 5 pm CET.", "2026-11-25T16:00:00Z"),
        ("Response deadline | 25 Nov 2026 23:59 UTC", "2026-11-25T23:59:00Z"),
        ("**Response deadline:** 25 Nov 2026 23:59 UTC", "2026-11-25T23:59:00Z"),
        ("RSVP: 25 November 2026", "2026-11-25"),
        ("Rückmeldefrist: 25.11.2026, 12:00 Uhr", "2026-11-25T11:00:00Z"),
        ("Die Antwortfrist endet am 25.11.2026.", "2026-11-25"),
        ("Frist für Ihre Rückmeldung: 25.11.2026", "2026-11-25"),
        ("Rückmeldung bis: 25.11.2026, 12:00 Uhr", "2026-11-25T11:00:00Z"),
        ("If I don't hear back by Wednesday, 25 November, I'll assume that it doesn't suit you.", "2026-11-25"),
        ("Unless we hear back by Wednesday, 25 November, we will release the slot.", "2026-11-25"),
        ("Sollte ich bis Mittwoch nichts hören, vergebe ich den Termin anderweitig.", "2026-11-25"),
        ("Wenn Sie sich bis Mittwoch nicht melden, vergeben wir den Termin anderweitig.", "2026-11-25"),
    ],
)
def test_deadlines_are_read(said: str, by: str) -> None:
    assert answer_by(said) == by


@pytest.mark.parametrize(
    "said",
    [
        "We will get back to you by Friday, 27 November.",
        "I am out of the office until Monday, 30 November.",
        "Apply by 30 November.",
        "Wir melden uns bis Freitag, 27.11., bei Ihnen.",
        "The position is limited until 31 December 2026.",
        "Please confirm by Friday, 13 November.",
        "Please respond within ² hours.",
        "You should hear back by Wednesday, 25 November.",
        "If you don't hear back by Wednesday, 25 November, please write to us again.",
        "The application deadline is Wednesday, 25 November.",
        "Die Bewerbungsfrist endet am 25.11.2026.",
        "Wenn Sie bis Mittwoch nichts von uns hören, rufen Sie an.",
    ],
)
def test_what_they_will_do_or_what_is_past_is_no_deadline(said: str) -> None:
    assert answer_by(said) is None


@pytest.mark.parametrize(
    ("appointment", "deadline"),
    [
        ("When: Tuesday, 1 December 2026, 10:00 CET", "Deadline to respond: 25 Nov 2026 23:59 UTC"),
        ("Date | Tuesday, 1 December 2026, 10:00 CET", "Response deadline | 25 Nov 2026 23:59 UTC"),
        ("Termin: Dienstag, 1.12.2026, 10:00 Uhr", "Rückmeldefrist: 26.11.2026, 00:59 Uhr"),
    ],
)
def test_a_line_that_names_the_deadline_is_no_time_to_talk(appointment: str, deadline: str) -> None:
    invites = "Einladung zum Vorstellungsgespräch" if "Termin" in appointment else "We invite you to an interview"
    found = read(f"{invites} at Acme.\n\n{appointment}\n{deadline}\n")
    (by,) = found.respond_by
    assert (by.value, by.confidence) == (datetime(2026, 11, 25, 23, 59, tzinfo=UTC), Confidence.SURE)
    assert [guess.value for guess in found.interview_at] == [datetime(2026, 12, 1, 9, tzinfo=UTC)]
    assert found.slots == ()


@pytest.mark.parametrize("said", ["We would like to interview you at Acme.", "We'd love to interview you here at Acme"])
def test_whoever_wants_to_interview_one_at_a_company_names_it(said: str) -> None:
    assert first(read(said).company) == "Acme"


def test_working_days_are_counted_by_the_readers_calendar() -> None:
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    by = answer_by("Please confirm within two working days.", received_at=friday)
    assert by == add_working_days(date(2026, 11, 27), 2).isoformat() == "2026-12-01"


def test_without_a_calendar_working_days_say_nothing() -> None:
    from dataclasses import replace

    found = guesses_in(
        "Please confirm within two working days.", now=NOW, reader=replace(robin(), add_business_days=None)
    )
    assert found.respond_by == ()


def test_a_deadline_is_not_a_slot() -> None:
    found = read("Your interview is on 1 December at 10:00 CET. Please let us know by 27 November at 12:00 CET.")
    assert first(found.interview_at) == "2026-12-01T09:00:00Z"
    assert first(found.respond_by) == "2026-11-27T11:00:00Z"
    assert found.slots == ()


def test_a_head_without_a_zone_is_read_in_the_readers_and_one_ahead_of_now_is_not_believed() -> None:
    head = "From: Ben Weber <ben@acme.example>\nDate: {}\nSubject: Hello\n\nHi!"
    (found,) = read(head.format("20 November 2026 16:40")).received_at
    assert (found.value, found.confidence) == (datetime(2026, 11, 20, 15, 40, tzinfo=UTC), Confidence.LIKELY)
    assert read(head.format(f"{NOW + timedelta(days=1):%d %B %Y %H:%M}")).received_at == ()
