"""Listing invitations: filters, order, and pages by key, so that the last page costs what the first one does."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql import bindparam

from core.errors import Invalid
from core.vocabulary import OWED_STATUSES, Attention, Status
from models.account import Owner
from models.invitation import INVITATION, OWED
from services import searching
from services.searching import condition
from services.viewing import SHOWN, view

SORTS = ("received_at", "respond_by", "created_at", "updated_at", "interview_at", "company")
"""What a list may be sorted by; with a leading `-`, the last first."""

DEFAULT_SORT = "-received_at"
MOST_ITEMS = 200
DEFAULT_ITEMS = 50

_IS_OWED = condition(f"invitation.{OWED}")
"""Word for word as the partial indexes have it: no planner looks into a parameter."""


class CursorUnusable(Invalid):
    """The cursor is not one that this list gave."""

    type = "cursor-unusable"
    title = "Not a usable cursor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which invitations a list is to hold. None and empty mean "any"."""

    status: tuple[Status, ...] = ()
    attention: tuple[Attention, ...] = ()
    q: str | None = None
    company: str | None = None
    tag: str | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    respond_from: datetime | None = None
    respond_before: datetime | None = None
    interview_from: datetime | None = None
    interview_to: datetime | None = None
    deleted: bool = False


def list_invitations(
    connection: Connection,
    owner: Owner,
    wanted: Wanted,
    *,
    now: datetime,
    sort: str = DEFAULT_SORT,
    limit: int = DEFAULT_ITEMS,
    cursor: str | None = None,
) -> dict[str, Any]:
    """A page: `items` as they are shown, and `next_cursor`, null on the last page. Raises CursorUnusable."""
    parameters: dict[str, Any] = {"account": owner.id, "most": limit + 1, "now": now}
    conditions = _conditions(wanted, parameters)
    searched: list[ColumnElement[bool]] = []
    if wanted.q:
        searched, given = searching.matching(connection, owner.id, wanted.q)
        parameters |= given
    if cursor is not None:
        parameters["after"], parameters["after_id"] = _read_cursor(cursor, sort)
        conditions = (*conditions, "after_null" if parameters["after"] is None else "after")
    statement = _statement(conditions, sort, connection.dialect.name)
    if searched:
        statement = statement.where(*searched)
    rows = connection.execute(statement, parameters).all()
    page = rows[:limit]
    return {
        "items": [view(row, language=owner.language, now=now) for row in page],
        "next_cursor": _cursor(page[-1], sort) if len(rows) > limit else None,
    }


def _conditions(wanted: Wanted, parameters: dict[str, Any]) -> tuple[str, ...]:
    """The names of the conditions that apply, and their parameters. The statement for a set of names is built once."""
    names = ["deleted" if wanted.deleted else "kept"]
    if wanted.status:
        names.append("status")
        parameters["status"] = [status.value for status in wanted.status]
        if set(wanted.status) <= set(OWED_STATUSES):
            names.append("owed")
    names.extend(sorted({f"is_{level.value}" for level in wanted.attention}))
    for name in _VALUED:
        value = getattr(wanted, name)
        if value is not None:
            names.append(name)
            parameters[name] = value
    return tuple(names)


@lru_cache(maxsize=256)
def _statement(conditions: tuple[str, ...], sort: str, dialect: str) -> Select[Any]:
    descending = sort.startswith("-")
    name = sort.lstrip("-")
    column = _SORTED.get(name, INVITATION.c[name])
    every: list[ColumnElement[bool]] = [INVITATION.c.account_id == bindparam("account")]
    levels: list[ColumnElement[bool]] = []
    for one in conditions:
        narrowed = _condition(one, name, descending=descending, dialect=dialect)
        (levels if one.startswith("is_") else every).append(narrowed)
    if levels:
        every += [_IS_OWED, or_(*levels)]
    order = (column.desc(), INVITATION.c.id.desc()) if descending else (column.asc(), INVITATION.c.id.asc())
    if not _is_required(sort) and not _has_value(name, conditions):
        order = (column.is_(None), *order)
    return select(*SHOWN).where(*every).order_by(*order).limit(bindparam("most"))


def _has_value(column: str, conditions: tuple[str, ...]) -> bool:
    """Whether a bound keeps the rows without a value out; without a place for them, the index has the order."""
    return column == "interview_at" and not {"interview_from", "interview_to"}.isdisjoint(conditions)


_BY_COMPANY = func.lower(INVITATION.c.company)
"""As the index has it: in whatever case a company is written, it is the same one, and has the same place."""

_SORTED: dict[str, ColumnElement[Any]] = {"company": _BY_COMPANY}
"""What is sorted by something else than the column of the same name."""

_VALUED = (
    *("company", "tag", "received_from", "received_to"),
    *("respond_from", "respond_before", "interview_from", "interview_to"),
)
"""The filters that compare with one value, which is their parameter."""

_NOW = bindparam("now", type_=INVITATION.c.received_at.type)

_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "kept": INVITATION.c.deleted_at.is_(None),
    "deleted": INVITATION.c.deleted_at.is_not(None),
    "status": INVITATION.c.status.in_(bindparam("status", expanding=True)),
    "company": func.lower(bindparam("company", type_=INVITATION.c.company.type)) == _BY_COMPANY,
    "received_from": INVITATION.c.received_at >= bindparam("received_from"),
    "received_to": INVITATION.c.received_at < bindparam("received_to"),
    "respond_from": INVITATION.c.respond_by >= bindparam("respond_from"),
    "respond_before": INVITATION.c.respond_by < bindparam("respond_before"),
    "interview_from": INVITATION.c.interview_at >= bindparam("interview_from"),
    "interview_to": INVITATION.c.interview_at < bindparam("interview_to"),
    "owed": _IS_OWED,
    "is_on_track": INVITATION.c.due_soon_at > _NOW,
    "is_due_soon": and_(INVITATION.c.due_soon_at <= _NOW, INVITATION.c.respond_by > _NOW),
    "is_overdue": and_(INVITATION.c.respond_by <= _NOW, INVITATION.c.ghosting_at > _NOW),
    "is_ghosting": INVITATION.c.ghosting_at <= _NOW,
}
"""What a list can be narrowed by, over and above the account; the levels are those of `models.attention`."""


def _condition(name: str, sorted_by: str, *, descending: bool, dialect: str) -> ColumnElement[bool]:
    if name == "tag":
        return _has_tag(dialect)
    if name in {"after", "after_null"}:
        return _after(sorted_by, descending=descending, is_null=name == "after_null")
    return _CONDITIONS[name]


def _after(sorted_by: str, *, descending: bool, is_null: bool) -> ColumnElement[bool]:
    """What comes after the cursor's row. Rows without a value come last, among themselves by key."""
    stored = INVITATION.c[sorted_by]
    column: Any = _SORTED.get(sorted_by, stored)
    mark: Any = bindparam("after", type_=stored.type)
    mark_id = bindparam("after_id", type_=INVITATION.c.id.type)
    if sorted_by == "company":
        mark = func.lower(mark)
    by_id = INVITATION.c.id < mark_id if descending else INVITATION.c.id > mark_id
    if is_null:
        return and_(column.is_(None), by_id)
    beyond = or_(column < mark if descending else column > mark, and_(column == mark, by_id))
    if stored.nullable:
        return or_(beyond, column.is_(None))
    # The plain bound lets the index begin at the cursor; both databases read the OR only as a filter.
    return and_(column <= mark if descending else column >= mark, beyond)


def _has_tag(dialect: str) -> ColumnElement[bool]:
    if dialect == "postgresql":
        return cast(INVITATION.c.tags, JSONB).op("@>")(func.jsonb_build_array(cast(bindparam("tag"), Text)))
    return condition("EXISTS (SELECT 1 FROM json_each(invitation.tags) AS tag WHERE tag.value = :tag)")


def _cursor(row: Any, sort: str) -> str:
    value = getattr(row, sort.lstrip("-"))
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([sort, plain, row.id.hex]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, sort: str) -> tuple[Any, UUID]:
    try:
        made_for, value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = _place(value, sort), UUID(key)
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error, RecursionError):
        raise _unusable() from None
    if made_for != sort:
        raise _unusable()
    return place


def _place(value: Any, sort: str) -> str | datetime | None:
    """The sorted value that a cursor stands behind. Raises ValueError or TypeError where it can't be one."""
    if value is None and not _is_required(sort):
        return None
    if sort.lstrip("-") == "company":
        # Half a surrogate pair, which no database takes, is refused by the way.
        return str(value).replace("\x00", "").encode().decode()
    instant = datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        raise ValueError("a cursor's instant has a zone")
    return instant.astimezone(UTC)


def _unusable() -> CursorUnusable:
    sentence = (
        "This cursor doesn't belong to this list: use a page's `next_cursor` with the same sort, or leave it out."
    )
    return CursorUnusable(sentence, errors=[{"loc": ["query", "cursor"], "msg": sentence}])


def _is_required(sort: str) -> bool:
    return not INVITATION.c[sort.lstrip("-")].nullable
