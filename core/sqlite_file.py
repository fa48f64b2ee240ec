"""SQLite as we use it: how its file is opened, who writes when, and one trip to the disk for all who wait.

Reads run on the event loop at once: under WAL a reader never waits. Writes that come together share one transaction,
each within a savepoint of its own, and are answered when it is on the disk. The trip to the disk, which costs more than
all the rest, is made in a thread: meanwhile the loop reads, and the next writes gather.
"""

import asyncio
import contextvars
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError

from core.errors import Unavailable
from core.moved import moved_as_refusal
from core.trouble import in_words, on_error
from core.words import folded_words

BUSY_TIMEOUT_MS = 5_000
"""How long a writer waits for the writers of other processes on one SQLite file."""

READERS = 16
"""Connections of one engine; each belongs to a thread for as long as its transaction lasts."""

CACHE_KIB = 16_000
"""What a connection that is in steady use may remember of the file, in KiB."""

PASSING_CACHE_KIB = 2_000
"""The same for one of the many that threads read by: together they have to stay small."""

TURN_SECONDS = 30.0
"""How long a writer waits for its turn among the writers of its own process."""

MOST_TOGETHER = 64
"""How many writes share one transaction."""

LOOP_SECONDS = 0.008
"""How long the writes of one transaction may hold the loop; the rest of them take the next one."""


class DatabaseBusy(Unavailable):
    """Another process held the database for longer than a writer waits."""

    title = "The database is busy"


class FairLock:
    """A lock that serves its waiters in the order of their coming.

    SQLite's own back-off lets whoever asks most often win: a long import would starve the requests beside it.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def try_acquire(self) -> bool:
        """Take the lock if it is free and nobody waits for it."""
        with self._guard:
            if self._held or self._waiting:
                return False
            self._held = True
            return True

    def acquire(self, *, seconds: float = TURN_SECONDS) -> None:
        """Wait for the lock, behind those who came first. Raises DatabaseBusy after so many seconds."""
        with self._guard:
            if not self._held and not self._waiting:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                raise _busy()
        # It was handed over at the last moment: it is ours.

    def release(self) -> None:
        """Hand the lock to the first who waits, or free it."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class _Wanted(NamedTuple):
    """A write that waits to be done, in the context of whoever asked: what it logs belongs to that request."""

    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    answer: "asyncio.Future[Any]"
    context: contextvars.Context


class SharedWriter:
    """Writes of the event loop. Those that come while another is on its way to the disk share the next transaction."""

    def __init__(self, engine: Engine, turn: FairLock) -> None:
        self._engine = engine
        self._turn = turn
        # A thread of its own: in a shared pool it would wait behind those who wait for the turn that it holds.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commits")
        self._connection: Connection | None = None
        self._waiting: deque[_Wanted] = deque()
        self._work: asyncio.Task[None] | None = None

    async def write(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call `fn(connection, …)`; return what it returned once that is on the disk. What it raised left nothing."""
        loop = asyncio.get_running_loop()
        wanted = _Wanted(fn, args, kwargs, loop.create_future(), contextvars.copy_context())
        self._waiting.append(wanted)
        if self._work is None or self._work.done():
            self._work = loop.create_task(self._serve())
        return await wanted.answer

    async def close(self) -> None:
        """Wait for what is under way, and close the connection."""
        if self._work is not None and not self._work.done():
            await self._work
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._thread.shutdown()

    async def _in_thread(self, work: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _serve(self) -> None:
        while self._waiting:
            try:
                if not self._turn.try_acquire():
                    await self._in_thread(self._turn.acquire)
            except DatabaseBusy as error:
                self._refuse_all(error)
                return
            try:
                await self._serve_together()
            finally:
                self._turn.release()

    async def _serve_together(self) -> None:
        try:
            connection = await self._begun()
        except Exception as error:
            self._refuse_all(error)
            return
        done: list[tuple[_Wanted, Any]] = []
        try:
            self._do(connection, done)
            if done:
                await self._in_thread(connection.commit)
            else:
                connection.rollback()
        except Exception as error:
            with suppress(Exception):
                connection.rollback()
            _refuse((wanted for wanted, _ in done), error)
            return
        for wanted, result in done:
            if not wanted.answer.done():
                wanted.answer.set_result(result)

    async def _begun(self) -> Connection:
        """The connection with the file's one write lock. Another process that holds it is waited for, off the loop."""
        if self._connection is None or self._connection.invalidated:
            self._connection = self._engine.connect()
        gives_up_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
        while True:
            try:
                self._connection.begin()
            except OperationalError as error:
                if not is_locked(error):
                    raise
                if time.monotonic() > gives_up_at:
                    raise _busy() from error
                await asyncio.sleep(0.005)
            else:
                return self._connection

    def _do(self, connection: Connection, done: list[tuple[_Wanted, Any]]) -> None:
        """Do the writes that wait, for as long as the loop can spare; those that are to be stored go into `done`."""
        driver = _driver_of(connection)
        ends = time.perf_counter() + LOOP_SECONDS
        while self._waiting and len(done) < MOST_TOGETHER:
            wanted = self._waiting.popleft()
            if wanted.answer.cancelled():
                continue
            driver.execute("SAVEPOINT alone")
            try:
                result = wanted.context.run(wanted.fn, connection, *wanted.args, **wanted.kwargs)
                driver.execute("RELEASE alone")
            except BaseException as error:
                if connection.invalidated or not driver.in_transaction:
                    # A full disk, say: SQLite took everything back, what the others had done as well.
                    _refuse((*(other for other, _ in done), wanted), error)
                    done.clear()
                    return
                _refuse((wanted,), error)
                driver.execute("ROLLBACK TO alone")
                driver.execute("RELEASE alone")
            else:
                done.append((wanted, result))
            if time.perf_counter() > ends:
                return

    def _refuse_all(self, error: BaseException) -> None:
        _refuse(self._waiting, error)
        self._waiting.clear()


def _refuse(waiting: Any, error: BaseException) -> None:
    error = in_words(error)
    for wanted in waiting:
        if not wanted.answer.done():
            wanted.answer.set_exception(error)


@contextmanager
def busy_as_refusal() -> Generator[None]:
    """Turn SQLite's "database is locked" into a refusal that says what to do."""
    try:
        yield
    except OperationalError as error:
        if is_locked(error):
            raise _busy() from error
        raise


def _busy() -> DatabaseBusy:
    return DatabaseBusy("The database is busy with another writer. Try again in a moment.")


def _driver_of(connection: Connection) -> Any:
    driver: DBAPIConnection | None = connection.connection.driver_connection
    if driver is None:
        raise AssertionError("an open connection has a driver's connection")
    return driver


def is_locked(error: OperationalError) -> bool:
    """Whether another connection holds the file."""
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def sqlite_engine(
    url: str, begin: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS, cache_kib: int = CACHE_KIB
) -> Engine:
    """An engine whose transactions begin with `begin`: only `BEGIN IMMEDIATE` may write.

    Each of its connections remembers up to `cache_kib` of pages.
    """
    engine = create_engine(
        url,
        pool_size=READERS,
        # The connection that was used last: its cache is warm, and the caches of the others don't fill up as well.
        pool_use_lifo=True,
        max_overflow=0,
        # An error that is logged must not tell what was to be stored: letters are among it.
        hide_parameters=True,
        # Without this the driver would begin transactions by itself, and never IMMEDIATE.
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": busy_timeout_ms / 1000},
    )

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.create_function("folded_words", 1, folded_words, deterministic=True)
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{cache_kib}")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")

    def begin_so(connection: Connection) -> None:
        if begin == "BEGIN":
            # By the driver, at a tenth of the price: nothing can be refused yet.
            _driver_of(connection).execute(begin)
        else:
            connection.exec_driver_sql(begin)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin_so)
    event.listen(engine, "handle_error", on_error)
    event.listen(engine, "handle_error", moved_as_refusal)
    return engine
