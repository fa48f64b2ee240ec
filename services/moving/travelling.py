"""How values travel: alike from both kinds of database, with as little done to each as can be.

JSON travels as it is written, to the letter; a key as 32 hexadecimal digits, whose order is that of the keys; an
instant in UTC.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Text, Uuid, cast, func
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType
from sqlmodel.sql.sqltypes import UTCDateTime


def travelling_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that a column of this one has on the way."""
    if isinstance(kind, JSON):
        return _Written()
    if isinstance(kind, Uuid):
        return _Key()
    if isinstance(kind, UTCDateTime):
        return _Instant()
    if isinstance(kind, TypeDecorator | UserDefinedType):
        raise TypeError(f"nobody has said how {type(kind).__name__} travels")
    return kind


class _Written(UserDefinedType[str]):
    """JSON as it is written."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """What SQL calls it."""
        return "JSON"

    def column_expression(self, colexpr: ColumnElement[Any]) -> ColumnElement[Any]:
        """Read as text by both kinds of database."""
        return cast(colexpr, Text)


class _Key(UserDefinedType[str]):
    """A UUID in hexadecimal, without dashes. Both kinds of database take it so."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """What SQL calls it."""
        return "UUID"

    def column_expression(self, colexpr: ColumnElement[Any]) -> ColumnElement[Any]:
        """Read as SQLite stores it."""
        return func.replace(cast(colexpr, Text), "-", "")


class _Instant(UserDefinedType[datetime]):
    """An instant in UTC, to the microsecond."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """What SQL calls it."""
        return "TIMESTAMP WITH TIME ZONE"

    def bind_processor(self, dialect: Dialect) -> Any:
        """What becomes of a value before it is written."""
        return _stored if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002 - as SQLAlchemy calls it
        """What becomes of a value that was read."""
        return _read if dialect.name == "sqlite" else None


def _stored(value: datetime | None) -> str | None:
    return None if value is None else f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def _read(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")
