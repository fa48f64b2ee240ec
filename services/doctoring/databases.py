"""What is wrong with the database itself: its release, its health, its schema, and its clock."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from core.settings import Settings
from models.tables import metadata
from services.doctoring.complaint import Area, Complaint

SAFE_SQLITE = (3, 51, 3)
"""Before it, two writers who start the log anew at the same moment can damage the file (the WAL-reset bug)."""

OLDEST_POSTGRESQL = 14

MOST_SKEW = timedelta(seconds=5)
"""By how much the clocks of this machine and of PostgreSQL's may differ: leases are told by them."""

_SQLITE_NAMES = text("SELECT name FROM sqlite_schema")
_POSTGRESQL_NAMES = text("SELECT relname FROM pg_class WHERE pg_table_is_visible(oid)")


def examine_sqlite(connection: Connection, *, thorough: bool) -> Iterator[Complaint]:
    """SQLite's release, its log, and whether the file is sound: quickly, or by reading every index too."""
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        yield _complaint(
            f"SQLite is {sqlite3.sqlite_version}. Before {'.'.join(map(str, SAFE_SQLITE))} it could, very rarely, "
            "damage a database that several processes write to.",
            "Install a newer SQLite with the system's or Python's next update, and keep backups.",
            is_wrong=False,
        )
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    if mode != "wal":
        yield _complaint(
            f"SQLite keeps no log beside the database (it is in mode {mode}): readers and writers wait for each other.",
            "Move the database to a local disk whose file system knows shared memory.",
        )
    check = "integrity_check" if thorough else "quick_check"
    found = connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar()
    if found != "ok":
        yield _complaint(f"The database is damaged: {found}.", "Stop the service and restore the newest backup.")
    elif (row := connection.exec_driver_sql("PRAGMA foreign_key_check").first()) is not None:
        yield _complaint(
            f"Rows of {row[0]} belong to rows of {row[2]} that aren't there.",
            "Restore a backup of before, and please report it.",
        )


def examine_postgresql(connection: Connection, settings: Settings, *, now: datetime) -> Iterator[Complaint]:
    """PostgreSQL's release, what it promises of a commit, its connections and its clock. `now` is read just before."""
    if (version := _whole(connection, "server_version_num") // 10_000) < OLDEST_POSTGRESQL:
        yield _complaint(f"PostgreSQL {version} is no longer cared for.", "Upgrade it to one that is.")
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if connection.scalar(text("SELECT current_setting(:name)"), {"name": name}) == "off":
            yield _complaint(
                f"PostgreSQL's {name} is off: what was answered as stored can be lost when the machine fails.",
                f"Set {name} = on in postgresql.conf.",
            )
    most = _whole(connection, "max_connections") - _whole(connection, "superuser_reserved_connections")
    if most < 2 * settings.pool_size:
        yield _complaint(
            f"PostgreSQL takes {most} connections, and one process may hold {2 * settings.pool_size}.",
            "Lower REPLYBY_POOL_SIZE, or raise max_connections: twice the pool size for each process.",
        )
    used = connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")) or 0
    if used > most * 0.9:
        yield _complaint(
            f"{used} of PostgreSQL's {most} connections are taken: the next process may find none.",
            "Raise max_connections, lower REPLYBY_POOL_SIZE, or put PgBouncer before it.",
        )
    skew = abs((connection.scalar(text("SELECT clock_timestamp()")) or now) - now)
    if skew > MOST_SKEW:
        yield _complaint(
            f"The clocks of this machine and of the database's differ by {round(skew.total_seconds())} s.",
            "Let both follow a time server (NTP).",
        )


def examine_schema(connection: Connection) -> Iterator[Complaint]:
    """Tables and indexes that this release has and the database doesn't."""
    is_postgresql = connection.dialect.name == "postgresql"
    there = set(connection.execute(_POSTGRESQL_NAMES if is_postgresql else _SQLITE_NAMES).scalars())
    for table in metadata.sorted_tables:
        if table.name not in there:
            yield _complaint(f"The table {table.name} is missing.", "Restore a backup, and please report it.")
            continue
        missing = sorted(str(index.name) for index in table.indexes if index.name not in there)
        if missing:
            yield _complaint(
                f"The table {table.name} lacks {', '.join(missing)}: what is looked up by it is slow, or kept twice.",
                "Somebody removed it. Make it again as the migrations do, or back up and restore.",
            )


def _whole(connection: Connection, name: str) -> int:
    return int(connection.scalar(text("SELECT current_setting(:name)"), {"name": name}) or 0)


def _complaint(what: str, remedy: str, *, is_wrong: bool = True) -> Complaint:
    return Complaint(Area.DATABASE, what, remedy, is_wrong)
