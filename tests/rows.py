"""Rows of every table, as awkward as the schema lets them be, made from the schema itself: no column is forgotten."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    String,
    Uuid,
    insert,
    select,
)
from sqlalchemy.schema import Table
from sqlmodel.sql.sqltypes import UTCDateTime

from models.invitation import INVITATION
from models.tables import metadata

Values = dict[str, Any]

AWKWARD = (
    "plain", "Zoë Übergröße", "日本語 \U0001d518 🙂\U0010ffff", "tab\tand\\N and \\. and \\",
    "line\r\nbreak\n", "'quoted\" ; --",
    "\u200b\ufeff\u202e", " \x01\x1f\x7f\x85 ", "null", "", "\ud7ff\ue000",
)  # fmt: skip
"""Texts that PostgreSQL, SQLite or the way between might bend; every legal code point may come, NUL aside."""

_WORDS = re.compile(r"^(\w+) IN \((.*)\)$")
_RANGE = re.compile(r"^(\w+) BETWEEN (\d+) AND (\d+)$")


class Made:
    """Rows that were made so far, by table; each is made so that the database takes it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - rows, no secrets
        self.rows: dict[Table, list[Values]] = defaultdict(list)

    def make(self, table: Table, count: int) -> list[Values]:
        """So many rows more of a table, or as many as its keys admit."""
        keys = [tuple(table.primary_key.columns.keys())]
        keys += [tuple(index.columns.keys()) for index in table.indexes if index.unique]
        taken = {key: {tuple(row[name] for name in key) for row in self.rows[table]} for key in keys}
        made: list[Values] = []
        for _ in range(count):
            row = self._row(table)
            own = {key: tuple(row[name] for name in key) for key in keys}
            if all(value not in taken[key] or None in value for key, value in own.items()):
                made.append(row)
                for key, value in own.items():
                    taken[key].add(value)
        self.rows[table] += made
        return made

    def _row(self, table: Table) -> Values:
        words, ranges = _checks(table)
        row: Values = {}
        for column in table.columns:
            if column.name in words:
                row[column.name] = self.random.choice(words[column.name])
            elif column.name in ranges:
                row[column.name] = self.random.randint(*ranges[column.name])
            else:
                row[column.name] = self._value(column)
            if column.nullable and self.random.random() < 0.3:
                row[column.name] = None
        self._hang(table, row)
        if table is INVITATION:
            row["due_soon_at"], row["respond_by"], row["ghosting_at"] = sorted(self._instant() for _ in range(3))
            row["stated_on"] = None if row["stated_at"] else row["stated_on"]
        return row

    def _hang(self, table: Table, row: Values) -> None:
        """Give the row parents that exist; those of two columns after those of one, which they agree with."""
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: len(one.columns)):
            names = [element.parent.name for element in constraint.elements]
            parents = self.rows[constraint.referred_table]
            if any(row[name] is None for name in names):
                continue
            parent = self.random.choice(parents)
            for element in constraint.elements:
                row[element.parent.name] = parent[element.column.name]

    def _value(self, column: "Column[Any]") -> Any:
        kind = column.type
        if isinstance(kind, Uuid):
            return UUID(int=self.random.getrandbits(128))
        if isinstance(kind, UTCDateTime):
            return self._instant()
        if isinstance(kind, Date):
            return date(1970, 1, 1) + timedelta(days=self.random.randrange(84_000))
        if isinstance(kind, Boolean):
            return self.random.random() < 0.5
        if isinstance(kind, BigInteger):
            return self.random.randint(-(2**63), 2**63 - 1)
        if isinstance(kind, Integer):
            return self.random.randint(-(2**31), 2**31 - 1)
        if isinstance(kind, LargeBinary):
            return self.random.randbytes(self.random.randrange(3_000))
        if isinstance(kind, JSON):
            return self._json()
        if isinstance(kind, String):
            return self._text(kind.length)
        raise TypeError(f"nobody has said what {column} may hold")

    def _instant(self) -> datetime:
        """To the microsecond, of which some end in zeros."""
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
            microseconds=self.random.randrange(7_258_118_400_000_000)
        )
        return self.random.choice([instant, instant.replace(microsecond=0), instant.replace(microsecond=120_000)])

    def _text(self, length: int | None) -> str:
        some = "".join(_letter(self.random) for _ in range(self.random.randrange(12)))
        words = f"{self.random.choice(AWKWARD)}{some}{self.random.getrandbits(48):012x}"
        return words * 200 if length is None and self.random.random() < 0.1 else words[-(length or len(words)) :]

    def _json(self) -> Any:
        return self.random.choice(
            [
                {"text": self._text(None), "deep": [{"a": None}, [], {}], "number": 1.5e-7},
                [1, 2**60, -0.1, True, False, None],
                {},
                [],
                {"é\u2028": '\\u0041 " /'},
            ]
        )


def _letter(randomness: random.Random) -> str:
    """Any code point that text may have: neither NUL nor half of a surrogate pair."""
    number = randomness.randrange(1, 0x110000 - 0x800)
    return chr(number if number < 0xD800 else number + 0x800)


def _checks(table: Table) -> tuple[dict[str, list[str]], dict[str, tuple[int, int]]]:
    words: dict[str, list[str]] = {}
    ranges: dict[str, tuple[int, int]] = {}
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            written = str(constraint.sqltext)
            if found := _WORDS.match(written):
                words[found[1]] = re.findall(r"'([^']*)'", found[2])
            elif found := _RANGE.match(written):
                ranges[found[1]] = int(found[2]), int(found[3])
    return words, ranges


def add_rows_of_every_table(connection: Connection, *, seed: int, accounts: int = 4, each: int = 12) -> None:
    """So many accounts, and so many rows of every other table."""
    made = Made(seed)
    for table in metadata.sorted_tables:
        rows = made.make(table, accounts if table.name == "account" else each)
        if rows:
            connection.execute(insert(table), rows)


def rows_of_every_table(connection: Connection) -> Mapping[str, Sequence[str]]:
    """All rows of all tables as text that tells every value and its type, in an order that is the same everywhere."""
    return {
        table.name: sorted(
            json.dumps([_told(value) for value in row]) for row in connection.execute(select(table)).all()
        )
        for table in metadata.sorted_tables
    }


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return f"instant {value.astimezone(UTC).isoformat()}"
    if isinstance(value, dict | list):
        return f"json {json.dumps(value)}"
    return f"{type(value).__name__} {value!r}"
