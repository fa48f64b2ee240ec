"""The whole examination, in the order in which one thing rests on another."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.database import Database
from core.errors import DomainError
from core.postgresql import DatabaseUnsuited, without_limits
from core.secrets import Keyring
from core.settings import Settings
from models.fenced import refuse_fenced
from models.revisions import current, head, steps
from services.doctoring.accounts import examine_accounts
from services.doctoring.complaint import Area, Complaint
from services.doctoring.databases import examine_postgresql, examine_schema, examine_sqlite
from services.doctoring.files import examine_files
from services.doctoring.network import examine_network
from services.doctoring.settings import examine_settings
from services.doctoring.work import examine_work

log = structlog.stdlib.get_logger(__name__)


def examine(
    settings: Settings, *, clock: Callable[[], datetime], thorough: bool = False, network: bool = False
) -> list[Complaint]:
    """Everything that is wrong, or worth knowing. Nothing is changed, made or brought up to date. For a thread.

    `thorough` compares the indexes of a SQLite file with its rows too, `network` asks the mail server.
    """
    file = None if settings.is_postgresql else Path(make_url(settings.url).database or "")
    complaints = [*examine_settings(settings), *examine_files(settings, file)]
    if network:
        complaints += examine_network(settings)
    if file is not None and not file.exists():
        # The first start makes it.
        return complaints
    database = Database(settings.url, pool_size=2)
    try:
        complaints += _examine_database(database, settings, clock=clock, thorough=thorough)
    except DatabaseUnsuited as refusal:
        complaints.append(Complaint(Area.DATABASE, "Replyby can't run on this database.", refusal.detail))
    finally:
        asyncio.run(database.close())
    return complaints


def _examine_database(
    database: Database, settings: Settings, *, clock: Callable[[], datetime], thorough: bool
) -> list[Complaint]:
    def itself(connection: Connection) -> Iterator[Complaint]:
        if database.is_postgresql:
            return examine_postgresql(connection, settings, now=clock())
        return examine_sqlite(connection, thorough=thorough)

    def accounts(connection: Connection) -> Iterator[Complaint]:
        return examine_accounts(connection, _keyring(settings))

    def work(connection: Connection) -> Iterator[Complaint]:
        return examine_work(connection, now=clock())

    found = _asked(database, "the server or file itself", itself)
    revision = _asked(database, "the revision", _examine_revision)
    if found is None or revision is None:
        return [_UNREACHABLE]
    if revision:
        # Tables of another release can't be asked this release's questions.
        return [*found, *revision]
    for what, part in (("the tables", examine_schema), ("the work", work), ("the accounts", accounts)):
        said = _asked(database, what, part)
        found += [_UNREACHABLE] if said is None else said
    return found


_UNREACHABLE = Complaint(
    Area.DATABASE,
    "The database can't be read.",
    "Check REPLYBY_DATABASE_URL, whether its server runs, and the permissions; `replyby due` tells what it says.",
)

_CANCELLED = "57014"
"""What PostgreSQL calls a statement that was ended, by a limit of time or by somebody."""


def _asked(database: Database, what: str, part: Callable[[Connection], Iterator[Complaint]]) -> list[Complaint] | None:
    """What one part finds, however long it takes; None where the database doesn't answer. Raises DatabaseUnsuited."""

    def look(connection: Connection) -> list[Complaint]:
        # Some of it is told by no index, and a healthy database of very many rows isn't ill for taking its time.
        without_limits(connection)
        return list(part(connection))

    try:
        return database.threads.read(look)
    except DatabaseUnsuited:
        raise
    except (SQLAlchemyError, DomainError) as problem:
        log.debug("a part of the examination failed", what=what, exc_info=True)
        if isinstance(problem, DBAPIError) and getattr(problem.orig, "sqlstate", None) == _CANCELLED:
            return [_too_long(what)]
        return None


def _too_long(what: str) -> Complaint:
    return Complaint(
        Area.DATABASE,
        f"This took too long to look at, and was ended: {what}.",
        "Run it again at a quieter time; `pg_stat_activity` shows what it waits for.",
        is_wrong=False,
    )


def _examine_revision(connection: Connection) -> Iterator[Complaint]:
    revision = current(connection)
    try:
        refuse_fenced(revision)
    except DomainError as refusal:
        yield Complaint(Area.DATABASE, refusal.detail, "Nothing can run on it until then.")
        return
    if revision == head():
        return
    if revision is None:
        yield Complaint(Area.DATABASE, "The database has no tables yet.", "`replyby serve` makes them.", is_wrong=False)
    elif revision in steps():
        yield Complaint(
            Area.DATABASE,
            f"The database is at revision {revision}, and this release works with {head()}.",
            "Start `replyby serve`: it brings the database up to date.",
        )
    else:
        yield Complaint(
            Area.DATABASE,
            f"The database is at revision {revision}, which a later release wrote.",
            "Install that release.",
        )


def _keyring(settings: Settings) -> Keyring | None:
    """The keys, where there are some: the doctor makes none."""
    if settings.secret_key is None and not (settings.data_dir / "secret.key").exists():
        return None
    return Keyring(settings.key())
