"""What all channels share: when to try again, what an address may be, how one is opened."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from core.vocabulary import ChannelKind
from notifications.address import ChannelAddressRefused, normalise
from notifications.channel import RETRY_PERIODS, DeliveryFailed, FailureCode, Message, failure, next_attempt_at
from notifications.chat import ChatChannel
from notifications.console import ConsoleChannel
from notifications.email_address import is_email_address
from notifications.mail import MailChannel
from notifications.memory import MemoryChannel
from notifications.opening import DeliverySettings, open_channel
from notifications.webhook import WebhookChannel, new_webhook_secret

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MESSAGE = Message(id="0193", kind="digest", subject="Replyby", text="Hello", created_at=NOW)


def test_ten_attempts_are_made_over_more_than_three_days() -> None:
    at, attempts = NOW, 0
    while (following := next_attempt_at(attempts, at)) is not None:
        at, attempts = following, attempts + 1
    assert attempts == 10
    assert timedelta(days=3) <= at - NOW <= timedelta(days=4)


@pytest.mark.parametrize(("attempts", "period"), list(enumerate(RETRY_PERIODS)))
def test_each_attempt_has_its_wait(attempts: int, period: timedelta) -> None:
    assert next_attempt_at(attempts, NOW) == NOW + period


def test_after_the_last_attempt_it_is_given_up() -> None:
    assert next_attempt_at(10, NOW) is None
    assert next_attempt_at(11, NOW, timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (None, timedelta(minutes=5)),
        (timedelta(0), timedelta(minutes=5)),
        (timedelta(minutes=1), timedelta(minutes=5)),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(days=30), timedelta(hours=24)),
        (timedelta(hours=-1), timedelta(minutes=5)),
    ],
)
def test_patience_asked_for_lengthens_a_wait_up_to_a_day(asked: timedelta | None, wait: timedelta) -> None:
    assert next_attempt_at(2, NOW, asked) == NOW + wait


@pytest.mark.parametrize(
    ("kind", "given", "stored", "shown"),
    [
        (ChannelKind.EMAIL, "ada@example.com", "ada@example.com", "a•••@example.com"),
        (ChannelKind.EMAIL, " mailto:Ada.L+jobs@Example.COM ", "Ada.L+jobs@example.com", "A•••@example.com"),
        (ChannelKind.WEBHOOK, "https://Hooks.Example.com/a?b=c", "https://hooks.example.com/a?b=c", "https://hooks.example.com/…"),
        (ChannelKind.WEBHOOK, "http://127.0.0.1:9000", "http://127.0.0.1:9000/", "http://127.0.0.1:9000/…"),
        (ChannelKind.WEBHOOK, "http://[::1]:9000/x", "http://[::1]:9000/x", "http://[::1]:9000/…"),
        (ChannelKind.APPRISE, "discord://4174216298/token", "discord://4174216298/token", "discord://…"),
        (ChannelKind.APPRISE, "tgram://123:abc/456/", "tgram://123:abc/456/", "tgram://…"),
        (ChannelKind.CONSOLE, "", "console:", "the server's console"),
    ],
)  # fmt: skip
def test_an_address_has_one_form_and_a_mask(kind: ChannelKind, given: str, stored: str, shown: str) -> None:
    assert normalise(kind, given) == (stored, shown)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (ChannelKind.EMAIL, ""),
        (ChannelKind.EMAIL, "ada"),
        (ChannelKind.EMAIL, "ada@"),
        (ChannelKind.EMAIL, "Ada <ada@example.com>"),
        (ChannelKind.EMAIL, "ada@example.com,ben@example.com"),
        (ChannelKind.EMAIL, "ada@example.com?bcc=ben@example.com"),
        (ChannelKind.EMAIL, "ada@example.com\r\nBcc: ben@example.com"),
        (ChannelKind.WEBHOOK, ""),
        (ChannelKind.WEBHOOK, "hooks.example.com"),
        (ChannelKind.WEBHOOK, "ftp://hooks.example.com"),
        (ChannelKind.WEBHOOK, "file:///etc/passwd"),
        (ChannelKind.WEBHOOK, "https://"),
        (ChannelKind.WEBHOOK, "https://ada:secret@hooks.example.com/"),
        (ChannelKind.WEBHOOK, "https://hooks.example.com@10.0.0.1/"),
        (ChannelKind.WEBHOOK, "https://hooks.example.com/#x"),
        (ChannelKind.WEBHOOK, "https://hooks.example.com:0/"),
        (ChannelKind.WEBHOOK, "https://hooks.example.com:99999/"),
        (ChannelKind.WEBHOOK, "https://hooks.example.com/a b"),
        (ChannelKind.WEBHOOK, "https://hooks.example.com\\@10.0.0.1/"),
        (ChannelKind.WEBHOOK, "https://[::1/"),
        (ChannelKind.WEBHOOK, "https://2130706433/"),
        (ChannelKind.WEBHOOK, "https://hooks.example.com/" + "x" * 2048),
        (ChannelKind.APPRISE, "json://10.0.0.1"),
        (ChannelKind.APPRISE, "discord://4174216298/token?redirect=yes"),
        (ChannelKind.APPRISE, "discord://4174216298/to ken"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_a_sentence(kind: ChannelKind, given: str) -> None:
    with pytest.raises(ChannelAddressRefused) as refused:
        normalise(kind, given)
    assert refused.value.detail.endswith(".")
    assert refused.value.errors[0]["loc"] == ["body", "url"]
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("a" * 64 + "@example.com", True),
        ("a" * 65 + "@example.com", False),
        ("ada@" + "a" * 63 + "." + "b" * 63 + "." + "c" * 61, True),
        ("ada@" + ".".join(["a" * 61] * 5), False),
        ("ada..b@example.com", False),
        (".ada@example.com", False),
        ("ada@-example.com", False),
        ("ada@example..com", False),
        ("ada@example.com.", False),
        ("ada@exämple.com", False),
        ("o'hara+jobs@mail.example.co.uk", True),
        ("ada@example.com\n", False),
    ],
)
def test_there_is_one_rule_for_e_mail_addresses(text: str, is_one: bool) -> None:
    assert is_email_address(text) is is_one


def test_the_console_shows_a_message_without_control_characters() -> None:
    screen = io.StringIO()
    message = Message(id="1", kind="test", subject="Re\x1b[2Jplyby", text="Line one\nLine\x07 two\n", created_at=NOW)
    ConsoleChannel(screen).send(message, now=NOW)
    assert screen.getvalue() == "Re[2Jplyby\n\nLine one\nLine two\n\n"


def test_a_console_without_unicode_still_shows_the_message() -> None:
    buffer = io.BytesIO()
    screen = io.TextIOWrapper(buffer, encoding="ascii")
    ConsoleChannel(screen).send(Message(id="1", kind="test", subject="Müller", text="x", created_at=NOW), now=NOW)
    assert buffer.getvalue() == b"M?ller\n\nx\n\n"


def test_a_closed_console_is_a_failure_and_not_a_crash() -> None:
    screen = io.StringIO()
    screen.close()
    with pytest.raises(DeliveryFailed):
        ConsoleChannel(screen).send(MESSAGE, now=NOW)


def test_memory_keeps_what_it_is_sent_unless_it_is_told_to_fail() -> None:
    memory = MemoryChannel()
    memory.send(MESSAGE, now=NOW)
    memory.failure = failure(FailureCode.UNREACHABLE)
    with pytest.raises(DeliveryFailed):
        memory.send(MESSAGE, now=NOW)
    assert memory.sent == [MESSAGE]


def test_each_kind_opens_its_channel() -> None:
    settings = DeliverySettings(smtp_url="smtp://mail.example.com?from=replyby@example.com")
    secret = new_webhook_secret()
    opened = {
        ChannelKind.EMAIL: open_channel(ChannelKind.EMAIL, "ada@example.com", secret=None, settings=settings),
        ChannelKind.WEBHOOK: open_channel(ChannelKind.WEBHOOK, "https://a.example", secret=secret, settings=settings),
        ChannelKind.APPRISE: open_channel(ChannelKind.APPRISE, "discord://1/a", secret=None, settings=settings),
        ChannelKind.CONSOLE: open_channel(ChannelKind.CONSOLE, "console:", secret=None, settings=settings),
    }
    kinds = [type(channel) for channel in opened.values()]
    assert kinds == [MailChannel, WebhookChannel, ChatChannel, ConsoleChannel]
    assert opened.keys() == set(ChannelKind)


@pytest.mark.parametrize("allow", [True, False])
def test_the_operators_word_opens_private_networks_to_users_and_nothing_else_does(allow: bool) -> None:
    settings = DeliverySettings(smtp_url="smtp://127.0.0.1", allow_private_targets=allow)
    webhook = open_channel(ChannelKind.WEBHOOK, "https://a.example", secret=new_webhook_secret(), settings=settings)
    chat = open_channel(ChannelKind.APPRISE, "discord://1/a", secret=None, settings=settings)
    mail = open_channel(ChannelKind.EMAIL, "ada@example.com", secret=None, settings=settings)
    assert isinstance(webhook, WebhookChannel)
    assert isinstance(chat, ChatChannel)
    assert isinstance(mail, MailChannel)
    assert webhook.policy.allow_private is chat.policy.allow_private is allow
    assert mail.policy.allow_private


@pytest.mark.parametrize(
    ("settings", "sender"),
    [
        (DeliverySettings(smtp_url="smtp://mail.example.com?from=a@b.example", mail_from="c@d.example"), "a@b.example"),
        (DeliverySettings(smtp_url="smtp://mail.example.com", mail_from="b@example.com"), "b@example.com"),
        (DeliverySettings(smtp_url="smtp://c%40example.com:x@mail.example.com"), "c@example.com"),
        (DeliverySettings(smtp_url="smtp://mail.example.com"), "replyby@mail.example.com"),
        (DeliverySettings(smtp_url="smtp://127.0.0.1:1025"), "replyby@localhost"),
    ],
)  # fmt: skip
def test_the_sender_is_the_one_that_the_operator_named_most_precisely(settings: DeliverySettings, sender: str) -> None:
    mail = open_channel(ChannelKind.EMAIL, "ada@example.com", secret=None, settings=settings)
    assert isinstance(mail, MailChannel)
    assert mail.sender == sender


@pytest.mark.parametrize("smtp_url", [None, "nonsense"])
def test_mail_without_a_server_is_a_failure_that_says_so(smtp_url: str | None) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        open_channel(ChannelKind.EMAIL, "ada@example.com", secret=None, settings=DeliverySettings(smtp_url=smtp_url))
    assert failed.value.code is FailureCode.NOT_SET_UP
