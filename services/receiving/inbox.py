"""Looking through the messages that arrived: a list by key, and one with its words, guesses and suggestions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, literal_column, select
from sqlalchemy.sql import bindparam

from core.errors import NotFound
from core.vocabulary import MessageState
from intake.wording import wording
from models.account import Owner
from models.message import MESSAGE
from services import guessing
from services.identity.own_addresses import own_addresses
from services.receiving.fields import fields_of
from services.receiving.kept import arrived_of, told_of
from services.receiving.suggesting import suggestions_for

MOST_ITEMS = 200
DEFAULT_ITEMS = 50

_SHOWN = (
    "id", "form", "way", "state", "outcome", "subject", "sender_name", "sender_address", "received_at",
    "is_automatic", "invitation_id", "dismissed_at", "created_at",
)  # fmt: skip
_LISTED = select(*(MESSAGE.c[name] for name in (*_SHOWN, "detail"))).where(MESSAGE.c.account_id == bindparam("account"))
_ONE = select(MESSAGE).where(MESSAGE.c.account_id == bindparam("account"), MESSAGE.c.id == bindparam("id"))


class MessageNotFound(NotFound):
    """There is no such message in this account."""

    title = "No such message"


def find(connection: Connection, account_id: UUID, message_id: UUID, *, holds: bool = False) -> dict[str, Any]:
    """The row of a message; `holds` locks it until the transaction ends. Raises MessageNotFound."""
    query = _ONE.with_for_update() if holds else _ONE
    row = connection.execute(query, {"account": account_id, "id": message_id}).mappings().first()
    if row is None:
        raise MessageNotFound("There is no such message. What was dismissed is deleted after 30 days.")
    return {str(name): value for name, value in row.items()}


def list_messages(
    connection: Connection,
    owner: Owner,
    *,
    state: MessageState | None = None,
    invitation_id: UUID | None = None,
    import_id: UUID | None = None,
    limit: int = DEFAULT_ITEMS,
    cursor: UUID | None = None,
) -> dict[str, Any]:
    """A page of messages, the one that arrived last first: `items`, and `next_cursor`, None on the last page."""
    query, given = _LISTED, {"account": owner.id}
    if state is not None:
        # Word for word as the partial index has it: no planner looks into a parameter.
        query = query.where(_IS_IN[state])
    if invitation_id is not None:
        query = query.where(MESSAGE.c.invitation_id == invitation_id)
    if import_id is not None:
        query = query.where(MESSAGE.c.import_batch_id == import_id)
    if cursor is not None:
        query = query.where(MESSAGE.c.id < cursor)
    rows = connection.execute(query.order_by(MESSAGE.c.id.desc()).limit(limit + 1), given).mappings().all()
    page = [summary(row, language=owner.language) for row in rows[:limit]]
    return {"items": page, "next_cursor": str(page[-1]["id"]) if len(rows) > limit else None}


def show_message(connection: Connection, owner: Owner, message_id: UUID, *, now: datetime) -> dict[str, Any]:
    """A message with its words, the guesses of that day, and where it may belong. Raises MessageNotFound."""
    row = find(connection, owner.id, message_id)
    arrived, words = arrived_of(row, zone=owner.zone), wording(owner.language)
    shown = guessing.show(connection, owner, arrived.guesses, received_at=arrived.received_at, now=now)
    return summary(row, language=owner.language) | {
        "text": row["body"],
        "notices": [words.say(one) for one in arrived.notices],
        "guesses": shown,
        "fields": fields_of(arrived, {}, own=own_addresses(connection, owner)),
        "suggestions": suggestions_for(connection, owner, arrived),
    }


def summary(row: Mapping[Any, Any], *, language: str) -> dict[str, Any]:
    """What a list shows of a message's row, in the account's language."""
    detail = row["detail"]
    because = detail["because"]
    return {name: row[name] for name in _SHOWN} | {
        "because": None if because is None else wording(language).say(told_of(because)),
        "language": detail["language"],
        "calendar": detail["calendar"],
    }


_IS_IN = {state: MESSAGE.c.state == literal_column(f"'{state.value}'") for state in MessageState}
