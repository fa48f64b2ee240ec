"""Backups beside each other: none takes another one's place, whenever it was begun, and the oldest go first."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.backups import files
from services.backups.files import BackupThere, dated_name, dated_path, remove_older, whole_file, working_folder
from tests.conftest import START

ROOT = Path(__file__).parents[2]
NOW = START + timedelta(days=3)

ANOTHER = """
import sys
from pathlib import Path
from services.backups.files import whole_file
with whole_file(Path(sys.argv[1])) as part:
    part.write_text("another's")
    print("begun", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("has_links", [True, False])
def test_of_two_backups_of_one_name_the_first_to_be_whole_stays_and_the_other_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    path = tmp_path / dated_name(NOW)
    if not has_links:
        monkeypatch.setattr(files.os, "link", _no_links)
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as another:
        assert another.stdout is not None
        assert another.stdout.readline() == "begun\n"
        with pytest.raises(BackupThere):
            _write_while(another, path)
    assert another.returncode == 0
    assert path.read_text() == "another's"
    assert list(tmp_path.iterdir()) == [path]


def _write_while(another: "subprocess.Popen[str]", path: Path) -> None:
    """Another's backup, begun before, is whole before ours is."""
    with whole_file(path) as part:
        part.write_text("ours")
        another.communicate("go on\n")
        assert path.read_text() == "another's"


def _no_links(*_: Any) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def test_where_a_file_can_have_one_name_only_a_backup_gets_it_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.os, "link", _no_links)
    with whole_file(tmp_path / "kept.db") as part:
        part.write_text("whole")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"kept.db": "whole"}


def test_a_dated_name_that_is_taken_is_that_of_the_next_free_second(tmp_path: Path) -> None:
    for seconds in range(3):
        path = dated_path(tmp_path, now=NOW)
        assert path.name == dated_name(NOW + timedelta(seconds=seconds))
        path.touch()


def test_only_dated_backups_are_removed_the_oldest_first_and_parts_that_a_killed_one_left(tmp_path: Path) -> None:
    dated = [tmp_path / dated_name(NOW + timedelta(days=day)) for day in range(5)]
    mine = tmp_path / "before-the-holidays.db"
    left, at_work = tmp_path / f".{dated_name(NOW)}.0123abcd.part", tmp_path / f".{dated_name(START)}.0123abce.part"
    for path in (*dated, mine, left, at_work):
        path.touch()
    later = NOW + timedelta(days=5)
    for path, age in ((left, timedelta(days=2)), (at_work, timedelta(minutes=5))):
        os.utime(path, times=((later - age).timestamp(),) * 2)
    assert remove_older(tmp_path, keep=2, now=later) == dated[:3]
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in (*dated[3:], mine, at_work)}


def _begin(folder: Path) -> None:
    with pytest.raises(LookupError), working_folder(folder, now=NOW):
        raise LookupError


def _keep_one(folder: Path) -> None:
    remove_older(folder, keep=1, now=NOW)


@pytest.mark.parametrize("clears", [_begin, _keep_one])
def test_what_is_prepared_lies_where_it_has_room_and_is_gone_afterwards(
    tmp_path: Path, clears: Callable[[Path], None]
) -> None:
    """Temporary files may lie in memory. What a killed process left is removed a day later, by whoever comes next."""
    folder = tmp_path / "data" / "backups"
    with working_folder(folder, now=NOW) as work:
        assert work.parent == folder
        assert [stat.S_IMODE(one.stat().st_mode) for one in (folder.parent, folder, work)] == [0o700] * 3
    assert list(folder.iterdir()) == []
    left, lately = folder / ".replyby-working-left", folder / ".replyby-working-lately"
    for one, hours in ((left, 25), (lately, 23)):
        one.mkdir()
        at: float = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(one, (at, at))
    clears(folder)
    assert list(folder.iterdir()) == [lately]
