"""From where to where: which databases may take part in a copy, and what is refused before anything is touched."""

from uuid import uuid4

from sqlalchemy import Connection, QueuePool, select, text

from core.database import Database
from core.errors import Conflict, DomainError
from core.secrets import Keyring
from models import schema
from models.channel import CHANNEL
from models.fenced import BEING_FILLED, MOVED, DatabaseIsBeingFilled, refuse_fenced
from models.mailing import MAIL_IDENTITY, MAILBOX
from models.revisions import current, head
from models.tables import metadata
from services.moving.filling import Filling
from services.moving.marks import Move, fence, lock_revision, move_of, note_runner

_CONNECTED = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'replyby'"
)


class TargetNotEmpty(Conflict):
    """The target holds rows that aren't of this copy."""

    type = "target-not-empty"
    title = "The target isn't empty"


class TargetInUse(Conflict):
    """A service runs on the target already."""

    type = "target-in-use"
    title = "The target is in use"


class SourceNotReady(DomainError):
    """The source isn't at this release's schema."""

    status = 409
    type = "source-not-ready"
    title = "The source can't be copied"


def place_of(database: Database) -> str:
    """Where a database is, without its password."""
    url = database.threads.reader.url
    place = {name: value for name, value in url.query.items() if name in {"host", "port"}}
    return url.set(query=place).render_as_string(hide_password=True)


def refuse_unfit_source(connection: Connection) -> None:
    """Raise SourceNotReady for an empty database and for another release's, DatabaseMoved for one that was moved."""
    revision = current(connection)
    refuse_fenced(revision)
    if revision is None:
        raise SourceNotReady("The source holds nothing of Replyby's. Check its address.")
    if revision != head():
        raise SourceNotReady(
            "The source isn't at this release's schema. Start this release on it once (`replyby serve`), then copy it."
        )


def check_key(connection: Connection, keyring: Keyring) -> bool:
    """Whether something is stored that the key reads; raises SecretUnreadable for another key.

    Of what isn't a source at this release's schema nothing is read: `refuse_unfit_source` says so.
    """
    if current(connection) not in {head(), MOVED}:
        return False
    for encrypted in (CHANNEL.c.url_encrypted, MAIL_IDENTITY.c.url_encrypted, MAILBOX.c.url_encrypted):
        stored = connection.scalar(select(encrypted).limit(1))
        if stored is not None:
            keyring.decrypt(stored)
            return True
    return False


def take_target(target: Database, move: Move) -> Filling:
    """Fence the target for this move: an empty database, which is given its schema, or one that it has fenced before.

    Whichever run filled it until now is shut out. Raises TargetNotEmpty, TargetInUse, DatabaseIsBeingFilled for another
    copy's or release's, DatabaseMoved, SchemaIsNewer.
    """
    filling = Filling(target, uuid4().hex)
    revision = target.threads.read(current)
    if revision != BEING_FILLED:
        refuse_fenced(revision)
        schema.upgrade(target)
    target.threads.write(_take, move, filling)
    return filling


def _take(connection: Connection, move: Move, filling: Filling) -> None:
    revision = lock_revision(connection, alone=True)
    if revision == BEING_FILLED:
        _refuse_anothers(connection, move)
    else:
        refuse_fenced(revision)
        _refuse_unless_empty(connection, filling.database)
        fence(connection, move)
    note_runner(connection, filling.runner)


def _refuse_anothers(connection: Connection, move: Move) -> None:
    known = move_of(connection)
    if known is None or (known.id, known.revision) != (move.id, move.revision):
        raise DatabaseIsBeingFilled(
            "What fills this database was begun by another copy or release: drop it, make it anew, and copy again."
        )


def _refuse_unless_empty(connection: Connection, target: Database) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(*table.primary_key).limit(1)).first() is not None:
            raise TargetNotEmpty(
                f"The target isn't empty: its table {table.name} has rows. Name a database that is still empty."
            )
    if others_are_connected(connection, target):
        raise TargetInUse("Replyby runs on the target already. Stop it there, then copy again.")


def others_are_connected(connection: Connection, target: Database) -> bool:
    """Whether another process of Replyby's is connected, as far as a server tells. `connection` is one of the target's.

    SQLite doesn't tell.
    """
    pool = target.threads.writer.pool
    if connection.dialect.name != "postgresql" or not isinstance(pool, QueuePool):
        return False
    return (connection.scalar(_CONNECTED) or 0) > pool.checkedin() + pool.checkedout()
