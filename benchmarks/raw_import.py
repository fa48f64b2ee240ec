"""The two sides of the import's benchmark, each run in a process of its own: the import itself, and its floor."""

import asyncio
import csv
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import select

from benchmarks.raw_tick import PRAGMAS
from benchmarks.rows import ACCOUNT_COLUMNS
from benchmarks.storing import conninfo, is_postgresql, path_of
from core import clock
from core.database import Database
from models.account import OWNER_COLUMNS, Owner
from services.imports import importing, previewing
from services.imports.import_rows import EVENT_COLUMNS, INVITATION_COLUMNS
from services.imports.previewing import ImportOptions

_TABLES = (("account", ACCOUNT_COLUMNS), ("invitation", INVITATION_COLUMNS), ("event", EVENT_COLUMNS))
_REQUIRED = {"account_id", "id", "invitation_id", "company", "received_at"}


def run_import(url: str, folder: Path) -> tuple[float, float]:
    """Preview and confirm, as the terminal does it. Returns the seconds of each."""
    database = Database(url, pool_size=2)
    owner = database.threads.read(lambda connection: Owner(*connection.execute(select(*OWNER_COLUMNS)).one()))
    with (folder / "rows.csv").open("rb") as file:
        began = time.perf_counter()
        shown = previewing.preview(database, owner, file, filename="rows.csv", options=ImportOptions(), now=clock.now())
        previewed = time.perf_counter()
    database.threads.write(importing.confirm, owner.id, shown["id"], now=clock.now())
    done = importing.apply(database, owner.id, shown["id"], clock.now)
    ended = time.perf_counter()
    assert done["state"] == "imported", done
    assert done["counts"]["added"] == shown["counts"]["rows"], done["counts"]
    asyncio.run(database.close())
    return previewed - began, ended - previewed


def run_floor(url: str, folder: Path) -> tuple[float, float]:
    """Store the dumped rows unchecked, all in one transaction, into tables with the same indexes."""
    began = time.perf_counter()
    if is_postgresql(url):
        with psycopg.connect(conninfo(url)) as connection:
            for table, columns in _TABLES:
                wanted = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
                    sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
                )
                with (
                    (folder / f"{table}.csv").open("rb") as file,
                    connection.cursor() as cursor,
                    cursor.copy(wanted) as copy,
                ):
                    while piece := file.read(1 << 16):
                        copy.write(piece)
    else:
        with closing(sqlite3.connect(path_of(url), isolation_level=None)) as connection:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN IMMEDIATE")
            for table, columns in _TABLES:
                marks = ", ".join("?" if column in _REQUIRED else "nullif(?, '')" for column in columns)
                insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
                with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
                    connection.executemany(insert, csv.reader(file))
            connection.execute("COMMIT")
    return time.perf_counter() - began, 0.0


def dump(url: str, folder: Path) -> None:
    """The rows that the import stored, ready-made, as CSV."""
    for table, columns in _TABLES:
        wanted = f"SELECT {', '.join(columns)} FROM {table}"
        path = folder / f"{table}.csv"
        if is_postgresql(url):
            with (
                psycopg.connect(conninfo(url)) as connection,
                connection.cursor() as cursor,
                path.open("wb") as file,
                cursor.copy(f"COPY ({wanted}) TO STDOUT WITH (FORMAT csv)".encode()) as copy,
            ):
                for piece in copy:
                    file.write(piece)
        else:
            with (
                closing(sqlite3.connect(path_of(url))) as connection,
                path.open("w", newline="", encoding="utf-8") as file,
            ):
                csv.writer(file).writerows(connection.execute(wanted))


def _peak_mebibytes() -> float:
    """The most memory that this program took. `ru_maxrss` would tell of its parent's too, from which it was forked."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    _, what, url, folder = sys.argv
    first, second = {"import": run_import, "floor": run_floor}[what](url, Path(folder))
    print(first, second, _peak_mebibytes())
