"""What a third-party plugin gets in place of the `requests` library: the same calls over checked connections.

A plugin calls `requests.post(...)` on the name in its own module. `checked_requests` takes the place of that name, and
answers only inside `exchange(...)`: outside it, or for another host than those named there, nothing is sent.
"""

from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from core.egress import ANSWER_LIMIT, Deadline, EgressPolicy, TargetRefused, connect


@dataclass(slots=True)
class Exchange:
    """What a plugin may do in one delivery, and what became of it: the last answer's head, the last problem."""

    hosts: frozenset[str]
    policy: EgressPolicy
    deadline: Deadline
    status: int | None = None
    retry_after: str | None = None
    problem: Exception | None = None
    watching: ExitStack = field(default_factory=ExitStack)


_current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


@contextmanager
def exchange(*, hosts: frozenset[str], policy: EgressPolicy, deadline: Deadline) -> Generator[Exchange]:
    """Let the plugins called in this thread speak to `hosts`, until the block or the deadline ends."""
    permitted = Exchange(hosts, policy, deadline)
    token = _current.set(permitted)
    try:
        with permitted.watching:
            yield permitted
    finally:
        _current.reset(token)


def _request(method: str, url: str, **options: Any) -> requests.Response:
    permitted = _current.get()
    if permitted is None:
        raise requests.exceptions.InvalidURL("nothing may be sent outside of a delivery")
    if permitted.problem is not None or (permitted.status or 0) >= 300:
        # One delivery is one attempt: when to try again is for the ledger to say.
        raise requests.exceptions.ConnectionError("the delivery has failed already")
    try:
        return _send(permitted, method, url, options)
    except (requests.RequestException, TargetRefused, HTTPError, OSError) as problem:
        permitted.problem = problem
        # Its own kind of error, so that the plugin ends as it would on any broken connection.
        raise requests.exceptions.ConnectionError("the connection was not made or broke off") from problem


def _send(permitted: Exchange, method: str, url: str, options: dict[str, Any]) -> requests.Response:
    if urlsplit(url).hostname not in permitted.hosts:
        raise TargetRefused("the plugin may not speak to this host")
    if options.get("files"):
        raise TargetRefused("attachments aren't sent")
    taken = {name: options[name] for name in ("data", "json", "headers", "params", "auth") if name in options}
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Accept-Encoding"] = "identity"
        adapter = _CheckedAdapter(permitted)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        left = permitted.deadline.remaining()
        answer = session.request(method, url, **taken, timeout=left, verify=True, allow_redirects=False, stream=True)
        with closing(answer):
            # A head that is cut off at the deadline looks like one that has ended.
            permitted.deadline.remaining()
            permitted.status, permitted.retry_after = answer.status_code, answer.headers.get("Retry-After")
            body = _beginning(answer)
    # With the beginning in place of the whole, whatever the plugin reads of it is at hand and bounded.
    answer._content = body  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return answer


def _beginning(answer: requests.Response) -> bytes:
    try:
        return answer.raw.read(ANSWER_LIMIT, decode_content=False)
    except (HTTPError, OSError):
        # The status is the answer; what breaks off after it changes nothing.
        return b""


class _CheckedAdapter(HTTPAdapter):
    def __init__(self, permitted: Exchange) -> None:
        super().__init__(max_retries=0)
        self.poolmanager.pool_classes_by_scheme = _pool_classes(permitted)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """No proxy is ever used: it would resolve the name again, unchecked."""
        del proxy, proxy_kwargs
        raise TargetRefused("proxies aren't used")


def _pool_classes(permitted: Exchange) -> dict[str, type[HTTPConnectionPool]]:
    def opened(connection: HTTPConnection) -> Any:
        reached = connect(connection.host, connection.port, policy=permitted.policy, deadline=permitted.deadline)
        permitted.watching.enter_context(permitted.deadline.watch(reached))
        return reached

    class CheckedHTTP(HTTPConnection):
        def _new_conn(self) -> Any:
            return opened(self)

    class CheckedHTTPS(HTTPSConnection):
        def _new_conn(self) -> Any:
            return opened(self)

    class HTTPPool(HTTPConnectionPool):
        ConnectionCls = CheckedHTTP  # pyright: ignore[reportAssignmentType]

    class HTTPSPool(HTTPSConnectionPool):
        ConnectionCls = CheckedHTTPS  # pyright: ignore[reportAssignmentType]

    return {"http": HTTPPool, "https": HTTPSPool}


def _get(url: str, **options: Any) -> requests.Response:
    return _request("GET", url, **options)


def _post(url: str, **options: Any) -> requests.Response:
    return _request("POST", url, **options)


checked_requests = SimpleNamespace(
    get=_get,
    post=_post,
    request=_request,
    codes=requests.codes,
    Response=requests.Response,
    RequestException=requests.RequestException,
    exceptions=requests.exceptions,
)
"""Holds what the plugins use and nothing else: a call that isn't here fails before anything is sent."""
