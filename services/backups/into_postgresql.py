"""The PostgreSQL database that a backup is restored into: nobody else is connected, and it is one transaction."""

import asyncio
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.database import Database
from models import schema
from models.revisions import current
from models.tables import metadata
from services.backups.files import place_of
from services.backups.pouring import Progress, pour
from services.backups.targets import TargetHasRows, TargetInUse, TargetIsSomethingElse
from services.backups.writing import write_backup
from services.moving.marks import without_limits
from services.moving.places import others_are_connected


def into_postgresql(work: Path, url: str, *, backup_to: Path | None, now: datetime, progress: Progress) -> Path | None:
    """Put every row of the SQLite file `work`, which is at this release's schema, in the place of what is there.

    What is there is backed up into `backup_to` first, and the path of that returned; without one there must be no
    account. Raises TargetInUse, TargetHasRows, TargetIsSomethingElse and RowsRefused.
    """
    target, source = Database(url, pool_size=2), Database(f"sqlite:///{work}")
    try:
        target.threads.read(_refuse_others, target)
        target.threads.read(_refuse_something_else)
        schema.upgrade(target)
        former = None
        if target.threads.read(_has_accounts):
            if backup_to is None:
                raise TargetHasRows(
                    "The database holds accounts already. With --replace it is backed up first, and then replaced."
                )
            former = write_backup(target, place_of(None, backup_to, now=now), now=now).path
        source.threads.read(lambda rows: target.threads.write(_replace, target, rows, now=now, progress=progress))
        return former
    finally:
        asyncio.run(target.close())
        asyncio.run(source.close())


def _refuse_others(connection: Connection, target: Database) -> None:
    if others_are_connected(connection, target):
        raise TargetInUse("Something is connected to the database: a service, or another command. Stop it first.")


def _refuse_something_else(connection: Connection) -> None:
    if current(connection) is None and metadata.tables.keys() & set(inspect(connection).get_table_names()):
        raise TargetIsSomethingElse("The database belongs to another program. Name another one.")


def _has_accounts(connection: Connection) -> bool:
    return connection.execute(text("SELECT 1 FROM account LIMIT 1")).first() is not None


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
