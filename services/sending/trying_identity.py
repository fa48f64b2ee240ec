"""Trying a mail identity out: one message to the account's own address, so that a person sees whether it arrives."""

from dataclasses import dataclass
from datetime import datetime

from core.egress import EgressPolicy
from core.ids import new_id
from models.account import Owner
from notifications.channel import FailureCode, Message
from notifications.content import TestMessage
from notifications.mail import MailChannel
from notifications.render import render_identity_test
from services.failing import failure_of
from services.sending.outgoing import Sender
from services.trials import Outcome

BROKEN_OFF = "The connection to the mail server broke off before it took the message."


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Who tries which server. `policy` is what may be called: nobody's private network, unless the operator says so."""

    owner: Owner
    sender: Sender
    policy: EgressPolicy
    link_base: str


def try_identity(attempt: Attempt, *, now: datetime) -> Outcome:
    """Send a test message and wait for the outcome, 20 s at the most: call it in a thread, outside transactions."""
    owner, sender = attempt.owner, attempt.sender
    test = TestMessage(account_name=owner.name, language=owner.language, channel_name=sender.address)
    words = render_identity_test(test, public_url=attempt.link_base)
    message = Message(
        id=str(new_id(now)),
        kind="test",
        subject=words.subject,
        text=words.text,
        html=words.html,
        created_at=now,
        language=owner.language,
    )
    try:
        MailChannel(owner.email, sender.address, sender.server, attempt.policy).send(message, now=now)
    except Exception as problem:
        failed = failure_of(problem)
        sentence = BROKEN_OFF if failed.code is FailureCode.INTERRUPTED else failed.sentence
        return Outcome("failed", sentence, sentence)
    return Outcome("sent", f"The server took a message to {owner.email}. Look there whether it has arrived.")
