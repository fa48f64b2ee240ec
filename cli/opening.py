"""What every command begins with: the settings, the log, the database at its newest schema, and whose account."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from core import clock
from core.database import Database
from core.errors import DomainError
from core.logging import configure_logging
from core.settings import Settings, load_settings, make_private
from models import schema
from models.account import Owner
from services import finding
from services.holding.standing import find_hold


class AddressTaken(DomainError):
    """Nothing can listen on the address."""

    title = "The address can't be listened on"


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
        schema.upgrade(database, backup_to=database.folder)
    except BaseException:
        asyncio.run(database.close())
        raise
    return database


def missing_file(url: str) -> Path | None:
    """The SQLite file that an address names, where there is none: to look into it would make it."""
    named = make_url(url)
    file = named.database if named.get_backend_name() == "sqlite" else None
    return None if file is None or Path(file).exists() else Path(file)


def held_notice(database: Database) -> list[str]:
    """What is said to whoever starts something on a held installation; nothing where it isn't held."""
    hold = database.threads.read(find_hold)
    if hold is None:
        return []
    return [f"Nothing is sent since {hold.held_at:%Y-%m-%d %H:%M} UTC. {hold.why} `replyby release` ends it."]


@contextmanager
def opened() -> Generator[Opened]:
    """Settings and database for as long as a command lasts."""
    settings = prepare()
    database = migrated(settings)
    try:
        yield Opened(settings, database, clock.now())
    finally:
        asyncio.run(database.close())
