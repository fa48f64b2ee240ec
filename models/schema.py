"""Bringing a database's schema up to date, and telling whether it is.

A migration runs in one transaction: one that dies half-way left nothing behind, and is run again. A schema newer than
this program is refused. Before an existing SQLite file is changed, a copy is made beside it.
"""

from importlib.resources import as_file, files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

from core.database import Database
from core.errors import DomainError

ADVISORY_LOCK = 0x5265_706C_7962
"""PostgreSQL's lock under which one process migrates while the others wait."""


class SchemaIsNewer(DomainError):
    """The database was written by a later release than this one."""

    status = 503
    type = "schema-is-newer"
    title = "The database is newer than this program"


class SchemaIsBroken(DomainError):
    """After a migration some rows point nowhere."""

    status = 503
    type = "schema-is-broken"
    title = "The migration left rows that point nowhere"


def head() -> str:
    """The revision that this program works with."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise AssertionError("the package holds no migrations")
    return found


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, *, backup_to: Path | None = None) -> str | None:
    """Bring the schema to `head()`. Returns the revision it was at, or None where it was empty.

    Safe to call from several processes at once. Raises SchemaIsNewer and SchemaIsBroken.
    """
    before = database.threads.read(current)
    target = head()
    if before == target:
        return before
    if before is not None and not _is_known(before):
        raise SchemaIsNewer(
            f"The database is at revision {before}, which this release of Replyby doesn't know. Install the newer "
            "release that wrote it, or restore a backup from before."
        )
    if before is not None and backup_to is not None and not database.is_postgresql:
        _copy(database, backup_to / f"replyby.before-{target}.db")
    if not database.is_postgresql:
        _without_foreign_keys(database)
        return before
    database.threads.write(_upgrade_within)
    return before


def _upgrade_within(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise SchemaIsBroken("A migration would leave rows that point nowhere. Nothing was changed; please report it.")


def _without_foreign_keys(database: Database) -> None:
    """SQLite changes a table by making it anew, during which its children must not be deleted with it."""
    with database.threads.writer.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise AssertionError("an open connection has a driver's connection")
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _upgrade_within(connection)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _copy(database: Database, path: Path) -> None:
    """A consistent copy of the SQLite file; a half-written one of an earlier try is made anew."""
    path.unlink(missing_ok=True)
    with database.threads.reader.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise AssertionError("an open connection has a driver's connection")
        driver.execute("VACUUM INTO ?", (str(path),))


def _is_known(revision: str) -> bool:
    try:
        ScriptDirectory.from_config(_config()).get_revision(revision)
    except CommandError:
        return False
    return True


def _config() -> Config:
    config = Config()
    with as_file(files("models") / "migrations") as folder:
        config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config
