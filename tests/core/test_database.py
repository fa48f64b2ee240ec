"""The two verbs: one transaction each, committed before they return, and nobody waits for ever."""

import asyncio
import sqlite3
import threading
import traceback
from datetime import UTC, datetime
from uuid import UUID

import pytest
import structlog
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.database import LONG_WORKS, Database, opened
from core.logging import redact
from core.sqlite_file import DatabaseBusy, FairLock
from models.upkeep import HEARTBEAT

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOBODY = UUID(int=7)


def beat(connection, name="test", *, fails=False):
    connection.execute(insert(HEARTBEAT), [{"name": name, "at": NOW, "detail": {}}])
    if fails:
        raise LookupError(name)
    return name


def count(connection):
    return connection.scalar(select(func.count()).select_from(HEARTBEAT))


def names(connection):
    return sorted(connection.execute(select(HEARTBEAT.c.name)).scalars())


async def test_what_write_returned_from_is_stored_for_everybody(database, database_url):
    assert await database.write(beat) == "test"
    other = Database(database_url, pool_size=2)
    assert other.threads.read(count) == 1
    await other.close()


async def test_what_a_transaction_logs_belongs_to_the_request_that_asked_for_it(database):
    """Off the loop too, and where several writes share one transaction."""
    said = []

    def say(connection, name):
        said.append((name, structlog.contextvars.get_contextvars().get("request_id")))
        beat(connection, name)

    async def ask(name):
        structlog.contextvars.bind_contextvars(request_id=name)
        await database.write(say, f"{name} writes")
        await database.in_thread(database.threads.write, say, f"{name} in a thread")
        await database.at_length(database.threads.write, say, f"{name} at length")

    await asyncio.gather(*(ask(f"request {number}") for number in range(8)))
    assert len(said) == 24
    assert [(name, asker) for name, asker in said if not name.startswith(f"{asker} ")] == []


async def test_what_raised_left_nothing_behind(database):
    with pytest.raises(LookupError):
        await database.write(beat, fails=True)
    with pytest.raises(LookupError):
        await database.in_thread(database.threads.write, beat, fails=True)
    assert await database.read(count) == 0
    await database.write(beat)
    assert await database.read(count) == 1


async def test_an_error_that_is_logged_does_not_tell_what_was_to_be_stored(database, capsys):
    letter = "Dear Ben),\n\nthis is private."
    twice = insert(HEARTBEAT).values(name=letter, at=NOW, detail={"letter": letter})
    await database.write(lambda connection: connection.execute(twice))
    too_little = insert(HEARTBEAT).values(name=f"{letter} (again)", at=None, detail={"letter": letter})
    for statement in (twice, too_little):
        for write in (database.write, lambda fn: database.in_thread(database.threads.write, fn)):
            with pytest.raises(IntegrityError) as refused:
                await write(lambda connection, statement=statement: connection.execute(statement))
            shown = redact(None, "error", {"exception": "".join(traceback.format_exception(refused.value))})
            assert "Dear" not in shown["exception"]
            assert "private" not in shown["exception"]


async def test_instants_come_back_aware_and_in_utc(database):
    await database.write(beat)
    at = await database.read(lambda connection: connection.scalar(select(HEARTBEAT.c.at)))
    assert at == NOW
    assert at.utcoffset().total_seconds() == 0


async def test_many_writers_at_once_all_write(database):
    loop_writers = [database.write(beat, f"loop {number}") for number in range(20)]
    thread_writers = [database.in_thread(database.threads.write, beat, f"thread {number}") for number in range(20)]
    await asyncio.gather(*loop_writers, *thread_writers)
    assert await database.read(count) == 40


async def test_a_constraint_holds_on_both_databases(database):
    await database.write(beat)
    with pytest.raises(IntegrityError):
        await database.write(beat)


async def test_a_pointer_to_nowhere_is_refused_on_both_databases(database):
    from models.credential import API_TOKEN

    row = {"id": NOBODY, "account_id": NOBODY, "name": "x", "digest": "x", "scopes": [], "created_at": NOW}
    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.execute(insert(API_TOKEN), [row]))


async def test_a_reader_on_the_loop_doesnt_wait_for_a_writer(database, database_url):
    held, done = threading.Event(), threading.Event()

    def hold(connection):
        beat(connection, "held")
        held.set()
        done.wait(10)

    writing = asyncio.create_task(database.in_thread(database.threads.write, hold))
    await asyncio.to_thread(held.wait, 10)
    try:
        assert await asyncio.wait_for(database.read(count), 2) == 0
    finally:
        done.set()
    await writing
    assert await database.read(count) == 1


async def test_a_write_waits_for_another_process_off_the_loop(tmp_path, migrated_file):
    path = tmp_path / "replyby.db"
    path.write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(database.write(beat))
    ticks = 0
    while ticks < 20:
        await asyncio.sleep(0.01)
        ticks += 1
        assert not writing.done()
        assert await database.read(count) == 0
    other.execute("COMMIT")
    await asyncio.wait_for(writing, 5)
    assert await database.read(count) == 1
    other.close()
    await database.close()


async def test_a_file_that_stays_locked_is_told_of_and_not_waited_for_for_ever(tmp_path, migrated_file, monkeypatch):
    monkeypatch.setattr("core.sqlite_file.BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "replyby.db"
    path.write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        await database.write(beat)
    other.close()
    await database.write(beat)
    await database.close()


async def test_a_sqlite_file_is_written_through_to_the_disk(tmp_path, migrated_file):
    path = tmp_path / "replyby.db"
    path.write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{path}")

    def pragmas(connection):
        return {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
        }

    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}
    assert await database.read(pragmas) == expected
    assert await database.write(pragmas) == expected
    assert database.threads.write(pragmas) == expected
    await database.close()


async def test_postgresql_runs_again_what_it_undid_for_anothers_sake(database):
    if not database.is_postgresql:
        return
    tries = 0

    def unlucky(connection):
        nonlocal tries
        tries += 1
        beat(connection, f"try {tries}")
        if tries < 3:
            connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")
        return tries

    assert await database.write(unlucky) == 3
    assert await database.read(names) == ["try 3"]


async def test_what_postgresql_cant_do_is_told_after_three_tries(database):
    if not database.is_postgresql:
        return
    tries = 0

    def hopeless(connection):
        nonlocal tries
        tries += 1
        connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$")

    with pytest.raises(DBAPIError):
        await database.write(hopeless)
    assert tries == 3


def test_writers_are_served_in_the_order_of_their_coming():
    lock, order = FairLock(), []
    lock.acquire()
    threads = []
    for number in range(8):
        before = len(lock._waiting)
        thread = threading.Thread(target=lambda number=number: (lock.acquire(), order.append(number), lock.release()))
        thread.start()
        threads.append(thread)
        while len(lock._waiting) == before:
            pass
    assert not lock.try_acquire()
    lock.release()
    for thread in threads:
        thread.join(5)
    assert order == list(range(8))
    assert lock.try_acquire()


def test_a_writer_gives_up_its_turn_after_a_while_and_nobody_behind_it_is_forgotten():
    lock = FairLock()
    lock.acquire()
    with pytest.raises(DatabaseBusy):
        lock.acquire(seconds=0.05)
    served = threading.Event()
    thread = threading.Thread(target=lambda: (lock.acquire(), served.set(), lock.release()))
    thread.start()
    lock.release()
    thread.join(5)
    assert served.is_set()
    assert lock.try_acquire()


async def test_what_lasts_long_takes_no_thread_from_what_is_short(database, database_url):
    async with opened(database_url, pool_size=2) as small:
        done = threading.Event()
        long = [asyncio.create_task(small.at_length(done.wait, 30)) for _ in range(LONG_WORKS)]
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(10):
                assert await small.in_thread(small.threads.read, lambda connection: connection.scalar(text("SELECT 1")))
        finally:
            done.set()
        assert await asyncio.gather(*long) == [True] * LONG_WORKS
