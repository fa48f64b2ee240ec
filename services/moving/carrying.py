"""Rows as they travel: in the order of their keys, a page at a time, with every value as it is stored.

Texts are ordered by their code points, so that both kinds of database have their rows in the same order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    collate,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import bindparam

from core.postgresql import copy_in
from models.tables import metadata
from models.upkeep import SEARCH_QUEUE
from services.moving.travelling import travelling_type

Row: TypeAlias = Sequence[Any]
Key: TypeAlias = tuple[Any, ...]
Page: TypeAlias = Callable[[Key | None], Sequence[Row]]
"""Gives the rows after a key, at most a page of them; from the first one where there is no key."""

DERIVED = frozenset({SEARCH_QUEUE})
"""What a database makes for itself: what SQLite's search index has yet to take in."""

_PAGE, _PAGE_OF_TEXTS, _PAGE_OF_FILES = 2_000, 500, 16
"""Rows of a page: fewer where a single one may be long, so that a page always fits in memory."""


@dataclass(frozen=True, eq=False)
class Carried:
    """A table whose rows travel. `page` is how many of them at once."""

    table: Table
    page: int

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in the order in which a row has its values."""
        return tuple(column.name for column in self.table.columns)

    def key_of(self, row: Row) -> Key:
        """The primary key of a row."""
        return tuple(row[place] for place in self._places)

    @property
    def _places(self) -> tuple[int, ...]:
        return _places_of(self)


@cache
def _places_of(carried: Carried) -> tuple[int, ...]:
    columns = list(carried.table.columns)
    return tuple(columns.index(column) for column in carried.table.primary_key)


@cache
def carried_tables() -> tuple[Carried, ...]:
    """Every table with its rows to carry over, those first on which others hang."""
    return tuple(_carried(table) for table in metadata.sorted_tables if table not in DERIVED)


def _carried(table: Table) -> Carried:
    kinds = {type(column.type) for column in table.columns}
    page = _PAGE_OF_FILES if LargeBinary in kinds else _PAGE_OF_TEXTS if Text in kinds else _PAGE
    columns = [
        Column(column.name, travelling_type(column.type), primary_key=column.primary_key) for column in table.columns
    ]
    return Carried(Table(table.name, MetaData(), *columns), page)


def rows_after(connection: Connection, carried: Carried, key: Key | None) -> Sequence[Row]:
    """The next page of rows after a key, in the order of the keys."""
    first = key is None
    given = {} if key is None else {f"after_{place}": value for place, value in enumerate(key)}
    return connection.execute(_page_statement(carried, connection.dialect.name, first=first), given).all()


def last_key(connection: Connection, carried: Carried) -> Key | None:
    """The key of the last row; None where there are no rows."""
    order = _order(carried, connection.dialect.name)
    keys = select(*carried.table.primary_key).order_by(*(column.desc() for column in order)).limit(1)
    row = connection.execute(keys).first()
    return None if row is None else tuple(row)


def count_rows(connection: Connection, carried: Carried) -> int:
    """How many rows the table has."""
    return connection.scalar(select(func.count()).select_from(carried.table)) or 0


def every_row(page: Page, carried: Carried) -> Iterator[Row]:
    """All rows in the order of their keys, of which one page at a time is in memory."""
    after: Key | None = None
    while rows := page(after):
        yield from rows
        after = carried.key_of(rows[-1])


@cache
def _page_statement(carried: Carried, dialect: str, *, first: bool) -> Select[Any]:
    order = _order(carried, dialect)
    found = select(*carried.table.columns).order_by(*order).limit(carried.page)
    if first:
        return found
    after = [bindparam(f"after_{place}", type_=column.type) for place, column in enumerate(carried.table.primary_key)]
    return found.where(tuple_(*order) > tuple_(*after))


def _order(carried: Carried, dialect: str) -> list[ColumnElement[Any]]:
    return [
        collate(column, "C") if dialect == "postgresql" and isinstance(column.type, String) else column
        for column in carried.table.primary_key
    ]


def add_rows(connection: Connection, carried: Carried, rows: Sequence[Row]) -> list[Row]:
    """Add rows, by COPY on PostgreSQL. Returns those that the database refused: for a parent or a unique key."""
    store = _copy_in if connection.dialect.name == "postgresql" else _insert
    return _as_many_as_go(connection, lambda some: store(connection, carried, some), rows)


def change_rows(connection: Connection, carried: Carried, rows: Sequence[Row]) -> list[Row]:
    """Give rows that exist these values. Returns those that the database refused."""
    key = list(carried.table.primary_key)
    changing = [not column.primary_key for column in carried.table.columns]
    statement = (
        update(carried.table)
        .where(*(column == bindparam(f"key_{column.name}") for column in key))
        .values(
            {column.name: bindparam(f"new_{column.name}") for column in carried.table.columns if not column.primary_key}
        )
    )

    def change(some: Sequence[Row]) -> None:
        given = [
            {
                f"new_{name}": value
                for name, value, changes in zip(carried.columns, row, changing, strict=True)
                if changes
            }
            | {f"key_{column.name}": value for column, value in zip(key, carried.key_of(row), strict=True)}
            for row in some
        ]
        connection.execute(statement, given)

    return _as_many_as_go(connection, change, rows)


def remove_rows(connection: Connection, carried: Carried, keys: Sequence[Key]) -> None:
    """Remove rows, and with them whatever hangs on them."""
    if keys:
        key = list(carried.table.primary_key)
        statement = delete(carried.table).where(*(column == bindparam(f"key_{column.name}") for column in key))
        connection.execute(
            statement,
            [{f"key_{column.name}": value for column, value in zip(key, one, strict=True)} for one in keys],
        )


def _as_many_as_go(connection: Connection, store: Callable[[Sequence[Row]], None], rows: Sequence[Row]) -> list[Row]:
    """Store what can be stored; one row that is refused is found by halves, and the rest is kept."""
    if not rows:
        return []
    try:
        with connection.begin_nested():
            store(rows)
    except IntegrityError:
        if len(rows) == 1:
            return list(rows)
    else:
        return []
    half = len(rows) // 2
    return _as_many_as_go(connection, store, rows[:half]) + _as_many_as_go(connection, store, rows[half:])


def _insert(connection: Connection, carried: Carried, rows: Sequence[Row]) -> None:
    names = carried.columns
    connection.execute(insert(carried.table), [dict(zip(names, row, strict=True)) for row in rows])


def _copy_in(connection: Connection, carried: Carried, rows: Sequence[Row]) -> None:
    copy_in(connection, carried.name, carried.columns, rows)
