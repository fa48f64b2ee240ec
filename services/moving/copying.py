"""Copying every row of one database into an empty one, as one moment of the source has them."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeAlias
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError

from core.database import Database
from core.errors import DomainError
from models.account import ACCOUNT
from models.revisions import head
from services import searching
from services.moving.carrying import Carried, Key, Row, add_rows, carried_tables, count_rows, every_row, rows_after
from services.moving.digests import Digest, Sum, unequal
from services.moving.marks import Move, release, without_limits
from services.moving.places import place_of, refuse_unfit_source, take_target

Told: TypeAlias = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""

_FIRST, _LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


class RowNotTaken(DomainError):
    """The target can't keep a row of the source."""

    status = 409
    type = "row-not-taken"
    title = "A row can't be copied"


class CopyNotEqual(DomainError):
    """After the copy the target doesn't hold what the source holds."""

    status = 409
    type = "copy-not-equal"
    title = "The copy isn't equal"


def unseen(_done: int, _total: int) -> None:
    """Progress at which nobody looks."""


def finish_nothing(_connection: Connection) -> None:
    """Nothing more is to be done before the target is let go."""


def copy_everything(
    source: Database,
    target: Database,
    *,
    now: datetime,
    told: Told = unseen,
    before_release: Callable[[Connection], None] = finish_nothing,
) -> dict[str, int]:
    """Copy every row of every table into an empty database, as one moment of the source has them.

    Both may be of either kind, and the source may be in use. The target gets its schema where it has none; it is held
    while it is filled (no release starts on it), compared with what was read, and then let go; `before_release` may
    change it in the same transaction. A copy that died left a held target: remove that, and copy again. For a thread;
    one page of rows is in memory at a time. Returns the number of rows of each table.

    Raises SourceNotReady, DatabaseMoved, TargetNotEmpty, TargetInUse, DatabaseIsBeingFilled, RowNotTaken and
    CopyNotEqual.
    """
    move = Move(uuid4().hex, place_of(source), head())
    with _one_moment(source) as snapshot:
        refuse_unfit_source(snapshot)
        take_target(target, move)
        total = sum(count_rows(snapshot, carried) for carried in carried_tables())
        read: dict[str, Sum] = {}
        done = 0
        for carried in carried_tables():
            digest = Digest()
            after: Key | None = None
            while rows := rows_after(snapshot, carried, after):
                digest.over(rows)
                if store(target, carried, rows):
                    raise RowNotTaken(f"The target refuses rows of {carried.name}. Nothing was let go.")
                after = carried.key_of(rows[-1])
                done += len(rows)
                told(done, total)
            read[carried.name] = digest.told()
    refuse_unequal(read, target)
    target.threads.write(let_go, before_release=before_release, now=now)
    return {name: rows for name, (rows, _) in read.items()}


def store(target: Database, carried: Carried, rows: Sequence[Row]) -> list[Row]:
    """Add a page of rows in a transaction of its own. Returns those refused. Raises RowNotTaken for what can't be."""
    with no_row_is_lost(carried):
        return target.threads.write(add_rows, carried, rows)


def refuse_unequal(read: Mapping[str, Sum], target: Database, known: Mapping[str, Sum] | None = None) -> None:
    """Raise CopyNotEqual unless the target's rows have the same numbers and digests; they are read where not known."""
    stored = dict(known or {})
    for carried in carried_tables():
        if carried.name not in stored:
            stored[carried.name] = digest_of(target, carried).told()
    different = unequal(read, stored)
    if different:
        raise CopyNotEqual(
            f"The copy isn't equal to the source in {', '.join(different)}. The target is still held; please report it."
        )


def digest_of(database: Database, carried: Carried) -> Digest:
    """The digest of a table, read a page at a time."""
    return Digest().over(every_row(lambda after: database.threads.read(rows_after, carried, after), carried))


def let_go(connection: Connection, *, before_release: Callable[[Connection], None], now: datetime) -> None:
    """The target is whole: its search index is told of every account, and services may run on it."""
    for (account_id,) in connection.execute(select(ACCOUNT.c.id)).all():
        searching.note(connection, account_id, _FIRST, _LAST, now=now)
    before_release(connection)
    release(connection)


@contextmanager
def no_row_is_lost(carried: Carried) -> Generator[None]:
    """Say of which table a value is that the target can't keep."""
    try:
        yield
    except (DataError, psycopg.DataError) as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise RowNotTaken(
            f"A row of {carried.name} holds what the target can't keep ({said}). Nothing was let go; change that row, "
            "then copy again."
        ) from None


@contextmanager
def _one_moment(source: Database) -> Generator[Connection]:
    """A transaction that sees one moment of the source, however long it lasts."""
    with source.threads.stream() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
        with connection.begin():
            without_limits(connection)
            yield connection
