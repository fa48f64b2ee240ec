"""What keeps two databases from serving at once: the target is fenced until it is whole, the source before that.

While it is being filled, the target says so in the place of its schema's revision, and no release starts on it. A
source that was moved says that too, and triggers refuse every write on it, also to processes that run already: they
claim nothing any more, and what isn't claimed isn't sent.

`being_moved` is a table of one row on both sides, by which a copy that was broken off finds its other half again. In
the target it says also which run of the copy fills it (`services.moving.filling`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, inspect, select, text, update

from core.moved import MARK
from core.postgresql import without_limits
from models.fenced import BEING_FILLED, MOVED
from models.revisions import current
from models.tables import metadata

BEING_MOVED = Table(
    "being_moved",
    MetaData(),
    Column("id", String(32), primary_key=True),
    Column("other_place", String(500), nullable=False),
    Column("revision", String(32), nullable=False),
    Column("runner", String(32)),
)
_VERSIONS = Table("alembic_version", MetaData(), Column("version_num", String(32)))
_TRIGGER = "replyby_moved"
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Move:
    """One move: its number, where the other half is (without a password), and the schema's revision."""

    id: str
    other_place: str
    revision: str


def move_of(connection: Connection) -> Move | None:
    """The move that this database takes part in; None where it takes part in none."""
    if not inspect(connection).has_table(BEING_MOVED.name):
        return None
    row = connection.execute(select(*(BEING_MOVED.c[field.name] for field in fields(Move)))).first()
    return None if row is None else Move(*row)


def note_move(connection: Connection, move: Move) -> None:
    """Remember the move, in the place of an earlier one."""
    BEING_MOVED.create(connection, checkfirst=True)
    connection.execute(delete(BEING_MOVED))
    connection.execute(insert(BEING_MOVED), {"id": move.id, "other_place": move.other_place, "revision": move.revision})


def lock_revision(connection: Connection, *, alone: bool = False) -> str | None:
    """The schema's revision, which stays so until the transaction ends; `alone`: nobody else locks it until then.

    On SQLite the transaction has the write lock from its beginning.
    """
    return connection.scalar(select(_VERSIONS.c.version_num).with_for_update(read=not alone))


def note_runner(connection: Connection, runner: str) -> None:
    """Remember which run fills this target."""
    connection.execute(update(BEING_MOVED).values(runner=runner))


def runner_of(connection: Connection) -> str | None:
    """The run that fills this target."""
    return connection.scalar(select(BEING_MOVED.c.runner))


def fence(connection: Connection, move: Move) -> None:
    """Let nothing run on this database until `lift_fence`."""
    note_move(connection, move)
    _set_revision(connection, BEING_FILLED)


def lift_fence(connection: Connection) -> None:
    """The database is whole: services may run on it from now on."""
    move = move_of(connection)
    if move is not None and current(connection) == BEING_FILLED:
        _set_revision(connection, move.revision)
        BEING_MOVED.drop(connection)


def lock_writers(connection: Connection) -> None:
    """Let nobody else write until the transaction ends. Readers go on.

    On SQLite the transaction has the write lock from its beginning.
    """
    if connection.dialect.name == "postgresql":
        without_limits(connection)
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def shut(connection: Connection) -> None:
    """Mark the database as moved: from this commit on no write on it can succeed, whoever tries."""
    for statement in _shutting(connection.dialect.name, [table.name for table in metadata.sorted_tables]):
        connection.exec_driver_sql(statement)
    _set_revision(connection, MOVED)


def _shutting(dialect: str, tables: Sequence[str]) -> list[str]:
    if dialect == "postgresql":
        raising = f"RAISE EXCEPTION '{MARK}'"
        return [
            f"CREATE OR REPLACE FUNCTION {_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raising}; END $$",
            *(
                f'CREATE OR REPLACE TRIGGER {_TRIGGER} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}" '
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_TRIGGER}()"
                for table in tables
            ),
        ]
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{_TRIGGER}_{table}_{write.lower()}" BEFORE {write} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{MARK}'); END"
        for table in tables
        for write in _WRITES
    ]


def _set_revision(connection: Connection, revision: str) -> None:
    if connection.execute(update(_VERSIONS).values(version_num=revision)).rowcount != 1:
        raise AssertionError("a database has one revision")
