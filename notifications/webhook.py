"""Signed webhooks (Standard Webhooks 1.0): the receiver can tell that a message is ours, whole and not repeated."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.egress import TOTAL_SECONDS, Deadline, EgressPolicy, TargetRefused
from notifications.channel import FailureCode, Message, Receipt, failure
from notifications.failures import of_http_status, of_problem

SECRET_PREFIX = "whsec_"  # noqa: S105 - the prefix tells what it is; the secret comes after it
TOLERANCE = timedelta(minutes=5)


class WebhookSecretUnusable(ValueError):
    """A webhook's secret is `whsec_` and the base64 of 24 to 64 bytes."""


def new_webhook_secret() -> str:
    """A fresh secret of 32 random bytes, in the form that is shown to the owner once."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of a message, `v1,` first. Raises `WebhookSecretUnusable`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
    """What a receiver asks: is this message ours, unchanged and at most five minutes old? Header names in any case."""
    given = {name.lower(): value for name, value in headers.items()}
    try:
        timestamp = int(given["webhook-timestamp"])
        age = now - datetime.fromtimestamp(timestamp, UTC)
        expected = sign(secret, given["webhook-id"], timestamp, body).encode()
    except (KeyError, ValueError, OverflowError, OSError):
        return False
    if abs(age) > TOLERANCE:
        return False
    signatures = given.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, signature.encode()) for signature in signatures)


def body_of(message: Message) -> bytes:
    """The JSON of a message: the same bytes on every attempt."""
    content = {
        "type": f"reminder.{message.kind}",
        "timestamp": message.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": dict(message.payload),
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """A URL that is sent every message as signed JSON. Only a 2xx answer counts as taken."""

    url: str
    secret: str = field(repr=False)
    policy: EgressPolicy
    total_seconds: float = TOTAL_SECONDS

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Post the message, signed for `now`; its `webhook-id` is the message's, on every attempt."""
        # Loading the HTTP client takes longer than the rest of the room together; most processes never send.
        import httpx2  # noqa: PLC0415

        from core.egress_http import post  # noqa: PLC0415

        body = body_of(message)
        timestamp = int(now.timestamp())
        headers = {
            "content-type": "application/json",
            "user-agent": "Replyby",
            "webhook-id": message.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(self.secret, message.id, timestamp, body),
        }
        deadline = Deadline(self.total_seconds)
        try:
            answer = post(self.url, content=body, headers=headers, policy=self.policy, deadline=deadline)
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise failure(FailureCode.ADDRESS_UNUSABLE, is_permanent=True) from None
        except (httpx2.RemoteProtocolError, httpx2.LocalProtocolError) as problem:
            # Cut off by our own deadline, an answer is unreadable too.
            raise of_problem(problem, deadline, otherwise=FailureCode.ANSWER_UNREADABLE) from None
        except (TargetRefused, OSError, httpx2.HTTPError) as problem:
            raise of_problem(problem, deadline) from None
        if not 200 <= answer.status < 300:
            raise of_http_status(answer.status, answer.headers.get("retry-after"), now=now)
        return Receipt(now, message.id)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise WebhookSecretUnusable("the webhook's secret isn't base64") from None
    if not secret.startswith(SECRET_PREFIX) or not 24 <= len(key) <= 64:
        raise WebhookSecretUnusable("the webhook's secret is whsec_ and the base64 of 24 to 64 bytes")
    return key
