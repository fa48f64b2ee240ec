"""Where reminders go, and the ledger of those that were decided, sent, missed or given up."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import SQLModel

from core.vocabulary import ChannelKind, ReminderKind, ReminderState
from models.columns import json, key, of_invitation, one_of, owner, partial, table_of, text


class Channel(SQLModel, table=True):
    """A place that reminders are sent to.

    The address is stored encrypted with a key that isn't in the database, and is shown masked.
    `breaker_until` rests a channel that failed five times in a row; `disabled_at` is set where the receiver said
    that it is gone. An e-mail channel to another address than the account's waits for `confirmed_at`.
    """

    __table_args__ = (one_of("kind", ChannelKind),)

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    name: str = text(100)
    kind: str = text(16)
    url_encrypted: str = text()
    url_masked: str = text(300)
    secret_encrypted: str | None = text(default=None)
    wants: list[str] = json()
    confirmed_at: datetime | None = None
    disabled_at: datetime | None = None
    disabled_why: str | None = text(300, default=None)
    failures_in_a_row: int = 0
    breaker_until: datetime | None = None
    last_sent_at: datetime | None = None
    last_failed_at: datetime | None = None
    last_error: str | None = text(300, default=None)
    version: int = 1
    created_at: datetime
    updated_at: datetime


class Reminder(SQLModel, table=True):
    """One reminder to one channel: the ledger (why did I get this, or not) and the outbox at once.

    `dedupe_key` is built from stable identifiers, so that whatever is decided twice is stored once.
    A row in `sending` whose `lease_until` has passed belonged to a process that died: it is sent again, with the
    same id.
    """

    __table_args__ = (
        of_invitation(),
        one_of("kind", ReminderKind),
        one_of("state", ReminderState),
        Index("uq_reminder_dedupe_key", "account_id", "dedupe_key", unique=True),
        partial("ix_reminder_next_attempt_at", "next_attempt_at", where="state IN ('planned', 'sending')"),
        partial("ix_reminder_invitation_id", "account_id", "invitation_id", where="invitation_id IS NOT NULL"),
        partial("ix_reminder_channel_id", "account_id", "channel_id", where="state IN ('planned', 'sending')"),
    )

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    channel_id: UUID | None = None
    channel_name: str = text(100)
    invitation_id: UUID | None = None
    kind: str = text(16)
    level: str | None = text(16, default=None)
    local_on: date | None = None
    dedupe_key: str = text(200)
    state: str = text(16)
    why: str | None = text(300, default=None)
    next_attempt_at: datetime | None = None
    lease_until: datetime | None = None
    attempts: int = 0
    last_error: str | None = text(300, default=None)
    detail: dict[str, Any] = json()
    created_at: datetime
    sent_at: datetime | None = None


CHANNEL = table_of(Channel)
REMINDER = table_of(Reminder)
