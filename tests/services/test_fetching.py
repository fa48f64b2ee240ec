"""Reading a folder: nothing new is missed, nothing is asked twice, and no folder is too large or too odd."""

import ssl
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import event

import services.fetching.opening
from core.egress import EgressPolicy
from core.errors import Invalid, LostRace
from core.secrets import Keyring
from models.mailing import MAILBOX
from services.fetching import mailboxes, polling, reading
from services.fetching.mailboxes import Target
from services.fetching.polling import LeaseLost, retry_after
from services.fetching.reading import Position, read_folder
from tests.conftest import START
from tests.folders import FolderSink, Held
from tests.imap_sink import NAME
from tests.sinks import certificates

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECRET = "s: /@ü"  # noqa: S105 - plainly invented
KEYS = Keyring("a key that only the tests know, 0123456789")
WANTED = {"host": NAME, "port": 993, "username": "ada@example.com", "password": SECRET, "folder": "Interviews"}


def on_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


POLICY = EgressPolicy(allow_private=True, resolve=on_loopback)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory):
    return certificates(tmp_path_factory.mktemp("tls"), NAME)


@pytest.fixture
def server_tls(pair, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    server, client = pair
    monkeypatch.setattr(services.fetching.opening, "tls_context", lambda: client)
    return server


def held(*uids: int, days: float = 1, size: int = 100) -> list[Held]:
    return [Held(uid, b"x" * size, NOW - timedelta(days=days)) for uid in uids]


FIRST = Position(None, 0)


def read(sink: FolderSink, position: Position = FIRST):
    return read_folder(Target(NAME, sink.port, "ada", "secret", "Interviews"), position, policy=POLICY, now=NOW)


def uids_of(batch):
    return [one.uid for one in batch.messages]


def test_a_folder_is_first_read_from_its_newest_five_hundred_of_sixty_days(server_tls):
    old, new = held(*range(1, 700), days=61), held(*range(700, 1_400, 2))
    with FolderSink(server_tls, old + new) as sink:
        batch = read(sink)
        assert batch.problem is None
        assert batch.position == Position(7, 699)
        assert uids_of(batch) == list(range(700, 800, 2))
        assert batch.has_more
        sink.messages = held(*range(1, 2_001))
        assert read(sink).position == Position(7, 1_500)
        sink.messages = old
        batch = read(sink)
        assert (batch.position, batch.messages, batch.has_more) == (Position(7, 699), [], False)
        sink.messages = []
        assert read(sink).position == Position(7, 0)


@pytest.mark.parametrize("last", [0, 1, 5, 6, 7_999, 8_000, 9_899, 19_998, 19_999, 20_000, 4_000_000_000])
def test_what_is_new_is_found_wherever_it_begins(server_tls, last):
    messages = held(*range(5, 20_000, 3))
    with FolderSink(server_tls, messages) as sink:
        batch = read(sink, Position(7, last))
        expected = [one.uid for one in messages if one.uid > last]
        assert batch.problem is None
        assert uids_of(batch) == expected[:50]
        assert batch.has_more is (len(expected) > 50)
        assert len(sink.said) < 110


def test_of_a_large_folder_without_news_one_place_is_looked_at(server_tls):
    with FolderSink(server_tls, held(*range(1, 5_000))) as sink:
        batch = read(sink, Position(7, 4_999))
        assert (batch.messages, batch.problem, batch.has_more) == ([], None, False)
        assert sum(b"FETCH" in line for line in sink.said) == 1


def test_read_on_until_nothing_is_left_it_gives_each_message_once(server_tls):
    with FolderSink(server_tls, held(*range(3, 400, 3))) as sink:
        position, seen = Position(7, 0), []
        for _ in range(10):
            batch = read(sink, position)
            seen += uids_of(batch)
            if not batch.has_more:
                break
            position = Position(7, seen[-1])
        assert seen == list(range(3, 400, 3))


def test_a_folder_that_was_made_anew_is_read_anew(server_tls):
    with FolderSink(server_tls, held(1, 2), uid_validity=8) as sink:
        batch = read(sink, Position(7, 900))
        assert (batch.position, uids_of(batch)) == (Position(8, 0), [1, 2])


def test_a_message_that_is_too_large_is_passed_over_whatever_its_listing_says(server_tls, monkeypatch):
    monkeypatch.setattr(reading, "MESSAGE_LIMIT", 1_000)
    messages = held(1, 2, 3, 4)
    messages[1].raw = b"x" * 1_001
    messages[2].raw, messages[2].told_size = b"x" * 1_001, 5
    with FolderSink(server_tls, messages) as sink:
        batch = read(sink, Position(7, 0))
        assert [(one.uid, one.because is None) for one in batch.messages] == [(1, True), (2, False), (3, False)]
        # What was told to be too large isn't even asked for.
        assert sink.fetched == [1, 3]
        assert (batch.problem, batch.has_more) == (None, True)
        assert uids_of(read(sink, Position(7, 3))) == [4]


def test_no_more_is_held_at_once_than_fits(server_tls, monkeypatch):
    monkeypatch.setattr(reading, "BATCH_LIMIT", 1_000)
    with FolderSink(server_tls, held(1, 2, 3, size=400)) as sink:
        batch = read(sink, Position(7, 0))
        assert (uids_of(batch), batch.has_more) == ([1, 2], True)
        # One alone is always taken, else the folder would never get past it.
        sink.messages = held(1, 2, size=1_500)
        assert uids_of(read(sink, Position(7, 0))) == [1]


def test_what_was_read_before_the_connection_broke_is_kept(server_tls):
    messages = held(1, 2, 3)
    messages[2].breaks = True
    with FolderSink(server_tls, messages) as sink:
        batch = read(sink, Position(7, 0))
        assert uids_of(batch) == [1, 2]
        assert batch.problem == "The server can't be reached, or broke the connection off."
        assert batch.stuck is None
        batch = read(sink, Position(7, 2))
        assert (batch.messages, batch.stuck.uid) == ([], 3)


def test_a_message_that_is_gone_by_now_is_moved_past(server_tls):
    messages = held(1, 2)
    messages[0].is_gone = True
    with FolderSink(server_tls, messages) as sink:
        batch = read(sink, Position(7, 0))
        assert [(one.uid, one.raw is None) for one in batch.messages] == [(1, True), (2, False)]
        assert {one.because for one in batch.messages} == {None}


def test_a_server_whose_order_is_not_that_of_its_uids_is_not_believed(server_tls):
    with FolderSink(server_tls, held(*range(1, 200))) as sink:
        sink.messages[149].uid, sink.messages[150].uid = 151, 150
        sink.messages.insert(0, Held(900, b"x", NOW))
        batch = read(sink, Position(7, 150))
        # Either what it says can't be used, or nothing that is newer is left out.
        assert batch.problem is not None or set(uids_of(batch)) >= {151, 152, 153}


@pytest.mark.parametrize("written", [b"Interviews", b"INTERVIEWS"])
def test_a_folder_of_all_mail_is_not_read_however_it_is_written(server_tls, written):
    with FolderSink(server_tls, held(1)) as sink:
        sink.answers["LIST"] = b'* LIST (\\HasNoChildren \\All) "/" ' + written + b"\r\n"
        batch = read(sink)
        assert batch.problem is not None
        assert batch.problem.startswith("This folder holds all of your mail")
        assert not any(b"EXAMINE" in line for line in sink.said)


def test_failures_are_waited_out_ever_longer_and_after_three_days_for_good():
    waits = [retry_after(n) for n in range(1, 30)]
    minutes = [None if wait is None else wait.total_seconds() / 60 for wait in waits]
    assert minutes[:5] == [5, 15, 60, 240, 240]
    ended = minutes.index(None)
    assert timedelta(days=3) - timedelta(hours=4) < sum((w for w in waits[:ended]), timedelta(0)) <= timedelta(days=3)
    assert set(minutes[ended:]) == {None}


@pytest.fixture
def mailbox(database, ada):
    database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, WANTED, now=START)

    def row():
        return dict(database.threads.read(lambda connection: connection.execute(MAILBOX.select()).mappings().one()))

    return row


def test_a_mailbox_is_claimed_by_one_and_by_the_next_once_the_lease_is_over(database, ada, mailbox):
    claim = database.threads.write
    first = claim(polling.claim, ada.id, now=START)
    assert first is not None
    assert claim(polling.claim, ada.id, now=START + timedelta(seconds=119)) is None
    later = START + timedelta(seconds=120)
    assert database.threads.read(polling.due_mailboxes, now=later) == [ada.id]
    second = claim(polling.claim, ada.id, now=later)
    assert second is not None
    # The first comes back: it changes nothing any more.
    for work in (
        lambda connection: polling.move_to(connection, first, Position(7, 9), now=later),
        lambda connection: polling.settle_read(connection, first, has_more=False, now=later),
        lambda connection: polling.settle_failed(connection, first, "No.", now=later),
    ):
        with pytest.raises(LeaseLost):
            database.threads.write(work)
    assert mailbox()["last_uid"] == 0
    database.threads.write(polling.settle_read, second, has_more=False, now=later)
    assert mailbox()["next_poll_at"] == later + timedelta(minutes=5)


def test_moving_on_renews_the_lease(database, ada, mailbox):
    claimed = database.threads.write(polling.claim, ada.id, now=START)
    moved = database.threads.write(polling.move_to, claimed, Position(7, 9), now=START + timedelta(seconds=100))
    assert (mailbox()["uid_validity"], mailbox()["last_uid"]) == (7, 9)
    assert database.threads.write(polling.claim, ada.id, now=START + timedelta(seconds=210)) is None
    with pytest.raises(LeaseLost):
        database.threads.write(polling.settle_read, claimed, has_more=False, now=START)
    database.threads.write(polling.settle_read, moved, has_more=True, now=START)
    assert mailbox()["next_poll_at"] == START


def test_set_anew_while_it_is_read_the_new_one_stands(database, ada, mailbox):
    claimed = database.threads.write(polling.claim, ada.id, now=START)
    database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, WANTED | {"folder": "Other"}, now=START)
    with pytest.raises(LeaseLost):
        database.threads.write(polling.move_to, claimed, Position(7, 9), now=START)
    assert (mailbox()["folder"], mailbox()["last_uid"]) == ("Other", 0)


def test_set_up_twice_at_once_the_later_one_stands(database, ada):
    is_written, later = Event(), WANTED | {"folder": "Other"}

    def first(connection):
        mailboxes.set_mailbox(connection, ada.id, KEYS, WANTED, now=START)
        is_written.set()
        # Long enough for the other to come to the row that isn't committed yet.
        time.sleep(0.3)

    with ThreadPoolExecutor() as pool:
        early = pool.submit(database.threads.write, first)
        assert is_written.wait(10)
        shown = database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, later, now=START)
        early.result(10)
    assert (shown["folder"], shown["version"]) == ("Other", 2)


def test_after_three_days_of_failures_it_pauses_and_a_good_test_wakes_it(database, ada, mailbox):
    now, failures = START, 0
    while (claimed := database.threads.write(polling.claim, ada.id, now=now)) is not None:
        database.threads.write(polling.settle_failed, claimed, "The server didn't answer in time.", now=now)
        failures += 1
        now = mailbox()["next_poll_at"] or now + timedelta(days=10)
    assert mailbox()["next_poll_at"] is None
    assert failures == mailbox()["failures_in_a_row"] > 15
    shown = database.threads.read(mailboxes.show_mailbox, ada.id)
    assert shown["is_paused"]
    assert shown["last_error"] == "The server didn't answer in time."
    row = database.threads.write(mailboxes.begin_test, ada.id, now=now)
    database.threads.write(mailboxes.end_test, row, problem="It still doesn't.", now=now)
    assert mailbox()["next_poll_at"] is None
    database.threads.write(mailboxes.end_test, row, problem=None, now=now)
    assert (mailbox()["next_poll_at"], mailbox()["failures_in_a_row"]) == (now, 0)


def test_the_password_comes_back_as_it_was_and_is_stored_nowhere_in_the_clear(database, ada, mailbox):
    row = mailbox()
    assert mailboxes.target_of(row, KEYS) == Target(NAME, 993, "ada@example.com", SECRET, "Interviews")
    assert SECRET not in str(row)
    assert SECRET not in str(mailboxes.target_of(row, KEYS))


def test_the_password_is_never_taken_to_another_server_or_user(database, ada, mailbox):
    kept = WANTED | {"password": None, "folder": "Other"}
    database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, kept, now=START)
    assert mailboxes.target_of(mailbox(), KEYS).password == SECRET
    for elsewhere in ({"host": "imap.example.net"}, {"port": 1993}, {"username": "ben"}):
        with pytest.raises(Invalid):
            database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, kept | elsewhere, now=START)
    assert mailbox()["host"] == NAME


@pytest.mark.parametrize("folder", ["INBOX", "inbox", "InBox", "INBOX/", "Inbox."])
def test_the_inbox_as_a_whole_is_refused(database, ada, folder):
    with pytest.raises(Invalid, match="inbox as a whole"):
        database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, WANTED | {"folder": folder}, now=START)


@pytest.mark.parametrize("host", ["imap example.com", "127.1", "user@host", "http://x", "[fe80::1%25lo]"])
def test_a_host_that_can_be_read_in_two_ways_is_refused(database, ada, host):
    with pytest.raises(Invalid):
        database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, WANTED | {"host": host}, now=START)


def test_a_change_on_an_older_version_is_refused(database, ada, mailbox):
    database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, WANTED, now=START, if_version=1)
    with pytest.raises(LostRace):
        database.threads.write(mailboxes.set_mailbox, ada.id, KEYS, WANTED, now=START, if_version=1)


def test_what_is_due_is_found_by_its_index(database, ada, mailbox):
    asked = []

    def plan(connection):
        def note(_connection, _cursor, statement, parameters, *_):
            asked.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        assert polling.due_mailboxes(connection, now=START) == [ada.id]
        event.remove(connection, "before_cursor_execute", note)
        if database.is_postgresql:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        statement, parameters = asked[-1]
        verb = "EXPLAIN" if database.is_postgresql else "EXPLAIN QUERY PLAN"
        return "\n".join(str(row) for row in connection.exec_driver_sql(f"{verb} {statement}", parameters))

    assert "ix_mailbox_next_poll_at" in database.threads.read(plan)
