"""What arrived from outside: mails and calendar files, each placed on an invitation or waiting for a person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import SQLModel

from core.vocabulary import MessageForm, MessageOutcome, MessageState, MessageWay
from models.columns import json, key, of_invitation, one_of, owner, partial, table_of, text


class Message(SQLModel, table=True):
    """One mail or calendar file that arrived, read and kept as text.

    A message in `waiting` belongs to no invitation yet: a person decides. `body` is what was read for guesses, so that
    evidence is found again in it. `calendar` is the request as it came (one VCALENDAR), from which it is answered.
    `message_id` and `reference_ids` are of RFC 5322, without angle brackets; `digest` is the SHA-256 of the bytes.
    `is_automatic` mail (RFC 3834) is kept and never answered.
    """

    __table_args__ = (
        of_invitation(),
        one_of("form", MessageForm),
        one_of("way", MessageWay),
        one_of("state", MessageState),
        one_of("outcome", MessageOutcome),
        Index("uq_message_digest", "account_id", "digest", unique=True),
        partial("uq_message_message_id", "account_id", "message_id", unique=True, where="message_id IS NOT NULL"),
        partial("ix_message_invitation_id", "account_id", "invitation_id", "id", where="invitation_id IS NOT NULL"),
        partial("ix_message_waiting", "account_id", "id", where="state = 'waiting'"),
        partial("ix_message_dismissed", "account_id", "id", where="state = 'dismissed'"),
        partial("ix_message_dismissed_at", "dismissed_at", where="dismissed_at IS NOT NULL"),
        partial(
            "ix_message_import_batch_id", "account_id", "import_batch_id", "id", where="import_batch_id IS NOT NULL"
        ),
    )

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    invitation_id: UUID | None = None
    import_batch_id: UUID | None = None
    form: str = text(16)
    way: str = text(16)
    state: str = text(16)
    outcome: str = text(16)
    digest: str = text(64)
    message_id: str | None = text(500, default=None)
    reference_ids: list[str] = json()
    subject: str | None = text(1000, default=None)
    sender_name: str | None = text(200, default=None)
    sender_address: str | None = text(254, default=None)
    reply_to: str | None = text(254, default=None)
    received_at: datetime
    is_automatic: bool = False
    body: str = text()
    calendar: str | None = text(default=None)
    calendar_uid: str | None = text(500, default=None)
    detail: dict[str, Any] = json()
    dismissed_at: datetime | None = None
    created_at: datetime


MESSAGE = table_of(Message)
