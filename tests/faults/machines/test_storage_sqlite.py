"""A SQLite file on a full disk, one that may only be read, and one that another process holds: said, and made good."""

import os
import resource
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from tests.faults.figures import Figures
from tests.faults.machines.fleet import fleet, until
from tests.faults.machines.served import served, unmountable
from tests.faults.noting import long_only

AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") if os.geteuid() == 0 else ()
"""Root may write what is read-only; with this it may not, as nobody else may."""

UNMOUNT = ("umount", "--lazy")
SMALL_BYTES = 16_384


class Disk(Protocol):
    """Where the file lies, and how there comes to be no room, and room again."""

    folder: Path
    trouble: str

    def fill(self, pid: int, /) -> None: ...

    def clear(self, pid: int, /) -> None: ...


class Limited:
    """No file of the process may grow: what any user can be allotted."""

    trouble = "a file held by another process, then one that may not grow"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, pid: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (SMALL_BYTES, resource.RLIM_INFINITY))

    def clear(self, pid: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


class Mounted:
    """A small disk of its own, which another file fills to the last byte."""

    trouble = "a file held by another process, then a full disk"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, _: int) -> None:
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            try:
                while filler.write(b"x" * 4096):
                    pass
            except OSError:
                return

    def clear(self, _: int) -> None:
        (self.folder / "filler").unlink()


@pytest.fixture(params=["limit", pytest.param("disk", marks=long_only)])
def disk(request: pytest.FixtureRequest, tmp_path: Path, figures: Figures) -> Generator[Disk]:
    """A disk that can be filled."""
    if request.param == "limit":
        yield Limited(tmp_path)
        return
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        unmountable(figures, Mounted.trouble)
    try:
        yield Mounted(folder)
    finally:
        subprocess.run([*UNMOUNT, str(folder)], check=True)


@pytest.fixture
def place(migrated_file: Path) -> Callable[[Path], Path]:
    """Put a migrated file into a folder."""

    def put(folder: Path) -> Path:
        path = folder / "replyby.db"
        shutil.copyfile(migrated_file, path)
        return path

    return put


def test_a_file_that_is_held_and_then_a_full_disk_are_told_of_and_made_good_by_themselves(
    disk: Disk, place: Callable[[Path], Path], tmp_path: Path, figures: Figures
) -> None:
    path = place(disk.folder)
    with served(tmp_path, f"sqlite:///{path}") as one:
        with _held(path):
            began = time.monotonic()
            assert one.write() == "unavailable"
            assert time.monotonic() - began >= 5, "another process's turn is waited for"
            assert one.can_read()
            assert one.readiness()[0] == 503
        until(lambda: one.write() is None, "it never stored again")
        one.make_due()
        pid = one.api.process.pid
        disk.fill(pid)
        try:
            assert one.refusals() <= {"storage-full", "storage-failing"}
            one.scheduler_meets_trouble()
            one.refusals()
            status, why = one.readiness()
            assert (status, "stores nothing" in why) == (503, True), why
            assert one.can_read()
        finally:
            disk.clear(pid)
        one.must_recover(figures, disk.trouble)


def test_a_read_only_file_is_served_for_reading_until_it_may_be_written_again(
    place: Callable[[Path], Path], tmp_path: Path, figures: Figures
) -> None:
    path = place(tmp_path)
    url = f"sqlite:///{path}"
    with served(tmp_path, url, *AS_ANYBODY, starts_in_trouble=lambda: path.chmod(0o444)) as one:
        try:
            assert one.refusals() == {"storage-read-only"}
            one.scheduler_meets_trouble()
            status, why = one.readiness()
            assert (status, "stores nothing" in why) == (503, True), why
            assert one.can_read()
        finally:
            path.chmod(0o644)
        one.must_recover(figures, "a file that may only be read")


def test_a_folder_in_which_nothing_may_be_made_refuses_the_start_in_a_sentence(
    place: Callable[[Path], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    path = place(folder)
    with fleet(tmp_path, f"sqlite:///{path}", "none") as machines:
        machines.prefix = AS_ANYBODY
        folder.chmod(0o555)
        try:
            said = machines.refused("serve", "--port", "0")
        finally:
            folder.chmod(0o755)
        assert "Traceback" not in said
        assert len(said.strip().splitlines()) == 1
        assert "can't be" in said


@contextmanager
def _held(path: Path) -> Generator[None]:
    """Somebody else's transaction on the file, for as long as the block lasts."""
    holding = sqlite3.connect(path, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holding.execute("ROLLBACK")
        holding.close()
