"""Fetching from a real IMAP server: every message once, whatever breaks, and nothing in the folder is changed."""

import asyncio
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

import services.fetching.opening
from core.database import Database
from core.egress import EgressPolicy
from core.secrets import Keyring
from core.settings import Settings
from models.invitation import INVITATION
from models.mailing import MAILBOX
from models.message import MESSAGE
from scheduler.fetching import Fetcher, fetcher_for
from scheduler.loop import Metronome
from services.fetching import mailboxes, storing
from services.fetching.polling import CLAIM_LEASE, POLL_PERIOD
from tests import dovecot
from tests.conftest import START, Clock, Person
from tests.dovecot import Dovecot
from tests.folders import FolderSink, Held, mail
from tests.imap_sink import NAME, ImapSink
from tests.sinks import certificates

PROGRAM = Path(__file__).with_name("a_fetcher.py")
ROOT = Path(__file__).parents[2]

_numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Generator[Dovecot]:
    # Its sockets' paths must be short, and its own user must be able to get there.
    folder = Path(tempfile.mkdtemp(prefix="imap"))
    folder.chmod(0o755)
    try:
        with dovecot.running(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def trusted(server: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Clients trust Dovecot and `NAME`; the context is that of a server of this name."""
    context, client = certificates(tmp_path, NAME)
    client.load_verify_locations(server.certificate)
    monkeypatch.setattr(services.fetching.opening, "tls_context", lambda: client)
    return context


@dataclass
class Box:
    """A folder of Dovecot's from which Ada fetches, and what came of that."""

    server: Dovecot
    database: Database
    settings: Settings
    clock: Clock
    owner: Person
    folder: str

    def deliver(self, *mails: bytes) -> None:
        self.server.deliver(self.folder, *mails)

    def set(self, **other: object) -> None:
        wanted = {
            "host": "localhost",
            "port": self.server.port,
            "username": dovecot.USER,
            "password": dovecot.PASSWORD,
            "folder": self.folder,
        }
        keys = Keyring(self.settings.key())
        self.database.threads.write(mailboxes.set_mailbox, self.owner.id, keys, wanted | other, now=self.clock())

    @property
    def fetcher(self) -> Fetcher:
        return fetcher_for(
            self.database, self.settings.model_copy(update={"allow_private_targets": True}), clock=self.clock
        )

    async def fetch(self) -> None:
        """What one beat would do, and the end of it."""
        fetcher = self.fetcher
        await fetcher.serve()
        await fetcher.drain()

    @property
    def row(self) -> dict[str, Any]:
        asked = select(MAILBOX).where(MAILBOX.c.account_id == self.owner.id)
        return dict(self.database.threads.read(lambda connection: connection.execute(asked).mappings().one()))

    @property
    def subjects(self) -> list[str]:
        """Of what was stored for the owner, in order."""
        asked = select(MESSAGE.c.subject).where(MESSAGE.c.account_id == self.owner.id)
        return sorted(self.database.threads.read(lambda connection: list(connection.execute(asked).scalars())))

    def counted(self, table: Any) -> int:
        asked = select(func.count()).select_from(table).where(table.c.account_id == self.owner.id)
        return self.database.threads.read(lambda connection: connection.execute(asked).scalar_one())


@pytest.fixture
def box(
    server: Dovecot, trusted: ssl.SSLContext, database: Database, settings: Settings, clock: Clock, ada: Person
) -> Box:
    name = f"Jobs{next(_numbers)}"
    server.make_folder(name)
    made = Box(server, database, settings, clock, ada, name)
    made.set()
    return made


async def test_what_is_in_the_folder_becomes_invitations_once_and_stays_as_it_was(box: Box) -> None:
    box.deliver(mail(1), mail(2), mail(3))
    assert box.server.flags(box.folder) == ["", "", ""]
    await box.fetch()
    assert box.counted(INVITATION) == box.counted(MESSAGE) == 3
    assert (box.row["messages_read"], box.row["messages_refused"], box.row["last_error"]) == (3, 0, None)
    box.clock.forward(minutes=6)
    box.deliver(mail(4))
    await box.fetch()
    box.clock.forward(minutes=6)
    await box.fetch()
    assert box.counted(INVITATION) == box.row["messages_read"] == 4
    # Nothing was read, flagged, moved or deleted there.
    assert box.server.flags(box.folder) == ["", "", "", ""]


async def test_it_is_looked_at_every_five_minutes_and_not_before(box: Box) -> None:
    await box.fetch()
    assert box.row["next_poll_at"] == START + POLL_PERIOD
    box.deliver(mail(1))
    box.clock.forward(minutes=4, seconds=59)
    await box.fetch()
    assert box.counted(MESSAGE) == 0
    box.clock.forward(seconds=1)
    await box.fetch()
    assert box.counted(MESSAGE) == 1


async def test_a_folder_of_more_than_a_batch_is_read_to_its_end(box: Box) -> None:
    box.deliver(*(mail(n, text="Thank you for your patience.\r\n") for n in range(120)))
    await box.fetch()
    assert box.counted(MESSAGE) == box.row["messages_read"] == 120
    assert box.row["next_poll_at"] == START + POLL_PERIOD


async def test_what_cannot_be_read_is_passed_over_counted_and_told_of(box: Box) -> None:
    nested = b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"
    deep = b"Subject: deep\r\n" + b"".join(nested % (n, n) for n in range(1_000))
    junk = bytes(range(256)) * 12
    box.deliver(mail(1), junk, b"\r\n", deep, b"Subject: large\r\n\r\n" + b"x" * (5 * 1024 * 1024), mail(2))
    await box.fetch()
    row = box.row
    assert box.counted(INVITATION) == 2
    assert row["messages_read"] + row["messages_refused"] == 6
    assert row["messages_refused"] >= 3
    assert row["last_refusal"].endswith("was passed over: it is larger than 5 MB.")
    assert row["last_error"] is None
    assert row["next_poll_at"] == START + POLL_PERIOD


async def test_one_that_cannot_be_stored_holds_nothing_up(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    receive = storing.receive

    def receive_but_one(connection: Any, owner: Any, arrived: Any, **given: Any) -> Any:
        done = receive(connection, owner, arrived, **given)
        if arrived.subject == "The second":
            raise ArithmeticError("planted, after everything of it was written")
        return done

    monkeypatch.setattr(storing, "receive", receive_but_one)
    box.deliver(mail(1, subject="The first"), mail(2, subject="The second"), mail(3, subject="The third"))
    await box.fetch()
    assert box.subjects == ["The first", "The third"]
    assert (box.row["messages_read"], box.row["messages_refused"]) == (2, 1)
    assert "something unexpected happened" in box.row["last_refusal"]


async def test_read_anew_from_its_start_nothing_comes_twice(box: Box, database: Database) -> None:
    box.deliver(mail(1), mail(2))
    await box.fetch()
    # As after the server made the folder anew (RFC 3501, 2.3.1.1).
    database.threads.write(lambda connection: connection.execute(update(MAILBOX).values(uid_validity=1, last_uid=900)))
    box.deliver(mail(3))
    box.clock.forward(minutes=6)
    await box.fetch()
    assert box.counted(MESSAGE) == box.counted(INVITATION) == 3
    assert box.row["uid_validity"] != 1
    assert box.row["last_uid"] == 3


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "not this"}, "The server refused the user name or the password."),
        ({"folder": "Nowhere"}, "There is no folder of this name."),
        ({"folder": "Everything"}, "This folder holds all of your mail"),
        ({"port": 1}, "The server refused the connection."),
    ],
)
async def test_what_is_wrong_is_told_in_a_sentence_and_tried_again_later(
    box: Box, wrong: dict[str, object], sentence: str
) -> None:
    box.deliver(mail(1))
    box.set(**wrong)
    await box.fetch()
    assert box.row["last_error"].startswith(sentence)
    assert (box.row["failures_in_a_row"], box.row["next_poll_at"]) == (1, START + timedelta(minutes=5))
    box.clock.forward(minutes=5)
    await box.fetch()
    assert (box.row["failures_in_a_row"], box.row["next_poll_at"]) == (2, box.clock() + timedelta(minutes=15))
    box.set()
    await box.fetch()
    assert (box.row["failures_in_a_row"], box.row["last_error"], box.counted(MESSAGE)) == (0, None, 1)


async def test_a_server_in_our_own_network_is_not_called(box: Box) -> None:
    box.deliver(mail(1))
    fetcher = fetcher_for(box.database, box.settings, clock=box.clock)
    await fetcher.serve()
    await fetcher.drain()
    assert box.row["last_error"].startswith("This server's address lies in a private")
    assert box.counted(MESSAGE) == 0


async def test_several_fetchers_at_once_fetch_it_once(box: Box) -> None:
    box.deliver(*(mail(n) for n in range(12)))
    fetchers = [box.fetcher for _ in range(4)]
    await asyncio.gather(*(fetcher.serve() for fetcher in fetchers))
    await asyncio.gather(*(fetcher.drain() for fetcher in fetchers))
    assert sum(fetcher.fetchings.stored for fetcher in fetchers) == 12
    assert box.counted(MESSAGE) == box.row["messages_read"] == 12


async def test_one_that_hangs_delays_no_other(
    box: Box, ben: Person, trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ImapSink(trusted) as sink:
        sink.answers["greeting"] = sink.never
        hanging = Box(box.server, box.database, box.settings, box.clock, ben, "Interviews")
        hanging.set(host=NAME, port=sink.port)
        box.deliver(mail(1))
        fetcher = box.fetcher
        monkeypatch.setattr(fetcher, "policy", EgressPolicy(allow_private=True, resolve=lambda *_: ["127.0.0.1"]))
        await fetcher.serve()
        began = time.monotonic()
        while box.row["last_polled_at"] is None:
            await asyncio.sleep(0.02)
            assert time.monotonic() - began < 10
        assert await fetcher.serve() == 1
        await fetcher.drain(timeout=0.01)
        assert sink.connections == 1
    # It is Ben's again once the lease is over, and until then nobody's.
    assert hanging.row["next_poll_at"] == START + CLAIM_LEASE


async def test_a_message_that_cannot_be_had_is_passed_over_at_the_third_time(
    box: Box, trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [Held(n, mail(n, subject=f"Mail {n}"), START) for n in (1, 2, 3)]
    messages[1].breaks = True
    with FolderSink(trusted, messages) as sink:
        box.set(host=NAME, port=sink.port, folder="Interviews", password="secret")
        for minutes in (0, 5, 15, 60):
            box.clock.forward(minutes=minutes)
            fetcher = box.fetcher
            monkeypatch.setattr(fetcher, "policy", EgressPolicy(allow_private=True, resolve=lambda *_: ["127.0.0.1"]))
            await fetcher.serve()
            await fetcher.drain()
    assert box.row["last_error"] is None
    assert box.subjects == ["Mail 1", "Mail 3"]
    assert (box.row["messages_refused"], box.row["last_error"]) == (1, None)
    assert box.row["last_refusal"].endswith("the server didn't hand it over, three times.")


async def test_a_mailbox_that_is_deleted_while_it_is_read_is_left_alone(
    box: Box, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    box.deliver(mail(1), mail(2))
    read = storing.read_message

    def read_and_delete(*given: Any, **named: Any) -> Any:
        if box.counted(MAILBOX):
            database.threads.write(mailboxes.delete_mailbox, box.owner.id)
        return read(*given, **named)

    monkeypatch.setattr(storing, "read_message", read_and_delete)
    await box.fetch()
    assert box.counted(MESSAGE) == 0


async def test_the_metronome_fetches(box: Box) -> None:
    box.deliver(mail(1))
    settings = box.settings.model_copy(update={"allow_private_targets": True})
    metronome = Metronome(box.database, settings, box.clock)
    await metronome.start()
    try:
        began = time.monotonic()
        while box.counted(MESSAGE) == 0:
            await asyncio.sleep(0.05)
            assert time.monotonic() - began < 10
    finally:
        await metronome.stop()
    assert box.counted(INVITATION) == 1


@pytest.fixture
def start(box: Box, database_url: str, tmp_path: Path) -> Callable[[], "subprocess.Popen[bytes]"]:
    def started() -> "subprocess.Popen[bytes]":
        command = [sys.executable, str(PROGRAM), database_url, str(tmp_path), box.clock().isoformat()]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "SSL_CERT_FILE": str(box.server.certificate)}
        return subprocess.Popen(command, cwd=tmp_path, env=environment)

    return started


def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(
    box: Box, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    box.deliver(*(mail(n) for n in range(60)))
    kills = 0
    for so_many in (1, 7, 20, 41):
        with start() as process:
            began = time.monotonic()
            while box.counted(MESSAGE) < so_many:
                time.sleep(0.002)
                assert time.monotonic() - began < 60
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
        # What is stored and what is noted as read are one.
        assert box.row["last_uid"] == box.row["messages_read"] == box.counted(MESSAGE) < 60
        # Nobody takes it up before the lease is over.
        assert box.row["next_poll_at"] > box.clock()
        box.clock.set(box.row["next_poll_at"])
    assert kills == 4
    with start() as process:
        assert process.wait(60) == 0
    assert box.counted(MESSAGE) == box.counted(INVITATION) == box.row["messages_read"] == 60
    assert box.server.flags(box.folder) == [""] * 60
