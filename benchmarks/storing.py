"""Bulk loading: rows that are ready-made go into empty tables, and the indexes are made once all of them are in.

They are the very indexes of the migrations. Foreign keys aren't checked meanwhile.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from benchmarks.places import say

AT_ONCE = 20_000
"""How many rows go to the driver together."""

TOLD_EVERY = 1_000_000

Row = tuple[Any, ...]
Say = Callable[[str], object]


class Stock(NamedTuple):
    """What goes into a table: text, numbers and None; no text holds a tab, a backslash or a line's end."""

    table: str
    columns: tuple[str, ...]
    rows: Iterable[Row]


def conninfo(url: str) -> str:
    """A PostgreSQL URL as its driver takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def is_postgresql(url: str) -> bool:
    """Whether the URL is one of PostgreSQL's."""
    return make_url(url).get_backend_name() == "postgresql"


def path_of(url: str) -> str:
    """The file of a SQLite URL."""
    return str(make_url(url).database)


def store(
    url: str,
    stocks: Sequence[Stock],
    *,
    then: Sequence[str] = (),
    index_words: Callable[[sqlite3.Connection], object] | None = None,
    progress: Say = say,
) -> None:
    """Fill empty tables, run the statements of `then`, and make the indexes.

    `index_words` fills SQLite's search index, which PostgreSQL makes like any other.
    """
    if is_postgresql(url):
        _store_postgresql(url, stocks, then, progress)
    else:
        _store_sqlite(path_of(url), stocks, then, index_words, progress)


_INDEXED = ("invitation", "event")


def _store_sqlite(
    path: str,
    stocks: Sequence[Stock],
    then: Sequence[str],
    index_words: Callable[[sqlite3.Connection], object] | None,
    progress: Say,
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in (
            *("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "locking_mode=EXCLUSIVE"),
            *("cache_size=-1500000", "threads=2"),
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        # An index that is dropped takes along what the planner is told about it.
        statistics = connection.execute("SELECT tbl, idx, stat FROM sqlite_stat1").fetchall()
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (?, ?)",
            _INDEXED,
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        connection.execute("BEGIN IMMEDIATE")
        for stock in stocks:
            marks = ", ".join("?" * len(stock.columns))
            insert = f"INSERT INTO {stock.table} ({', '.join(stock.columns)}) VALUES ({marks})"
            for some in _batches(stock, progress):
                connection.executemany(insert, some)
        for statement in then:
            progress(statement[:60])
            connection.execute(statement)
        connection.execute("COMMIT")
        if index_words is not None:
            progress("the words")
            index_words(connection)
        for _, made_by in indexes:
            progress(made_by[:60])
            connection.execute(made_by)
        connection.execute("DELETE FROM sqlite_stat1")
        connection.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", statistics)
        connection.execute("PRAGMA locking_mode=NORMAL").fetchall()
        connection.execute("PRAGMA journal_mode=WAL").fetchall()


def _store_postgresql(url: str, stocks: Sequence[Stock], then: Sequence[str], progress: Say) -> None:
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '1GB'")
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN (%s, %s) "
            "AND schemaname = current_schema() AND indexname NOT LIKE 'pk_%%'",
            _INDEXED,
        ).fetchall()
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        with connection.transaction():
            # What is truncated and filled in one transaction goes round the log, where that is kept to the minimum.
            for table in dict.fromkeys((*(stock.table for stock in stocks), *_INDEXED)):
                connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(table)))
            for stock in stocks:
                copy(connection, stock.table, stock.columns, _batches(stock, progress))
            for statement in then:
                progress(statement[:60])
                connection.execute(statement.encode())
        for _, made_by in indexes:
            progress(made_by[:60])
            connection.execute(made_by.encode())
        progress("VACUUM ANALYZE")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def copy(
    connection: "psycopg.Connection[Any]", table: str, columns: Sequence[str], batches: Iterable[Sequence[Row]]
) -> None:
    """COPY rows as text."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        for rows in batches:
            stream.write("".join("\t".join(["\\N" if one is None else str(one) for one in row]) + "\n" for row in rows))


def _batches(stock: Stock, progress: Say) -> Iterator[list[Row]]:
    rows = iter(stock.rows)
    done = 0
    while some := list(islice(rows, AT_ONCE)):
        yield some
        done += len(some)
        if done % TOLD_EVERY < AT_ONCE:
            progress(f"{done:,} rows of {stock.table}")
