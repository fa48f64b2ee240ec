"""Webhooks, against a real HTTP server on loopback."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from core.egress import ANSWER_LIMIT, Deadline, EgressPolicy
from core.egress_http import post
from notifications.channel import DeliveryFailed, FailureCode, Message
from notifications.webhook import WebhookChannel, WebhookSecretUnusable, new_webhook_secret, sign, verify
from tests.sinks import WebhookMode, WebhookSink

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OPEN = EgressPolicy(allow_private=True)
SECRET = new_webhook_secret()
MESSAGE = Message(
    id="0193a7b2",
    kind="digest",
    subject="Replyby",
    text="Hello",
    created_at=NOW,
    payload={"company": "Müller & Söhne", "answers_owed": 3},
)


@pytest.fixture
def sink() -> Iterator[WebhookSink]:
    with WebhookSink() as running:
        yield running


def channel_to(sink: WebhookSink, *, seconds: float = 5) -> WebhookChannel:
    return WebhookChannel(sink.url, SECRET, OPEN, seconds)


def failure_of(sink: WebhookSink, *, seconds: float = 5) -> DeliveryFailed:
    with sink, pytest.raises(DeliveryFailed) as failed:
        channel_to(sink, seconds=seconds).send(MESSAGE, now=NOW)
    return failed.value


def test_the_receiver_can_verify_what_it_got(sink: WebhookSink) -> None:
    channel_to(sink).send(MESSAGE, now=NOW)
    (request,) = sink.requests
    assert request.method == "POST"
    assert verify(SECRET, request.headers, request.body, now=NOW)
    assert json.loads(request.body) == {
        "type": "reminder.digest",
        "timestamp": "2026-11-23T08:00:00Z",
        "data": {"company": "Müller & Söhne", "answers_owed": 3},
    }


def test_the_signature_is_that_of_the_standard() -> None:
    # The vector of the Standard Webhooks specification's reference libraries.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105
    assert sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}') == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_a_changed_body_another_secret_and_an_old_message_are_not_ours(sink: WebhookSink) -> None:
    channel_to(sink).send(MESSAGE, now=NOW)
    request = sink.requests[0]
    assert not verify(SECRET, request.headers, request.body + b" ", now=NOW)
    assert not verify(new_webhook_secret(), request.headers, request.body, now=NOW)
    assert not verify(SECRET, request.headers, request.body, now=NOW + timedelta(minutes=6))
    assert not verify(SECRET, request.headers | {"webhook-id": "other"}, request.body, now=NOW)
    assert not verify(SECRET, {}, request.body, now=NOW)


def test_a_second_attempt_carries_the_same_id_and_body(sink: WebhookSink) -> None:
    channel_to(sink).send(MESSAGE, now=NOW)
    later = NOW + timedelta(hours=2)
    channel_to(sink).send(MESSAGE, now=later)
    first, second = sink.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == "0193a7b2"
    assert first.body == second.body
    assert verify(SECRET, second.headers, second.body, now=later)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_only_a_2xx_answer_is_success(status: int) -> None:
    with WebhookSink(status=status) as sink:
        assert channel_to(sink).send(MESSAGE, now=NOW).reference == "0193a7b2"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (301, FailureCode.REDIRECTED),
        (304, FailureCode.REDIRECTED),
        (400, FailureCode.REFUSED),
        (404, FailureCode.REFUSED),
        (410, FailureCode.GONE),
        (429, FailureCode.SLOWED),
        (500, FailureCode.SERVER_FAILED),
        (503, FailureCode.SLOWED),
    ],
)
def test_each_other_answer_has_its_class(status: int, code: FailureCode) -> None:
    failed = failure_of(WebhookSink(status=status))
    assert failed.code is code
    assert failed.disables_channel is failed.is_permanent is (status == 410)


def test_a_redirect_is_a_failure_and_is_not_followed() -> None:
    sink = WebhookSink("redirect")
    assert failure_of(sink).code is FailureCode.REDIRECTED
    assert [request.path for request in sink.requests] == ["/hook"]


@pytest.mark.parametrize(
    ("given", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(0)),
        ("99999999", timedelta(hours=24)),
        ("9" * 5000, timedelta(hours=24)),
        ("Mon, 23 Nov 2026 09:30:00 GMT", timedelta(minutes=90)),
        ("Mon, 23 Nov 2020 09:30:00 GMT", timedelta(0)),
        ("Mon, 23 Nov 2099 09:30:00 GMT", timedelta(hours=24)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 502, 504])
def test_a_busy_receiver_is_given_the_time_that_it_asks_for(status: int, given: str, wait: timedelta | None) -> None:
    assert failure_of(WebhookSink(status=status, headers={"Retry-After": given})).retry_after == wait


@pytest.mark.parametrize("mode", ["hang", "trickle"])
def test_a_receiver_that_never_comes_to_the_point_is_left_at_the_deadline(mode: WebhookMode) -> None:
    began = time.monotonic()
    assert failure_of(WebhookSink(mode), seconds=0.5).code is FailureCode.TIMED_OUT
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("mode", "code"), [("junk", FailureCode.ANSWER_UNREADABLE), ("reset", FailureCode.INTERRUPTED)]
)
def test_a_broken_answer_is_a_failure(mode: WebhookMode, code: FailureCode) -> None:
    assert failure_of(WebhookSink(mode)).code is code


def test_no_more_than_four_kilobytes_of_an_answer_are_kept() -> None:
    with WebhookSink("endless", status=200) as sink:
        answer = post(sink.url, content=b"{}", headers={}, policy=OPEN, deadline=Deadline(5))
    assert len(answer.body) == ANSWER_LIMIT


def test_a_body_that_breaks_off_does_not_take_back_a_yes() -> None:
    with WebhookSink(status=200, headers={"x-kind": "short"}) as sink:
        sink.mode = "endless"
        assert channel_to(sink).send(MESSAGE, now=NOW).reference == "0193a7b2"


def test_a_proxy_from_the_environment_is_not_used(sink: WebhookSink, monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookSink() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.host}:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        channel_to(sink).send(MESSAGE, now=NOW)
        assert proxy.connections == 0
    assert len(sink.requests) == 1


def test_an_internal_receiver_is_refused_for_good_unless_the_operator_allows_it(sink: WebhookSink) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        WebhookChannel(sink.url, SECRET, EgressPolicy()).send(MESSAGE, now=NOW)
    assert failed.value.code is FailureCode.TARGET_REFUSED
    assert failed.value.is_permanent
    assert sink.connections == 0


def test_a_failure_tells_neither_the_url_nor_the_secret() -> None:
    with WebhookSink(status=500, body=b"canary-of-the-body") as sink:
        channel = WebhookChannel(sink.url + "/canary-of-the-path", SECRET, OPEN)
        with pytest.raises(DeliveryFailed) as failed:
            channel.send(MESSAGE, now=NOW)
    assert "canary" not in failed.value.sentence + str(failed.value)
    assert SECRET not in repr(channel)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!!", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
def test_a_secret_that_is_not_one_is_refused(secret: str) -> None:
    with pytest.raises(WebhookSecretUnusable):
        sign(secret, "id", 0, b"")


def test_no_two_secrets_are_alike() -> None:
    assert len({new_webhook_secret() for _ in range(100)}) == 100
