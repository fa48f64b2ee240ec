"""SMTP outward: the standard library's client over a checked connection, with bounded answers."""

import smtplib
import socket
import ssl
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import IO

from core.egress import ANSWER_LIMIT, Deadline, EgressPolicy, connect, plain_host

SESSION_LIMIT = 4 * ANSWER_LIMIT
"""A session has some ten answers; together they stay under this many bytes."""


class SmtpConnection(smtplib.SMTP):
    """A session of SMTP over a checked connection; `context` makes it TLS from the first byte (RFC 8314)."""

    def __init__(
        self, *, policy: EgressPolicy, deadline: Deadline, local_name: str, context: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(local_hostname=local_name)
        self._policy = policy
        self._deadline = deadline
        self._context = context
        self._watching = ExitStack()

    def _get_socket(self, host: str, port: int, timeout: object) -> socket.socket:
        del timeout
        connection = connect(host, port, policy=self._policy, deadline=self._deadline)
        # From the first byte: a greeting can trickle too.
        self._watching.enter_context(self._deadline.watch(connection))
        if self._context is None:
            return connection
        try:
            return self._context.wrap_socket(connection, server_hostname=plain_host(host))
        except BaseException:
            connection.close()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """One answer of the server; past the limit of the session the connection counts as closed."""
        if self.file is None and self.sock is not None:
            self.file = _BoundedLines(self.sock.makefile("rb"), SESSION_LIMIT)
        return super().getreply()

    @contextmanager
    def session(self, host: str, port: int) -> Generator[int]:
        """Connect and give the code of the greeting; the connection is cut at the deadline and closed at the end."""
        # STARTTLS verifies the certificate against this name.
        self._host = host
        with self._watching:
            try:
                code, _ = self.connect(host, port)
                yield code
            finally:
                self.close()


class _BoundedLines:
    """Lines of a server that may not talk without end: past the limit the connection counts as closed."""

    def __init__(self, lines: IO[bytes], limit: int) -> None:
        self._lines = lines
        self._left = limit

    def readline(self, size: int) -> bytes:
        if self._left <= 0:
            return b""
        line = self._lines.readline(min(size, self._left))
        self._left -= len(line)
        # Half a line is no answer: cut off at "550", it would pass for a refusal.
        return line if line.endswith(b"\n") else b""

    def close(self) -> None:
        self._lines.close()
