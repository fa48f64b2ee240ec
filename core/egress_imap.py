"""IMAP outward: the standard library's client over a checked connection, with bounded answers, and only reading.

TLS from the first byte and no other way (RFC 8314). A folder is opened by EXAMINE and messages are taken by BODY.PEEK,
so that nothing is marked as read. What a server may say is bounded before it is read: a line, a literal, how much and
how many in a session, and the time that all of it may take.
"""

import imaplib
import ssl
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from core.egress import Deadline, EgressPolicy, connect, plain_host
from core.folder_names import encode_folder
from core.imap_answers import Folder, Listed, folder_of, listed_of, message_in, number_in

IMAPS_PORT = 993
SESSION_SECONDS = 60.0
LINE_LIMIT = 65_536
LINES_LIMIT = 20_000
LITERAL_LIMIT = 65_536
SESSION_LIMIT = 64 * 1024 * 1024
"""How many bytes a server may say in one session, messages included."""


class ImapUnreadable(Exception):
    """What the server said isn't IMAP, breaks off, or is more than is taken."""


class LiteralTooLarge(ImapUnreadable):
    """The server is about to send more in one piece than is taken; nothing of it was read."""


class SignInRefused(Exception):
    """The server doesn't know the user name with this password."""


class ServerBusy(Exception):
    """The server doesn't take anybody in just now."""


class FolderMissing(Exception):
    """The server doesn't open a folder of this name."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder that was opened for reading: how many messages it holds, and under which UIDVALIDITY."""

    messages: int
    uid_validity: int


@contextmanager
def imap_session(
    host: str, port: int, *, policy: EgressPolicy, deadline: Deadline, context: ssl.SSLContext
) -> "Generator[ImapSession]":
    """A session of IMAP, cut off at the deadline and closed at the end.

    Raises what `core.egress.connect` raises, `ssl.SSLError`, and ImapUnreadable.
    """
    with ExitStack() as watching:
        with _as_unreadable():
            connection = _Connection(host, port, policy, deadline, context, watching)
        watching.callback(connection.shutdown)
        yield ImapSession(connection)


class ImapSession:
    """What may be asked of a server. Each raises ImapUnreadable where the answer can't be used, and OSError."""

    def __init__(self, connection: "_Connection") -> None:
        self._connection = connection

    @property
    def bytes_left(self) -> int:
        """How many bytes the server may still say."""
        return self._connection.left

    def sign_in(self, username: str, password: str) -> None:
        """Sign in, by SASL PLAIN where it is offered, which takes any letters. Raises SignInRefused, ServerBusy."""
        connection = self._connection
        with _as_unreadable():
            try:
                if "AUTH=PLAIN" in connection.capabilities:
                    said = f"\0{username}\0{password}".encode()
                    answered, _ = connection.authenticate("PLAIN", lambda _: said)
                else:
                    answered, _ = connection.login(_quoted(username), password)
            except (imaplib.IMAP4.abort, imaplib.IMAP4.readonly):
                raise
            except (imaplib.IMAP4.error, UnicodeEncodeError) as refusal:
                raise _refused(str(refusal)) from None
        if answered != "OK":
            raise _refused(answered)

    def folders(self, pattern: str = "*") -> list[Folder]:
        """The folders that can be opened, in the server's order; those named `pattern`, where it is a name."""
        with _as_unreadable():
            _, found = self._connection.list('""', _quoted_folder(pattern))
        return [folder for one in found if (folder := folder_of(one)) is not None]

    def examine(self, folder: str) -> Opened:
        """Open a folder for reading only (EXAMINE): nothing in it can be changed. Raises FolderMissing."""
        connection = self._connection
        with _as_unreadable():
            answered, _ = connection.select(_quoted_folder(folder), readonly=True)
            if answered != "OK":
                raise FolderMissing("the server doesn't open a folder of this name")
            numbers = [number_in(connection.response(name)[1]) for name in ("EXISTS", "UIDVALIDITY")]
        messages, uid_validity = numbers
        if messages is None or uid_validity is None:
            raise ImapUnreadable("the server doesn't say how many messages there are, or under which UIDVALIDITY")
        return Opened(messages, uid_validity)

    def listed(self, first: int, last: int) -> list[Listed]:
        """The messages of the open folder from one place in it to another (from 1), in the order of their UIDs."""
        with _as_unreadable():
            answered, found = self._connection.fetch(f"{first}:{last}", "(UID RFC822.SIZE INTERNALDATE)")
        if answered != "OK":
            raise ImapUnreadable("the server doesn't list the folder's messages")
        seen = {message.uid: message for one in found if (message := listed_of(one)) is not None}
        return [seen[uid] for uid in sorted(seen)]

    def message(self, uid: int, *, most: int) -> bytes | None:
        """A whole message, unmarked as before (BODY.PEEK); None where it is gone by now.

        Raises LiteralTooLarge for more than `most` bytes, whatever its listed size was; the session is over then.
        """
        connection = self._connection
        connection.literal_limit = most
        try:
            with _as_unreadable():
                answered, found = connection.uid("FETCH", str(uid), "(BODY.PEEK[])")
        finally:
            connection.literal_limit = LITERAL_LIMIT
        if answered != "OK":
            raise ImapUnreadable("the server doesn't hand the message over")
        return message_in(found, uid)


class _Connection(imaplib.IMAP4):
    def __init__(
        self,
        host: str,
        port: int,
        policy: EgressPolicy,
        deadline: Deadline,
        context: ssl.SSLContext,
        watching: ExitStack,
    ) -> None:
        self._policy = policy
        self._deadline = deadline
        self._context = context
        self._watching = watching
        self.left = SESSION_LIMIT
        self.literal_limit = LITERAL_LIMIT
        self._lines_left = LINES_LIMIT
        super().__init__(host, port)

    def open(self, host: str = "", port: int = IMAPS_PORT, timeout: float | None = None) -> None:
        """Connect, secured from the first byte, and never longer than the deadline."""
        del timeout
        self.host, self.port = host, port
        plain = connect(host, port, policy=self._policy, deadline=self._deadline)
        # From the first byte: a handshake can trickle too.
        self._watching.enter_context(self._deadline.watch(plain))
        try:
            self.sock = self._context.wrap_socket(plain, server_hostname=plain_host(host))
        except BaseException:
            plain.close()
            raise
        self._said = self.sock.makefile("rb")

    def read(self, size: int) -> bytes:
        """A literal, whole. One over the limit is refused before any of it is read."""
        if size > min(self.literal_limit, self.left):
            raise LiteralTooLarge("the server sends more in one piece than is taken")
        self.left -= size
        literal = self._said.read(size)
        if len(literal) < size:
            raise ConnectionAbortedError("the connection broke off")
        return literal

    def readline(self) -> bytes:
        """A line, whole. One over the limit, and one too many, end the session."""
        most = min(LINE_LIMIT, self.left)
        line = self._said.readline(most + 1)
        self.left -= len(line)
        self._lines_left -= 1
        if len(line) > most or self._lines_left < 0:
            raise ImapUnreadable("the server says more than is taken")
        if not line.endswith(b"\n"):
            raise ConnectionAbortedError("the connection broke off")
        return line

    def shutdown(self) -> None:
        """Close the connection. No LOGOUT is said: nothing has to be finished, and nobody has to be waited for."""
        self._said.close()
        self.sock.close()


@contextmanager
def _as_unreadable() -> Generator[None]:
    try:
        yield
    except (ImapUnreadable, SignInRefused, ServerBusy, FolderMissing, OSError):
        raise
    except (imaplib.IMAP4.error, ValueError, TypeError, AttributeError, LookupError) as error:
        # The standard library's client takes much on trust: junk surfaces in it as whatever it broke.
        raise ImapUnreadable("what the server said isn't IMAP, or breaks off") from error


def _refused(said: str) -> Exception:
    # RFC 5530 tells a server in trouble from a wrong password.
    if "[UNAVAILABLE]" in said or "[INUSE]" in said or "[LIMIT]" in said:
        return ServerBusy("the server doesn't take anybody in just now")
    return SignInRefused("the server refused the user name or the password")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quoted_folder(name: str) -> str:
    return _quoted(encode_folder(name).decode("ascii"))
