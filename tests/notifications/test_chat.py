"""Chat services through Apprise. The vendor's name is led to a sink on loopback by a resolver of the test's own."""

import ast
import importlib
import inspect
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from core.egress import EgressPolicy
from core.egress_requests import checked_requests
from notifications.channel import DeliveryFailed, FailureCode, Message
from notifications.chat import ChatChannel
from notifications.chat_services import CHAT_SERVICES, ChatAddressRefused, checked_chat_url
from tests.sinks import WebhookSink

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TOKEN = "abcdefghijklmnopqrstuvwxyz"  # noqa: S105
URLS = {
    "discord": f"discord://4174216298/{TOKEN}",
    "gchat": f"gchat://workspace/{TOKEN}/{TOKEN}",
    "ntfys": "ntfys://adas-invitations",
    "pbul": f"pbul://{TOKEN}",
    "pover": f"pover://{'u' * 30}@{'a' * 30}",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
    "tgram": "tgram://123456789:abcdefghijklmnopqrstuvwxyzABCDEFGHI/12315544/",
}
OTHER_OPTIONS = """
redirect=yes verify=no template=/etc/passwd attach=/etc/passwd cto=600 rto=600 overflow=split format=html retry=10
wait=60 store=no emojis=yes tz=UTC mode=private to=ben avatar_url=http://10.0.0.1 url=http://10.0.0.1 +X=1 -X=1 :X=1
REDIRECT=yes %72edirect=yes thread=1&redirect=yes redirect
"""
OTHER_PLACES = """
ntfys://127.0.0.1/topic ntfys://ntfy.example.com/topic ntfys://a:b@ntfy.sh/topic ntfys://a/b
discord://a%3Fredirect=yes/b slack :// discord://
"""
OTHER_SCHEMES = """
json jsons xml form mailto matrix ntfy gotify workflows file https windows syslog dbus mqtt apprise
"""
MESSAGE = Message(
    id="0193", kind="digest", subject="Replyby: 1 answer owed", text="Acme @everyone <!channel>", created_at=NOW
)


def on_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.fixture
def sink() -> Iterator[WebhookSink]:
    with WebhookSink(status=200, body=b"ok") as running:
        yield running


def discord_at(sink: WebhookSink, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the plugin call its vendor's name at the sink's port, without TLS."""
    plugin = importlib.import_module("apprise.plugins.discord").NotifyDiscord
    monkeypatch.setattr(plugin, "notify_url", f"http://discord.com:{sink.port}/api/webhooks")


def channel(*, allow_private: bool = True, seconds: float = 5) -> ChatChannel:
    return ChatChannel(URLS["discord"], EgressPolicy(allow_private=allow_private, resolve=on_loopback), seconds)


def test_every_listed_service_has_an_example() -> None:
    assert URLS.keys() == CHAT_SERVICES.keys()


@pytest.mark.parametrize("scheme", CHAT_SERVICES)
def test_a_vendors_name_that_leads_inside_is_refused_at_connect(scheme: str) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        ChatChannel(URLS[scheme], EgressPolicy(resolve=on_loopback), 5).send(MESSAGE, now=NOW)
    assert failed.value.code is FailureCode.TARGET_REFUSED


def test_a_message_reaches_the_service(sink: WebhookSink, monkeypatch: pytest.MonkeyPatch) -> None:
    discord_at(sink, monkeypatch)
    assert channel().send(MESSAGE, now=NOW).reference == "0193"
    (request,) = sink.requests
    assert request.path.startswith(f"/api/webhooks/4174216298/{TOKEN}")
    said = json.dumps(json.loads(request.body))
    assert "Acme" in said
    assert "1 answer owed" in said


def test_a_companys_name_cannot_ring_the_whole_team(sink: WebhookSink, monkeypatch: pytest.MonkeyPatch) -> None:
    discord_at(sink, monkeypatch)
    channel().send(MESSAGE, now=NOW)
    assert b"@everyone" not in sink.requests[0].body
    assert b"<!channel>" not in sink.requests[0].body


def test_the_same_service_is_not_called_once_its_name_leads_inside(
    sink: WebhookSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord_at(sink, monkeypatch)
    with pytest.raises(DeliveryFailed) as failed:
        channel(allow_private=False).send(MESSAGE, now=NOW)
    assert failed.value.code is FailureCode.TARGET_REFUSED
    assert sink.connections == 0


def test_a_plugin_that_calls_another_host_than_its_vendors_is_stopped(
    sink: WebhookSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = importlib.import_module("apprise.plugins.discord").NotifyDiscord
    monkeypatch.setattr(plugin, "notify_url", sink.url)
    with pytest.raises(DeliveryFailed) as failed:
        channel().send(MESSAGE, now=NOW)
    assert failed.value.code is FailureCode.TARGET_REFUSED
    assert sink.connections == 0


def test_a_redirect_is_a_failure_and_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookSink("redirect") as sink:
        discord_at(sink, monkeypatch)
        with pytest.raises(DeliveryFailed) as failed:
            channel().send(MESSAGE, now=NOW)
        assert len(sink.requests) == 1
    assert failed.value.code is FailureCode.REDIRECTED


def test_a_busy_service_is_asked_once_and_given_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookSink(status=429, headers={"Retry-After": "90"}) as sink:
        discord_at(sink, monkeypatch)
        with pytest.raises(DeliveryFailed) as failed:
            channel().send(MESSAGE, now=NOW)
        assert len(sink.requests) == 1
    assert failed.value.retry_after == timedelta(seconds=90)


def test_a_proxy_from_the_environment_is_not_used(sink: WebhookSink, monkeypatch: pytest.MonkeyPatch) -> None:
    discord_at(sink, monkeypatch)
    with WebhookSink() as proxy:
        monkeypatch.setenv("http_proxy", f"http://{proxy.host}:{proxy.port}")
        monkeypatch.setenv("all_proxy", f"http://{proxy.host}:{proxy.port}")
        channel().send(MESSAGE, now=NOW)
        assert proxy.connections == 0
    assert len(sink.requests) == 1


@pytest.mark.parametrize("mode", ["hang", "trickle"])
def test_a_service_that_never_answers_is_left_at_the_deadline(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookSink(mode) as sink:  # type: ignore[arg-type]
        discord_at(sink, monkeypatch)
        with pytest.raises(DeliveryFailed) as failed:
            channel(seconds=0.5).send(MESSAGE, now=NOW)
    assert failed.value.code is FailureCode.TIMED_OUT


def test_a_long_message_is_shortened_by_whole_lines(sink: WebhookSink, monkeypatch: pytest.MonkeyPatch) -> None:
    discord_at(sink, monkeypatch)
    text = "\n".join(f"line {number:04}" for number in range(1000))
    channel().send(Message(id="1", kind="digest", subject="Replyby", text=text, created_at=NOW), now=NOW)
    (request,) = sink.requests
    said = json.dumps(json.loads(request.body), ensure_ascii=False)
    assert "line 0000" in said
    assert said.count("…") == 1


def test_outside_of_a_delivery_a_plugin_sends_nothing(sink: WebhookSink) -> None:
    with pytest.raises(checked_requests.RequestException):
        checked_requests.post(sink.url)
    assert sink.connections == 0


@pytest.mark.parametrize("service", CHAT_SERVICES.values(), ids=lambda service: service.scheme)
def test_a_listed_plugin_speaks_through_requests_and_nothing_else(service: object) -> None:
    module = importlib.import_module(f"apprise.plugins.{service.module}")  # type: ignore[attr-defined]
    tree = ast.parse(inspect.getsource(module))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    assert "requests" in imported
    roots = {name.partition(".")[0] for name in imported}
    assert not roots & {"socket", "http", "urllib3", "smtplib", "ssl", "subprocess", "httpx", "aiohttp", "ftplib"}
    called = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "requests"
    }
    assert called <= set(vars(checked_requests)), "the plugin calls what isn't there"


@pytest.mark.parametrize("scheme", OTHER_SCHEMES.split())
def test_a_scheme_that_is_not_listed_is_refused(scheme: str) -> None:
    with pytest.raises(ChatAddressRefused):
        checked_chat_url(f"{scheme}://adas-invitations")


@pytest.mark.parametrize("option", OTHER_OPTIONS.split())
@pytest.mark.parametrize("scheme", CHAT_SERVICES)
def test_an_option_that_is_not_listed_is_refused(scheme: str, option: str) -> None:
    with pytest.raises(ChatAddressRefused):
        checked_chat_url(f"{URLS[scheme]}?{option}")


@pytest.mark.parametrize("url", OTHER_PLACES.split())
def test_a_url_that_could_lead_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(ChatAddressRefused):
        checked_chat_url(url)


def test_a_listed_option_is_taken() -> None:
    assert checked_chat_url(URLS["discord"] + "?thread=123").scheme == "discord"
    assert checked_chat_url("ntfys://ntfy.sh/topic?priority=high").scheme == "ntfys"
