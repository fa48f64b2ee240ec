"""Upgrades that die can be run again: nothing of the half-done one is there, and every row is."""

import asyncio
import json
import shutil
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import Connection, inspect, text

from cli.opening import migrated
from core.database import Database
from core.settings import Settings
from models import schema
from models.revisions import current, head, steps
from models.tables import metadata
from tests.faults.figures import Figures
from tests.migrations.a_migrator import downgrade
from tests.migrations.conftest import Attempt
from tests.rows import add_rows_of_every_table

T = TypeVar("T")

TOGETHER = 4
NOT_IN_METADATA = ("invitation_search", "ix_invitation_words")
"""The full-text indexes, which each kind of database writes in its own way."""

_ITS_WAITING = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'")

Rows = Mapping[str, list[str]]


def in_order() -> list[str]:
    """Every revision, the first one first."""
    after = {before: revision for revision, before in steps().items()}
    found: list[str] = []
    while (found[-1] if found else None) in after:
        found.append(after[found[-1] if found else None])
    return found


def earlier(rounds: Callable[[int, int], int]) -> list[str]:
    """The revisions to upgrade from: in the short run the very first and the last but one."""
    before = in_order()[:-1]
    return [before[0], before[-1]] if rounds(1, 2) == 1 else before


def looked(url: str, question: Callable[[Connection], T]) -> T:
    """What a database says, through a connection that doesn't stay."""
    database = Database(url, pool_size=2)
    try:
        return database.threads.read(question)
    finally:
        database.threads.close()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url, pool_size=2)
    try:
        yield database
    finally:
        database.threads.close()


def rows_as_stored(connection: Connection) -> Rows:
    """Every row of every table that there is, by the columns that there are."""
    rows: dict[str, list[str]] = {}
    for name in inspect(connection).get_table_names():
        if not name.startswith((*NOT_IN_METADATA, "alembic")):
            found = connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()  # noqa: S608
            rows[name] = sorted(json.dumps(dict(row), default=repr, sort_keys=True) for row in found)
    return rows


def kept_in(before: Rows, after: Rows) -> bool:
    """Whether every row is still there, with the same value in each column that it had.

    What is yet to be indexed isn't asked for: a migration that makes the index anew says so there.
    """
    for name, rows in before.items():
        if name == "search_queue":
            continue
        columns = set(json.loads(rows[0])) if rows else set()
        cut = [json.loads(row) for row in after[name]]
        have = sorted(json.dumps({key: row[key] for key in columns}, sort_keys=True) for row in cut)
        if have != rows:
            return False
    return True


def differences_to_metadata(connection: Connection) -> list[Any]:
    """What a migration would have to do yet, and what the database itself finds wrong."""
    options = {"include_name": lambda name, _kind, _: not str(name).startswith(NOT_IN_METADATA), "compare_type": True}
    with warnings.catch_warnings():
        # SQLite's indexes over expressions can't be compared, and SQLAlchemy says so.
        warnings.filterwarnings("ignore", message=".*expression-based index")
        found = list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))
    if connection.dialect.name == "sqlite":
        found += connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        found += [row for row in connection.exec_driver_sql("PRAGMA integrity_check").all() if row[0] != "ok"]
    return found


def fill_and_go_back(url: str, migrate: Attempt, revision: str) -> Rows:
    """A database of an earlier release with rows in every table that it has."""
    assert migrate("0").startswith("done")
    with opened(url) as database:
        database.threads.write(add_rows_of_every_table, seed=11, each=6)
    assert migrate(f"down {revision}") == f"done {revision}"
    return looked(url, rows_as_stored)


def kill_at_statements(url: str, migrate: Attempt, every: int, unchanged: Callable[[], None]) -> int:
    """Kill the upgrade at every so many-th statement, and see each time that it left nothing. Returns how often."""
    for kills, number in enumerate(count(1, every)):
        outcome = migrate(str(number))
        if outcome.startswith("done"):
            return kills
        assert outcome == "killed", outcome
        unchanged()
    raise AssertionError("unreachable")


def test_an_upgrade_killed_at_any_statement_is_run_again(
    database_url: str, migrate: Attempt, rounds: Callable[[int, int], int], figures: Figures, copies: Path
) -> None:
    every = rounds(19, 1)

    def still_empty() -> None:
        assert looked(database_url, lambda connection: inspect(connection).get_table_names()) == []

    kills = kill_at_statements(database_url, migrate, every, still_empty)
    assert looked(database_url, differences_to_metadata) == []
    whole = 0
    for revision in earlier(rounds):
        assert migrate("down base") == "done base"
        rows = fill_and_go_back(database_url, migrate, revision)
        copy = copies / f"replyby.before-{head()}.db"
        copy.unlink(missing_ok=True)

        def as_it_was(revision: str = revision, rows: Rows = rows, copy: Path = copy) -> None:
            nonlocal whole
            assert looked(database_url, current) == revision
            assert looked(database_url, rows_as_stored) == rows
            if copy.exists():
                whole += 1
                assert looked(f"sqlite:///{copy}", current) == revision
                assert looked(f"sqlite:///{copy}", rows_as_stored) == rows

        kills += kill_at_statements(database_url, migrate, every, as_it_was)
        assert looked(database_url, current) == head()
        assert looked(database_url, differences_to_metadata) == []
        assert kept_in(rows, looked(database_url, rows_as_stored))
    assert whole or database_url.startswith("postgresql")
    assert not list(copies.glob(".*"))
    figures.note(
        "P13",
        f"an upgrade killed, from nothing and from {len(earlier(rounds))} earlier releases with rows",
        required="killed at every migration statement, both databases",
        measured=f"{kills} times, {'at every one' if every == 1 else f'at every {every}th one'}, and run again",
        holds=kills >= 8,
    )


def test_every_step_can_be_gone_back_and_all_be_taken_again(database_url: str, migrate: Attempt) -> None:
    assert migrate("0").startswith("done")
    with opened(database_url) as database:
        database.threads.write(add_rows_of_every_table, seed=13, each=4)
    rows = looked(database_url, rows_as_stored)
    for revision in reversed(in_order()[:-1]):
        assert migrate(f"down {revision}") == f"done {revision}"
        before, rows = rows, looked(database_url, rows_as_stored)
        assert kept_in(rows, before)
    assert all(rows.values())
    assert migrate("0") == f"done {in_order()[0]}"
    assert looked(database_url, differences_to_metadata) == []
    assert kept_in(rows, looked(database_url, rows_as_stored))
    assert migrate("down base") == "done base"
    left = looked(database_url, lambda connection: inspect(connection).get_table_names())
    assert set(left) <= {"alembic_version"}


@pytest.mark.parametrize("revision", [None, in_order()[0]], ids=["from-nothing", "from-the-first-release"])
def test_several_processes_that_start_at_once_upgrade_once(
    revision: str | None,
    database_url: str,
    migrate: Attempt,
    migrate_together: Callable[..., list[str]],
    copies: Path,
) -> None:
    rows = None if revision is None else fill_and_go_back(database_url, migrate, revision)
    shutil.rmtree(copies)
    copies.mkdir()
    outcomes = migrate_together("0", together=TOGETHER)
    assert all(outcome.startswith("done") for outcome in outcomes), outcomes
    assert looked(database_url, differences_to_metadata) == []
    assert list(copies.glob(".*")) == []
    if rows is not None:
        assert kept_in(rows, looked(database_url, rows_as_stored))
        if database_url.startswith("sqlite"):
            (copy,) = copies.iterdir()
            assert looked(f"sqlite:///{copy}", current) == revision
            assert looked(f"sqlite:///{copy}", rows_as_stored) == rows


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_upgrade_waits_for_another_one_that_has_begun(database_url: str) -> None:
    with opened(database_url) as database, ThreadPoolExecutor(1) as beside:

        def hold_the_lock(connection: Connection) -> "Future[str | None]":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": schema.ADVISORY_LOCK})
            another = beside.submit(schema.upgrade, database)
            gives_up_at = time.monotonic() + 30
            while not another.done() and connection.scalar(_ITS_WAITING) is None and time.monotonic() < gives_up_at:
                connection.execute(text("SELECT pg_stat_clear_snapshot()"))
                time.sleep(0.01)
            assert not another.done(), "it didn't wait"
            assert inspect(connection).get_table_names() == []
            return another

        database.threads.write(hold_the_lock).result(timeout=60)
        assert database.threads.read(current) == head()


def test_a_schema_of_a_later_release_is_refused_and_left_alone(
    database_url: str, migrate: Attempt, copies: Path
) -> None:
    assert migrate("0").startswith("done")
    with opened(database_url) as database:
        database.threads.write(add_rows_of_every_table, seed=12, each=2)
        database.threads.write(
            lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_the_future'")
        )
        before = database.threads.read(rows_as_stored)
        with pytest.raises(schema.SchemaIsNewer, match="from_the_future"):
            schema.upgrade(database, backup_to=copies)
        assert database.threads.read(rows_as_stored) == before
    assert list(copies.iterdir()) == []


def test_an_upgrade_as_it_is_started_leaves_its_copy_beside_the_file_and_needs_no_data_folder(
    tmp_path: Path,
) -> None:
    file = tmp_path / "elsewhere" / "mine.db"
    file.parent.mkdir()
    url = f"sqlite:///{file}"
    with opened(url) as database:
        schema.upgrade(database)
    assert downgrade(url, in_order()[-2]) == in_order()[-2]
    missing = tmp_path / "no data folder"
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        data_dir=missing,
        database_url=SecretStr(url),
        secret_key=SecretStr("a key that only the tests know, 0123456789"),
    )
    upgraded = migrated(settings)
    asyncio.run(upgraded.close())
    assert looked(f"sqlite:///{file.with_name(f'mine.before-{head()}.db')}", current) == in_order()[-2]
    assert not missing.exists()


def test_a_copy_that_another_process_made_first_is_not_replaced_by_one_of_the_new_schema(tmp_path: Path) -> None:
    """The slower one of two copies what the quicker one has upgraded already: that isn't the copy from before."""
    url = f"sqlite:///{tmp_path / 'replyby.db'}"
    copy = tmp_path / "copy.db"
    with opened(url) as database:
        schema.upgrade(database)
        schema._copy(database, copy, revision="an earlier one")
        assert not copy.exists()
        schema._copy(database, copy, revision=head())
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
