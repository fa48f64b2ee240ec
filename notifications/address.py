"""Where a channel goes: its address is checked in form here, and shown to nobody but masked.

Whether the address may be called is decided again at every connection, by `core.egress`: a check made here alone
would be worthless, since a name can point elsewhere a moment later.
"""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from core.egress import TargetRefused, plain_host
from core.errors import Invalid
from core.vocabulary import ChannelKind
from notifications.chat_services import ChatAddressRefused, checked_chat_url
from notifications.email_address import is_email_address

URL_LIMIT = 2048
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"`{}|^\s]")


class ChannelAddressRefused(Invalid):
    """The address of a channel can't be used as it is written."""

    title = "Address not usable"


def normalise(kind: ChannelKind, url: str) -> tuple[str, str]:
    """The address in the one form that is stored, and the masked one that is shown.

    E-mail: a plain address or `mailto:`, stored plain with a lower-case domain. Webhook: `https://` or `http://`.
    Apprise: one URL of a listed chat service. Console: it has no address.
    Raises `ChannelAddressRefused`.
    """
    match kind:
        case ChannelKind.EMAIL:
            return _email(url.strip())
        case ChannelKind.WEBHOOK:
            return _webhook(url.strip())
        case ChannelKind.APPRISE:
            return _chat(url.strip())
        case ChannelKind.CONSOLE:
            return "console:", "the server's console"


def _refuse(sentence: str) -> ChannelAddressRefused:
    return ChannelAddressRefused(sentence, errors=[{"loc": ["body", "url"], "msg": sentence}])


def _email(text: str) -> tuple[str, str]:
    address = text[len("mailto:") :] if text.lower().startswith("mailto:") else text
    if not is_email_address(address):
        raise _refuse("Give one e-mail address, such as ada@example.com, of at most 254 characters.")
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}", f"{local[0]}•••@{domain.lower()}"


def _webhook(text: str) -> tuple[str, str]:
    parts = _split(text)
    if parts.scheme not in ("http", "https"):
        raise _refuse("A webhook's URL begins with https:// or http://.")
    if "@" in parts.netloc:
        raise _refuse("A webhook's URL holds no user name or password; its messages are signed instead.")
    if parts.fragment or text.endswith("#"):
        raise _refuse("A webhook's URL has no part after a #; it would never be sent.")
    host = _host_and_port(parts)
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, "")), f"{parts.scheme}://{host}/…"


def _check_characters(text: str) -> None:
    if not text or len(text) > URL_LIMIT or not text.isascii() or _NOT_IN_URLS.search(text):
        raise _refuse(f"Give one URL of at most {URL_LIMIT} plain characters, without spaces.")


def _split(text: str) -> SplitResult:
    _check_characters(text)
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise _refuse("The URL's host or port can't be read.") from None
    if not parts.hostname:
        raise _refuse("The URL names no host.")
    return parts


def _host_and_port(parts: SplitResult) -> str:
    if parts.port == 0:
        raise _refuse("The URL's port is between 1 and 65535.")
    try:
        host = plain_host(parts.hostname or "")
    except TargetRefused:
        raise _refuse("The URL's host isn't a plain name or an IP address written in full.") from None
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port is None else f"{shown}:{parts.port}"


def _chat(text: str) -> tuple[str, str]:
    _check_characters(text)
    try:
        service = checked_chat_url(text)
    except ChatAddressRefused as refusal:
        raise _refuse(refusal.sentence) from None
    return text, f"{service.scheme}://…"
