"""Handing one mail to a server, once: accepted, surely refused, or nobody can know.

A server has a mail when it has read the dot that ends its text (RFC 5321, section 4.1.1.4), and takes it by its answer.
What fails before that dot was surely not taken; what fails between the dot and the answer may have been (RFC 1047).
"""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from core.egress import Deadline, EgressPolicy, TargetRefused
from core.egress_smtp import SmtpConnection
from notifications.channel import FailureCode
from notifications.mail import classified, signed_in
from services.failing import Failure, failure_of
from services.sending.outgoing import Sender

POST_SECONDS = 45.0
"""How long one mail may take: servers look through its text before they answer, and a late answer is worth having."""

_RETRIED = {
    FailureCode.RECIPIENT_DEFERRED,
    FailureCode.NAME_NOT_FOUND,
    FailureCode.UNREACHABLE,
    FailureCode.TIMED_OUT,
    FailureCode.INTERRUPTED,
    FailureCode.SLOWED,
}
"""What may pass by itself, and is tried again; everything else needs the person."""

_DOT_FIRST = re.compile(rb"^\.", re.MULTILINE)
_INTERRUPTED = "The connection to the mail server broke off before the reply was handed over."


class NotTaken(Exception):
    """The server surely has not taken the mail. `passes`: trying again later may fare better."""

    def __init__(self, sentence: str, *, passes: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.passes = passes


class OutcomeUnknown(Exception):
    """The mail was handed over, and the server's answer never came: it may have been taken."""


class LeaseOver(Exception):
    """It took so long that the reply may be somebody else's by now; the mail wasn't handed over."""


@dataclass(slots=True)
class _Progress:
    is_handed_over: bool = False
    is_taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A way out for one mail. `may_leave` is asked at the last moment at which it can still be held back."""

    sender: Sender = field(repr=False)
    policy: EgressPolicy
    may_leave: Callable[[], bool]
    seconds: float = POST_SECONDS

    def hand_over(self, mail: bytes, recipient: str) -> None:
        """Hand a mail to the server, which takes it. It blocks: call it in a thread, outside any transaction.

        Raises NotTaken, OutcomeUnknown, LeaseOver.
        """
        progress, deadline = _Progress(), Deadline(self.seconds)
        address = self.sender.address
        try:
            with signed_in(self.sender.server, sender=address, policy=self.policy, deadline=deadline) as connection:
                self._converse(connection, mail, recipient, progress)
                with suppress(OSError):
                    connection.quit()
        except LeaseOver:
            raise
        except Exception as problem:
            if progress.is_taken:
                # Whatever went wrong since, the server has said yes.
                return
            if progress.is_handed_over:
                raise OutcomeUnknown from None
            failed = _failure(problem, deadline)
            sentence = _INTERRUPTED if failed.code is FailureCode.INTERRUPTED else failed.sentence
            raise NotTaken(sentence, passes=failed.code in _RETRIED) from None

    def _converse(self, connection: SmtpConnection, mail: bytes, recipient: str, progress: _Progress) -> None:
        code, _ = connection.mail(self.sender.address)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, b"", self.sender.address)
        code, _ = connection.rcpt(recipient)
        if code not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({recipient: (code, b"")})
        code, _ = connection.docmd("DATA")
        if code != 354:
            raise smtplib.SMTPDataError(code, b"")
        connection.send(_DOT_FIRST.sub(b"..", mail))
        if not self.may_leave():
            raise LeaseOver
        progress.is_handed_over = True
        connection.send(b".\r\n")
        code, _ = connection.getreply()
        if 200 <= code < 300:
            progress.is_taken = True
        elif 400 <= code < 600:
            progress.is_handed_over = False
            raise smtplib.SMTPDataError(code, b"")
        else:
            raise OutcomeUnknown


def _failure(problem: Exception, deadline: Deadline) -> Failure:
    is_of_connection = isinstance(problem, TargetRefused | OSError)
    return failure_of(classified(problem, deadline) if is_of_connection else problem)
