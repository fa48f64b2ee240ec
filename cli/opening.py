"""What every command begins with: the settings, the log, the database at its newest schema, and whose account."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.database import Database
from core.logging import configure_logging
from core.settings import Settings, load_settings, make_private
from models import schema
from models.account import Owner
from services import finding


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command works with. `now` is the instant at which it began."""

    settings: Settings
    database: Database
    now: datetime

    def owner(self, email: str | None) -> Owner:
        """The account of `--account`; without it, the only one. Raises NoAccountYet, SeveralAccounts, NoSuchAccount."""
        return self.database.threads.read(finding.find_account, email)


def prepare(**given: object) -> Settings:
    """Read the settings, with `given` in place of some, and send the log to stderr. Raises SettingsInvalid."""
    settings = load_settings(**given)
    configure_logging(settings)
    return settings


def migrated(settings: Settings) -> Database:
    """The database, brought to the newest schema; its folder is made where it is ours. Raises SchemaIsNewer."""
    if settings.database_url is None:
        make_private(settings.data_dir)
    database = Database(settings.url, pool_size=settings.pool_size)
    try:
        schema.upgrade(database, backup_to=settings.data_dir)
    except BaseException:
        asyncio.run(database.close())
        raise
    return database


@contextmanager
def opened() -> Generator[Opened]:
    """Settings and database for as long as a command lasts."""
    settings = prepare()
    database = migrated(settings)
    try:
        yield Opened(settings, database, clock.now())
    finally:
        asyncio.run(database.close())
