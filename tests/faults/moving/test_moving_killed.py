"""Moving a database that is written to all the while, and killed again and again: nothing acknowledged is missing."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, select

from core.database import Database
from core.moved import DatabaseMoved
from core.sqlite_file import DatabaseBusy
from models.account import ACCOUNT
from models.fenced import BEING_FILLED, MOVED
from models.invitation import INVITATION
from models.revisions import current, head
from tests.conftest import Clock, Person
from tests.faults.figures import Figures
from tests.postgres import Server
from tests.rows import add_rows_of_every_table, rows_of_every_table
from tests.tracked import Diary

T = TypeVar("T")

ROOT = Path(__file__).parents[3]
PAUSE_SECONDS = 0.005
REFUSED_FOR_NOW = 0.05


class Writer(threading.Thread):
    """Somebody who records and changes invitations until the database says that it was moved."""

    def __init__(self, diary: Diary) -> None:
        super().__init__(daemon=True)
        self.diary = diary
        self.acknowledged: dict[UUID, str | None] = {}
        self.refused_for_now = 0
        self.ended: BaseException | None = None

    def run(self) -> None:
        """Write, and remember what was acknowledged."""
        last: UUID | None = None
        while self.ended is None:
            try:
                if last is None:
                    last = self.diary.record(f"Company {uuid4().hex}")["id"]
                    self.acknowledged[last] = None
                else:
                    notes = uuid4().hex
                    self.diary.edit(last, notes=notes)
                    self.acknowledged[last] = notes
                    last = None
            except DatabaseBusy:
                self.refused_for_now += 1
                time.sleep(REFUSED_FOR_NOW)
            except BaseException as error:
                self.ended = error
            time.sleep(PAUSE_SECONDS)


@pytest.fixture
def target(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Generator[str]:
    """An empty database of the other kind."""
    if database_url.startswith("postgresql"):
        yield f"sqlite:///{tmp_path / 'moved.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = f"moved_{uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def moving(source: str, target: str) -> Generator[Callable[[str], str]]:
    """Try to move, as `a_mover` does it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.moving.a_mover", source, target],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def attempt(told: str) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{told}\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    try:
        yield attempt
    finally:
        process.kill()
        process.communicate()


def test_a_move_that_is_killed_again_and_again_loses_nothing(
    database: Database,
    database_url: str,
    target: str,
    ada: Person,
    clock: Clock,
    rounds: Callable[[int, int], int],
    figures: Figures,
) -> None:
    database.threads.write(add_rows_of_every_table, seed=5, each=rounds(12, 1_500))
    writer = Writer(Diary(database, ada.id, clock))
    writer.start()
    kills = 0
    done: dict[str, Any] | None = None
    with moving(database_url, target) as attempt:
        # What one try has committed the next needn't: together they die in the place of every commit.
        steps = [str(number) for number in rounds_of_steps(rounds)]
        at_random = [f"{0.04 * number % 1.3:.2f}s" for number in range(1, rounds(2, 150))]
        for told in (*steps, *at_random):
            outcome = attempt(told)
            assert not outcome.startswith("failed"), outcome
            kills += outcome == "killed"
            assert_one_at_the_most_is_open(database, target)
            if outcome.startswith("done"):
                done = json.loads(outcome.removeprefix("done "))
                break
        while done is None:
            outcome = attempt("0")
            assert outcome.startswith("done"), outcome
            done = json.loads(outcome.removeprefix("done "))
    writer.join(timeout=60)
    assert isinstance(writer.ended, DatabaseMoved), writer.ended
    stored = looked(target, _notes)
    missing = [key for key, notes in writer.acknowledged.items() if key not in stored or stored[key] != notes]
    kept, arrived = database.threads.read(_rows), looked(target, _rows)
    different = [name for name in kept if kept[name] != arrived[name]]
    figures.note(
        "P1",
        "moved to another database while it is written to, and killed again and again",
        required="0 acknowledged writes missing, every row equal",
        measured=f"{len(missing)} of {len(writer.acknowledged)}, {len(different)} tables differ, {kills} kills",
        holds=not missing and not different and kills > 4 and len(writer.acknowledged) > 10,
    )


def rounds_of_steps(rounds: Callable[[int, int], int]) -> list[int]:
    """Which commits are not reached: a few from the beginning, then one page more with every try."""
    return [1, 2, 3, 4, 3, 7, *([2, 3] * rounds(2, 30))]


def assert_one_at_the_most_is_open(source: Database, target: str) -> None:
    """Never two on which a service could start that finds anything to do."""
    is_open = source.threads.read(current) == head()
    filled = looked(target, current) == head() and looked(target, _has_accounts)
    assert not (is_open and filled)


def test_killed_between_the_last_two_steps_neither_is_open_until_it_is_run_again(
    database: Database, database_url: str, target: str
) -> None:
    """The source is shut by the last commit but one, and the target let go by the last."""
    database.threads.write(add_rows_of_every_table, seed=6, accounts=2, each=2)
    with moving(database_url, target) as attempt:
        while database.threads.read(current) == head():
            # Each try takes the target over, gets one commit further, and dies in the place of the next.
            assert attempt("3") == "killed"
            assert looked(target, current) != head() or not looked(target, _has_accounts)
        assert database.threads.read(current) == MOVED
        assert looked(target, current) == BEING_FILLED
        assert attempt("1") == "killed"
        assert attempt("0").startswith("done")
    assert looked(target, current) == head()
    assert looked(target, _rows) == database.threads.read(_rows)


def looked(url: str, question: Callable[[Connection], T]) -> T:
    """What a database says, through a connection that doesn't stay: others would take it for a service's."""
    database = Database(url, pool_size=2)
    try:
        return database.threads.read(question)
    finally:
        database.threads.close()


def _has_accounts(connection: Connection) -> bool:
    return connection.execute(select(ACCOUNT.c.id).limit(1)).first() is not None


def _notes(connection: Connection) -> dict[UUID, str | None]:
    return {row.id: row.notes for row in connection.execute(select(INVITATION.c.id, INVITATION.c.notes))}


def _rows(connection: Connection) -> dict[str, object]:
    return {name: rows for name, rows in rows_of_every_table(connection).items() if name != "search_queue"}
