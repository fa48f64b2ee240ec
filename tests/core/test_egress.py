"""Whatever a user names, the server calls nothing in its own network. A listening socket on loopback keeps count."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from core.egress import (
    Deadline,
    DeadlinePassed,
    EgressPolicy,
    NameNotFound,
    Resolver,
    TargetRefused,
    addresses_of,
    connect,
    is_public,
    plain_host,
)
from core.vocabulary import ChannelKind
from notifications.address import ChannelAddressRefused, normalise
from notifications.channel import DeliveryFailed, Message
from notifications.chat import ChatChannel
from notifications.mail import MailChannel
from notifications.smtp_url import SmtpServer
from notifications.webhook import WebhookChannel, new_webhook_secret
from tests.sinks import Sink

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MESSAGE = Message(id="0193", kind="digest", subject="Replyby", text="Hello", created_at=NOW)
CLOSED = EgressPolicy(allow_private=False)

_FORMS = """
127.0.0.1 127.0.0.2 127.1 127.0.1 127.255.255.254 0.0.0.0 0 0.0.0.1 00000000 2130706433 017700000001 0x7f000001 0x7f.1
0x7F.0x0.0x0.0x1 0177.0.0.1 0177.1 127.0.0.01 127.0.0.1. 127.1. 000127.0.0.1 127.0.0.0x1 4294967295 0x 1 256.0.0.1
127.0.0.1.. 10.0.0.1 10.1 172.16.0.1 172.31.255.254 192.168.0.1 192.168.1 169.254.169.254 0xa9fea9fe 2852039166
169.254.170.2 100.64.0.1 100.100.100.200 100.127.255.254 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16
::1 [::1] :: [::] ::2 0:0:0:0:0:0:0:1 0000:0000:0000:0000:0000:0000:0000:0001 ::127.0.0.1 ::ffff:127.0.0.1
[::ffff:127.0.0.1] ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1 64:ff9b:1::808:808 2002:7f00:1:: 2002:a00:1:: 2002:808:808::
2001:0:4136:e378:8000:63bf:80ff:fffe 2001::1 2001:db8::1 3fff::1 fe80::1 fe80::1%lo fe80::1%1 [fe80::1%25lo] fec0::1
fc00::1 fd00:ec2::254 fd12:3456:789a::1 ff02::1 ff0e::1 100::1 5f00::1 4000::1 2a00:1450:4001::5efe:7f00:1
2a00:1450:4001::200:5efe:a00:1 localhost LOCALHOST localhost. \uff11\uff12\uff17.\uff10.\uff10.\uff11
127\u30020\u30020\u30021 \u246b7.0.0.1
"""
INTERNAL_HOSTS = _FORMS.split()
ODD_HOSTS = [
    "",
    " ",
    "127.0.0.1 ",
    "127.0.0.1\t",
    "a b",
    "user@127.0.0.1",
    "127.0.0.1:80",
    "exa\x00mple",
    "a" * 64,
    "-a",
    "..",
    "[",
    "]",
]
EVERY_HOST = INTERNAL_HOSTS + ODD_HOSTS


@pytest.fixture(scope="module")
def listener() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


def knows(*addresses: str) -> Resolver:
    """A name server that says the same of every name."""

    def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


@pytest.mark.parametrize("host", EVERY_HOST)
def test_no_form_of_an_internal_address_is_connected_to(host: str, listener: Sink) -> None:
    before = listener.connections
    with pytest.raises((TargetRefused, NameNotFound)):
        connect(host, listener.port, policy=CLOSED, deadline=Deadline(5))
    assert listener.connections == before


@pytest.mark.parametrize("host", EVERY_HOST)
def test_no_form_of_an_internal_address_is_reached_by_a_webhook(host: str, listener: Sink) -> None:
    before = listener.connections
    for shown in (host, f"[{host}]", f"hooks.example.com@{host}"):
        url = f"http://{shown}:{listener.port}/hook"
        # What `normalise` refuses is never stored; if it were, the delivery refuses it again.
        with suppress(ChannelAddressRefused):
            url = normalise(ChannelKind.WEBHOOK, url)[0]
        channel = WebhookChannel(url, new_webhook_secret(), CLOSED, total_seconds=5)
        with pytest.raises(DeliveryFailed):
            channel.send(MESSAGE, now=NOW)
    assert listener.connections == before


@pytest.mark.parametrize("host", EVERY_HOST)
def test_no_form_of_an_internal_address_is_reached_by_mail_under_a_closed_policy(host: str, listener: Sink) -> None:
    before = listener.connections
    server = SmtpServer(host, listener.port)
    with pytest.raises(DeliveryFailed):
        MailChannel("ada@example.com", "replyby@example.com", server, CLOSED, total_seconds=5).send(MESSAGE, now=NOW)
    assert listener.connections == before


@pytest.mark.parametrize("host", EVERY_HOST)
def test_no_form_of_an_internal_address_is_reached_by_a_chat_url(host: str, listener: Sink) -> None:
    before = listener.connections
    for scheme in ("json", "ntfys", "ntfy", "discord", "mailto", "matrix", "slack", "xml", "form", "workflows"):
        for shown in (host, f"{host}:{listener.port}", f"a:b@{host}:{listener.port}"):
            # The name servers are no help either: even the vendor's own name leads to nothing here.
            policy = EgressPolicy(resolve=knows("127.0.0.1"))
            channel = ChatChannel(f"{scheme}://{shown}/abcdefgh/ijklmnop", policy, total_seconds=5)
            with pytest.raises(DeliveryFailed):
                channel.send(MESSAGE, now=NOW)
    assert listener.connections == before


def test_the_listener_would_have_counted_a_connection() -> None:
    with Sink() as sink:
        connect("127.0.0.1", sink.port, policy=EgressPolicy(allow_private=True), deadline=Deadline(5)).close()
        until = time.monotonic() + 5
        while sink.connections == 0 and time.monotonic() < until:
            time.sleep(0.01)
        assert sink.connections == 1


@pytest.mark.parametrize("address", INTERNAL_HOSTS)
def test_a_public_name_that_leads_inside_is_refused(address: str, listener: Sink) -> None:
    before = listener.connections
    policy = EgressPolicy(resolve=knows(address))
    with pytest.raises(TargetRefused):
        connect("hooks.example.com", listener.port, policy=policy, deadline=Deadline(5))
    assert listener.connections == before


def test_one_internal_address_among_public_ones_refuses_the_whole_name() -> None:
    policy = EgressPolicy(resolve=knows("93.184.215.14", "10.0.0.1"))
    with pytest.raises(TargetRefused):
        addresses_of("hooks.example.com", 443, policy=policy, deadline=Deadline(5))


def test_a_name_is_resolved_once_and_the_socket_goes_to_that_address() -> None:
    with Sink() as sink:
        asked: list[str] = []

        def rebinding(host: str, port: int) -> Sequence[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

        policy = EgressPolicy(allow_private=True, resolve=rebinding)
        connection = connect("rebinding.example.com", sink.port, policy=policy, deadline=Deadline(5))
        assert connection.getpeername() == ("127.0.0.1", sink.port)
        connection.close()
        assert asked == ["rebinding.example.com"]


def test_a_name_that_is_public_at_first_and_internal_next_is_refused_the_second_time(listener: Sink) -> None:
    before = listener.connections
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])

    def rebinding(host: str, port: int) -> Sequence[str]:
        return next(answers)

    policy = EgressPolicy(resolve=rebinding)
    assert addresses_of("a.example.com", 443, policy=policy, deadline=Deadline(5)) == ["93.184.215.14"]
    with pytest.raises(TargetRefused):
        connect("a.example.com", listener.port, policy=policy, deadline=Deadline(5))
    assert listener.connections == before


@pytest.mark.parametrize(
    "address",
    [
        "93.184.215.14",
        "8.8.8.8",
        "1.1.1.1",
        "2606:4700::1111",
        "2a00:1450:4001:80b::200e",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ],
)
def test_ordinary_public_addresses_may_be_called(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", ["", "example.com", "127.1", "1.2.3", "::g", "8.8.8.8/32", "8.8.8.8 "])
def test_what_is_not_an_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("Example.COM", "example.com"),
        ("example.com.", "example.com"),
        ("[2606:4700::1111]", "2606:4700::1111"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("8.8.8.8", "8.8.8.8"),
        ("my_host.example.com", "my_host.example.com"),
        ("3com.example", "3com.example"),
    ],
)
def test_a_host_has_one_plain_form(host: str, plain: str) -> None:
    assert plain_host(host) == plain


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(TargetRefused):
        connect("example.com", port, policy=CLOSED, deadline=Deadline(5))


def test_the_operator_can_open_private_networks() -> None:
    with Sink() as sink:
        opened = EgressPolicy(allow_private=True)
        for host in ("127.0.0.1", "localhost"):
            connect(host, sink.port, policy=opened, deadline=Deadline(5)).close()


def test_a_resolver_that_fails_or_knows_nothing_means_no_connection() -> None:
    def broken(host: str, port: int) -> Sequence[str]:
        raise RuntimeError("the resolver is broken")

    for resolve in (broken, knows()):
        with pytest.raises(NameNotFound):
            connect("example.com", 443, policy=EgressPolicy(resolve=resolve), deadline=Deadline(5))


def test_a_slow_resolver_does_not_hold_its_caller_past_the_deadline() -> None:
    release = threading.Event()

    def slow(host: str, port: int) -> Sequence[str]:
        release.wait(10)
        return ["93.184.215.14"]

    began = time.monotonic()
    with pytest.raises(NameNotFound):
        connect("example.com", 443, policy=EgressPolicy(resolve=slow), deadline=Deadline(0.2))
    release.set()
    assert time.monotonic() - began < 2


def test_a_deadline_that_has_passed_opens_nothing(listener: Sink) -> None:
    before = listener.connections
    with pytest.raises(DeadlinePassed):
        connect("127.0.0.1", listener.port, policy=EgressPolicy(allow_private=True), deadline=Deadline(0))
    assert listener.connections == before


def test_a_watched_connection_is_cut_off_at_its_deadline() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0.2).watch(ours):
        began = time.monotonic()
        assert ours.recv(1) == b""
        assert time.monotonic() - began < 2


def test_refusals_name_no_host() -> None:
    with pytest.raises(TargetRefused) as refused:
        connect("10.11.12.13", 443, policy=CLOSED, deadline=Deadline(5))
    assert "10.11" not in str(refused.value)
