"""Restoring a backup: everything in it, at this release's schema and held, or nothing at all.

All is prepared in a copy of the backup beside the target: it is brought up to date, and held. Then it takes the place
of what the target has in one transaction, SQLite's or PostgreSQL's. Killed at any moment, the target has what it had
before, and no service ever sees half of it.
"""

import asyncio
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from core.database import Database
from core.settings import make_private
from models import schema
from services.backups.checking import BackupUnusable, Contents, check_backup, open_to_read
from services.backups.files import remove_with_sides, working_folder
from services.backups.into_postgresql import into_postgresql
from services.backups.into_sqlite import into_sqlite, locked_file
from services.backups.pouring import Progress, untold
from services.backups.writing import copy_pages
from services.holding.parking import Parked, hold


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `backup_to` is where what is replaced is backed up; None: the target must hold nothing.

    On the way to PostgreSQL a copy of the whole backup is made in the folder `work_in`; None: where temporary files go.
    """

    backup: Path
    url: str
    backup_to: Path | None
    progress: Progress = untold
    work_in: Path | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, what of it was on its way and is parked, and where the target's former rows are."""

    contents: Contents
    parked: Parked
    former: Path | None


def restore(wish: Wish, *, now: datetime) -> Restored:
    """Restore a backup into the database of a URL. For a thread; nothing may serve there meanwhile.

    Raises BackupUnusable, TargetInUse, TargetHasRows, TargetIsSomethingElse, and OSError.
    """
    contents = check_backup(wish.backup)
    if make_url(wish.url).get_backend_name() == "postgresql":
        return _restore_postgresql(wish, contents, now=now)
    return _restore_sqlite(wish, contents, now=now)


def _restore_sqlite(wish: Wish, contents: Contents, *, now: datetime) -> Restored:
    path = Path(make_url(wish.url).database or "")
    if path.exists() and path.samefile(wish.backup):
        raise BackupUnusable("The backup is the database that it would be restored into. Name another target.")
    make_private(path.parent)
    with locked_file(path, backup_to=wish.backup_to, now=now) as target:
        # Whoever holds the lock is the only one here: what lies there was left by one that was killed.
        work = path.with_name(f".{path.name}.restoring")
        with _prepared(wish.backup, work, now=now) as parked:
            into_sqlite(work, target.connection)
    return Restored(contents, parked, target.former)


def _restore_postgresql(wish: Wish, contents: Contents, *, now: datetime) -> Restored:
    with working_folder(wish.work_in, now=now) as folder:
        work = folder / "replyby.db"
        with _prepared(wish.backup, work, now=now) as parked:
            former = into_postgresql(work, wish.url, backup_to=wish.backup_to, now=now, progress=wish.progress)
    return Restored(contents, parked, former)


@contextmanager
def _prepared(backup: Path, work: Path, *, now: datetime) -> Generator[Parked]:
    """A copy of a backup at this release's schema, held, for as long as the block lasts."""
    remove_with_sides(work)
    try:
        work.touch(mode=0o600)
        with closing(open_to_read(backup)) as source:
            copy_pages(source, work)
        made = Database(f"sqlite:///{work}")
        try:
            schema.upgrade(made)
            why = f"It was restored from {backup.name}."
            parked = made.threads.write(hold, why=why, now=now)
        finally:
            asyncio.run(made.close())
        yield parked
    finally:
        remove_with_sides(work)
