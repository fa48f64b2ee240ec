"""Reminders by e-mail: one message, one recipient, one session of SMTP with the server that the operator set."""

import hashlib
import re
import smtplib
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from core.egress import TOTAL_SECONDS, Deadline, EgressPolicy, TargetRefused, tls_context
from core.egress_smtp import SmtpConnection
from notifications.channel import DeliveryFailed, FailureCode, Message, Receipt, failure
from notifications.failures import of_problem
from notifications.lines import one_line
from notifications.smtp_url import SmtpServer, StartTls

_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class _MailPolicy(EmailPolicy):
    """The standard library encodes a header's long word, which breaks the URL of List-Unsubscribe; it is kept whole."""

    def fold_binary(self, name: str, value: object) -> bytes:
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)  # pyright: ignore[reportArgumentType]


_POLICY = _MailPolicy(linesep="\r\n", max_line_length=78)


def message_id(message: Message, sender: str) -> str:
    """The Message-ID of a message: made from its own id, so that every attempt carries the same one."""
    local = message.id if _PLAIN_ID.fullmatch(message.id) else hashlib.sha256(message.id.encode()).hexdigest()
    return f"<{local}@{sender.rpartition('@')[2]}>"


def mail_of(message: Message, *, sender: str, recipient: str) -> EmailMessage:
    """The mail of a message: plain text, and HTML where there is some, with the headers of RFC 3834, 2369 and 8058."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address("Replyby", addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = message_id(message, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = one_line(message.language)
    if message.unsubscribe_url is not None and message.unsubscribe_url.isascii():
        url = "".join(character for character in message.unsubscribe_url if "!" <= character <= "~")
        mail["List-Unsubscribe"] = f"<{url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Quoted-printable is plain ASCII: a server without 8BITMIME takes it, and signatures on the way survive.
    mail.set_content(message.text, cte="quoted-printable")
    if message.html is not None:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return mail


@dataclass(frozen=True, slots=True)
class MailChannel:
    """One mailbox. `policy` is the operator's: the SMTP server is theirs and may stand in a private network."""

    recipient: str
    sender: str
    server: SmtpServer = field(repr=False)
    policy: EgressPolicy
    total_seconds: float = TOTAL_SECONDS

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Hand the mail to the server. Once it has said yes, nothing that follows counts as a failure."""
        mail = mail_of(message, sender=self.sender, recipient=self.recipient)
        deadline = Deadline(self.total_seconds)
        try:
            with signed_in(self.server, sender=self.sender, policy=self.policy, deadline=deadline) as connection:
                connection.sendmail(self.sender, [self.recipient], mail.as_bytes())
                with suppress(OSError):
                    connection.quit()
        except (TargetRefused, OSError) as problem:
            raise classified(problem, deadline) from None
        return Receipt(now, str(mail["Message-ID"]))


@contextmanager
def signed_in(
    server: SmtpServer, *, sender: str, policy: EgressPolicy, deadline: Deadline
) -> Generator[SmtpConnection]:
    """A session with a mail server: greeted, secured and signed in to as its URL says.

    Raises DeliveryFailed, TargetRefused or OSError (`classified` has their meaning).
    """
    connection = SmtpConnection(
        policy=policy,
        deadline=deadline,
        local_name=sender.rpartition("@")[2],
        context=tls_context() if server.is_tls else None,
    )
    with connection.session(server.host, server.port) as code:
        if code != 220:
            raise smtplib.SMTPConnectError(code, b"")
        _sign_in(connection, server)
        yield connection


def _sign_in(connection: SmtpConnection, server: SmtpServer) -> None:
    connection.ehlo_or_helo_if_needed()
    is_offered = connection.has_extn("starttls")
    if not server.is_tls and server.starttls is not StartTls.NEVER:
        if is_offered:
            connection.starttls(context=tls_context())
            connection.ehlo_or_helo_if_needed()
        elif server.starttls is StartTls.ALWAYS or server.user is not None:
            # A password never goes out in the open unless the operator said so.
            raise failure(FailureCode.TLS_FAILED)
    if server.user is not None:
        connection.login(server.user, server.password or "")


def classified(problem: BaseException, deadline: Deadline) -> DeliveryFailed:
    """What it means that a mail server refused, or couldn't be spoken to."""
    match problem:
        case smtplib.SMTPRecipientsRefused():
            code = next(iter(problem.recipients.values()))[0]
            if code >= 500:
                return failure(FailureCode.RECIPIENT_REFUSED, is_permanent=True)
            return failure(FailureCode.RECIPIENT_DEFERRED)
        case smtplib.SMTPSenderRefused() if problem.smtp_code >= 500:
            return failure(FailureCode.SENDER_REFUSED)
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPNotSupportedError():
            return failure(FailureCode.SIGN_IN_REFUSED)
        case smtplib.SMTPDataError() if problem.smtp_code >= 500:
            return failure(FailureCode.MESSAGE_REFUSED, is_permanent=True)
        case smtplib.SMTPResponseException() if problem.smtp_code >= 500:
            return failure(FailureCode.REFUSED)
        case smtplib.SMTPResponseException() if problem.smtp_code >= 400:
            return failure(FailureCode.RECIPIENT_DEFERRED)
        case smtplib.SMTPResponseException():
            return failure(FailureCode.ANSWER_UNREADABLE)
        case _:
            # Cut off after the mail was handed over, we can't know: it is tried again with the same Message-ID.
            return of_problem(problem, deadline)
