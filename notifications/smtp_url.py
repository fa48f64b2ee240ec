"""`REPLYBY_SMTP_URL`: where the operator's mail server is and how to speak to it."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from core.egress import TargetRefused, plain_host
from notifications.email_address import is_email_address


class SmtpUrlUnusable(ValueError):
    """The SMTP URL can't be read. The message never repeats the URL: it holds a password."""


class StartTls(StrEnum):
    """Whether a plain connection is secured by STARTTLS. `auto`: where offered, and always before a password."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server to hand mail to. `is_tls`: secured from the first byte (smtps)."""

    host: str
    port: int
    is_tls: bool = False
    starttls: StartTls = StartTls.AUTO
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str | None = None


def read_smtp_url(url: str) -> SmtpServer:
    """Read `smtp://user:password@host:587?starttls=auto|always|never&from=address`, or `smtps://…` (port 465).

    User name and password are percent-decoded. Raises `SmtpUrlUnusable`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = plain_host(parts.hostname or "")
    except (ValueError, TargetRefused):
        raise SmtpUrlUnusable("REPLYBY_SMTP_URL names no host and port that can be read") from None
    if parts.scheme not in ("smtp", "smtps") or parts.path not in ("", "/"):
        raise SmtpUrlUnusable("REPLYBY_SMTP_URL is smtp://host:port or smtps://host:port")
    options = parse_qs(parts.query, keep_blank_values=True)
    if options.keys() - {"starttls", "from"}:
        raise SmtpUrlUnusable("REPLYBY_SMTP_URL takes the options starttls and from, and no others")
    sender = options.get("from", [None])[-1]
    if sender is not None and not is_email_address(sender):
        raise SmtpUrlUnusable("the option from of REPLYBY_SMTP_URL isn't a plain e-mail address")
    is_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=host,
        port=port or (465 if is_tls else 25),
        is_tls=is_tls,
        starttls=_starttls(options.get("starttls", ["auto"])[-1]),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        sender=sender,
    )


def _starttls(text: str) -> StartTls:
    words = {"yes": "always", "true": "always", "1": "always", "no": "never", "false": "never", "0": "never"}
    try:
        return StartTls(words.get(text.lower(), text.lower()))
    except ValueError:
        raise SmtpUrlUnusable("the option starttls of REPLYBY_SMTP_URL is auto, always or never") from None
