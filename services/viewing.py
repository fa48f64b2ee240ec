"""How an invitation is shown: its stored columns, its level of attention at `now`, and its deadline in words."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Text, cast, select, type_coerce
from sqlalchemy.sql import bindparam
from sqlmodel.sql.sqltypes import UTCDateTime

from core.errors import NotFound
from models import attention
from models.columns import Moment
from models.explanation import explain
from models.invitation import INVITATION
from services.permitted_answers import permitted

_STORED: tuple[str, ...] = (
    "id",
    "company",
    "role",
    "medium",
    "contact_name",
    "contact_email",
    "location",
    "format",
    "interview_at",
    "received_at",
    "respond_by",
    "respond_by_basis",
    "due_soon_at",
    "ghosting_at",
    "snoozed_until",
    "status",
    "answered_at",
    "reason",
    "job_url",
    "salary",
    "notes",
    "tags",
    "source",
    "external_id",
    "version",
    "created_at",
    "updated_at",
)


def _shown(name: str) -> ColumnElement[Any]:
    column = INVITATION.c[name]
    if isinstance(column.type, UTCDateTime):
        return type_coerce(column, Moment()).label(name)
    return cast(column, Text).label(name) if name == "tags" else column


SHOWN = (
    *(_shown(name) for name in _STORED),
    # As it stands: the RETURNING of SQLite 3.40 says TRUE to `IS NOT NULL` of this column where it is empty.
    _shown("promised_at"),
    cast(INVITATION.c.respond_by_facts, Text).label("facts"),
)
"""The columns that a view is made of. JSON comes as text: the same few tags and facts are read over and over."""

_DUE_SOON, _RESPOND_BY, _GHOSTING, _STATUS, _TAGS = (
    _STORED.index(name) for name in ("due_soon_at", "respond_by", "ghosting_at", "status", "tags")
)

_ONE = select(*SHOWN).where(
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.id == bindparam("id"),
    INVITATION.c.deleted_at.is_(None),
)


class InvitationNotFound(NotFound):
    """There is no such invitation in this account."""

    title = "No such invitation"


def no_such_invitation() -> InvitationNotFound:
    """The refusal for an invitation that doesn't exist, was deleted, or belongs to somebody else."""
    return InvitationNotFound(
        "There is no such invitation. It may have been deleted: for 30 days, POST …/restoration brings it back."
    )


def show(
    connection: Connection, account_id: UUID, invitation_id: UUID, *, language: str, now: datetime
) -> dict[str, Any]:
    """One invitation as it is shown. Raises InvitationNotFound."""
    row = connection.execute(_ONE, {"account": account_id, "id": invitation_id}).first()
    if row is None:
        raise no_such_invitation()
    return view(row, language=language, now=now)


def view(row: Sequence[Any], *, language: str, now: datetime) -> dict[str, Any]:
    """The view of a row of `SHOWN`."""
    shown: dict[str, Any] = dict(zip(_STORED, row, strict=False))
    level = attention.of(row[_STATUS], row[_DUE_SOON], row[_RESPOND_BY], row[_GHOSTING], now)
    promised_at, facts = row[-2:]
    shown["permitted_answers"] = list(permitted(row[_STATUS], has_promised=promised_at is not None))
    shown["attention"] = level
    shown["tags"] = list(_tags(row[_TAGS]))
    if level is None:
        # An answer keeps the snooze, for whoever takes it back; meanwhile there is nothing to be silent about.
        shown["snoozed_until"] = None
    shown["respond_by_explanation"] = _explanation(facts, language)
    return shown


@lru_cache(maxsize=2048)
def _tags(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


@lru_cache(maxsize=8192)
def _explanation(facts: str, language: str) -> str:
    return explain(json.loads(facts), language)
