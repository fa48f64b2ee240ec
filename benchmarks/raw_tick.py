"""The floor of a tick: the same writes by the driver itself, with everything known beforehand."""

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg

from benchmarks.storing import conninfo, is_postgresql, path_of
from core.ids import new_ids

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY")
"""Those of `core.sqlite_file`."""

Copies = Callable[[str], AbstractContextManager[str]]
"""Makes a copy of a database for as long as a block lasts, and tells its URL."""


class _Driver(Protocol):
    """What the floor needs of either driver: `execute` and `executemany` of a cursor, within one's own transactions."""

    def execute(self, query: Any, parameters: Any = ..., /) -> Any: ...
    def executemany(self, query: Any, parameters: Any, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...


@contextmanager
def copies_of(url: str, folder: Path) -> Generator[tuple[str, Copies]]:
    """The URL, and what makes copies of its database: a file beside it, or a database made from it as a template."""

    @contextmanager
    def of_file(url: str) -> Generator[str]:
        path = folder / "copy.db"
        shutil.copyfile(path_of(url), path)
        yield f"sqlite:///{path}"
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)

    @contextmanager
    def of_template(url: str) -> Generator[str]:
        with psycopg.connect(conninfo(url).replace("/tick?", "/postgres?"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE tick_copy TEMPLATE tick STRATEGY file_copy")
            yield url.replace("/tick?", "/tick_copy?")
            connection.execute("DROP DATABASE tick_copy WITH (FORCE)")

    yield url, of_template if is_postgresql(url) else of_file


def flag_raw(url: str, now: datetime, *, at_once: int) -> tuple[float, int]:
    """Flag everything that is due, `at_once` in a transaction. Returns the seconds, and how many there were."""
    if is_postgresql(url):
        with psycopg.connect(conninfo(url), autocommit=True) as connection, connection.cursor() as cursor:
            return _flag(cursor, now, at_once, mark="%s", begin="BEGIN", lock=" FOR UPDATE SKIP LOCKED")
    with closing(sqlite3.connect(path_of(url), isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return _flag(connection.cursor(), now, at_once, mark="?", begin="BEGIN IMMEDIATE", lock="")


_EVENT = ("account_id", "invitation_id", "id", "at", "type", "actor", "detail")
_REMINDER = (
    "account_id", "id", "channel_id", "channel_name", "invitation_id", "kind", "level", "local_on", "dedupe_key",
    "state", "why", "next_attempt_at", "lease_until", "attempts", "last_error", "detail", "created_at", "sent_at",
)  # fmt: skip


def _flag(driver: _Driver, now: datetime, at_once: int, *, mark: str, begin: str, lock: str) -> tuple[float, int]:
    # SQLite has an instant as text without a zone, which PostgreSQL, set to UTC, reads as well.
    at = now.strftime("%Y-%m-%d %H:%M:%S.%f")
    driver.execute(
        "SELECT i.account_id, i.id, i.ghosting_at, i.respond_by, c.id, c.name FROM invitation i "
        f"JOIN channel c ON c.account_id = i.account_id WHERE i.next_flag_at <= {mark} ORDER BY i.next_flag_at",
        (at,),
    )
    due = driver.fetchall()
    ids = [one.hex for one in new_ids(now, 2 * len(due))]
    moves = [(2, ghosting, account, row) for account, row, ghosting, *_ in due]
    detail = json.dumps({"level": "overdue", "announced": True})
    events = [
        (account, row, ids[number], at, "flagged", "scheduler", detail) for number, (account, row, *_) in enumerate(due)
    ]
    reminders = [
        (
            account, ids[len(due) + number], channel, name, row, "alert", "overdue", None,
            f"alert:{row}:overdue:{respond_by}:{channel}", "planned", None, at, None, 0, None, "{}", at, None,
        )
        for number, (account, row, _, respond_by, channel, name) in enumerate(due)
    ]  # fmt: skip
    began = time.perf_counter()
    for start in range(0, len(due), at_once):
        part = slice(start, start + at_once)
        driver.execute(begin)
        driver.execute(
            f"SELECT id FROM invitation WHERE next_flag_at <= {mark} ORDER BY next_flag_at LIMIT {mark}{lock}",
            (at, at_once),
        )
        driver.fetchall()
        driver.executemany(
            f"UPDATE invitation SET flagged={mark}, next_flag_at={mark} WHERE account_id={mark} AND id={mark}",
            moves[part],
        )
        driver.executemany(_insert("event", _EVENT, mark), events[part])
        driver.executemany(_insert("reminder", _REMINDER, mark), reminders[part])
        driver.execute("COMMIT")
    return time.perf_counter() - began, len(due)


def _insert(table: str, columns: tuple[str, ...], mark: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"
