"""The one module that opens a connection outward: webhooks, mail and chat services all leave through `connect`.

`egress_http`, `egress_smtp` and `egress_requests` beside it speak the protocols, each over such a connection.

A name is resolved once, every address that it has is checked, and the socket goes to exactly one of the checked
addresses: a check made any earlier is worthless, since the name can point elsewhere a moment later. Where anything
is in doubt the connection isn't made. Redirects and proxies from the environment are never followed, and at most
4 kB of an answer are read.
"""

import functools
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 20.0
ANSWER_LIMIT = 4096

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REACHABLE_V6 = ipaddress.ip_network("2000::/3")
"""The only IPv6 space from which global unicast addresses have been given out (RFC 4291, IANA)."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# `ipaddress.is_global` differs between Python releases, so what must never be reached is written out here
# (the IANA special-purpose registries), and `is_global` is asked as well.
# fmt: off
_DENIED = tuple(ipaddress.ip_network(network) for network in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    # Azure's machines reach their own host's control service at this one public address.
    "168.63.129.16/32",
    # Teredo, benchmarks, ORCHID, documentation; 6to4. The tunnels are retired, and each hides an IPv4 address.
    "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
))
# fmt: on
_ISATAP = (0x00005EFE, 0x02005EFE)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE | re.ASCII)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE | re.ASCII)


class TargetRefused(Exception):
    """The address may not be called: it isn't written plainly, or it lies in a private or reserved network."""


class NameNotFound(OSError):
    """The name has no address, or its servers didn't say in time."""


class DeadlinePassed(TimeoutError):
    """The time that the whole exchange was given is used up."""


Resolver = Callable[[str, int], Sequence[str]]
"""From a host and a port to its IP addresses, as text. Raises OSError where there is none."""


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Every address that the system's resolver knows for a host, without repeats, in its order of preference."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


@dataclass(frozen=True, slots=True)
class EgressPolicy:
    """What may be called. `allow_private` is the operator's word that private networks may be; never a user's."""

    allow_private: bool = False
    resolve: Resolver = resolve_by_system


class Deadline:
    """The end of an exchange, on the monotonic clock, so that setting the wall clock neither cuts nor extends it."""

    __slots__ = ("_ends",)

    def __init__(self, seconds: float = TOTAL_SECONDS) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def is_past(self) -> bool:
        """Whether the time is used up."""
        return time.monotonic() >= self._ends

    def remaining(self) -> float:
        """The seconds left, more than zero. Raises `DeadlinePassed` where there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise DeadlinePassed("the exchange took too long")
        return left

    @contextmanager
    def watch(self, connection: socket.socket) -> Generator[None]:
        """Cut a connection off when the deadline passes.

        A timeout on the socket begins anew with every byte, so a server that trickles would hold its caller for
        ever. The connection is shut down through a second descriptor, which holds under TLS too.
        """
        twin = connection.dup()
        timer = threading.Timer(max(self._ends - time.monotonic(), 0), _shut_down, (twin,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            twin.close()


def _shut_down(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The other side was quicker.
        return


def plain_host(host: str) -> str:
    """A host in its one plain form: lower case, ASCII, no brackets, no closing dot.

    Raises `TargetRefused` for whatever could be read in two ways: an IPv4 address in decimal, octal, hexadecimal
    or short form (`2130706433`, `0177.0.0.1`, `127.1`), a zone (`fe80::1%eth0`), spaces, user names.
    """
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if ":" in bare:
        return str(_literal(bare))
    try:
        # Full-width digits and ideographic full stops become plain ones here, before they are judged.
        ascii_host = bare.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise TargetRefused("the host isn't a valid name") from None
    labels = ascii_host.removesuffix(".").split(".")
    if len(ascii_host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise TargetRefused("the host isn't a valid name")
    if _NUMERIC_LABEL.fullmatch(labels[-1]):
        return str(_literal(".".join(labels)))
    return ".".join(labels)


def _literal(text: str) -> _Address:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise TargetRefused("an IP address must be written in full") from None
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        raise TargetRefused("an address with a zone lies in a private network")
    return address


def is_public(text: str) -> bool:
    """Whether an IP address is an ordinary one of the public internet.

    IPv4 addresses inside IPv6 ones are judged as what they are (mapped, NAT64 of RFC 6052); tunnels whose inner
    address can't be relied on (6to4, Teredo, ISATAP, local NAT64 of RFC 8215) are not public. What can't be read isn't.
    """
    try:
        address = _literal(text)
    except TargetRefused:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if address not in _REACHABLE_V6 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
            return False
    return address.is_global and not any(
        address in network for network in _DENIED if network.version == address.version
    )


def addresses_of(host: str, port: int, *, policy: EgressPolicy, deadline: Deadline) -> Sequence[str]:
    """The addresses that a host has now, each of which may be called.

    Raises `TargetRefused` if even one of them may not be, and `NameNotFound` if there is none.
    """
    if not 0 < port < 65536:
        raise TargetRefused("the port isn't between 1 and 65535")
    name = plain_host(host)
    found = _resolve_in_time(policy.resolve, name, port, min(CONNECT_SECONDS, deadline.remaining()))
    if not found:
        raise NameNotFound("the name has no address")
    if not policy.allow_private and not all(is_public(address) for address in found):
        raise TargetRefused("the host lies in a private or reserved network")
    return found


def _resolve_in_time(resolve: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    # The system's resolver can't be told to hurry, so it runs beside us and is left behind when it is late.
    found: list[str] = []
    problems: list[Exception] = []

    def ask() -> None:
        try:
            found.extend(resolve(host, port))
        except Exception as problem:  # whatever stops the resolver, the name wasn't found
            problems.append(problem)

    asking = threading.Thread(target=ask, name="resolve", daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise NameNotFound("the name servers didn't answer in time")
    if problems:
        raise NameNotFound("the name has no address") from problems[0]
    return found


def connect(host: str, port: int, *, policy: EgressPolicy, deadline: Deadline) -> socket.socket:
    """A TCP connection to one of the checked addresses of a host, within 5 s and before the deadline.

    Raises `TargetRefused`, `NameNotFound`, `DeadlinePassed` (or another TimeoutError), or the OSError of the last try.
    """
    addresses = addresses_of(host, port, policy=policy, deadline=deadline)
    connecting = Deadline(min(CONNECT_SECONDS, deadline.remaining()))
    problem: OSError = NameNotFound("the name has no address")
    for address in addresses:
        family, kind, protocol, _, target = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )[0]
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(connecting.remaining())
            connection.connect(target)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(deadline.remaining())
        except OSError as error:
            connection.close()
            problem = error
        else:
            return connection
    raise problem


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The one TLS configuration: certificates and host names are always verified, TLS 1.2 at least."""
    return ssl.create_default_context()
