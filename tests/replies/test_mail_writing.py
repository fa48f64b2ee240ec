"""Replies as mails: exactly the headers that they should have, whatever a name or a subject holds."""

import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.egress import EgressPolicy
from notifications.smtp_url import read_smtp_url
from replies.mails.writing import MOST_REFERENCES, CalendarAnswer, Letter, message_id, references_of, reply_mail
from services.sending.outgoing import Sender
from services.sending.posting import LeaseOver, NotTaken, OutcomeUnknown, Post
from tests.outgoing import letterbox

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nCOMMENT:Grüße\r\nEND:VCALENDAR\r\n".encode()
LETTER = Letter(
    sender_address="ada@example.com",
    sender_name="Ada Weber",
    recipient="cleo@acme.example",
    recipient_name="Cleo Park",
    subject="Re: Interview at Acme",
    body="Dear Cleo,\n\nthank you.\n\nAda",
    message_id="0193.abc@example.com",
    in_reply_to="first@acme.example",
    references=("first@acme.example",),
    language="en",
    written_at=datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Berlin")),
)
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Language"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
]
# What a field of ours can hold: the edge refuses lone surrogates and NUL, and nothing else is relied on.
anything = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=300)


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def cleaned(text: str) -> str:
    """As a person would see it: on one line, without what can't be seen."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def test_a_reply_is_a_plain_mail_in_its_thread() -> None:
    raw = reply_mail(LETTER, is_unsent=False)
    mail = parsed(raw)
    assert mail.keys() == HEADERS
    assert mail["From"] == "Ada Weber <ada@example.com>"
    assert mail["To"] == "Cleo Park <cleo@acme.example>"
    assert (mail["In-Reply-To"], mail["References"]) == ("<first@acme.example>", "<first@acme.example>")
    assert mail["Date"] == "Mon, 23 Nov 2026 09:00:00 +0100"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == LETTER.body.splitlines()
    # A person's reply is nothing automatic.
    assert b"Auto-Submitted" not in raw


def test_a_reply_to_take_along_opens_as_a_draft_and_asks_for_an_unknown_recipient() -> None:
    mail = parsed(reply_mail(replace(LETTER, recipient=None), is_unsent=True))
    assert mail["X-Unsent"] == "1"
    assert "To" not in mail


@given(anything, anything, anything, anything)
def test_no_name_and_no_subject_adds_a_header_or_a_line(sender: str, recipient: str, subject: str, body: str) -> None:
    letter = replace(LETTER, sender_name=sender, recipient_name=recipient, subject=subject, body=body)
    raw = reply_mail(letter, is_unsent=False)
    mail = parsed(raw)
    assert mail.keys() == HEADERS
    assert [one.addr_spec for one in mail["From"].addresses] == [LETTER.sender_address]
    assert [one.addr_spec for one in mail["To"].addresses] == [LETTER.recipient]
    assert mail.get_content().splitlines() == (body.splitlines() or [""])
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "name",
    [
        "Cleo\r\nBcc: ben@example.com",
        "Park, Cleo",
        'Cleo "C" Park',
        "Cleo\\",
        "Zoë Ærø",
        "=?utf-8?q?Ben?=",
        "田中 花子",
        "a@b",
    ],
)
def test_a_name_and_a_subject_arrive_as_they_were_typed_on_one_line(name: str) -> None:
    mail = parsed(reply_mail(replace(LETTER, recipient_name=name, subject=f"Re: {name}"), is_unsent=False))
    assert mail["To"].addresses[0].display_name == cleaned(name)
    assert mail["Subject"] == f"Re: {cleaned(name)}"
    assert "Bcc" not in mail


def test_long_identifiers_stay_whole() -> None:
    long = "x" * 200 + "@acme.example"
    letter = replace(LETTER, in_reply_to=long, references=tuple(f"{n}{long}" for n in range(MOST_REFERENCES)))
    mail = parsed(reply_mail(letter, is_unsent=False))
    assert mail["In-Reply-To"] == f"<{long}>"
    assert re.findall(r"<([^>]+)>", mail["References"]) == list(letter.references)


def test_references_are_those_of_the_mail_and_then_itself_the_oldest_first() -> None:
    assert references_of("c@x", ["b@x", "a@x", "b@x"]) == ("a@x", "b@x", "c@x")
    assert references_of(None, ["b@x"]) == ("b@x",)
    assert references_of("evil>\r\nBcc: <ben@x", ["with blank@x", "fine@x"]) == ("fine@x",)
    many = references_of("last@x", [f"{number}@x" for number in range(100)])
    assert (len(many), many[0], many[-1]) == (MOST_REFERENCES, "99@x", "last@x")


def test_the_calendar_part_stands_beside_the_text_and_once_more_as_an_attachment() -> None:
    raw = reply_mail(replace(LETTER, calendar=CalendarAnswer(content=ICS, method="REPLY")), is_unsent=False)
    mail = parsed(raw)
    assert mail.get_content_type() == "multipart/mixed"
    beside, attached = mail.iter_parts()
    text, calendar = beside.iter_parts()
    assert [part.get_content_type() for part in (beside, text, calendar, attached)] == [
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    assert b"Content-Type: text/calendar; charset=utf-8; method=REPLY\r\n" in raw
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == ICS
    assert attached.get_filename() == "reply.ics"


def test_the_same_letter_is_the_same_bytes_and_other_words_are_another_letter() -> None:
    letter = replace(LETTER, calendar=CalendarAnswer(content=ICS, method="REPLY"))
    assert reply_mail(letter, is_unsent=False) == reply_mail(letter, is_unsent=False)
    given = {"recipient": "cleo@acme.example", "subject": "Re: x", "body": "No.", "sender": "ada@example.com"}
    first = message_id("0193", **given)
    assert first == message_id("0193", **given)
    assert first.endswith("@example.com")
    assert (
        len({first, *(message_id("0193", **given | {name: "other"}) for name in ("recipient", "subject", "body"))}) == 4
    )


def post_to(url: str, *, may_leave: bool = True, seconds: float = 5) -> Post:
    sender = Sender(address=LETTER.sender_address, name=LETTER.sender_name, server=read_smtp_url(url))
    policy = EgressPolicy(allow_private=True)
    return Post(sender=sender, policy=policy, may_leave=lambda: may_leave, seconds=seconds)


@pytest.mark.parametrize("body", ["Dear Cleo,\n.\n..\n.Ada\n", "Grüße\n\n" + "wörter " * 400, "", "From here\n. \n"])
def test_a_mail_arrives_at_a_server_byte_for_byte(body: str) -> None:
    calendar = CalendarAnswer(content=ICS, method="REPLY")
    mail = reply_mail(replace(LETTER, body=body, calendar=calendar), is_unsent=False)
    with letterbox() as box:
        post_to(box.url).hand_over(mail, "cleo@acme.example")
    assert box.mails == [("ada@example.com", ["cleo@acme.example"], mail)]


def test_lines_that_begin_with_a_dot_arrive_as_they_are() -> None:
    mail = b"Subject: dots\r\n\r\n.\r\n..\r\n.a\r\nb.\r\n"
    with letterbox() as box:
        post_to(box.url).hand_over(mail, "cleo@acme.example")
    assert box.mails[0][2] == mail


def test_what_may_not_leave_any_more_is_never_handed_over() -> None:
    with letterbox() as box, pytest.raises(LeaseOver):
        post_to(box.url, may_leave=False).hand_over(b"Subject: x\r\n\r\n", "cleo@acme.example")
    assert box.mails == []


@pytest.mark.parametrize(
    ("answer", "passes"), [("451 later", True), ("421 closing", True), ("554 no", False), ("552 full", False)]
)
def test_a_plain_no_to_the_whole_mail_is_no_doubt(answer: str, passes: bool) -> None:
    with letterbox(answer) as box, pytest.raises(NotTaken) as refused:
        post_to(box.url).hand_over(b"Subject: x\r\n\r\n", "cleo@acme.example")
    assert refused.value.passes is passes


@pytest.mark.parametrize("answer", ["354 what", "hello", "199 x"])
def test_an_answer_that_says_neither_yes_nor_no_is_doubt(answer: str) -> None:
    with letterbox(answer) as box, pytest.raises(OutcomeUnknown):
        post_to(box.url).hand_over(b"Subject: x\r\n\r\n", "cleo@acme.example")


def test_no_answer_in_time_is_doubt() -> None:
    with letterbox() as box:
        box.before_answer = lambda: time.sleep(1.5)
        with pytest.raises(OutcomeUnknown):
            post_to(box.url, seconds=0.7).hand_over(b"Subject: x\r\n\r\n", "cleo@acme.example")


def test_a_date_is_written_in_the_zone_it_was_given_in() -> None:
    mail = parsed(reply_mail(replace(LETTER, written_at=datetime(2026, 7, 1, 8, tzinfo=UTC)), is_unsent=False))
    assert mail["Date"] == "Wed, 01 Jul 2026 08:00:00 +0000"
