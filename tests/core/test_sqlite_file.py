"""Writes that come together share a transaction, and none of them notices."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import insert, select

from core.database import Database
from core.sqlite_file import MOST_TOGETHER
from models.upkeep import HEARTBEAT
from tests.conftest import START


@pytest.fixture
def file(tmp_path, migrated_file):
    path = tmp_path / "replyby.db"
    path.write_bytes(migrated_file.read_bytes())
    return path


@pytest.fixture
def opened(file):
    database = Database(f"sqlite:///{file}")
    yield database
    asyncio.run(database.close())


def beat(connection, name):
    connection.execute(insert(HEARTBEAT), {"name": name, "at": START, "detail": {}})
    return name


def names(connection):
    return set(connection.execute(select(HEARTBEAT.c.name)).scalars())


def count_commits(database):
    """How often the file is committed to, as another connection sees it: each commit is one step of its counter."""
    committed = []
    original = database._writer._in_thread

    async def counted(work):
        committed.append(getattr(work, "__name__", ""))
        await original(work)

    database._writer._in_thread = counted
    return committed


async def test_writes_that_come_together_go_to_the_disk_together(opened):
    committed = count_commits(opened)
    done = await asyncio.gather(*(opened.write(beat, f"b{number}") for number in range(50)))
    assert sorted(done) == sorted(f"b{number}" for number in range(50))
    assert len(await opened.read(names)) == 50
    assert committed.count("commit") < 10


async def test_more_than_fit_into_one_transaction_are_all_stored(opened):
    wanted = {f"b{number}" for number in range(3 * MOST_TOGETHER + 5)}
    await asyncio.gather(*(opened.write(beat, name) for name in wanted))
    assert await opened.read(names) == wanted


async def test_one_that_fails_takes_nothing_of_the_others_with_it(opened):
    def fail(connection, name):
        beat(connection, name)
        raise LookupError(name)

    outcomes = await asyncio.gather(
        opened.write(beat, "first"),
        opened.write(fail, "bad"),
        opened.write(beat, "first"),
        opened.write(beat, "last"),
        return_exceptions=True,
    )
    assert outcomes[0] == "first"
    assert isinstance(outcomes[1], LookupError)
    assert "UNIQUE" in str(outcomes[2])
    assert outcomes[3] == "last"
    assert await opened.read(names) == {"first", "last"}


async def test_a_later_write_of_the_same_transaction_sees_the_earlier_one(opened):
    seen = await asyncio.gather(opened.write(beat, "a"), opened.write(names))
    assert seen[1] == {"a"}


async def test_nobody_is_answered_before_it_is_on_the_disk(opened, file):
    """Another process sees the row at the very moment at which the answer is there."""
    other = sqlite3.connect(file)
    for number in range(20):
        await opened.write(beat, f"b{number}")
        assert other.execute("SELECT count(*) FROM heartbeat").fetchone() == (number + 1,)
    other.close()


async def test_a_commit_that_fails_is_told_to_everybody_whose_write_it_held(opened):
    await opened.write(beat, "before")
    original = opened._writer._in_thread

    async def failing(work):
        if getattr(work, "__name__", "") == "commit":
            raise OSError("the disk is full")
        await original(work)

    opened._writer._in_thread = failing
    outcomes = await asyncio.gather(opened.write(beat, "a"), opened.write(beat, "b"), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [OSError, OSError]
    opened._writer._in_thread = original
    assert await opened.read(names) == {"before"}
    await opened.write(beat, "after")
    assert await opened.read(names) == {"before", "after"}


async def test_what_takes_the_whole_transaction_back_is_told_to_all_that_shared_it(opened):
    def lose_everything(connection):
        connection.connection.driver_connection.execute("ROLLBACK")
        raise MemoryError

    outcomes = await asyncio.gather(
        opened.write(beat, "a"), opened.write(lose_everything), opened.write(beat, "c"), return_exceptions=True
    )
    assert isinstance(outcomes[0], MemoryError)
    assert isinstance(outcomes[1], MemoryError)
    assert outcomes[2] == "c"
    assert await opened.read(names) == {"c"}


async def test_the_loop_reads_while_a_write_is_on_its_way_to_the_disk(opened):
    await opened.read(names)
    original = opened._writer._in_thread
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow(work):
        reached.set()
        await go_on.wait()
        await original(work)

    opened._writer._in_thread = slow
    writing = asyncio.create_task(opened.write(beat, "a"))
    await reached.wait()
    assert await opened.read(names) == set()
    go_on.set()
    await writing
    assert await opened.read(names) == {"a"}


async def test_a_state_is_the_same_until_somebody_commits(opened, file):
    await opened.read(names)
    before = opened.state()
    await opened.read(names)
    assert opened.state() == before
    other = sqlite3.connect(file)
    other.execute("INSERT INTO heartbeat (name, at, detail) VALUES ('other', '2026-01-01 00:00:00.000000', '{}')")
    assert opened.state() == before
    other.commit()
    other.close()
    changed = opened.state()
    assert changed != before
    await opened.write(beat, "ours")
    assert opened.state() != changed
