"""Answers to calendar requests, read by a parser of another make and byte by byte."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict
from core.vocabulary import PartStat
from replies.calendars.replying import CalendarUnanswerable, calendar_reply

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
EVENT = """ORGANIZER;CN="Krause, Mia";SENT-BY="mailto:desk@globex.example":MAILTO:Mia.Krause@globex.example
ATTENDEE;ROLE=REQ-PARTICIPANT;CN="Example, Ada";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:Ada@Example.ORG
ATTENDEE;CN=Ben:mailto:ben@globex.example
UID:040000008200E00074C5B7101A82E00800000000A0B1C2D3E4F5DA01
SEQUENCE:2
RECURRENCE-ID;TZID=W. Europe Standard Time:20261203T140000
DTSTART;TZID=W. Europe Standard Time:20261203T140000
DTEND;TZID=W. Europe Standard Time:20261203T144500
DTSTAMP:20261122T080102Z
SUMMARY;LANGUAGE=de-DE:Vorstellungsgespräch\\, Datenanalyse
LOCATION:Raum Lovelace
DESCRIPTION:Hallo
"""


def request(event: str = EVENT, *, method: str | None = "REQUEST", zone: str = ZONE) -> str:
    said = f"METHOD:{method}\n" if method else ""
    head = f"BEGIN:VCALENDAR\nPRODID:-//Globex//EN\nVERSION:2.0\n{said}"
    text = f"{head}{zone}BEGIN:VEVENT\n{event}END:VEVENT\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n")


def replied(source: str = "", **said: Any) -> bytes:
    given_too = {"attendee": "ada@example.org", "attendee_name": "Ada Example", "partstat": PartStat.DECLINED}
    return calendar_reply(source or request(), **{**given_too, "comment": "No, thank you.", "now": NOW, **said})


def lines_of(reply: bytes) -> list[str]:
    return reply.decode().replace("\r\n ", "").split("\r\n")


def test_a_reply_names_the_event_as_the_request_did_and_me_alone() -> None:
    lines = lines_of(replied())
    kept = {"UID", "SEQUENCE", "RECURRENCE-ID", "ORGANIZER", "DTEND", "SUMMARY"}
    for line in EVENT.splitlines():
        if line.partition(":")[0].partition(";")[0] in kept:
            assert lines.count(line) == 1
    assert "DTSTART;TZID=W. Europe Standard Time:20261203T140000" in lines
    assert "METHOD:REPLY" in lines
    assert "DTSTAMP:20261123T090000Z" in lines
    assert [line for line in lines if line.startswith("ATTENDEE")] == [
        'ATTENDEE;CN="Ada Example";PARTSTAT=DECLINED:MAILTO:Ada@Example.ORG'
    ]
    assert not any(line.startswith(("DESCRIPTION", "LOCATION", "BEGIN:VALARM")) for line in lines)


def test_the_zone_of_its_times_is_defined_before_the_event() -> None:
    lines = lines_of(replied())
    assert lines.index("TZID:W. Europe Standard Time") < lines.index("BEGIN:VEVENT")
    assert lines.count("BEGIN:VTIMEZONE") == lines.count("END:VTIMEZONE") == 1
    theirs = vobject.readOne(replied().decode()).vevent
    assert theirs.dtstart.value.astimezone(UTC) == datetime(2026, 12, 3, 13, tzinfo=UTC)


@pytest.mark.parametrize("partstat", PartStat)
def test_every_answer_is_read_by_another_maker(partstat: PartStat) -> None:
    words = "Dear Mia,\r\n\r\nno; thank you, really: \\o/ C:\\New \\n \u2013 „Grüße“ 😀\n" + "ä" * 200
    reply = replied(partstat=partstat, comment=words)
    plain = words.replace("\r\n", "\n")
    theirs = vobject.readOne(reply.decode())
    assert (theirs.method.value, theirs.vevent.comment.value) == ("REPLY", plain)
    assert theirs.vevent.attendee.params["PARTSTAT"] == [partstat.value]
    (ours,) = icalendar.Calendar.from_ical(reply).events
    assert (str(ours["COMMENT"]), str(ours["UID"])) == (plain, theirs.vevent.uid.value)


def test_i_am_whom_the_request_asks_by_any_address_of_mine() -> None:
    by_other = lines_of(replied(attendee="ada@elsewhere.example", addresses=("ada@example.org",), attendee_name=None))
    assert 'ATTENDEE;CN="Example, Ada";PARTSTAT=DECLINED:MAILTO:Ada@Example.ORG' in by_other
    unlisted = lines_of(replied(attendee="ada@elsewhere.example", attendee_name=None))
    assert "ATTENDEE;PARTSTAT=DECLINED:mailto:ada@elsewhere.example" in unlisted


def test_a_counter_proposes_another_time_of_the_same_length() -> None:
    at = datetime(2026, 12, 7, 10, 30, tzinfo=ZoneInfo("America/New_York"))
    reply = replied(counter=at, partstat=PartStat.TENTATIVE, comment="Could we move it?")
    theirs = vobject.readOne(reply.decode())
    assert theirs.method.value == "COUNTER"
    assert theirs.vevent.dtstart.value == at
    assert theirs.vevent.dtend.value - at == timedelta(minutes=45)
    lines = lines_of(reply)
    assert "RECURRENCE-ID;TZID=W. Europe Standard Time:20261203T140000" in lines
    assert [line for line in lines if line.startswith("SEQUENCE")] == ["SEQUENCE:2"]
    assert len([line for line in lines if line.startswith("ATTENDEE")]) == 1


@pytest.mark.parametrize(
    ("times", "lasts"),
    [
        ("DTSTART:20261203T130000Z\nDURATION:PT1H30M\n", timedelta(minutes=90)),
        ("DTSTART:20261203T130000\nDTEND:20261203T133000\n", timedelta(minutes=30)),
        ("DTSTART:20261203T130000Z\nDTEND;TZID=W. Europe Standard Time:20261203T150000\n", None),
        ("DTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261204\n", None),
        ("DTSTART:20261203T130000Z\nDURATION:P999999999999999999W\n", None),
        ("DTSTART:20261203T130000Z\nDTEND:20261203T120000Z\n", None),
        ("", None),
    ],
)
def test_a_counter_to_an_event_whose_length_is_unknown_names_no_end(times: str, lasts: timedelta | None) -> None:
    event = f"UID:1\nORGANIZER:mailto:mia@globex.example\n{times}"
    at = datetime(2026, 12, 7, 10, 30, tzinfo=UTC)
    theirs = vobject.readOne(replied(request(event), counter=at).decode()).vevent
    assert theirs.dtstart.value == at
    assert (theirs.dtend.value - at if hasattr(theirs, "dtend") else None) == lasts
    assert not hasattr(theirs, "duration")


@pytest.mark.parametrize(
    "source",
    [
        request(method="CANCEL"),
        request(method="PUBLISH"),
        request(method="REPLY"),
        request(method="cancel"),
        request(EVENT + "STATUS:CANCELLED\n"),
        request(EVENT.partition("\n")[2]),
        request(EVENT.replace("UID:", "X-UID:")),
        request(EVENT.replace("Mia.Krause@globex.example", "ADA@example.org")),
        "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        "no calendar at all",
        "=:\r\n",
    ],
)
def test_where_no_calendar_waits_for_an_answer_none_is_written(source: str) -> None:
    with pytest.raises(CalendarUnanswerable) as refused:
        replied(source)
    assert isinstance(refused.value, Conflict)
    assert refused.value.detail.endswith(".")


def test_a_request_that_names_no_method_is_answered_since_it_names_who_asks() -> None:
    assert "METHOD:REPLY" in lines_of(replied(request(method=None)))


def test_nothing_that_is_said_becomes_a_line_of_its_own() -> None:
    evil = 'Ada"\r\nATTENDEE:mailto:eve@example.net\x00\x0b\u2028;X=":'
    reply = replied(attendee_name=evil, comment=evil, attendee="eve\r\nX-EVIL:1@example.org")
    names = [line.partition(":")[0].partition(";")[0] for line in lines_of(reply)]
    assert (names.count("ATTENDEE"), names.count("COMMENT")) == (1, 1)
    assert not any(line.startswith("X-EVIL") for line in lines_of(reply))
    assert vobject.readOne(reply.decode()).vevent.comment.value.startswith('Ada"\nATTENDEE:mailto')


@given(st.text(max_size=400), st.text(max_size=60), st.sampled_from(PartStat))
def test_any_words_are_told_and_every_line_keeps_to_its_length(words: str, name: str, partstat: PartStat) -> None:
    reply = replied(comment=words, attendee_name=name, partstat=partstat)
    assert reply.endswith(b"END:VCALENDAR\r\n")
    for line in reply.split(b"\r\n"):
        assert len(line) <= 75
        assert not any(byte < 32 and byte != 9 for byte in line)
    assert len([line for line in lines_of(reply) if line.startswith("ATTENDEE")]) == 1
    shown = [one for one in words.replace("\r\n", "\n").replace("\r", "\n") if one == "\n" or one.isprintable()]
    (ours,) = icalendar.Calendar.from_ical(reply).events
    told = str(ours.get("COMMENT", ""))
    assert [one for one in told if one == "\n" or one.isprintable()] == shown or not "".join(shown).strip()


def test_the_same_request_is_answered_in_the_same_bytes() -> None:
    assert replied() == replied()
