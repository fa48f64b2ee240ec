"""What the head and the parts of a mail come to: who, when, in which thread, whether it may be answered, its words."""

from datetime import UTC, datetime, timedelta

import pytest

from intake.mails.webpage import read_page
from tests.intake.mail_samples import mail, read_one
from tests.intake.messages import NOW


def test_an_encoded_name_and_subject_are_read_on_one_line_without_what_cannot_be_seen() -> None:
    arrived = read_one(
        mail(
            from_="",
            From="=?utf-8?q?Zo=C3=AB_=E2=80=AEBell=0A?= <ZOE@Acme.Example>",
            Subject="=?utf-8?B?SW50ZXI=?=\n =?utf-8?B?dmlldw==?= =?x-odd?q?caf=E9?=",
        )
    )
    assert (arrived.sender_name, arrived.sender_address) == ("Zoë Bell", "zoe@acme.example")
    assert arrived.subject == "Interviewcafé"


@pytest.mark.parametrize(
    ("field", "name", "address"),
    [
        ('"Weber, Ben" <ben@acme.example>', "Weber, Ben", "ben@acme.example"),
        ("ben@acme.example (Ben Weber)", "Ben Weber", "ben@acme.example"),
        ("ben@acme.example", None, "ben@acme.example"),
        ("Ben <ben@acme.example>, Cleo <cleo@acme.example>", "Ben", "ben@acme.example"),
        ("Ben Weber <ben@acme>", "Ben Weber", None),
        ('"ben@evil.example" <ben@acme.example>', None, "ben@acme.example"),
        (f"Ben <{'b' * 65}@acme.example>", "Ben", None),
        ("=?utf-8?q?ben=40evil=2Eexample?= <ben@acme.example>", None, "ben@acme.example"),
    ],
)
def test_a_sender_is_a_name_and_a_checked_address(field: str, name: str | None, address: str | None) -> None:
    arrived = read_one(mail(From=field))
    assert (arrived.sender_name, arrived.sender_address) == (name, address)


def test_the_thread_is_told_nearest_first_and_within_bounds() -> None:
    older = " ".join(f"<r{number}@acme.example>" for number in range(80))
    arrived = read_one(mail(In_Reply_To="<now@acme.example>", References=f"{older} <now@acme.example> <{'x' * 600}@a>"))
    assert arrived.reference_ids[:2] == ("now@acme.example", "r79@acme.example")
    assert len(arrived.reference_ids) == 50


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Received": "by mx; Mon, 23 Nov 2026 09:30:00 +0100"}, datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ({"Received": "by mx; nonsense"}, datetime(2026, 11, 23, 8, 12, tzinfo=UTC)),
        ({"Date": "Fri, 99 Nov 2026 99:99:99 +9999"}, NOW),
        ({"Date": "Tue, 23 Nov 2027 09:12:00 +0100"}, NOW),
        ({"Date": "Mon, 23 Nov 2026 10:00:30 +0100"}, NOW),
        ({"Date": "Thu, 1 Jan 1970 00:00:00 +0000"}, NOW),
        (
            {"Received": "by mx; Mon, 23 Nov 2026 09:30:00 +0100", "Resent_From": "robin@falk.example"},
            datetime(2026, 11, 23, 8, 12, tzinfo=UTC),
        ),
    ],
)
def test_it_came_when_its_head_says_and_never_later_than_now(fields: dict[str, str], expected: datetime) -> None:
    assert read_one(mail(**fields)).received_at == expected


AUTOMATIC = {
    "says so": {"Auto_Submitted": "auto-replied; owner-email=x"},
    "says so, with an address to answer": {"Auto_Submitted": "auto-generated", "Reply_To": "cleo@acme.example"},
    "empty path of return": {"Return_Path": "<>"},
    "robot": {"From": "Acme <no-reply@acme.example>"},
    "robot that answers to itself": {"From": "no-reply@acme.example", "Reply_To": "no-reply@acme.example"},
    "robot that answers to a robot": {"From": "no-reply@acme.example", "Reply_To": "donotreply@acme.example"},
    "bulk": {"Precedence": "bulk"},
    "a list that one can post to": {"List_Post": "<mailto:all@acme.example>", "Reply_To": "all@acme.example"},
    "a report": {"Content_Type": "multipart/report; boundary=x"},
    "a machine": {"From": "MAILER-DAEMON@acme.example"},
}
ANSWERABLE = {
    "a person": {},
    "a recruiting system": {
        "From": "Acme <no-reply@us.greenhouse-mail.io>",
        "Reply_To": "Cleo <cleo@acme.example>",
        "Precedence": "bulk",
        "List_Unsubscribe": "<https://x.example>",
        "List_Id": "<x.example>",
        "X_Auto_Response_Suppress": "All",
    },
    "a person with a way to unsubscribe": {"List_Unsubscribe": "<https://x.example>", "List_Id": "<x.example>"},
    "nothing automatic": {"Auto_Submitted": "no"},
    "only absence notes unwanted": {"X_Auto_Response_Suppress": "OOF"},
    "a person by Exchange": {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
    "a person by Exchange, wanting nothing automatic": {"X_Auto_Response_Suppress": "All"},
    "a list that nobody can post to": {"List_Post": "NO"},
}


@pytest.mark.parametrize("fields", AUTOMATIC.values(), ids=AUTOMATIC)
def test_automatic_mail_is_never_answered(fields: dict[str, str]) -> None:
    arrived = read_one(mail(**fields))
    assert arrived.is_automatic
    assert arrived.answer_to is None


@pytest.mark.parametrize("fields", ANSWERABLE.values(), ids=ANSWERABLE)
def test_mail_of_people_is_answered_by_whichever_program_it_comes(fields: dict[str, str]) -> None:
    arrived = read_one(mail(**fields))
    assert not arrived.is_automatic
    assert arrived.answer_to in {"ben@acme.example", "cleo@acme.example"}


def test_an_answer_never_goes_to_the_reader_by_a_reply_to() -> None:
    assert read_one(mail(Reply_To="robin@falk.example")).reply_to is None


FORWARDED = """FYI

---------- Forwarded message ---------
From: Cleo Park <cleo@northwind.example>
Date: Fri, 20 Nov 2026 at 10:31
Subject: Interview
To: {to}

Please answer by Friday, 27 November.
"""


def test_what_the_reader_sends_on_is_from_whoever_wrote_it() -> None:
    body = FORWARDED.format(to="robin@falk.example")
    arrived = read_one(mail(body, From="robin@falk.example", Subject="Fwd: Interview", References="<o@n.example>"))
    assert (arrived.sender_name, arrived.sender_address) == ("Cleo Park", "cleo@northwind.example")
    assert (arrived.subject, arrived.is_forwarded) == ("Interview", True)
    assert arrived.received_at == datetime(2026, 11, 20, 9, 31, tzinfo=UTC)
    assert (arrived.message_id, arrived.answers_id) == ("m1@acme.example", "o@n.example")
    assert arrived.answer_to == "cleo@northwind.example"


def test_what_somebody_else_sends_on_is_theirs() -> None:
    body = FORWARDED.format(to="ben@somewhere.example")
    arrived = read_one(mail(body, Subject="Fwd: Interview"))
    assert (arrived.sender_address, arrived.is_forwarded) == ("ben@acme.example", False)


def test_a_forward_never_came_before_it_was_written_nor_after_now() -> None:
    later = (NOW + timedelta(days=3)).strftime("%a, %d %b %Y at 10:31")
    body = FORWARDED.format(to="robin@falk.example").replace("Fri, 20 Nov 2026 at 10:31", later)
    assert read_one(mail(body, From="robin@falk.example", Subject="Fwd: x")).received_at <= NOW


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<ul><li>One<li>Two</ul>", "- One\n- Two"),
        ("<ul><li><p>One</p></li></ul>", "- One"),
        ("<table><tr><td>Date</td><td>1 December</td></tr></table>", "Date: 1 December"),
        ("<table><tr><td>a</td><td>b</td><td>c</td></tr></table>", "a | b | c"),
        ('<a href="https://x.example/a">here</a>', "here (https://x.example/a)"),
        ('<a href="https://x.example/a">https://x.example/a</a>', "https://x.example/a"),
        ('<a href="mailto:ben@acme.example">Ben</a>', "Ben (ben@acme.example)"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<div style="display:none">gone</div>here', "here"),
        ('<span style="font-size:0px">gone</span>here', "here"),
        ('<div style="font-size:0.9em">here</div>', "here"),
        ('<p style="display:none">gone<p>here', "here"),
        ("<style>p{}</style><script>x</script><title>t</title>here", "here"),
        ("<!-- <p>gone</p> -->here", "here"),
        ("a&nbsp;&amp;&#x2014;b", "a &—b"),
        ("<p>new</p><blockquote><p>old</p></blockquote>", "new\n\n> old"),
        ('<img alt="a > b">here', "here"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<div hidden>all</div>", "all"),
    ],
)
def test_a_page_is_read_as_a_person_sees_it(page: str, text: str) -> None:
    assert read_page(page).text == text


def part(content: str, kind: str, extra: str = "") -> str:
    return f"--b\nContent-Type: {kind}\n{extra}\n{content}\n"


def of_parts(*parts: str, kind: str = "mixed") -> bytes:
    return mail("".join(parts) + "--b--", Content_Type=f'multipart/{kind}; boundary="b"')


def test_the_plain_text_counts_unless_it_merely_stands_in_for_the_page() -> None:
    page = part("<p>We invite you to an interview on 1 December, and there is more to say of it.</p>", "text/html")
    assert read_one(
        of_parts(part("Come on 1 December, please, if you can.", "text/plain"), page, kind="alternative")
    ).text == ("Come on 1 December, please, if you can.")
    assert read_one(
        of_parts(part("View this in your browser", "text/plain"), page, kind="alternative")
    ).text.startswith("We")


def test_lines_that_flow_are_put_together() -> None:
    raw = mail("Please answer by \nFriday.\n\n-- \nBen", Content_Type="text/plain; format=flowed")
    assert read_one(raw).text == "Please answer by Friday.\n\n--\nBen"


@pytest.mark.parametrize("charset", ["x-unknown", "rot13", "punycode", "undefined", "utf-8", "'; DROP"])
def test_a_character_set_that_is_not_true_costs_no_message(charset: str) -> None:
    raw = mail("Caf", Content_Type=f'text/plain; charset="{charset}"').rstrip() + b"\xe9\n"
    assert read_one(raw).text in {"Café", "Caf\ufffd"}


def test_neither_nul_nor_surrogates_nor_controls_reach_a_value() -> None:
    raw = mail(From="=?utf-8?q?Be=00n?= <ben@acme.example>", Subject="a\x00b").replace(
        b"Hi", b"H\x00i\x07 \xed\xa0\x80"
    )
    arrived = read_one(raw)
    for text in (arrived.text, arrived.subject, arrived.sender_name):
        assert text
        assert text.encode("utf-8")
        assert "\x00" not in text
        assert "\x07" not in text


def test_an_attached_mail_is_not_followed() -> None:
    inner = "Subject: other\n\nPlease answer by 1 December.\n"
    arrived = read_one(of_parts(part("See below.", "text/plain"), part(inner, "message/rfc822")))
    assert arrived.text == "See below."
    assert [notice.name for notice in arrived.notices] == ["mail.attached_mail"]


def test_a_reply_to_at_a_recruiting_system_is_the_contact() -> None:
    arrived = read_one(mail(From="Cleo Park <no-reply@hire.lever.co>", Reply_To="cleo@northwind.example"))
    assert arrived.guesses.contact_email[0].value == "cleo@northwind.example"
    assert arrived.guesses.contact_name[0].value == "Cleo Park"


def test_a_system_that_writes_under_its_own_name_is_nobody_to_be_greeted() -> None:
    arrived = read_one(mail(From="Calendly <notifications@calendly.com>", Reply_To="cleo@northwind.example"))
    assert arrived.guesses.contact_email[0].value == "cleo@northwind.example"
    assert "Calendly" not in [guess.value for guess in arrived.guesses.contact_name]
