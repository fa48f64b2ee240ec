"""How our tables write their columns and constraints, so that every table does it in the same way.

What belongs to an account has the account first in its key: a query that carries the account finds everything by it,
and the tables can be distributed by account without a change (`docs/decisions`).
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Table,
    Text,
    TextClause,
    Uuid,
)
from sqlalchemy import text as sql
from sqlalchemy.engine.interfaces import Dialect
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: MetaData = SQLModel.metadata
"""Every table of the product. The migrations are compared with it in the tests."""


class Moment(UTCDateTime):
    """`UTCDateTime` for columns read by the thousand: on SQLite an instant is made in one step, not in three."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """How a stored value becomes an aware instant in UTC."""
        if dialect.name == "sqlite":
            return _moment_of_text
        return super().result_processor(dialect, coltype)


def _moment_of_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored + "+00:00")


def table_of(model: type[SQLModel]) -> Table:
    """The table of a row's class, for the statements that services write."""
    return cast("Table", cast("Any", model).__table__)


def key(**options: Any) -> Any:
    """A primary key: a UUIDv7, made by us."""
    return Field(primary_key=True, sa_type=Uuid, **options)


def owner(**options: Any) -> Any:
    """The account that a row belongs to. Deleting the account deletes the row."""
    return Field(sa_type=Uuid, sa_column_args=(ForeignKey("account.id", ondelete="CASCADE"),), **options)


def of_invitation() -> ForeignKeyConstraint:
    """The row belongs to an invitation of the same account, and goes with it: nobody's row hangs on another's."""
    return ForeignKeyConstraint(
        ["account_id", "invitation_id"], ["invitation.account_id", "invitation.id"], ondelete="CASCADE"
    )


def text(length: int | None = None, **options: Any) -> Any:
    """Text of at most `length` characters, or of any length."""
    return Field(sa_type=Text if length is None else String(length), **options)  # pyright: ignore[reportArgumentType]


def json(**options: Any) -> Any:
    """A value kept as JSON; None is SQL's NULL."""
    return Field(sa_type=JSON(none_as_null=True), **options)  # pyright: ignore[reportArgumentType]


def partial(name: str, *columns: str | TextClause, where: str, unique: bool = False) -> Index:
    """An index over the rows for which `where` holds, on both databases."""
    return Index(name, *columns, unique=unique, sqlite_where=sql(where), postgresql_where=sql(where))


def one_of(column: str, words: type[StrEnum] | Iterable[str], *, name: str | None = None) -> CheckConstraint:
    """The column holds one of the words of an enumeration, or NULL where it may."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=name or column)
