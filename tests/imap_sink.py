"""An IMAP server of our own that says what a real one never would: for what clients must survive."""

import socket
import ssl
from collections.abc import Callable, Mapping

from tests.sinks import Sink

Answer = bytes | Callable[[socket.socket], None]
"""What follows a command before its OK; or what to do instead of answering."""

NAME = "imap.example.com"


class ImapSink(Sink):
    """Answers each command by its name as `answers` say, and with OK; `said` records what the client said.

    In an answer `%s` stands for the tag, where it brings its own end.
    """

    def __init__(self, secured: ssl.SSLContext, answers: Mapping[str, Answer] | None = None) -> None:
        super().__init__()
        self.secured = secured
        self.answers: dict[str, Answer] = {
            "greeting": b"* OK hello\r\n",
            "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
            "EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n",
            **(answers or {}),
        }
        self.said: list[bytes] = []

    def talk(self, connection: socket.socket) -> None:
        # What is said in two pieces would otherwise wait for the other side's delayed acknowledgement.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._give(connection, self.answers["greeting"])
        lines = connection.makefile("rb")
        while line := lines.readline(70_000):
            self.said.append(line)
            tag, _, rest = line.rstrip(b"\r\n").partition(b" ")
            name = rest.decode("latin-1").upper().removeprefix("UID ").partition(" ")[0]
            answer = self.answers.get(name, b"")
            if isinstance(answer, bytes) and b"%s" in answer:
                connection.sendall(answer.replace(b"%s", tag))
                continue
            self._give(connection, answer)
            connection.sendall(tag + b" OK done\r\n")

    def _give(self, connection: socket.socket, answer: Answer) -> None:
        if isinstance(answer, bytes):
            connection.sendall(answer)
        else:
            answer(connection)

    def endlessly(self, piece: bytes) -> Callable[[socket.socket], None]:
        """Say the same again and again, for as long as the other side listens."""

        def say(connection: socket.socket) -> None:
            while not self._is_closed.is_set():
                connection.sendall(piece)

        return say

    def slowly(self, byte: bytes) -> Callable[[socket.socket], None]:
        """One byte at a time."""
        return lambda connection: self.trickle(connection, byte)

    def never(self, connection: socket.socket) -> None:
        """Say nothing, and break off at the end."""
        del connection
        self.wait()
        raise ConnectionAbortedError
