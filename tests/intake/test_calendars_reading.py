"""Calendar files of every maker: what is read of them, and what one broken event costs the others."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import vobject

from core.vocabulary import PartStat
from intake.wording import wording
from tests.intake.calendar_files import (
    BERLIN_BY_ITS_OWN_NAME,
    NAMES,
    calendar_of,
    event_lines,
    event_of,
    file_event,
    only,
    read,
)

START = "DTSTART:20261201T090000Z\n"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def said(told_sentences) -> list[str]:
    return [one.name for one in told_sentences]


def test_a_google_request_is_read_whole() -> None:
    event = file_event("google")
    assert (event.uid, event.sequence, event.method) == ("4k2f9qv1p6h8s0d3@google.com", 0, "REQUEST")
    assert (event.starts_at, event.ends_at) == (at(2026, 12, 1, 9), at(2026, 12, 1, 9, 45))
    assert (event.stamped_at, event.zone) == (at(2026, 11, 22, 15, 30, 12), "UTC")
    assert (event.organizer_name, event.organizer_address) == ("Ben Weber", "ben.weber@acme.example")
    assert event.conference_url == "https://meet.google.com/abc-defg-hij"
    assert event.location is None
    assert event.description is not None
    assert "<br>" not in event.description
    assert "a first interview for the position of Backend Engineer at Acme.\nPlease let us" in event.description


def test_a_room_is_no_attendee_and_an_address_is_no_name() -> None:
    guests = file_event("google").attendees
    assert [(one.address, one.name, one.partstat) for one in guests] == [
        ("ben.weber@acme.example", "Ben Weber", PartStat.ACCEPTED),
        ("robin@falk.example", None, None),
    ]


def test_an_exchange_request_is_read_in_the_zone_that_windows_names() -> None:
    event = file_event("outlook")
    assert (event.starts_at, event.zone, event.is_in_readers_zone) == (at(2026, 12, 3, 13), "Europe/Berlin", False)
    assert (event.sequence, event.status) == (2, "CONFIRMED")
    assert (event.organizer_name, event.organizer_address) == ("Krause, Mia", "mia.krause@globex.example")
    assert [one.address for one in event.attendees] == ["robin@falk.example"]
    assert str(event.conference_url).startswith("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2")


def test_a_cancellation_is_known_as_one_by_its_method_and_by_its_status() -> None:
    event = file_event("outlook_cancelled")
    assert event.is_cancelled
    assert replace(event, status=None).is_cancelled
    assert replace(event, method="REQUEST").is_cancelled
    assert event.uid == file_event("outlook").uid
    assert event.sequence > file_event("outlook").sequence


def test_an_apple_organiser_is_read_by_the_address_beside_the_name_of_the_account() -> None:
    event = file_event("apple")
    assert (event.organizer_name, event.organizer_address) == ("Ilka Novak", "ilka@initech.example")
    assert event.location == "Initech 14 Harbour Street, Bristol BS1 4AA"
    assert (event.starts_at, event.zone) == (at(2026, 12, 4, 10, 30), "Europe/London")


def test_a_link_and_a_number_are_told_apart_where_they_are_the_place() -> None:
    zoom, calendly = file_event("zoom"), file_event("calendly")
    assert (zoom.conference_url, zoom.phone_number) == ("https://us02web.zoom.us/j/83712345678?pwd=abc", None)
    assert (calendly.conference_url, calendly.phone_number) == (None, "+44 20 7946 0123")


@pytest.mark.parametrize(
    ("lines", "link"),
    [
        ("CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+49301234567\nCONFERENCE;VALUE=URI;FEATURE=VIDEO:https://v.acme.example/r",
         "https://v.acme.example/r"),
        ("X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/x", "https://teams.microsoft.com/l/x"),
        ("LOCATION:Online (https://zoom.us/j/1)", "https://zoom.us/j/1"),
        ("LOCATION:https://talk.acme.example/room-1", "https://talk.acme.example/room-1"),
        ("LOCATION:Our office\\, map: https://maps.example/acme", None),
        ("DESCRIPTION:Agenda: https://acme.example/agenda\\nJoin: https://whereby.com/acme.", "https://whereby.com/acme"),
        ("DESCRIPTION:Agenda: https://acme.example/agenda", None),
        ("DESCRIPTION:https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F1&data=x",
         "https://zoom.us/j/1"),
        ("URL:https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        ("X-GOOGLE-CONFERENCE:javascript:alert(1)", None),
    ],
)  # fmt: skip
def test_the_link_of_a_meeting_is_found_wherever_a_maker_puts_it(lines: str, link: str | None) -> None:
    assert event_of(START + lines).conference_url == link


@pytest.mark.parametrize(
    ("start", "instant", "zone"),
    [
        ("DTSTART;TZID=Europe/Berlin:20260701T100000", at(2026, 7, 1, 8), "Europe/Berlin"),
        ('DTSTART;TZID="Europe/Berlin":20261201T100000', at(2026, 12, 1, 9), "Europe/Berlin"),
        ("DTSTART;TZID=europe/berlin:20261201T100000", at(2026, 12, 1, 9), "Europe/Berlin"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261201T100000", at(2026, 12, 1, 9), "Europe/Berlin"),
        ("DTSTART;TZID=/citadel.org/1/America/Argentina/Ushuaia:20261201T100000", at(2026, 12, 1, 13),
         "America/Argentina/Ushuaia"),
        ("DTSTART;TZID=Pacific Standard Time:20261201T100000", at(2026, 12, 1, 18), "America/Los_Angeles"),
        ('DTSTART;TZID="tzone://Microsoft/Utc":20261201T100000', at(2026, 12, 1, 10), "UTC"),
        ("DTSTART;TZID=Our clock:20260701T100000", at(2026, 7, 1, 8), None),
        ("DTSTART;TZID=Our clock:20261201T100000", at(2026, 12, 1, 9), None),
        ("DTSTART;TZID=Europe/Berlin:20261201T100000Z", at(2026, 12, 1, 10), "UTC"),
    ],
)  # fmt: skip
def test_a_time_is_read_by_the_clock_of_the_zone_that_it_names(start: str, instant: datetime, zone: str | None) -> None:
    event = event_of(start, zones=BERLIN_BY_ITS_OWN_NAME, zone=ZoneInfo("Asia/Tokyo"))
    assert (event.starts_at, event.zone) == (instant, zone)
    assert (event.is_in_readers_zone, event.notices) == (False, ())


def test_a_time_without_a_zone_is_read_by_the_readers_clock_and_says_so() -> None:
    event = event_of("DTSTART:20261201T100000", zone=ZoneInfo("Asia/Tokyo"))
    assert (event.starts_at, event.zone, event.is_in_readers_zone) == (at(2026, 12, 1, 1), None, True)
    assert said(event.notices) == ["calendar.no_zone"]


def test_a_zone_that_nobody_knows_is_named_in_what_a_person_is_told() -> None:
    event = event_of("DTSTART;TZID=Middle Earth:20261201T100000")
    assert (event.starts_at, event.is_in_readers_zone) == (at(2026, 12, 1, 9), True)
    assert "Middle Earth" in wording("en").say(event.notices[0])


def test_a_name_of_a_zone_never_reaches_into_the_file_system() -> None:
    for name in ("../../../etc/passwd", "/etc/passwd", "Europe/../../passwd", "."):
        assert event_of(f"DTSTART;TZID={name}:20261201T100000").is_in_readers_zone


def test_the_zone_of_a_whole_calendar_holds_for_its_floating_times() -> None:
    event = event_of("DTSTART:20261201T100000", head="X-WR-TIMEZONE:Asia/Tokyo\n")
    assert (event.starts_at, event.is_in_readers_zone) == (at(2026, 12, 1, 1), False)


@pytest.mark.parametrize(
    ("local", "instant"), [("20270328T023000", at(2027, 3, 28, 1, 30)), ("20261025T023000", at(2026, 10, 25, 0, 30))]
)
def test_a_skipped_time_moves_forward_and_a_doubled_one_is_the_first(local: str, instant: datetime) -> None:
    own = event_of(f"DTSTART;TZID=Our clock:{local}", zones=BERLIN_BY_ITS_OWN_NAME)
    assert event_of(f"DTSTART;TZID=Europe/Berlin:{local}").starts_at == own.starts_at == instant


def test_an_event_of_whole_days_has_dates_and_no_instants() -> None:
    event = event_of("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261202")
    assert (event.starts_at, event.starts_on, event.ends_at, event.notices) == (None, date(2026, 12, 1), None, ())


@pytest.mark.parametrize(
    ("end", "instant"),
    [
        ("DTEND:20261201T094500Z", at(2026, 12, 1, 9, 45)),
        ("DURATION:PT1H", at(2026, 12, 1, 10)),
        ("DURATION:P999999999999999999W", None),
        ("DTEND:20261201T080000Z", None),
        ("DTEND:nonsense", None),
        ("DTEND;VALUE=DATE:20261202", None),
        ("", None),
    ],
)
def test_an_end_that_cannot_be_is_left_out(end: str, instant: datetime | None) -> None:
    assert event_of(START + end).ends_at == instant


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("SUMMARY:x", "calendar.no_start"),
        ("DTSTART:tomorrow", "calendar.odd_start"),
        ("DTSTART:20260231T100000Z", "calendar.odd_start"),
        ("DTSTART:19691231T235959Z", "calendar.outside"),
        ("DTSTART:22010101T000000Z", "calendar.outside"),
        ("DTSTART;TZID=America/New_York:22001231T235900", "calendar.outside"),
        ("DTSTART;VALUE=DATE:99991231", "calendar.outside"),
    ],
)
def test_an_event_without_a_beginning_that_can_be_is_not_read_and_costs_no_other(lines: str, why: str) -> None:
    found = read(calendar_of(event_lines("DTSTART:20261201T090000Z") + event_lines(lines) + event_lines(START)))
    assert (len(found.events), found.refusal) == (2, None)
    assert [(one.line, one.because.name) for one in found.unread] == [(9, why)]


def test_an_event_that_is_cut_off_is_not_read_and_the_next_one_is() -> None:
    content = "BEGIN:VEVENT\nUID:1\nDTSTART:20261201T090000Z\n" + event_lines(START, uid="UID:2\n")
    found = read(calendar_of(content))
    assert [event.uid for event in found.events] == ["2"]
    assert [(one.line, one.because.name) for one in found.unread] == [(5, "calendar.unending")]
    cut = calendar_of(event_lines(START))
    assert said(one.because for one in read(cut[: cut.index(b"END:VEVENT")]).unread) == ["calendar.unending"]


def test_a_cancellation_may_leave_out_when_it_would_have_been() -> None:
    event = event_of("STATUS:CANCELLED", head="METHOD:CANCEL\n")
    assert (event.starts_at, event.starts_on, event.is_cancelled) == (None, None, True)


def test_broken_properties_cost_no_more_than_themselves() -> None:
    event = event_of(
        START + "SEQUENCE:many\nATTENDEE:nobody\nATTENDEE;CN=:mailto:ada@acme.example\nORGANIZER;;;\nno property\n"
        "DTSTAMP:yesterday\nSTATUS:\nSUMMARY\n=:x"
    )
    assert (event.sequence, event.stamped_at, event.status, event.summary) == (0, None, None, None)
    assert [one.address for one in event.attendees] == ["ada@acme.example"]
    assert event.organizer_address is None


def test_a_sequence_beyond_what_is_stored_counts_as_none() -> None:
    assert event_of(START + "SEQUENCE:99999999999").sequence == 0
    assert event_of(START + "SEQUENCE:2147483647").sequence == 2_147_483_647


def test_a_series_is_its_first_time_and_is_never_expanded() -> None:
    event = event_of(START + "RRULE:FREQ=SECONDLY")
    assert (event.starts_at, event.recurrence_rule) == (at(2026, 12, 1, 9), "FREQ=SECONDLY")
    assert said(event.notices) == ["calendar.series"]


def test_a_series_with_moved_instances_is_one_event_and_an_instance_alone_is_that_instance() -> None:
    moved = "RECURRENCE-ID;TZID=Europe/Berlin:20261208T100000\nDTSTART:20261209T090000Z"
    both = read(calendar_of(event_lines(moved) + event_lines(START + "RRULE:FREQ=WEEKLY")))
    assert [event.recurrence_id for event in both.events] == [None]
    alone = event_of(moved)
    assert alone.recurrence_id == "RECURRENCE-ID;TZID=Europe/Berlin:20261208T100000"
    assert alone.starts_at == at(2026, 12, 9, 9)
    assert "RECURRENCE-ID:20261208T090000Z\r\n" in alone.source


def test_an_event_without_an_identity_is_known_again_by_what_it_says() -> None:
    lines = START + "SUMMARY:Interview\nDTSTAMP:20261122T100000Z"
    one, again, other = (
        only(read(calendar_of(event_lines(text, uid=""))))
        for text in (
            lines,
            lines.replace("20261122", "20261123") + "\nSEQUENCE:3",
            lines.replace("view", "view at Acme"),
        )
    )
    assert one.uid == again.uid != other.uid
    assert "UID" not in one.source
    zoned = only(
        read(calendar_of(event_lines("DTSTART;TZID=Europe/Berlin:20261201T100000\nSUMMARY:Interview", uid="")))
    )
    assert zoned.uid == one.uid == only(read(zoned.source.encode())).uid


def test_an_endless_identity_is_kept_as_a_short_one_of_its_own() -> None:
    ends = [only(read(calendar_of(event_lines(START, uid=f"UID:{'x' * 3_000}{end}\n")))) for end in "aab"]
    assert ends[0].uid == ends[1].uid != ends[2].uid
    assert len(ends[0].uid) <= 400
    assert "x" * 20 in ends[0].source


def test_the_method_is_the_calendars_own_or_that_of_the_mails_part() -> None:
    silent = calendar_of(event_lines(START), head="")
    assert (read(silent).method, only(read(silent)).method) == (None, None)
    assert only(read(silent, method="request")).method == "REQUEST"
    assert event_of(START, method="PUBLISH").method == "REQUEST"
    assert only(read(silent, method="x\r\ny:z")).method is None


def test_several_calendars_in_one_file_are_all_read() -> None:
    found = read(calendar_of(event_lines(START)) + calendar_of(event_lines(START), head="METHOD:CANCEL\n"))
    assert [event.method for event in found.events] == ["REQUEST", "CANCEL"]
    assert found.method == "REQUEST"


def test_tasks_and_notes_are_no_events() -> None:
    task = "BEGIN:VTODO\nUID:2\nEND:VTODO\nBEGIN:VFREEBUSY\nEND:VFREEBUSY\n"
    without, beside = read(calendar_of(task)), read(calendar_of(task + event_lines(START)))
    assert without.refusal is not None
    assert "holds no event" in wording("en").say(without.refusal)
    assert (len(beside.events), beside.refusal) == (1, None)
    assert said(one.because for one in beside.unread) == ["calendar.other_entry"] * 2
    assert wording("de").say(beside.unread[0].because) == "Das ist eine Aufgabe und kein Termin."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_that_calendars_are_saved_in_is_read(encoding: str) -> None:
    content = calendar_of(event_lines(START + "SUMMARY:Gespräch in Köln")).decode()
    assert only(read(content.encode(encoding))).summary == "Gespräch in Köln"


def test_the_encoding_that_a_mail_names_is_taken() -> None:
    raw = calendar_of(event_lines(START + "SUMMARY:Łódź")).decode().encode("iso8859-2")
    assert only(read(raw, charset="ISO-8859-2")).summary == "Łódź"


def test_a_letter_that_is_folded_in_its_middle_is_put_together() -> None:
    raw = calendar_of(event_lines(START + "SUMMARY:Köln"))
    broken = raw.replace("ö".encode(), "ö".encode()[:1] + b"\r\n " + "ö".encode()[1:])
    assert only(read(broken)).summary == "Köln"


@pytest.mark.parametrize("ending", [b"\n", b"\r", b"\r\n"])
def test_every_line_end_is_one(ending: bytes) -> None:
    raw = calendar_of(event_lines(START + "SUMMARY:one\n two"))
    assert only(read(raw.replace(b"\r\n", ending))).summary == "onetwo"


def test_html_is_read_as_words() -> None:
    event = event_of(START + "X-ALT-DESC;FMTTYPE=text/html:<html><style>p{}</style><p>Hi &amp\\; hello</p><p>"
                     "<a href=\"https://zoom.us/j/1\">Join</a></p></html>")  # fmt: skip
    assert event.description == "Hi & hello\n\nJoin (https://zoom.us/j/1)"
    assert event.conference_url == "https://zoom.us/j/1"
    assert event_of(START + "DESCRIPTION:2 < 3 and 4 > 3").description == "2 < 3 and 4 > 3"


def test_controls_reach_no_text() -> None:
    event = event_of(START + "SUMMARY:Inter\x00view\x1b[1m\nORGANIZER;CN=Be\x07n:mailto:ben@acme.example")
    assert (event.summary, event.organizer_name) == ("Interview[1m", "Ben")
    assert "\x00" not in event.source


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_to_answer_from_says_the_same_and_is_read_by_another_maker(name: str) -> None:
    event = file_event(name)
    again = only(read(event.source.encode()))
    # A zone that the file doesn't define is written in UTC; what is HTML is read as text once.
    assert replace(again, zone=event.zone, description=None, source="") == replace(event, description=None, source="")
    assert again.source == event.source
    assert vobject.readOne(event.source).vevent.uid.value == event.uid
    assert event.source.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in event.source.split("\r\n"))
    assert "VALARM" not in event.source


def test_what_is_kept_of_a_huge_event_is_what_an_answer_needs() -> None:
    guests = "".join(f"ATTENDEE:mailto:guest{number}@acme.example\n" for number in range(3_000))
    event = event_of(f"{START}DESCRIPTION:{'x' * 60_000}\n{guests}SUMMARY:Interview\nORGANIZER:mailto:ben@acme.example")
    assert len(event.source) <= 64_000
    kept = vobject.readOne(event.source).vevent
    assert (kept.summary.value, kept.organizer.value) == ("Interview", "mailto:ben@acme.example")
    assert len(kept.attendee_list) > 500
    assert len(event.attendees) == 500


def test_a_zone_whose_rule_nobody_should_expand_is_not_handed_on() -> None:
    zones = BERLIN_BY_ITS_OWN_NAME.replace("FREQ=YEARLY", "FREQ=SECONDLY")
    event = event_of("DTSTART;TZID=Our clock:20261201T100000", zones=zones)
    assert "SECONDLY" not in event.source
    assert f"DTSTART:{event.starts_at:%Y%m%dT%H%M%SZ}\r\n" in event.source
