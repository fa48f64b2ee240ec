"""Replies that are being sent, or about whose sending the person has something to hear."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from core.vocabulary import ReplyKind, ReplyState

_EXAMPLE: dict[str, Any] = {
    "reply_id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c",
    "invitation_id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b50",
    "company": "Acme",
    "role": "Data Engineer",
    "kind": "decline",
    "state": "approved",
    "subject": "Re: Interview at Acme",
    "recipient": "cleo@acme.example",
    "approved_at": "2026-11-23T09:00:00Z",
    "send_at": "2026-11-23T09:00:10Z",
    "error": None,
}


class DeliveryInList(TypedDict):
    """A reply that has been approved, and of which it isn't known that it has gone out."""

    reply_id: UUID
    invitation_id: UUID
    company: str
    role: str | None
    kind: ReplyKind
    state: ReplyState
    """`approved`: waits, and can be taken back; `sending`; `failed`; `outcome_unknown`: wants the person's word."""
    subject: str
    recipient: str | None
    approved_at: datetime | None
    send_at: datetime | None
    """When it leaves at the earliest; null once it is leaving."""
    error: str | None
    """Why it hasn't left, or what happened to it."""


@with_config(ConfigDict(json_schema_extra={"example": {"items": [_EXAMPLE], "next_cursor": None}}))
class DeliveryList(TypedDict):
    """The deliveries that aren't settled, the newest reply first: a hundred at the most."""

    items: list[DeliveryInList]
    next_cursor: str | None
    """Always null."""


DELIVERY_LIST: TypeAdapter[DeliveryList] = TypeAdapter(DeliveryList)
