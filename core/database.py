"""The one place that opens the database, and its two verbs.

`read(fn, …)` and `write(fn, …)` open a transaction, call `fn(connection, …)`, commit and return what it returned; an
exception rolls back. Only a writer begins IMMEDIATE on SQLite: a transaction that reads first and writes later fails
there with SQLITE_BUSY_SNAPSHOT however long it would wait. `fn` is a plain function, the same for both databases,
for the event loop and for threads, and never commits.

A `Database` is for the event loop; its `threads` is for threads and the terminal.
"""

import asyncio
import contextvars
import random
import time
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.schema import Table

from core.errors import Unavailable
from core.moved import moved_as_refusal
from core.postgresql import engine_options, is_transient, watch_connections
from core.sqlite_file import (
    CACHE_KIB,
    PASSING_CACHE_KIB,
    DatabaseBusy,
    FairLock,
    SharedWriter,
    busy_as_refusal,
    sqlite_engine,
)
from core.trouble import StorageRefused, committing, told_in_words

THREADS = 16
"""Threads that may wait for the database at once; each holds one connection at the most."""

LONG_WORKS = 6
"""Threads of works that last minutes: as many as one process admits (three previews, two imports, one upkeep)."""

ATTEMPTS = 3


P = ParamSpec("P")
T = TypeVar("T")
Work: TypeAlias = Callable[Concatenate[Connection, P], T]
"""A plain function whose first argument is the connection."""


class Pressure(NamedTuple):
    """How many transactions are at work in a pool, and how many wait for room in it."""

    in_use: int
    waiting: int


class Threads:
    """The two verbs for threads and the terminal: they wait where they must."""

    def __init__(self, reader: Engine, writer: Engine, turn: FairLock | None) -> None:
        self.reader = reader
        self.writer = writer
        self._turn = turn
        self.refused: Unavailable | None = None
        """Why a write could not be stored, until one could be; None where none was refused since."""

    def read(self, fn: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `fn` in a transaction that only reads: one snapshot on SQLite."""
        with self.reader.begin() as connection:
            return fn(connection, *args, **kwargs)

    def write(self, fn: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `fn` in a transaction that may write, and commit. Raises `DatabaseBusy` after five seconds' wait."""
        with self.noted():
            if self._turn is None:
                return self._write_again(fn, args, kwargs)
            self._turn.acquire()
            try:
                with busy_as_refusal(), told_in_words(), self.writer.begin() as connection:
                    return fn(connection, *args, **kwargs)
            finally:
                self._turn.release()

    @contextmanager
    def noted(self) -> Generator[None]:
        """Note of a write whether it could be stored."""
        try:
            yield
        except (StorageRefused, DatabaseBusy) as refused:
            self.refused = refused
            raise
        self.refused = None

    def _write_again(self, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        for attempt in range(ATTEMPTS):
            try:
                with told_in_words(), self.writer.connect() as connection:
                    connection.begin()
                    result = fn(connection, *args, **kwargs)
                    with committing():
                        connection.commit()
                    return result
            except DBAPIError as error:
                if not is_transient(error) or attempt == ATTEMPTS - 1:
                    raise
                time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")

    @contextmanager
    def stream(self) -> Generator[Connection]:
        """A connection of the reader for a long answer sent in pages; every page is its own short snapshot."""
        with self.reader.connect() as connection:
            yield connection

    def close(self) -> None:
        """Give every connection back to the operating system."""
        self.reader.dispose()
        self.writer.dispose()


class Database:
    """The two verbs for the event loop."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        # The loop runs one transaction at a time, so one connection of each sort is all that it ever uses.
        self._loop_reader: Connection | None = None
        self._readers = 0
        self.is_postgresql = make_url(url).get_backend_name() == "postgresql"
        self.file = None if self.is_postgresql else make_url(url).database
        self.folder = None if self.file is None else Path(self.file).parent
        self._asked = 0
        self._in_threads = 0
        # Threads that wait for connections which only waiting threads would give back would wait for ever.
        self._most_threads = min(THREADS, pool_size) if self.is_postgresql else THREADS
        self._pool = ThreadPoolExecutor(self._most_threads, thread_name_prefix="database")
        self._long_pool = ThreadPoolExecutor(LONG_WORKS, thread_name_prefix="long-work")
        if self.is_postgresql:
            options = engine_options(pool_size)
            self._async_engine = create_async_engine(url, **options)
            engine = create_engine(url, **options)
            self._async_reader = self._async_engine.execution_options(isolation_level="AUTOCOMMIT")
            self._between = watch_connections(self._async_engine.sync_engine)
            watch_connections(engine)
            for one in (self._async_engine.sync_engine, engine):
                event.listen(one, "handle_error", moved_as_refusal)
            self.threads = Threads(engine, engine, None)
        else:
            turn = FairLock()
            readers = sqlite_engine(url, "BEGIN", cache_kib=PASSING_CACHE_KIB)
            self.threads = Threads(readers, sqlite_engine(url, "BEGIN IMMEDIATE"), turn)
            self._loop_engine = sqlite_engine(url, "BEGIN IMMEDIATE", busy_timeout_ms=0)
            self._writer = SharedWriter(self._loop_engine, turn)

    async def read(self, fn: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `fn` in a transaction that only reads. On SQLite at once, on the loop: a WAL reader never waits."""
        if self.is_postgresql:
            self._asked += 1
            try:
                async with self._async_reading() as connection:
                    return await connection.run_sync(fn, *args, **kwargs)
            finally:
                self._asked -= 1
        reader = self._loop_reader
        if reader is None or reader.invalidated:
            reader = self._loop_reader = self.threads.reader.connect()
            reader.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIB}")
            reader.rollback()
            self._readers += 1
        with reader.begin():
            return fn(reader, *args, **kwargs)

    @asynccontextmanager
    async def _async_reading(self) -> AsyncGenerator[AsyncConnection]:
        """A connection that reads. Each statement has a snapshot of its own, so BEGIN and COMMIT are trips for nothing.

        Behind a pooler a transaction is needed all the same: it brings the settings of the session along.
        """
        if self._between.pools is False:
            async with self._async_reader.connect() as connection:
                yield connection
        else:
            async with self._async_engine.begin() as connection:
                yield connection

    async def write(self, fn: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `fn` in a transaction that may write, and commit before returning.

        On SQLite writes that come together are committed together (`core.sqlite_file`), each as if it were alone.
        Raises DatabaseBusy after five seconds of waiting for another process, StorageRefused where nothing can be
        stored, and OutcomeUncertain where PostgreSQL broke off in the commit.
        """
        with self.threads.noted():
            self._asked += 1
            try:
                if self.is_postgresql:
                    return await self._write_postgresql(fn, args, kwargs)
                return await self._writer.write(fn, args, kwargs)
            finally:
                self._asked -= 1

    @property
    def refused(self) -> Unavailable | None:
        """Why a write could not be stored, whoever made it, until one could be; None where none was refused since."""
        return self.threads.refused

    def state(self) -> tuple[int, int] | None:
        """A value that stays the same as long as nobody commits anything to the SQLite file, from any process.

        What was read while it was the same is what would be read again; asking costs a twentieth of a query.
        None on PostgreSQL, which has nothing so cheap.
        """
        reader = self._loop_reader
        if self.is_postgresql or reader is None or reader.invalidated:
            return None
        row = self.glance("PRAGMA data_version")
        return None if row is None else (self._readers, row[0])

    def glance(self, sql: str, *parameters: str) -> Any:
        """One row of SQLite by the driver itself: a tenth of a query's price, for what every request asks.

        None on PostgreSQL, before the first read, and where there is no such row.
        """
        reader = self._loop_reader
        if self.is_postgresql or reader is None or reader.invalidated:
            return None
        driver = reader.connection.driver_connection
        return None if driver is None else driver.execute(sql, parameters).fetchone()

    async def in_thread(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what takes moments, or waits for a connection, off the loop, on this database's own threads."""
        self._in_threads += 1
        try:
            return await self._run_on(self._pool, lambda: fn(*args, **kwargs))
        finally:
            self._in_threads -= 1

    async def at_length(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what may take minutes, in short transactions of its own, on threads for which nothing short waits."""
        return await self._run_on(self._long_pool, lambda: fn(*args, **kwargs))

    @staticmethod
    async def _run_on(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        # With the context of whoever asks: what is logged there belongs to the same request.
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(pool, context.run, work)

    def pressure(self) -> dict[str, Pressure]:
        """How busy the pools are: `requests`, which on SQLite are the writes alone, and `threads`."""
        pool: Any = self._async_engine.pool if self.is_postgresql else None
        requests: int = min(1, self._asked) if pool is None else pool.checkedout()
        threads = min(self._in_threads, self._most_threads)
        return {
            "requests": Pressure(requests, max(0, self._asked - requests)),
            "threads": Pressure(threads, self._in_threads - threads),
        }

    async def _write_postgresql(self, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        for attempt in range(ATTEMPTS):
            try:
                with told_in_words():
                    async with self._async_engine.connect() as connection:
                        await connection.begin()
                        result = await connection.run_sync(fn, *args, **kwargs)
                        with committing():
                            await connection.commit()
                        return result
            except DBAPIError as error:
                if not is_transient(error) or attempt == ATTEMPTS - 1:
                    raise
                await asyncio.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Wait for what runs in threads, then close every connection."""
        if not self.is_postgresql:
            await self._writer.close()
        for pool in (self._long_pool, self._pool):
            await asyncio.get_running_loop().run_in_executor(None, pool.shutdown)
        if self.is_postgresql:
            await self._async_engine.dispose()
        else:
            if self._loop_reader is not None:
                self._loop_reader.close()
                self._loop_reader = None
            self._loop_engine.dispose()
        self.threads.close()


@asynccontextmanager
async def opened(url: str, *, pool_size: int = 10) -> AsyncGenerator[Database]:
    """A database for as long as the block lasts."""
    database = Database(url, pool_size=pool_size)
    try:
        yield database
    finally:
        await database.close()


def insert_new(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that can say ON CONFLICT, in the words of the connection's database."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
