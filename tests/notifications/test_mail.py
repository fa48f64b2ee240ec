"""Mail, against a real SMTP server on loopback."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from core.egress import EgressPolicy
from notifications.channel import DeliveryFailed, FailureCode, Message
from notifications.mail import MailChannel, mail_of
from notifications.smtp_url import SmtpServer, SmtpUrlUnusable, StartTls, read_smtp_url
from tests.sinks import Sink, SmtpMode, SmtpSink

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
UNSUBSCRIBE = "https://replyby.example.com/api/v1/unsubscribe/" + "t" * 150
MESSAGE = Message(
    id="0193a7b2-digest",
    kind="digest",
    subject="Replyby: 3 Antworten offen bei der Äußerst Langen Müller & Söhne Maschinenbaugesellschaft mbH",
    text="Grüße aus Köln\n.\n.. zwei Punkte am Anfang\n" + "lang " * 300,
    html="<p>Grüße aus Köln</p>",
    created_at=NOW,
    unsubscribe_url=UNSUBSCRIBE,
    language="de",
)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


class Half(Sink):
    """A server that dies in the middle of a line."""

    def talk(self, connection: socket.socket) -> None:
        connection.sendall(b"554")


def channel_to(sink: SmtpSink, *, seconds: float = 5, **options: object) -> MailChannel:
    server = SmtpServer(sink.host, sink.port, **options)  # type: ignore[arg-type]
    return MailChannel("ada@example.com", "replyby@example.com", server, EgressPolicy(allow_private=True), seconds)


def failure_in(mode: SmtpMode, *, seconds: float = 5) -> tuple[DeliveryFailed, SmtpSink]:
    with SmtpSink(mode) as sink, pytest.raises(DeliveryFailed) as failed:
        channel_to(sink, seconds=seconds).send(MESSAGE, now=NOW)
    return failed.value, sink


def test_a_mail_arrives_whole_in_both_forms(sink: SmtpSink) -> None:
    receipt = channel_to(sink).send(MESSAGE, now=NOW)
    (received,) = sink.messages
    mail = received.mail
    assert received.sender == "replyby@example.com"
    assert received.recipients == ("ada@example.com",)
    assert mail["Subject"] == MESSAGE.subject
    assert mail.get_content_type() == "multipart/alternative"
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().replace("\r\n", "\n") == MESSAGE.text + "\n"
    assert rich.get_content().strip() == MESSAGE.html
    assert mail["Message-ID"] == receipt.reference == "<0193a7b2-digest@example.com>"


def test_a_mail_says_that_it_is_automatic_and_how_to_stop_it(sink: SmtpSink) -> None:
    channel_to(sink).send(MESSAGE, now=NOW)
    mail = sink.messages[0].mail
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == f"<{UNSUBSCRIBE}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Date"].datetime == NOW
    assert mail["From"].addresses[0].addr_spec == "replyby@example.com"


def test_the_unsubscribe_link_is_never_encoded_or_broken_into_lines(sink: SmtpSink) -> None:
    channel_to(sink).send(MESSAGE, now=NOW)
    assert f"List-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in sink.messages[0].raw


def test_every_line_on_the_wire_is_ascii_and_short_enough(sink: SmtpSink) -> None:
    channel_to(sink).send(MESSAGE, now=NOW)
    raw = sink.messages[0].raw
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_second_attempt_carries_the_same_message_id(sink: SmtpSink) -> None:
    channel = channel_to(sink)
    channel.send(MESSAGE, now=NOW)
    channel.send(MESSAGE, now=NOW + timedelta(hours=2))
    first, second = (received.mail["Message-ID"] for received in sink.messages)
    assert first == second


def test_a_connection_lost_after_the_text_is_tried_again_with_the_same_message_id(sink: SmtpSink) -> None:
    failed, broken = failure_in("reset_after_data")
    assert failed.code is FailureCode.INTERRUPTED
    assert not failed.is_permanent
    channel_to(sink).send(MESSAGE, now=NOW + timedelta(seconds=5))
    assert broken.messages[0].mail["Message-ID"] == sink.messages[0].mail["Message-ID"]


def test_control_characters_never_reach_a_header() -> None:
    evil = Message(
        id="x\r\nBcc: ben@example.com",
        kind="alert",
        subject="Acme\r\nBcc: ben@example.com\x00\u202e",
        text="Hello",
        created_at=NOW,
        unsubscribe_url="https://replyby.example.com/\r\nBcc: ben@example.com",
        language="de\r\nBcc: ben@example.com",
    )
    head = mail_of(evil, sender="replyby@example.com", recipient="ada@example.com").as_bytes().partition(b"\r\n\r\n")[0]
    assert not any(line.lower().startswith(b"bcc") for line in head.split(b"\r\n"))
    assert b"Subject: Acme Bcc: ben@example.com\r\n" in head + b"\r\n"


@pytest.mark.parametrize(
    ("mode", "code", "is_permanent"),
    [
        ("refuse_recipient", FailureCode.RECIPIENT_REFUSED, True),
        ("refuse_recipient_later", FailureCode.RECIPIENT_DEFERRED, False),
        ("refuse_sender", FailureCode.SENDER_REFUSED, False),
        ("refuse_message", FailureCode.MESSAGE_REFUSED, True),
        ("busy", FailureCode.RECIPIENT_DEFERRED, False),
        ("junk", FailureCode.ANSWER_UNREADABLE, False),
        ("endless", FailureCode.INTERRUPTED, False),
    ],
)
def test_each_refusal_has_its_class(mode: SmtpMode, code: FailureCode, is_permanent: bool) -> None:
    failed, _ = failure_in(mode)
    assert (failed.code, failed.is_permanent) == (code, is_permanent)


@pytest.mark.parametrize("mode", ["hang", "trickle"])
def test_a_server_that_never_comes_to_the_point_is_left_at_the_deadline(mode: SmtpMode) -> None:
    began = time.monotonic()
    failed, _ = failure_in(mode, seconds=0.5)
    assert failed.code is FailureCode.TIMED_OUT
    assert time.monotonic() - began < 3


def test_half_an_answer_is_not_a_refusal() -> None:
    with Half() as sink:
        channel = MailChannel(
            "ada@example.com",
            "replyby@example.com",
            SmtpServer(sink.host, sink.port),
            EgressPolicy(allow_private=True),
            total_seconds=5,
        )
        with pytest.raises(DeliveryFailed) as failed:
            channel.send(MESSAGE, now=NOW)
    assert not failed.value.is_permanent
    assert failed.value.code is FailureCode.INTERRUPTED


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with SmtpSink() as gone:
        channel = channel_to(gone)
    with pytest.raises(DeliveryFailed) as failed:
        channel.send(MESSAGE, now=NOW)
    assert failed.value.code is FailureCode.UNREACHABLE


def test_a_password_never_goes_out_in_the_open(sink: SmtpSink) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        channel_to(sink, user="ada", password="secret-canary").send(MESSAGE, now=NOW)
    assert failed.value.code is FailureCode.TLS_FAILED
    assert sink.messages == []


def test_no_mail_goes_out_unsecured_where_the_operator_asked_for_security(sink: SmtpSink) -> None:
    with pytest.raises(DeliveryFailed):
        channel_to(sink, starttls=StartTls.ALWAYS).send(MESSAGE, now=NOW)
    assert sink.messages == []


def test_a_channel_shows_no_password() -> None:
    server = read_smtp_url("smtp://ada:secret-canary@mail.example.com")
    channel = MailChannel("ada@example.com", "replyby@example.com", server, EgressPolicy())
    assert "secret-canary" not in repr(channel) + repr(server)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:1025", SmtpServer("127.0.0.1", 1025)),
        ("smtp://mail.example.com", SmtpServer("mail.example.com", 25)),
        ("smtps://mail.example.com", SmtpServer("mail.example.com", 465, is_tls=True)),
        ("smtp://[::1]:25?starttls=never", SmtpServer("::1", 25, starttls=StartTls.NEVER)),
        (
            "smtp://ada%40example.com:p%3Aw@mail.example.com:587?starttls=always&from=replyby@example.com",
            SmtpServer(
                "mail.example.com",
                587,
                starttls=StartTls.ALWAYS,
                user="ada@example.com",
                password="p:w",
                sender="replyby@example.com",
            ),
        ),
    ],
)
def test_the_smtp_url_is_read(url: str, server: SmtpServer) -> None:
    assert read_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://mail.example.com:port",
        "smtp://mail.example.com/path",
        "smtp://mail.example.com?verify=no",
        "smtp://mail.example.com?starttls=perhaps",
        "smtp://mail.example.com?from=nobody",
        "smtp://secret-canary@127.1",
    ],
)
def test_an_smtp_url_that_cannot_be_read_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(SmtpUrlUnusable) as refused:
        read_smtp_url(url)
    assert "REPLYBY_SMTP_URL" in str(refused.value)
    assert "secret-canary" not in str(refused.value)
