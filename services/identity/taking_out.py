"""Everything that is kept of an account, for its person to take along: every table that names the account.

What is left out is listed here with its reason; a new column is in the export unless it is added to that list.
"""

import json
from collections.abc import Generator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, literal, select, tuple_
from sqlalchemy.schema import Table

from core.database import Threads
from models.account import ACCOUNT
from models.tables import metadata

PAGE = 500

SECRETS = {
    "account": {"password_hash"},
    "session": {"digest"},
    "api_token": {"digest"},
    "channel": {"url_encrypted", "secret_encrypted"},
    "mail_identity": {"url_encrypted"},
    "mailbox": {"url_encrypted"},
    "private_link": {"digest"},
}
"""Columns that would let whoever finds the file act as the person."""

UPKEEP = {"idempotency_key", "search_queue", "import_piece"}
"""Tables that only repeat what the others hold: answers sent, words to index, files not yet imported."""


def take_out(threads: Threads, account_id: UUID, *, now: datetime) -> Generator[bytes]:
    """The whole account as one JSON document, in pieces, each read in a short snapshot of its own. For a thread."""
    yield b'{"exported_at": ' + _written(now)
    yield b', "account": ' + _written(threads.read(_account, account_id))
    for table in tables():
        yield f', "{table.name}": ['.encode()
        yield from _rows(threads, table, account_id)
        yield b"]"
    yield b"}\n"


def tables() -> list[Table]:
    """The tables that are taken out, beside the account itself."""
    return [table for table in metadata.sorted_tables if "account_id" in table.c and table.name not in UPKEEP]


def columns_of(table: Table) -> list[Any]:
    """The columns that are taken out of a table."""
    left_out = SECRETS.get(table.name, set()) | {"account_id"}
    return [column for column in table.c if column.name not in left_out]


def _rows(threads: Threads, table: Table, account_id: UUID) -> Generator[bytes]:
    after: tuple[Any, ...] | None = None
    separator = b""
    while True:
        rows = threads.read(_page, table, account_id, after)
        for row in rows:
            yield separator + _written({column.name: row[column.name] for column in columns_of(table)})
            separator = b", "
        if len(rows) < PAGE:
            return
        after = tuple(rows[-1][column.name] for column in table.primary_key.columns)


def _page(connection: Connection, table: Table, account_id: UUID, after: tuple[Any, ...] | None) -> list[Any]:
    key = list(table.primary_key.columns)
    query = select(table).where(table.c.account_id == account_id).order_by(*key).limit(PAGE)
    if after is not None:
        query = query.where(
            tuple_(*key) > tuple_(*(literal(value, column.type) for value, column in zip(after, key, strict=True)))
        )
    return list(connection.execute(query).mappings())


def _account(connection: Connection, account_id: UUID) -> dict[str, Any]:
    row = connection.execute(select(*columns_of(ACCOUNT)).where(ACCOUNT.c.id == account_id)).mappings().one()
    return dict(row)


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
