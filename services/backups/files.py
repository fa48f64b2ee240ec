"""Where backups lie, how they are called, and how a file comes to stand there whole or not at all."""

import os
import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.errors import Conflict
from core.settings import make_private

FOLDER = "backups"
"""In the data folder, where nobody names a place."""

BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite may keep beside a file."""

_NAME = re.compile(r"replyby-\d{8}T\d{6}Z\.db")
_PART = re.compile(r"\.replyby-\d{8}T\d{6}Z\.db\.part")


class BackupThere(Conflict):
    """A file of that name exists: a backup never takes the place of another one."""

    type = "backup-there"
    title = "There is a file of that name"


def dated_name(now: datetime) -> str:
    """What a backup is called that is made at `now`: its instant in UTC, so that names are in the order of time."""
    return f"replyby-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"


def place_of(named: Path | None, data_dir: Path, *, now: datetime) -> Path:
    """Where a backup goes: the file that was named, a dated one in the folder that was, or in ours.

    Raises BackupThere and OSError.
    """
    folder = data_dir / FOLDER if named is None else named if named.is_dir() else None
    if named is None:
        make_private(data_dir / FOLDER)
    path = named if folder is None else folder / dated_name(now)
    if path is None or path.exists():
        raise BackupThere(f"{path} exists already. Name another file.")
    return path


def remove_older(folder: Path, *, keep: int, now: datetime) -> list[Path]:
    """Remove all but the newest `keep` of the dated backups in a folder, and what a killed backup left a day ago.

    Files of other names are left alone. Returns the backups that are gone.
    """
    found = sorted(folder.iterdir())
    ours = [path for path in found if _NAME.fullmatch(path.name)]
    gone = ours[: max(len(ours) - keep, 0)]
    yesterday = (now - timedelta(days=1)).timestamp()
    left = [path for path in found if _PART.fullmatch(path.name) and path.stat().st_mtime < yesterday]
    for path in (*gone, *left):
        remove_with_sides(path)
    return gone


@contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """A file to be written beside `path`, for its owner's eyes, which takes its place when the block is done.

    What breaks off leaves nothing. Raises OSError.
    """
    part = path.with_name(f".{path.name}.part")
    remove_with_sides(part)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        yield part
        to_disk(part)
        part.rename(path)
    except BaseException:
        remove_with_sides(part)
        raise
    to_disk(path.parent)


def remove_with_sides(path: Path) -> None:
    """Remove a SQLite file and what lies beside it, where it is there."""
    for one in (path, *(path.with_name(path.name + side) for side in BESIDE)):
        one.unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """Wait until what was written is on the disk: a file's content, or a folder's names."""
    with suppress(PermissionError):
        # Windows opens no folders; there names need no such help.
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
