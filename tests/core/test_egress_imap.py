"""IMAP outward: whatever a server says, it neither holds us nor fills our memory, and nothing of it is changed."""

import ssl
import time
import tracemalloc
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.egress import Deadline, EgressPolicy, TargetRefused
from core.egress_imap import (
    LINE_LIMIT,
    FolderMissing,
    ImapSession,
    ImapUnreadable,
    LiteralTooLarge,
    ServerBusy,
    SignInRefused,
    imap_session,
)
from core.folder_names import decode_folder, encode_folder
from tests.imap_sink import NAME, ImapSink
from tests.sinks import certificates

MESSAGE_LIMIT = 1_000_000


def on_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


OPEN = EgressPolicy(allow_private=True, resolve=on_loopback)


@dataclass
class Tls:
    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    return Tls(*certificates(tmp_path_factory.mktemp("tls"), NAME))


@contextmanager
def session_with(
    sink: ImapSink, tls: Tls, *, seconds: float = 5, name: str = NAME, policy: EgressPolicy = OPEN
) -> Generator[ImapSession]:
    deadline = Deadline(seconds)
    with imap_session(name, sink.port, policy=policy, deadline=deadline, context=tls.client) as session:
        yield session


def read_all(session: ImapSession) -> None:
    session.sign_in("ada", "secret")
    session.folders()
    session.examine("Interviews")
    session.listed(1, 1)
    session.message(1, most=MESSAGE_LIMIT)


BEGINNING = {
    "LIST": b'* LIST (\\HasNoChildren) "/" Interviews\r\n',
    "FETCH": b'* 1 FETCH (UID 1 RFC822.SIZE 9 INTERNALDATE "23-Nov-2026 09:00:00 +0100" BODY[] {9}\r\nSubject\r\n)\r\n',
}

RUDE: dict[str, tuple[str, Callable[[ImapSink], object]]] = {
    "a greeting that never comes": ("greeting", lambda sink: sink.never),
    "a greeting that trickles": ("greeting", lambda sink: sink.slowly(b"*")),
    "a greeting that is junk": ("greeting", lambda _: b"\x00\xff\xfe what\r\n"),
    "a greeting of another protocol": ("greeting", lambda _: b"HTTP/1.1 200 OK\r\n\r\n"),
    "a greeting that says goodbye": ("greeting", lambda _: b"* BYE too many\r\n"),
    "a line without end": ("greeting", lambda sink: sink.endlessly(b"x" * 4096)),
    "lines without end": ("LIST", lambda sink: sink.endlessly(b"* LIST () NIL x\r\n" * 100)),
    "empty lines without end": ("LIST", lambda sink: sink.endlessly(b"\r\n" * 100)),
    "continuations without end": ("LIST", lambda sink: sink.endlessly(b"+ go on\r\n" * 100)),
    "long lines without end": ("LIST", lambda sink: sink.endlessly(b"* LIST () NIL " + b"x" * 60_000 + b"\r\n")),
    "literals without end": (
        "LIST",
        lambda sink: sink.endlessly(b"* LIST () NIL {60000}\r\n" + b"x" * 60_002),
    ),
    "a huge literal": ("LIST", lambda _: b"* LIST () NIL {999999999}\r\n"),
    "a literal beyond all numbers": ("LIST", lambda _: b"* LIST () NIL {" + b"9" * 6_000 + b"}\r\n"),
    "a literal that is promised and never comes": ("LIST", lambda _: b"* LIST () NIL {5000}\r\nabc"),
    "an answer that trickles": ("LIST", lambda sink: sink.slowly(b"*")),
    "an answer to another command": ("LIST", lambda _: b"ZZZZ9 OK done\r\n"),
    "NUL": ("LIST", lambda _: b"* LIST () NIL \x00\x00\r\n\x00\r\n"),
    "letters where numbers belong": ("EXAMINE", lambda _: b"* many EXISTS\r\n* OK [UIDVALIDITY soon] x\r\n"),
    "a number beyond all numbers": ("EXAMINE", lambda _: b"* " + b"9" * 6_000 + b" EXISTS\r\n* OK [UIDVALIDITY 7]\r\n"),
    "no UIDVALIDITY": ("EXAMINE", lambda _: b"* 1 EXISTS\r\n"),
    "a message larger than is taken": ("FETCH", lambda _: b"* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[] {1000001}\r\n"),
    "a message that breaks off": ("FETCH", lambda _: b"* 1 FETCH (UID 1 RFC822.SIZE 9 BODY[] {900000}\r\nab"),
    "a message that trickles": ("FETCH", lambda sink: sink.slowly(b"a")),
}


@pytest.mark.parametrize("case", RUDE)
def test_a_rude_server_neither_hangs_us_nor_fills_our_memory(case: str, tls: Tls) -> None:
    step, answer = RUDE[case]
    with ImapSink(tls.server, BEGINNING) as sink:
        sink.answers[step] = answer(sink)  # pyright: ignore[reportArgumentType]
        began = time.monotonic()
        tracemalloc.start()
        try:
            with pytest.raises((ImapUnreadable, OSError)), session_with(sink, tls, seconds=1.5) as session:
                read_all(session)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert time.monotonic() - began < 4
    assert peak < 100_000_000


def test_what_a_patient_server_says_in_all_is_bounded_too(tls: Tls) -> None:
    with ImapSink(tls.server, BEGINNING) as sink:
        sink.answers["FETCH"] = b"* 1 FETCH (UID 1 BODY[] {900000}\r\n" + b"x" * 900_000 + b")\r\n"
        with session_with(sink, tls, seconds=30) as session:
            session.sign_in("ada", "secret")
            session.examine("Interviews")
            with pytest.raises(LiteralTooLarge):  # noqa: PT012 - which of them is one too many isn't the point
                for _ in range(100):
                    assert len(session.message(1, most=MESSAGE_LIMIT) or b"") == 900_000
            assert session.bytes_left < 900_000


def test_a_message_over_the_limit_is_refused_before_any_of_it_is_read(tls: Tls) -> None:
    with ImapSink(tls.server, BEGINNING) as sink:
        sink.answers["FETCH"] = b"* 1 FETCH (UID 1 BODY[] {5000000}\r\n" + b"x" * 9
        with session_with(sink, tls) as session:
            session.sign_in("ada", "secret")
            session.examine("Interviews")
            left = session.bytes_left
            with pytest.raises(LiteralTooLarge):
                session.message(1, most=MESSAGE_LIMIT)
            assert left - session.bytes_left < LINE_LIMIT


def test_a_message_comes_whole_wherever_the_server_puts_its_uid(tls: Tls) -> None:
    body = b"Subject: x\r\n\r\n* 2 FETCH (UID 5)\r\nA1 OK no\r\n"
    literal = b"BODY[] {%d}\r\n%s" % (len(body), body)
    told = (b"* 4 FETCH (UID 5 " + literal + b")\r\n", b"* 4 FETCH (" + literal + b" FLAGS () UID 5)\r\n")
    for answer in told:
        mixed = BEGINNING | {"FETCH": b"* 3 FETCH (FLAGS (\\Seen))\r\n" + answer}
        with ImapSink(tls.server, mixed) as sink, session_with(sink, tls) as session:
            session.sign_in("ada", "secret")
            session.examine("Interviews")
            assert session.message(5, most=MESSAGE_LIMIT) == body
            assert session.message(6, most=MESSAGE_LIMIT) is None


def test_what_is_listed_leaves_out_what_is_no_message(tls: Tls) -> None:
    lines = (
        b'* 2 FETCH (UID 8 RFC822.SIZE 70 INTERNALDATE " 3-Nov-2026 09:00:00 +0100")\r\n'
        b'* 1 FETCH (RFC822.SIZE 60 UID 4 INTERNALDATE "never")\r\n'
        b"* 9 FETCH (FLAGS (\\Seen) UID 9)\r\n* 3 FETCH (UID 99999999999 RFC822.SIZE 1)\r\n"
        b"* 4 FETCH (UID 0 RFC822.SIZE 1)\r\n"
    )
    with ImapSink(tls.server, BEGINNING | {"FETCH": lines}) as sink, session_with(sink, tls) as session:
        session.sign_in("ada", "secret")
        session.examine("Interviews")
        found = session.listed(1, 4)
    assert [(one.uid, one.size, one.arrived_at) for one in found] == [
        (4, 60, None),
        (8, 70, datetime(2026, 11, 3, 8, tzinfo=UTC)),
    ]


def test_a_folder_is_only_ever_examined_and_its_messages_only_peeked_at(tls: Tls) -> None:
    with ImapSink(tls.server, BEGINNING) as sink:
        with session_with(sink, tls) as session:
            read_all(session)
        said = b"".join(sink.said).upper()
    assert b"EXAMINE" in said
    assert b"BODY.PEEK[]" in said
    for word in (b"SELECT", b"STORE", b"COPY", b"MOVE", b"EXPUNGE", b"APPEND", b"BODY[]", b"CLOSE", b"STARTTLS"):
        assert word not in said


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (b"%s NO [AUTHENTICATIONFAILED] no\r\n", SignInRefused),
        (b"%s NO no\r\n", SignInRefused),
        (b"%s BAD what\r\n", SignInRefused),
        (b"%s NO [UNAVAILABLE] later\r\n", ServerBusy),
    ],
)
def test_a_wrong_password_is_told_from_a_server_in_trouble(answer: bytes, refusal: type[Exception], tls: Tls) -> None:
    for offered in (b"", b"AUTH=PLAIN"):
        capability = b"* CAPABILITY IMAP4rev1 " + offered + b"\r\n"
        given = {"CAPABILITY": capability, "LOGIN": answer, "AUTHENTICATE": answer}
        with ImapSink(tls.server, given) as sink, session_with(sink, tls) as session, pytest.raises(refusal) as caught:
            session.sign_in("ada", "secret")
        # What the server said isn't repeated, nor is the password.
        assert "secret" not in str(caught.value)
        assert "AUTHENTICATIONFAILED" not in str(caught.value)


def test_a_folder_that_is_not_there_is_told_as_that(tls: Tls) -> None:
    given = {"EXAMINE": b"%s NO [NONEXISTENT] no\r\n"}
    with ImapSink(tls.server, given) as sink, session_with(sink, tls) as session:
        session.sign_in("ada", "secret")
        with pytest.raises(FolderMissing):
            session.examine("Nowhere")


def test_nothing_is_said_to_a_server_without_a_good_certificate(tls: Tls, tmp_path: Path) -> None:
    with ImapSink(tls.server, BEGINNING) as sink:
        with pytest.raises(ssl.SSLCertVerificationError), session_with(sink, tls, name="other.example.com") as session:
            read_all(session)
        stranger = Tls(tls.server, ssl.create_default_context())
        with pytest.raises(ssl.SSLCertVerificationError), session_with(sink, stranger) as session:
            read_all(session)
        assert sink.said == []


def test_nothing_is_said_in_the_clear(tls: Tls) -> None:
    with ImapSink(tls.server, BEGINNING) as sink:
        sink.secured = None
        with pytest.raises(OSError, match=r".") as caught, session_with(sink, tls, seconds=2) as session:
            read_all(session)
        assert isinstance(caught.value, ssl.SSLError)
        assert not any(b"secret" in line for line in sink.said)


def test_no_server_in_our_own_network_is_called(tls: Tls) -> None:
    closed = EgressPolicy(allow_private=False, resolve=on_loopback)
    with ImapSink(tls.server, BEGINNING) as sink:
        with pytest.raises(TargetRefused), session_with(sink, tls, policy=closed) as session:
            read_all(session)
        assert sink.connections == 0


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("Interviews", b"Interviews"),
        ("Vorstellungsgespräche", b"Vorstellungsgespr&AOQ-che"),
        ("A&B", b"A&-B"),
        ("台北/日本語", b"&U,BTFw-/&ZeVnLIqe-"),
        ("😀", b"&2D3eAA-"),
    ],
)
def test_names_of_folders_are_written_in_modified_utf7(name: str, raw: bytes) -> None:
    assert encode_folder(name) == raw
    assert decode_folder(raw) == name


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_every_name_comes_back_as_it_was(name: str) -> None:
    raw = encode_folder(name)
    assert all(0x20 <= byte <= 0x7E for byte in raw)
    assert decode_folder(raw) == name


@given(st.binary(max_size=60))
def test_a_name_that_breaks_the_rules_is_shown_all_the_same(raw: bytes) -> None:
    assert isinstance(decode_folder(raw), str)
