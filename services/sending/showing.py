"""How a reply is shown: its words, to whom it goes, and how its delivery stands."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.vocabulary import ReplyState
from models.account import Owner
from models.reply import REPLY
from replies.mailto import mailto
from services.sending.addressing import Addressee, addressee_of, answers_calendar
from services.sending.keeping import REPLY_WITH_CONTACT, no_such_reply

_OF_DELIVERY = {
    *("recipient", "message_id", "approved_at", "approved_by", "send_at", "lease_until", "attempts", "last_error"),
}
_FIELDS = tuple(column.name for column in REPLY.c if column.name not in {"account_id", "promised_at", *_OF_DELIVERY})

ADDRESSED = {ReplyState.APPROVED, ReplyState.SENDING, ReplyState.SENT, ReplyState.OUTCOME_UNKNOWN}
"""The states in which recipient and Message-ID are those that it was approved with, whoever has written since."""


def show_reply(connection: Connection, owner: Owner, reply_id: UUID) -> dict[str, Any]:
    """One reply. Raises ReplyNotFound."""
    row = connection.execute(REPLY_WITH_CONTACT, {"account": owner.id, "id": reply_id}).mappings().first()
    if row is None:
        raise no_such_reply()
    return reply_view(row, addressee_of(connection, owner, row["invitation_id"], row))


def reply_view(row: Mapping[Any, Any], addressee: Addressee) -> dict[str, Any]:
    """The view of a row of `reply`, which goes to an addressee if it is still to be sent."""
    own = row.get("recipient") if row["state"] in ADDRESSED else None
    recipient = own or addressee.address
    return {name: row.get(name) for name in _FIELDS} | {
        "recipient": recipient,
        "delivery": _delivery(row),
        "answers_calendar": answers_calendar(row, addressee.thread),
        "mailto": mailto(recipient, row["subject"], row["body"]),
    }


def _delivery(row: Mapping[Any, Any]) -> dict[str, Any] | None:
    if row.get("recipient") is None:
        return None
    return {
        "recipient": row["recipient"],
        "approved_at": row["approved_at"],
        "send_at": row["send_at"] if row["state"] == ReplyState.APPROVED else None,
        "attempts": row["attempts"],
        "error": row["last_error"],
    }
