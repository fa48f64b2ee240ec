"""TLS: certificates and names are verified on every path, and a handshake has a deadline too."""

import importlib
import socket
import ssl
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

import core.egress_http
import notifications.mail
from core.egress import EgressPolicy
from notifications.channel import Channel, DeliveryFailed, FailureCode, Message
from notifications.chat import ChatChannel
from notifications.mail import MailChannel
from notifications.smtp_url import SmtpServer
from notifications.webhook import WebhookChannel, new_webhook_secret
from tests.sinks import Sink, SmtpSink, WebhookSink, certificates

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MESSAGE = Message(id="0193", kind="digest", subject="Replyby", text="Hello", created_at=NOW)
NAME = "receiver.example.com"


def on_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


OPEN = EgressPolicy(allow_private=True, resolve=on_loopback)


def webhook_to(sink: Sink, name: str = NAME, *, seconds: float = 5) -> Channel:
    return WebhookChannel(f"https://{name}:{sink.port}/hook", new_webhook_secret(), OPEN, seconds)


def mail_to(sink: Sink, name: str = NAME, *, seconds: float = 5) -> Channel:
    server = SmtpServer(name, sink.port, is_tls=True)
    return MailChannel("ada@example.com", "replyby@example.com", server, OPEN, seconds)


@pytest.fixture
def server_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The TLS of a server that our clients trust by the name `NAME`."""
    server, client = certificates(tmp_path, NAME)
    monkeypatch.setattr(core.egress_http, "tls_context", lambda: client)
    monkeypatch.setattr(notifications.mail, "tls_context", lambda: client)
    return server


def test_a_secured_webhook_arrives(server_tls: ssl.SSLContext) -> None:
    with WebhookSink() as sink:
        sink.secured = server_tls
        webhook_to(sink).send(MESSAGE, now=NOW)
        assert sink.requests[0].headers["host"] == f"{NAME}:{sink.port}"


def test_a_secured_mail_arrives(server_tls: ssl.SSLContext) -> None:
    with SmtpSink() as sink:
        sink.secured = server_tls
        mail_to(sink).send(MESSAGE, now=NOW)
        assert len(sink.messages) == 1


@pytest.mark.parametrize("kind", [webhook_to, mail_to])
def test_a_certificate_for_another_name_is_refused(kind: type[Channel], server_tls: ssl.SSLContext) -> None:
    for sink in (WebhookSink(), SmtpSink()):
        sink.secured = server_tls
        with sink, pytest.raises(DeliveryFailed) as failed:
            kind(sink, "other.example.com").send(MESSAGE, now=NOW)  # type: ignore[call-arg]
        assert failed.value.code is FailureCode.TLS_FAILED


@pytest.mark.parametrize("kind", [webhook_to, mail_to])
def test_a_certificate_that_nobody_vouches_for_is_refused(kind: type[Channel], tmp_path: Path) -> None:
    server, _ = certificates(tmp_path, NAME)
    sink = WebhookSink()
    sink.secured = server
    with sink, pytest.raises(DeliveryFailed) as failed:
        kind(sink).send(MESSAGE, now=NOW)  # type: ignore[call-arg]
    assert failed.value.code is FailureCode.TLS_FAILED
    assert sink.requests == []


def test_a_chat_service_whose_certificate_nobody_vouches_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = importlib.import_module("apprise.plugins.discord").NotifyDiscord
    sink = WebhookSink()
    sink.secured, _ = certificates(tmp_path, "discord.com")
    # Neither an option of the URL nor the environment can vouch for it.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
    monkeypatch.setattr(plugin, "notify_url", f"https://discord.com:{sink.port}/api/webhooks")
    with sink, pytest.raises(DeliveryFailed) as failed:
        ChatChannel("discord://4174216298/abcdefghijklmnop", OPEN, 5).send(MESSAGE, now=NOW)
    assert failed.value.code is FailureCode.TLS_FAILED
    assert sink.connections == 1
    assert sink.requests == []


class Silence(Sink):
    """A server that says nothing at all."""

    def talk(self, connection: socket.socket) -> None:  # noqa: ARG002
        self.wait()


class Handshake(Sink):
    """A server that announces a long TLS record and then says one byte of it after another."""

    def talk(self, connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
        self.trickle(connection, b"\x03")


@pytest.mark.parametrize("kind", [webhook_to, mail_to])
@pytest.mark.parametrize("silent", [Silence, Handshake])
def test_a_handshake_has_a_deadline_too(kind: type[Channel], silent: type[Sink], server_tls: ssl.SSLContext) -> None:
    began = time.monotonic()
    with silent() as sink, pytest.raises(DeliveryFailed):
        kind(sink, seconds=0.5).send(MESSAGE, now=NOW)  # type: ignore[call-arg]
    assert time.monotonic() - began < 3
