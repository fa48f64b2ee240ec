"""HTTP outward: one exchange over one checked connection; nothing is followed, or taken from the environment."""

# The signatures are httpcore2's; the deadline decides in place of every `timeout` that it hands over.
# ruff: noqa: ARG002

import socket
import ssl
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import httpcore2
import httpx2

from core.egress import ANSWER_LIMIT, Deadline, DeadlinePassed, EgressPolicy, connect, tls_context


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP server said. `headers` have lower-case names; of the body, the first 4 kB at most."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(url: str, *, content: bytes, headers: Mapping[str, str], policy: EgressPolicy, deadline: Deadline) -> Answer:
    """Send a body and take the head and the first 4 kB of the answer, whatever its status: a redirect is an answer.

    Raises what `core.egress.connect` raises, `DeadlinePassed` when the time is used up, `ssl.SSLError` where the
    certificate isn't good, and an `httpx2.HTTPError` where the exchange breaks off before the head of its answer is
    whole.
    """
    with http_client(policy=policy, deadline=deadline) as client:
        try:
            # Unpacking is not ours to do for a stranger: a kilobyte can unfold to a gigabyte.
            asking = {**headers, "accept-encoding": "identity", "connection": "close"}
            with client.stream("POST", url, content=content, headers=asking) as response:
                return Answer(response.status_code, dict(response.headers), _beginning(response))
        except httpx2.HTTPError:
            # A connection cut off by its deadline looks like one that the other side closed.
            deadline.remaining()
            raise


def _beginning(response: httpx2.Response) -> bytes:
    body = bytearray()
    # The status is the answer; what breaks off after it changes nothing.
    with suppress(httpx2.HTTPError, DeadlinePassed):
        for chunk in response.iter_raw(ANSWER_LIMIT):
            body += chunk
            if len(body) >= ANSWER_LIMIT:
                break
    return bytes(body[:ANSWER_LIMIT])


@contextmanager
def http_client(*, policy: EgressPolicy, deadline: Deadline) -> Generator[httpx2.Client]:
    """An httpx2 client whose every connection is checked, cut off at the deadline, and never a redirect or a proxy."""
    transport = _CheckedTransport(_CheckedBackend(policy, deadline))
    with httpx2.Client(transport=transport, trust_env=False, follow_redirects=False, timeout=None) as client:
        yield client


class _CheckedTransport(httpx2.BaseTransport):
    """httpx2's own transport takes no network backend, so this one speaks to httpcore2 directly."""

    def __init__(self, backend: httpcore2.NetworkBackend) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls_context(), network_backend=backend, max_keepalive_connections=0
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        asked = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.read(),
        )
        with _as_httpx_errors():
            answered = self._pool.handle_request(asked)
        body = answered.stream
        if not isinstance(body, Iterable):
            raise TypeError("httpcore2 gave an asynchronous body to a synchronous caller")
        return httpx2.Response(status_code=answered.status, headers=answered.headers, stream=_Body(body))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors():
            yield from self._chunks

    def close(self) -> None:
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


@contextmanager
def _as_httpx_errors() -> Generator[None]:
    try:
        yield
    except httpcore2.UnsupportedProtocol as error:
        raise httpx2.UnsupportedProtocol("the URL isn't one of HTTP") from error
    except httpcore2.ProtocolError as error:
        raise httpx2.RemoteProtocolError("the answer isn't HTTP") from error
    except (httpcore2.TimeoutException, httpcore2.NetworkError) as error:
        raise httpx2.NetworkError("the connection broke off") from error


class _CheckedBackend(httpcore2.NetworkBackend):
    def __init__(self, policy: EgressPolicy, deadline: Deadline) -> None:
        self._policy = policy
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: object = None,
    ) -> httpcore2.NetworkStream:
        connection = connect(host, port, policy=self._policy, deadline=self._deadline)
        return _Stream(connection, self._deadline)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._within_deadline():
            return self._connection.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with self._within_deadline():
            self._connection.sendall(buffer)

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            with self._within_deadline(is_handshake=True):
                secured = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        except BaseException:
            self.close()
            raise
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._connection if info == "socket" else None

    @contextmanager
    def _within_deadline(self, *, is_handshake: bool = False) -> Generator[None]:
        # What is left shrinks with every call, and each call, a handshake too, keeps to it as a whole.
        self._connection.settimeout(self._deadline.remaining())
        try:
            yield
        except ssl.SSLError:
            if is_handshake:
                # Told apart from a broken connection, so that the owner learns of a bad certificate.
                raise
            raise httpcore2.ReadError("the secured connection broke off") from None
        except OSError as error:
            raise httpcore2.ReadError("the connection broke off") from error
