"""The server that a person's replies leave by: read from what they gave, kept as one URL, shown masked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from core.egress import TargetRefused, plain_host
from core.errors import Invalid
from core.secrets import Keyring
from models.account import Owner
from notifications.smtp_url import SmtpServer, SmtpUrlUnusable, StartTls, read_smtp_url

URL_LIMIT = 2_000

_TLS_PORT, _SUBMISSION_PORT = 465, 587


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as it is stored: its URL, which holds the password, and what is shown of it."""

    url: str = field(repr=False)
    masked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """As whom a mail leaves, and by which server."""

    address: str
    name: str
    server: SmtpServer = field(repr=False)


def url_of(host: str, port: int | None, *, is_tls: bool, user: str | None, password: str | None) -> str:
    """The URL of a server that was given in parts. Raises Invalid."""
    try:
        name = plain_host(host)
    except TargetRefused:
        raise Invalid.field("host", "Give the server's name, such as smtp.example.com.") from None
    shown = f"[{name}]" if ":" in name else name
    signed = f"{quote(user, safe='')}:{quote(password or '', safe='')}@" if user is not None else ""
    if is_tls:
        return f"smtps://{signed}{shown}:{port or _TLS_PORT}"
    return f"smtp://{signed}{shown}:{port or _SUBMISSION_PORT}?starttls=always"


def read_server(url: str | None) -> Server | None:
    """The server of a URL; None without one. Raises Invalid with a sentence that never repeats the URL."""
    if url is None:
        return None
    try:
        server = read_smtp_url(url if len(url) <= URL_LIMIT else "")
    except SmtpUrlUnusable:
        raise _unusable(
            "Write the server as smtps://user:password@host:465 or smtp://user:password@host:587, with every special "
            "character of user and password percent-encoded; ?starttls=always is the one option."
        ) from None
    if server.sender is not None:
        raise _unusable("The address that mail comes from is `from_address`, and no option of the URL.")
    if (server.user is None) is not (server.password is None):
        raise _unusable("User name and password go together.")
    if not (server.user or "").isascii() or not (server.password or "").isascii():
        raise _unusable(
            "Mail servers take user names and passwords of plain letters, digits and signs only. Most providers make "
            "an app password for this."
        )
    if server.starttls is StartTls.NEVER and server.user is not None:
        raise _unusable("A password isn't sent over an unsecured connection: leave starttls=never out.")
    return Server(url, _masked(url, server))


def sender_of(row: Mapping[str, Any], owner: Owner, keyring: Keyring) -> Sender:
    """As whom, and by which server, mail leaves by a stored identity. Raises SecretUnreadable."""
    server = read_smtp_url(keyring.decrypt(row["url_encrypted"]))
    return Sender(address=row["from_address"], name=row["from_name"] or owner.name, server=server)


def _masked(url: str, server: SmtpServer) -> str:
    shown = f"[{server.host}]" if ":" in server.host else server.host
    signed = f"{server.user[0]}•••@" if server.user else ""
    return f"{urlsplit(url).scheme}://{signed}{shown}:{server.port}"


def _unusable(sentence: str) -> Invalid:
    return Invalid.field("url", sentence)
