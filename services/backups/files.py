"""Where backups lie, how they are called, and how a file comes to stand there whole or not at all."""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.errors import Conflict
from core.settings import make_private

FOLDER = "backups"
"""In the data folder, where nobody names a place."""

BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite may keep beside a file."""

NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What a file system answers that gives a file one name only, such as that of a memory stick."""

_NAME = re.compile(r"replyby-\d{8}T\d{6}Z\.db")
_PART = re.compile(rf"\.{_NAME.pattern}\.[0-9a-f]{{8}}\.part")
_WORKING = ".replyby-working-"
_WORKED_IN = re.compile(rf"{re.escape(_WORKING)}.+")
_LEFT_AFTER = timedelta(days=1)
"""What nobody has written to for so long was left by a process that was killed."""


class BackupThere(Conflict):
    """A file of that name exists: a backup never takes the place of another one."""

    type = "backup-there"
    title = "There is a file of that name"


def dated_name(now: datetime) -> str:
    """What a backup is called that is made at `now`: its instant in UTC, so that names are in the order of time."""
    return f"replyby-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"


def dated_path(folder: Path, *, now: datetime, before: str = "") -> Path:
    """Where a file goes that is named for `now`, with `before` before that; for the next second that is free."""
    while (path := folder / f"{before}{dated_name(now)}").exists():
        now += timedelta(seconds=1)
    return path


def place_of(named: Path | None, data_dir: Path, *, now: datetime) -> Path:
    """Where a backup goes: the file that was named, a dated one in the folder that was, or in ours.

    Raises BackupThere and OSError.
    """
    folder = data_dir / FOLDER if named is None else named if named.is_dir() else None
    if named is None:
        make_private(data_dir)
        make_private(data_dir / FOLDER)
    path = named if folder is None else dated_path(folder, now=now)
    if path is None or path.exists():
        raise _there(path)
    return path


def remove_older(folder: Path, *, keep: int, now: datetime) -> list[Path]:
    """Remove all but the newest `keep` of the dated backups in a folder, and what processes left that were killed.

    The latter stays for a day, and files of other names for good. Returns the backups that are gone.
    """
    found = sorted(folder.iterdir())
    ours = [path for path in found if _NAME.fullmatch(path.name)]
    gone = ours[: max(len(ours) - keep, 0)]
    for path in gone:
        remove_with_sides(path)
    for name in (_PART, _WORKED_IN):
        _remove_left(found, name, before=(now - _LEFT_AFTER).timestamp())
    return gone


def _remove_left(found: Iterable[Path], name: re.Pattern[str], *, before: float) -> None:
    for path in found:
        # Another one may just have finished it, or removed it.
        with suppress(FileNotFoundError):
            if name.fullmatch(path.name) and path.stat().st_mtime < before:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    remove_with_sides(path)


@contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """A file to be written beside `path`, for its owner's eyes, which takes its place when the block is done.

    What breaks off leaves nothing, what is killed until one of the same name is begun a day later. A file that has that
    name already stays. Raises BackupThere and OSError.
    """
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        of_this_name = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.part")
        _remove_left(path.parent.iterdir(), of_this_name, before=part.stat().st_mtime - _LEFT_AFTER.total_seconds())
        yield part
        to_disk(part)
        _put(part, path)
    except BaseException:
        remove_with_sides(part)
        raise
    to_disk(path.parent)


def _put(part: Path, path: Path) -> None:
    """Give a file its name; unlike a renaming this takes no other's place, which began in the same second."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise _there(path) from None
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if path.exists():
            raise _there(path) from None
        part.rename(path)
    else:
        part.unlink()


def _there(path: Path | None) -> BackupThere:
    return BackupThere(f"{path} exists already. Name another file.")


@contextmanager
def working_folder(beside: Path | None, *, now: datetime) -> Generator[Path]:
    """A folder for what is only needed meanwhile, in another one or where temporary files go; it is gone afterwards.

    What was left in that other one by a process that was killed stays until the next is begun there, or older backups
    are removed, a day later.
    """
    if beside is not None:
        make_private(beside.parent)
        make_private(beside)
        _remove_left(beside.iterdir(), _WORKED_IN, before=(now - _LEFT_AFTER).timestamp())
    with tempfile.TemporaryDirectory(prefix=_WORKING, dir=beside) as folder:
        yield Path(folder)


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
