"""What every channel keeps to: one message in, a receipt out, or a failure that says what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from notifications.wording import wording

RETRY_PERIODS = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The wait before each attempt (Standard Webhooks): ten attempts over a little more than three days."""

LONGEST_RETRY_AFTER = timedelta(hours=24)


class FailureCode(StrEnum):
    """Why a message didn't get through. Each has its sentence in every file of `wording/`."""

    TARGET_REFUSED = "target_refused"
    NAME_NOT_FOUND = "name_not_found"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS_FAILED = "tls_failed"
    INTERRUPTED = "interrupted"
    ANSWER_UNREADABLE = "answer_unreadable"
    REDIRECTED = "redirected"
    GONE = "gone"
    SLOWED = "slowed"
    REFUSED = "refused"
    SERVER_FAILED = "server_failed"
    SIGN_IN_REFUSED = "sign_in_refused"
    SENDER_REFUSED = "sender_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    RECIPIENT_DEFERRED = "recipient_deferred"
    MESSAGE_REFUSED = "message_refused"
    NOT_SET_UP = "not_set_up"
    ADDRESS_UNUSABLE = "address_unusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one channel. `id` is the reminder's and the same on every attempt, so a repeat can be known.

    `text` is complete in itself; `html` is its twin for mail; `payload` is what programs are sent.
    """

    id: str
    kind: str
    subject: str
    text: str
    created_at: datetime
    html: str | None = None
    payload: Mapping[str, object] = field(default_factory=dict[str, object])
    unsubscribe_url: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side took the message. `reference` is the name that it knows it by."""

    sent_at: datetime
    reference: str


class DeliveryFailed(Exception):
    """The message didn't get through, as far as we know.

    `sentence` is classified: it never repeats what the other side said, an address or a secret. `is_permanent`: no
    attempt will fare better. `disables_channel`: the other side asked for no more messages. `retry_after`: it asked
    for this much patience.
    """

    def __init__(
        self,
        code: FailureCode,
        sentence: str,
        *,
        is_permanent: bool = False,
        disables_channel: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.is_permanent = is_permanent
        self.disables_channel = disables_channel
        self.retry_after = retry_after


class Channel(Protocol):
    """A way to reach the owner of an account."""

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Deliver one message, within 20 s, or raise `DeliveryFailed`. It blocks: call it in a thread."""
        ...


def failure(
    code: FailureCode,
    *,
    is_permanent: bool = False,
    disables_channel: bool = False,
    retry_after: timedelta | None = None,
) -> DeliveryFailed:
    """A failure with the English sentence of its code."""
    return DeliveryFailed(
        code,
        wording("en").words("failures", code),
        is_permanent=is_permanent,
        disables_channel=disables_channel,
        retry_after=retry_after,
    )


def next_attempt_at(attempts: int, now: datetime, retry_after: timedelta | None = None) -> datetime | None:
    """When to try again after `attempts` failed ones, or None: it has been tried often enough.

    What the other side asked for lengthens the wait, up to 24 h, and never shortens it.
    """
    if attempts >= len(RETRY_PERIODS):
        return None
    asked = min(retry_after or timedelta(0), LONGEST_RETRY_AFTER)
    return now + max(RETRY_PERIODS[attempts], asked)
