"""What a copy is made of: pages of rows that are stored, tables that are compared, and the target that is let go."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError

from core.errors import DomainError
from models.account import ACCOUNT
from services import searching
from services.moving.carrying import Carried, Row, add_rows, carried_tables, every_row, rows_after
from services.moving.digests import Digest, Sum, unequal
from services.moving.filling import Filling
from services.moving.marks import lift_fence

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


def store(target: Filling, carried: Carried, rows: Sequence[Row]) -> list[Row]:
    """Add a page of rows in a transaction of its own. Returns those refused. Raises RowNotTaken for what can't be."""
    with no_row_is_lost(carried):
        return target.write(add_rows, carried, rows)


def refuse_unequal(read: Mapping[str, Sum], target: Filling, known: Mapping[str, Sum] | None = None) -> None:
    """Raise CopyNotEqual unless the target's rows have the same numbers and digests; they are read where not known."""
    stored = dict(known or {})
    for carried in carried_tables():
        if carried.name not in stored:
            stored[carried.name] = digest_of(target, carried).told()
    different = unequal(read, stored)
    if different:
        raise CopyNotEqual(
            f"The copy isn't equal to the source in {', '.join(different)}. The target stays fenced; please report it."
        )


def digest_of(target: Filling, carried: Carried) -> Digest:
    """The digest of a table, read a page at a time."""
    return Digest().over(every_row(lambda after: target.read(rows_after, carried, after), carried))


def let_go(connection: Connection, *, now: datetime) -> None:
    """The target is whole: its search index is told of every account, and services may run on it."""
    for (account_id,) in connection.execute(select(ACCOUNT.c.id)).all():
        searching.note(connection, account_id, _FIRST, _LAST, now=now)
    lift_fence(connection)


@contextmanager
def no_row_is_lost(carried: Carried) -> Generator[None]:
    """Say of which table a value is that the target can't keep."""
    try:
        yield
    except DataError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise RowNotTaken(
            f"A row of {carried.name} holds what the target can't keep ({said}). Nothing was let go; change that row, "
            "then copy again."
        ) from None
