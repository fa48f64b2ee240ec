"""What is wrong with the files: who may read them, what disk they are on, and how much room is left."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from core.settings import Settings
from services.doctoring.complaint import Area, Complaint

LARGEST_LOG = 64 * 2**20
"""Bytes of SQLite's log: it stays smaller unless something reads for very long."""

LEAST_ROOM = 200 * 2**20
"""Bytes to be left on the disk beside twice the database, which an upgrade and a backup take."""

_ON_A_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "ncpfs", "lustre"})
_MOUNTS = Path("/proc/self/mounts")


def examine_files(settings: Settings, database: Path | None) -> Iterator[Complaint]:
    """The data folder and, with SQLite, the database's file."""
    for path in (settings.data_dir, settings.data_dir / "secret.key", database):
        if path is not None and path.exists():
            yield from _examine_permissions(path)
    if database is None:
        return
    kind = kind_of_mount(database.resolve(), _mounts())
    if kind in _ON_A_NETWORK or (kind or "").startswith("fuse.sshfs"):
        yield Complaint(
            Area.FILES,
            f"The database lies on a network file system ({kind}), which doesn't lock as SQLite needs it: it can be "
            "damaged at any time.",
            "Move it to a local disk (REPLYBY_DATA_DIR), or use PostgreSQL.",
        )
    yield from _examine_room(database)
    log = database.with_name(database.name + "-wal")
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        yield Complaint(
            Area.FILES,
            f"SQLite's log has grown to {_megabytes(log.stat().st_size)}: something has been reading for very long.",
            "End commands and programs that have the database open. The next quiet moment shrinks it.",
        )


def _examine_permissions(path: Path) -> Iterator[Complaint]:
    if os.name != "posix" or (path.is_file() and not path.parent.stat().st_mode & 0o011):
        # Nobody else comes into the folder that it lies in.
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        mode = "700" if path.is_dir() else "600"
        yield Complaint(
            Area.FILES,
            f"Others on this machine may look into {path}: names, letters or the secret key are there.",
            f"chmod {mode} {path}",
        )


def _examine_room(database: Path) -> Iterator[Complaint]:
    size = database.stat().st_size if database.exists() else 0
    folder = next(folder for folder in database.resolve().parents if folder.exists())
    free = shutil.disk_usage(folder).free
    needed = 2 * size + LEAST_ROOM
    if free < needed:
        yield Complaint(
            Area.FILES,
            f"The disk has {_megabytes(free)} left. An upgrade, a backup and the log may need {_megabytes(needed)}; "
            "on a full disk nothing can be recorded.",
            "Make room, or move the data folder.",
        )


def kind_of_mount(path: Path, mounts: str) -> str | None:
    """The kind of file system that a path is on, from the lines of /proc/self/mounts; None where they don't say."""
    kind, longest = None, -1
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        place = Path(fields[1].replace("\\040", " "))
        if path.is_relative_to(place) and len(place.parts) >= longest:
            kind, longest = fields[2], len(place.parts)
    return kind


def _mounts() -> str:
    return _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else ""


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
