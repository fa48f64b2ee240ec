"""Real servers on loopback that the tests send to: they record what arrives, and can be as rude as the world is."""

import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SmtpMode = Literal[
    "accept",
    "refuse_recipient_later",
    "refuse_recipient",
    "refuse_sender",
    "refuse_message",
    "busy",
    "hang",
    "trickle",
    "reset_after_data",
    "junk",
    "endless",
]
WebhookMode = Literal["accept", "hang", "trickle", "reset", "junk", "redirect", "endless"]


class Sink:
    """A listening socket on loopback. `connections` counts every one that was accepted, even if nothing was said."""

    secured: ssl.SSLContext | None = None
    """Where it is set, every connection is TLS from its first byte."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()
        self.connections = 0
        self._is_closed = threading.Event()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed.set()
        # A shutdown wakes the thread that accepts; closing alone wouldn't.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join(5)
        self._listener.close()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._is_closed.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                if self.secured is None:
                    self.talk(connection)
                else:
                    with self.secured.wrap_socket(connection, server_side=True) as secured:
                        self.talk(secured)
        except OSError:
            return

    def talk(self, connection: socket.socket) -> None:
        """Say nothing: what counts is that somebody came."""

    def trickle(self, connection: socket.socket, byte: bytes) -> None:
        """One byte at a time, for as long as the other side bears it."""
        while not self._is_closed.wait(0.05):
            connection.sendall(byte)

    def wait(self) -> None:
        """Say nothing until the sink closes."""
        self._is_closed.wait(30)


def certificates(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's TLS with a certificate of its own for a name, and that of a client who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    written = folder / "certificate.pem"
    written.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(written)
    return server, ssl.create_default_context(cafile=str(written))


def reset(connection: socket.socket) -> None:
    """Break the connection off with a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@dataclass(frozen=True)
class ReceivedMail:
    """One mail as the server took it."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class SmtpSink(Sink):
    """A small SMTP server. `messages` holds every mail whose text arrived whole, also those that it then refused."""

    def __init__(self, mode: SmtpMode = "accept") -> None:
        super().__init__()
        self.mode: SmtpMode = mode
        self.messages: list[ReceivedMail] = []

    @property
    def url(self) -> str:
        """What `REPLYBY_SMTP_URL` would be."""
        return f"smtp://{self.host}:{self.port}?from=replyby@example.com"

    def talk(self, connection: socket.socket) -> None:
        if self.mode == "hang":
            return self.wait()
        if self.mode == "trickle":
            return self.trickle(connection, b"2")
        if self.mode == "junk":
            connection.sendall(b"\x00\xff what is this\r\n")
            return self.wait()
        if self.mode == "endless":
            while not self._is_closed.is_set():
                connection.sendall(b"220-and on it goes\r\n" * 100)
        connection.sendall(b"421 busy\r\n" if self.mode == "busy" else b"220 sink\r\n")
        return self._session(connection)

    def _session(self, connection: socket.socket) -> None:
        sender, recipients = "", list[str]()
        answers = {
            "EHLO": b"250-sink\r\n250 SIZE 1000000",
            "MAIL": b"550 no" if self.mode == "refuse_sender" else b"250 ok",
            "RCPT": {"refuse_recipient": b"550 no such user", "refuse_recipient_later": b"451 later"}.get(
                self.mode, b"250 ok"
            ),
            "RSET": b"250 ok",
            "QUIT": b"221 bye",
        }
        lines = connection.makefile("rb")
        while line := lines.readline(4096):
            command = line.decode("ascii", "replace").strip()
            verb = command[:4].upper()
            if verb == "MAIL":
                sender, recipients = _between_brackets(command), []
            if verb == "RCPT":
                recipients.append(_between_brackets(command))
            if verb != "DATA":
                connection.sendall(answers.get(verb, b"502 unknown") + b"\r\n")
                continue
            connection.sendall(b"354 go on\r\n")
            self.messages.append(ReceivedMail(sender, tuple(recipients), _read_text(lines)))
            if self.mode == "reset_after_data":
                reset(connection)
                return
            connection.sendall(b"554 no\r\n" if self.mode == "refuse_message" else b"250 taken\r\n")


def _between_brackets(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


def _read_text(lines: "object") -> bytes:
    text = bytearray()
    while (line := lines.readline()) != b".\r\n":  # type: ignore[attr-defined]
        if not line:
            # Cut off before the dot, nothing has been taken (RFC 5321, section 4.1.1.4).
            raise ConnectionResetError("the text broke off")
        text += line[1:] if line.startswith(b".") else line
    return bytes(text)


@dataclass(frozen=True)
class ReceivedRequest:
    """One HTTP request as the server took it. Header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)


class WebhookSink(Sink):
    """A small HTTP server. It answers every request with `status`, `headers` and `body`; `requests` records them."""

    def __init__(
        self,
        mode: WebhookMode = "accept",
        *,
        status: int = 204,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
    ) -> None:
        super().__init__()
        self.mode: WebhookMode = mode
        self.status = status
        self.headers = headers or {}
        self.body = body
        self.requests: list[ReceivedRequest] = []

    @property
    def url(self) -> str:
        """Where to send to."""
        return f"http://{self.host}:{self.port}/hook"

    def talk(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        while line := lines.readline(4096):
            method, path, _ = line.decode("ascii").split(" ", 2)
            headers = dict[str, str]()
            while (header := lines.readline(8192).decode("latin-1").strip()) != "":
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
            body = lines.read(int(headers.get("content-length", "0")))
            self.requests.append(ReceivedRequest(method, path, headers, body))
            if not self._answer(connection):
                return

    def _answer(self, connection: socket.socket) -> bool:
        """Whether the connection goes on."""
        if self.mode == "hang":
            self.wait()
            return False
        if self.mode == "reset":
            reset(connection)
            return False
        if self.mode == "junk":
            connection.sendall(b"\x00\xff\xfe not http\r\n\r\n")
            return False
        if self.mode == "trickle":
            connection.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
            self.trickle(connection, b"a")
        status = 302 if self.mode == "redirect" else self.status
        headers = dict(self.headers)
        if self.mode == "redirect":
            headers.setdefault("location", f"http://{self.host}:{self.port}/elsewhere")
        if self.mode == "endless":
            connection.sendall(f"HTTP/1.1 {self.status} OK\r\n\r\n".encode())
            while not self._is_closed.is_set():
                connection.sendall(b"x" * 65536)
        headers["content-length"] = str(len(self.body))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        connection.sendall(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + self.body)
        return True


class SlowSink(WebhookSink):
    """Takes a while for each request, and remembers whom it has said yes to."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: list[str] = []

    def _answer(self, connection: socket.socket) -> bool:
        time.sleep(0.05)
        goes_on = super()._answer(connection)
        self.answered.append(self.requests[-1].headers["webhook-id"])
        return goes_on
