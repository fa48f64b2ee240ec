"""What is wrong with the settings by themselves."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from core.settings import EVERYWHERE, Settings
from core.vocabulary import SignUp
from notifications.smtp_url import SmtpUrlUnusable, read_smtp_url
from services.doctoring.complaint import Area, Complaint

_WIDE_V4, _WIDE_V6 = 8, 16
"""A network of more addresses than these prefixes leave is nobody's proxies."""


def examine_settings(settings: Settings) -> Iterator[Complaint]:
    """The settings that would let passwords leak, or strangers in, or mail stay."""
    yield from _examine_public_url(settings)
    yield from _examine_proxies(settings)
    if settings.sign_up is SignUp.OPEN and settings.allow_private_targets:
        yield _complaint(
            "Anybody may make an account, and channels may lead into your own network: strangers can knock on its "
            "doors from inside.",
            "Set REPLYBY_SIGN_UP=closed or REPLYBY_ALLOW_PRIVATE_TARGETS=false.",
        )
    if settings.smtp_url is not None:
        try:
            read_smtp_url(settings.smtp_url.get_secret_value())
        except SmtpUrlUnusable as error:
            yield _complaint(f"No mail can leave: {error}.", "Write REPLYBY_SMTP_URL as the README has it.")


def _examine_public_url(settings: Settings) -> Iterator[Complaint]:
    parts = urlsplit(settings.link_base)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield _complaint(
            "REPLYBY_PUBLIC_URL isn't an address: links in mail lead nowhere.",
            "Write it whole, such as https://replyby.example.com.",
        )
    elif parts.scheme == "http" and _is_loopback(parts.hostname):
        if not _is_loopback(settings.host):
            yield _complaint(
                "It listens on more than this machine's own address, and its links are for this machine alone: whoever "
                "else can reach it sends passwords across the network in the open.",
                "In a container, publish its port on 127.0.0.1. Elsewhere set REPLYBY_HOST=127.0.0.1, or put a proxy "
                "with TLS before it and set REPLYBY_PUBLIC_URL to its https address.",
                # Who listens everywhere may be in a container, which can't know who reaches it.
                is_wrong=settings.host not in EVERYWHERE,
            )
    elif parts.scheme == "http":
        yield _complaint(
            "Other machines can reach it, and REPLYBY_PUBLIC_URL doesn't begin with https: passwords and sessions "
            "cross the network in the open.",
            "Put a proxy with TLS before it, and set REPLYBY_PUBLIC_URL to its https address.",
        )
    elif parts.scheme == "https" and not settings.trusted_proxies:
        yield _complaint(
            "The address is https, which a proxy must end, and REPLYBY_TRUSTED_PROXIES names none: all visitors "
            "count as one address, and share its limits.",
            "Set REPLYBY_TRUSTED_PROXIES to the proxy's address.",
            is_wrong=False,
        )


def _examine_proxies(settings: Settings) -> Iterator[Complaint]:
    for named in settings.trusted_proxies:
        try:
            network = ipaddress.ip_network(named, strict=False)
        except ValueError:
            yield _complaint(
                f"REPLYBY_TRUSTED_PROXIES names {named}, which is neither an address nor a network.",
                "Write addresses such as 10.0.0.7, or networks such as 10.0.0.0/24.",
            )
            continue
        if network.prefixlen < (_WIDE_V4 if network.version == 4 else _WIDE_V6):
            yield _complaint(
                f"REPLYBY_TRUSTED_PROXIES trusts {named}: nearly anybody can pretend to be at another address, and "
                "guess at passwords without end.",
                "Name your proxies alone.",
            )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _complaint(what: str, remedy: str, *, is_wrong: bool = True) -> Complaint:
    return Complaint(Area.SETTINGS, what, remedy, is_wrong)
