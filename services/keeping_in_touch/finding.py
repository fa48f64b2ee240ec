"""Listing people and touchpoints: by words, by what is due, in order, and in pages by key."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy.sql import bindparam

from models.account import Owner
from models.contact import CONTACT, TOUCHPOINT
from services.keeping_in_touch.people import ONE, SHOWN, day_of, no_such_contact, view
from services.keeping_in_touch.speaking import TOUCHPOINT_SHOWN
from services.listing import CursorUnusable
from services.searching import condition, postgresql_words, words_of

MOST_ITEMS = 200
DEFAULT_ITEMS = 50

_TEXTS = "name || ' ' || coalesce(company, '') || ' ' || coalesce(role, '') || ' ' || coalesce(email, '')"
_POSTGRESQL = condition(f"{postgresql_words(_TEXTS)} @@ to_tsquery('simple', :search_words)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which people a list is to hold. `due`: whose day has come; `deleted`: who can still be restored."""

    q: str | None = None
    due: bool = False
    deleted: bool = False


def list_contacts(
    connection: Connection,
    owner: Owner,
    wanted: Wanted,
    *,
    now: datetime,
    sort: str = "name",
    limit: int = DEFAULT_ITEMS,
    cursor: str | None = None,
) -> dict[str, Any]:
    """A page: `items` as they are shown, and `next_cursor`, null on the last page. Raises CursorUnusable.

    `sort` is `name` or `speak_on`, with a leading `-` the last first; whoever has no day comes last.
    """
    column = CONTACT.c[sort.lstrip("-")]
    descending = sort.startswith("-")
    given: dict[str, Any] = {"account": owner.id, "today": day_of(owner, now)}
    statement = select(*SHOWN).where(CONTACT.c.account_id == bindparam("account"))
    statement = statement.where(CONTACT.c.deleted_at.is_not(None) if wanted.deleted else CONTACT.c.deleted_at.is_(None))
    if wanted.due:
        statement = statement.where(CONTACT.c.speak_on <= bindparam("today"))
    if wanted.q:
        statement = statement.where(*_matching(connection, wanted.q, given))
    if cursor is not None:
        value, key = _read_cursor(cursor, sort)
        after = (None if value is None else date.fromisoformat(value)) if column is CONTACT.c.speak_on else value
        statement = statement.where(_after(column, after, key, descending=descending))
    order: tuple[Any, ...] = (column.desc(), CONTACT.c.id.desc()) if descending else (column, CONTACT.c.id)
    if column.nullable and not wanted.due:
        order = (column.is_(None), *order)
    rows = connection.execute(statement.order_by(*order).limit(limit + 1), given).all()
    page = rows[:limit]
    return {
        "items": [view(row, owner, now=now) for row in page],
        "next_cursor": _cursor(sort, getattr(page[-1], column.key), page[-1].id) if len(rows) > limit else None,
    }


def list_touchpoints(
    connection: Connection, owner: Owner, contact_id: UUID, *, limit: int = DEFAULT_ITEMS, cursor: str | None = None
) -> dict[str, Any]:
    """A page of a contact's touchpoints, the latest first. Raises ContactNotFound, CursorUnusable."""
    if connection.execute(ONE, {"account": owner.id, "id": contact_id}).first() is None:
        raise no_such_contact()
    spoke_at, key = TOUCHPOINT.c.spoke_at, TOUCHPOINT.c.id
    statement = select(*TOUCHPOINT_SHOWN).where(
        TOUCHPOINT.c.account_id == owner.id, TOUCHPOINT.c.contact_id == contact_id
    )
    if cursor is not None:
        value, last = _read_cursor(cursor, "spoke_at")
        at = datetime.fromisoformat(value or "")
        statement = statement.where(or_(spoke_at < at, and_(spoke_at == at, key < last)))
    rows = connection.execute(statement.order_by(spoke_at.desc(), key.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    names = [column.name for column in TOUCHPOINT_SHOWN]
    return {
        "items": [dict(zip(names, row, strict=True)) for row in page],
        "next_cursor": _cursor("spoke_at", page[-1].spoke_at, page[-1].id) if len(rows) > limit else None,
    }


def _matching(connection: Connection, query: str, given: dict[str, Any]) -> list[ColumnElement[bool]]:
    """Every word of the query begins a word of the name, company, role or address."""
    words = words_of(query)
    if not words:
        return [condition("1 = 0")]
    if connection.dialect.name == "postgresql":
        given["search_words"] = " & ".join(f"{word}:*" for word in words)
        return [_POSTGRESQL]
    texts = func.folded_words(condition(_TEXTS))
    return [texts.contains(f" {word}", autoescape=True) for word in words]


def _after(column: Any, value: object, key: UUID, *, descending: bool) -> ColumnElement[bool]:
    by_id = CONTACT.c.id < key if descending else CONTACT.c.id > key
    if value is None:
        return and_(column.is_(None), by_id)
    beyond = or_(column < value if descending else column > value, and_(column == value, by_id))
    return or_(beyond, column.is_(None)) if column.nullable else beyond


def _cursor(sort: str, value: object, key: UUID) -> str:
    plain = value.isoformat() if isinstance(value, date) else value
    return base64.urlsafe_b64encode(json.dumps([sort, plain, key.hex]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, sort: str) -> tuple[str | None, UUID]:
    """The sorted value and the key of the row that a cursor stands behind."""
    try:
        made_for, value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = _place(value, sort.lstrip("-")), UUID(key)
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error, RecursionError):
        raise _unusable() from None
    if made_for != sort:
        raise _unusable()
    return place


def _place(value: Any, column: str) -> str | None:
    """The value, where it can be one of this column. Raises ValueError or TypeError where it can't."""
    if column == "speak_on":
        return None if value is None else date.fromisoformat(value).isoformat()
    if column == "spoke_at":
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError("a cursor's instant has a zone")
        return instant.astimezone(UTC).isoformat()
    # Half a surrogate pair, which no database takes, is refused by the way.
    return str(value).replace("\x00", "").encode().decode()


def _unusable() -> CursorUnusable:
    sentence = (
        "This cursor doesn't belong to this list: use a page's `next_cursor` with the same sort, or leave it out."
    )
    return CursorUnusable(sentence, errors=[{"loc": ["query", "cursor"], "msg": sentence}])
