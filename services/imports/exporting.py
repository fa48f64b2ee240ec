"""Exporting: all invitations of an account but the deleted ones, in pages. What is exported is imported again equal."""

import csv
import io
import json
from collections.abc import Generator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.sql import bindparam

from core.database import Threads
from core.vocabulary import RespondByBasis
from intake.own_format import OWN_COLUMNS, own_row
from models.invitation import INVITATION

PAGE = 500
"""How many invitations are read in one short snapshot: none is missed, and a long download holds nothing up."""

_STORED = tuple(column for column in OWN_COLUMNS if column != "invitation_id")
_PAGE = (
    select(*(INVITATION.c[name] for name in _STORED), INVITATION.c.id.label("invitation_id"), INVITATION.c.stated_on)
    .where(
        INVITATION.c.account_id == bindparam("account"),
        INVITATION.c.id > bindparam("after", type_=INVITATION.c.id.type),
        INVITATION.c.deleted_at.is_(None),
    )
    .order_by(INVITATION.c.id)
    .limit(PAGE)
)


def export_csv(threads: Threads, account_id: UUID) -> Generator[bytes]:
    """The CSV of all invitations, in pieces. For a thread. Formulas are guarded, as our import takes off again."""
    yield _written([OWN_COLUMNS])
    for page in _pages(threads, account_id):
        yield _written([own_row(invitation) for invitation in page])


def export_json(threads: Threads, account_id: UUID) -> Generator[bytes]:
    """The same fields as one JSON document, `{"invitations": […]}`, in pieces. For a thread."""
    yield b'{"invitations": ['
    separator = b""
    for page in _pages(threads, account_id):
        yield separator + b",\n".join(_as_json(invitation) for invitation in page)
        separator = b",\n"
    yield b"]}\n"


def _pages(threads: Threads, account_id: UUID) -> Generator[list[dict[str, Any]]]:
    after = UUID(int=0)
    while page := threads.read(_read_page, account_id, after):
        yield page
        after = page[-1]["invitation_id"]


def _read_page(connection: Connection, account_id: UUID, after: UUID) -> list[dict[str, Any]]:
    rows = connection.execute(_PAGE, {"account": account_id, "after": after}).mappings()
    return [_exported(row) for row in rows]


def _exported(row: RowMapping) -> dict[str, Any]:
    """A row's fields. A day that the employer stated stays a day: the end of it depends on the account."""
    invitation = {str(name): value for name, value in row.items() if name != "stated_on"}
    if row["respond_by_basis"] == RespondByBasis.STATED and row["stated_on"] is not None:
        invitation["respond_by"] = row["stated_on"]
    return invitation


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _as_json(invitation: Mapping[str, Any]) -> bytes:
    fields = {name: invitation[name] for name in OWN_COLUMNS}
    return json.dumps(fields, ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)
