"""The reply: the words of an answer, from draft to sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import SQLModel

from core.vocabulary import Reason, ReplyKind, ReplyState, Tone
from models.columns import json, key, of_invitation, one_of, owner, partial, table_of, text

UNDER_WAY = "state IN ('approved', 'sending')"
"""SQL for "we are sending it", as the partial index has it."""

UNSETTLED = "state IN ('approved', 'sending', 'failed', 'outcome_unknown')"
"""SQL for "it was let go, and isn't known to have gone out", as the partial index has it."""


class Reply(SQLModel, table=True):
    """A drafted reply. Only `sent` answers the invitation.

    `options` are the further wishes of the one who asked for it (facts, keeping in touch, variation), as JSON.
    `override` is the person's word against a blocking finding. From `recipient` on, the columns tell of a reply that
    we send for the person: to whom, under which Message-ID, when it was approved and by whom, and not before when it
    leaves. While it is `sending`, `send_at` is the end of the lease; a lease that runs out leaves the outcome unknown.
    """

    __table_args__ = (
        of_invitation(),
        one_of("kind", ReplyKind),
        one_of("reason", Reason),
        one_of("tone", Tone),
        one_of("state", ReplyState),
        Index("ix_reply_invitation_id", "account_id", "invitation_id", "id"),
        partial("ix_reply_message_id", "account_id", "message_id", where="message_id IS NOT NULL"),
        partial("ix_reply_send_at", "send_at", where=UNDER_WAY),
        partial("ix_reply_unsettled", "account_id", "id", where=UNSETTLED),
        partial("ix_reply_approved_at", "account_id", "approved_at", where="approved_at IS NOT NULL"),
        partial("ix_reply_unsent", "account_id", "created_at", where="state = 'draft'"),
    )

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    invitation_id: UUID
    kind: str = text(16)
    reason: str = text(24)
    details: str | None = text(default=None)
    tone: str = text(16)
    language: str = text(16)
    options: dict[str, Any] = json()
    promised_at: datetime | None = None
    subject: str = text(500)
    body: str = text()
    advice: list[str] = json()
    findings: list[dict[str, Any]] = json()
    override: str | None = text(default=None)
    state: str = text(20)
    sent_at: datetime | None = None
    sent_how: str | None = text(40, default=None)
    recipient: str | None = text(254, default=None)
    message_id: str | None = text(320, default=None)
    approved_at: datetime | None = None
    approved_by: str | None = text(120, default=None)
    send_at: datetime | None = None
    lease_until: datetime | None = None
    attempts: int = 0
    last_error: str | None = text(300, default=None)
    version: int = 1
    created_at: datetime
    updated_at: datetime


REPLY = table_of(Reply)
