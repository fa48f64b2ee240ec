"""Where a request comes from. What a proxy says of it is believed of the configured proxies alone."""

import ipaddress
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from starlette.types import Scope

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
UNKNOWN = "unknown"

_FORWARDING = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via", b"cf-connecting-ip"})


@lru_cache(maxsize=8)
def networks(trusted: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of `settings.trusted_proxies`. Raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in trusted)


def peer_of(scope: Scope) -> str:
    """The address at the other end of the connection."""
    client: Sequence[Any] | None = scope.get("client")
    return str(client[0]) if client else UNKNOWN


def client_of(scope: Scope, trusted: tuple[str, ...]) -> str:
    """The address that asks: the nearest one that isn't a proxy of ours, read from the right."""
    address = peer_of(scope)
    proxies = networks(trusted)
    if not proxies or not _is_in(address, proxies):
        return address
    for hop in reversed(_hops(scope)):
        if not _is_address(hop):
            return address
        address = hop
        if not _is_in(address, proxies):
            break
    return address


def is_forwarded(scope: Scope) -> bool:
    """Whether something on the way says that it passed the request on."""
    return any(name in _FORWARDING for name, _ in scope["headers"])


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this very machine."""
    host = host.strip("[]").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _hops(scope: Scope) -> list[str]:
    said = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    return [hop.strip().strip("[]") for hop in said.split(",") if hop.strip()]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, proxies: Iterable[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in proxies)
