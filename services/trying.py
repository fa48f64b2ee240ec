"""Trying a channel out: one message at once, outside the ledger, so that a person sees whether it arrives."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.ids import new_id
from core.secrets import Keyring
from core.vocabulary import ChannelKind
from models.account import Owner
from notifications.channel import Message
from notifications.content import Confirmation, TestMessage
from notifications.opening import DeliverySettings, open_channel
from notifications.render import Rendered, render_confirmation, render_test
from services.confirming import confirmation_link
from services.failing import failure_of
from services.trials import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A channel's row, and what is needed to reach it."""

    owner: Owner
    row: dict[str, Any] = field(repr=False)
    keyring: Keyring
    settings: DeliverySettings
    link_base: str


def try_channel(attempt: Attempt, *, now: datetime) -> Outcome:
    """Send a test message and wait for the outcome, 20 s at the most: call it in a thread, outside transactions.

    An e-mail address whose owner hasn't agreed is sent nothing but the question whether they do.
    """
    agreed = attempt.row["confirmed_at"] is not None
    written = _test(attempt) if agreed else _question(attempt, now=now)
    message = Message(
        id=str(new_id(now)),
        kind="test" if agreed else "confirmation",
        subject=written.subject,
        text=written.text,
        html=written.html,
        payload={"channel": attempt.row["name"]},
        created_at=now,
        language=attempt.owner.language,
    )
    row, keyring = attempt.row, attempt.keyring
    try:
        secret = keyring.decrypt(row["secret_encrypted"]) if row["secret_encrypted"] else None
        channel = open_channel(
            ChannelKind(row["kind"]), keyring.decrypt(row["url_encrypted"]), secret=secret, settings=attempt.settings
        )
        channel.send(message, now=now)
    except Exception as problem:
        failed = failure_of(problem)
        return Outcome("failed", failed.sentence, failed.sentence)
    if agreed:
        return Outcome("sent", "The message was taken. If you don't see it, look where that channel shows such things.")
    return Outcome(
        "confirmation_sent", "The owner of this address was asked to agree; until then nothing else is sent."
    )


def _test(attempt: Attempt) -> Rendered:
    test = TestMessage(
        account_name=attempt.owner.name, language=attempt.owner.language, channel_name=attempt.row["name"]
    )
    return render_test(test, public_url=attempt.link_base, unsubscribe_url=None)


def _question(attempt: Attempt, *, now: datetime) -> Rendered:
    url = confirmation_link(attempt.keyring, attempt.link_base, attempt.row, now=now)
    return render_confirmation(
        Confirmation(account_email=attempt.owner.email, language=attempt.owner.language, url=url)
    )
