"""A restoring that is killed, at whichever step, leaves what was there before; a backup that is killed, nothing."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import update

from core.database import Database
from models.account import ACCOUNT
from models.invitation import EVENT
from models.upkeep import HOLD
from services.backups.checking import check_backup
from services.backups.files import BESIDE
from services.backups.restoring import Wish, restore
from services.backups.writing import write_backup
from tests.backups import KINDS, Kind, fill, fresh_place, how_many, reopened, rows_of
from tests.conftest import START, Person
from tests.faults.backups.a_restorer import BACKUP_STEPS, RESTORE_STEPS
from tests.faults.backups.service import ROOT
from tests.faults.figures import Figures
from tests.faults.noting import IS_LONG
from tests.postgres import Server
from tests.reminders import record

PROGRAM = Path(__file__).with_name("a_restorer.py")

Dying = Callable[..., None]


@pytest.fixture
def dies_at(tmp_path: Path) -> Generator[Dying]:
    """Has a process make or restore a backup and kill itself at a step."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    into, out = process.stdin, process.stdout

    def die(step: str, backup: Path, url: str) -> None:
        into.write(json.dumps([step, str(backup), url, str(tmp_path / step)]) + "\n")
        into.flush()
        assert out.readline().strip() == str(int(signal.SIGKILL)), step

    yield die
    process.communicate(timeout=60)


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_restoring_leaves_what_was_there_and_can_be_run_again(
    migrated_file: Path,
    tmp_path: Path,
    dies_at: Dying,
    kind: Kind,
    request: pytest.FixtureRequest,
    figures: Figures,
) -> None:
    def server() -> Server:
        return request.getfixturevalue("postgresql")

    backup = _a_backup(migrated_file, tmp_path)
    steps, unchanged, served_half = RESTORE_STEPS[kind], 0, 0
    if not IS_LONG:
        steps = steps[-2:]
    with ExitStack() as places:
        url = places.enter_context(fresh_place(kind, tmp_path, server))
        restore(Wish(backup, url, None), now=START)
        with reopened(url) as database:
            database.threads.write(lambda one: one.execute(update(ACCOUNT).values(name="Somebody")) and None)
            before = rows_of(database)
        for step in steps:
            dies_at(step, backup, url)
            with reopened(url) as database:
                unchanged += rows_of(database) == before
                served_half += how_many(database, HOLD) != 1
        # Each had backed up what it was to replace, and what has its name is whole.
        for kept in tmp_path.glob("*/backups/replyby-*"):
            assert check_backup(kept).rows["account"] == 1
        restore(Wish(backup, url, tmp_path), now=START)
        with reopened(url) as database:
            assert how_many(database, ACCOUNT, ACCOUNT.c.name == "Ada") == 1
            assert how_many(database, EVENT) == check_backup(backup).rows["event"]
            assert how_many(database, HOLD) == 1
    left = [path.name for path in tmp_path.iterdir() if "restoring" in path.name]
    figures.database = kind
    figures.note(
        "P12",
        "a restoring killed at its steps",
        required="what was there before; run again, it is whole",
        measured=f"{len(steps)} kills: {unchanged} unchanged, {served_half} half restored",
        holds=unchanged == len(steps) and not served_half and not left,
    )


def test_a_killed_backup_leaves_no_file_of_its_name(
    database: Database, database_url: str, ada: Person, tmp_path: Path, dies_at: Dying
) -> None:
    record(database, ada.owner, now=START)
    path = tmp_path / "kept.db"
    for step in BACKUP_STEPS:
        dies_at(f"backup:{step}", path, database_url)
        assert not path.exists(), step
    # Another one of that name may be at work just now: what was left goes a day later.
    for left in tmp_path.glob(".kept.db.*"):
        two_days_ago = left.stat().st_mtime - 2 * 24 * 60 * 60
        os.utime(left, times=(two_days_ago, two_days_ago))
    assert write_backup(database, path, now=START).contents.rows["invitation"] == 1
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".kept")]
    assert not [side for side in BESIDE if Path(f"{path}{side}").exists()]


def _a_backup(migrated_file: Path, folder: Path) -> Path:
    source = folder / "source.db"
    source.write_bytes(migrated_file.read_bytes())
    with reopened(f"sqlite:///{source}") as database:
        database.threads.write(fill)
        return write_backup(database, folder / "backup.db", now=START).path
