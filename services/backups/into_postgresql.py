"""The PostgreSQL database that a backup is restored into: nobody else is connected, and it is one transaction."""

import asyncio
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.database import Database
from core.postgresql import without_limits
from models import schema
from models.fenced import refuse_fenced
from models.revisions import current
from models.tables import metadata
from services.backups.files import place_of
from services.backups.pouring import Progress, pour
from services.backups.targets import TargetHasRows, TargetInUse, TargetIsSomethingElse
from services.backups.writing import write_backup
from services.moving.places import others_are_connected

_AN_ACCOUNT = text("SELECT 1 FROM account LIMIT 1")


def into_postgresql(work: Path, url: str, *, backup_to: Path | None, now: datetime, progress: Progress) -> Path | None:
    """Put every row of the SQLite file `work`, which is at this release's schema, in the place of what is there.

    What is there is backed up into `backup_to` first, and the path of that returned; without one there must be no
    account. What is refused is left at the schema that it had: an earlier release may have to start on it again. What
    is replaced is brought to this release's schema before it is backed up.

    Raises TargetInUse, TargetHasRows, TargetIsSomethingElse, RowsRefused, BackupThere, DatabaseIsBeingFilled,
    DatabaseMoved, SchemaIsNewer, and OSError.
    """
    target, source = Database(url, pool_size=2), Database(f"sqlite:///{work}")
    try:
        target.threads.read(_refuse_others, target)
        target.threads.read(_refuse_something_else)
        former = None
        if target.threads.read(_has_accounts):
            if backup_to is None:
                raise TargetHasRows(
                    "The database holds accounts already. With --replace it is backed up first, and then replaced."
                )
            former = place_of(None, backup_to, now=now)
        schema.upgrade(target)
        if former is not None:
            write_backup(target, former, now=now)
        source.threads.read(lambda rows: target.threads.write(_replace, target, rows, now=now, progress=progress))
        return former
    finally:
        asyncio.run(target.close())
        asyncio.run(source.close())


def _refuse_others(connection: Connection, target: Database) -> None:
    if others_are_connected(connection, target):
        raise TargetInUse("Something is connected to the database: a service, or another command. Stop it first.")


def _refuse_something_else(connection: Connection) -> None:
    revision = current(connection)
    refuse_fenced(revision)
    if revision is None and metadata.tables.keys() & set(inspect(connection).get_table_names()):
        raise TargetIsSomethingElse("The database belongs to another program. Name another one.")


def _has_accounts(connection: Connection) -> bool:
    return current(connection) is not None and connection.execute(_AN_ACCOUNT).first() is not None


def _replace(
    connection: Connection, target: Database, source: Connection, *, now: datetime, progress: Progress
) -> None:
    """Until the end of the transaction nobody else sees a row of it; nor do they read what was there before."""
    without_limits(connection)
    names = ", ".join(f'"{name}"' for name in metadata.tables)
    connection.execute(text(f"TRUNCATE {names}"))
    # Again, now that every table is locked: what a service stored that began since would be in no backup.
    _refuse_others(connection, target)
    pour(source, connection, now=now, progress=progress)
