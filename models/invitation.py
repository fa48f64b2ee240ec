"""The invitation: a row with a clock."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from core.vocabulary import OWED_STATUSES, Format, Medium, Reason, ReplyKind, RespondByBasis, Status
from models.columns import json, key, of_invitation, one_of, owner, partial, table_of, text

OWED = "status IN ({})".format(", ".join(f"'{status}'" for status in OWED_STATUSES))
"""SQL for "an answer is owed", as the partial indexes have it."""


class Invitation(SQLModel, table=True):
    """An invitation to an interview, and until when it is to be answered.

    `respond_by`, `due_soon_at` and `ghosting_at` are decided by `models.deadline` from what is known: `stated_at` or
    `stated_on` (what the employer asked for), `promised_at` (what the person promised), `interview_at` and the policy.
    `flagged` is the rank of the highest level recorded in the history; attention itself is computed wherever it is
    read. `next_flag_at` is when the scheduler has to look next, null where it needn't; `flag_failures` counts how often
    that failed, and after three it doesn't look any more. `calendar_uid` is the UID of its calendar request (RFC 5545);
    `calendar_sequence` and `calendar_stamped_at` say which revision of that was taken over last.
    """

    __table_args__ = (
        one_of("status", Status),
        one_of("medium", Medium),
        one_of("format", Format),
        one_of("reason", Reason),
        one_of("respond_by_basis", RespondByBasis),
        CheckConstraint("flagged BETWEEN 0 AND 3", name="flagged"),
        CheckConstraint("stated_at IS NULL OR stated_on IS NULL", name="one_stated"),
        CheckConstraint("due_soon_at <= respond_by AND respond_by <= ghosting_at", name="thresholds"),
        partial("ix_invitation_received_at", "account_id", "received_at", "id", where="deleted_at IS NULL"),
        partial("ix_invitation_respond_by", "account_id", "respond_by", "id", where=f"deleted_at IS NULL AND {OWED}"),
        partial(
            "ix_invitation_interview_at",
            *("account_id", "interview_at", "id"),
            where="deleted_at IS NULL AND interview_at IS NOT NULL",
        ),
        partial("ix_invitation_company", "account_id", sql("lower(company)"), "id", where="deleted_at IS NULL"),
        partial("ix_invitation_next_flag_at", "next_flag_at", where="next_flag_at IS NOT NULL"),
        partial("ix_invitation_deleted", "account_id", "received_at", "id", where="deleted_at IS NOT NULL"),
        partial("ix_invitation_deleted_at", "deleted_at", where="deleted_at IS NOT NULL"),
        partial("ix_invitation_import_batch_id", "import_batch_id", where="import_batch_id IS NOT NULL"),
        partial(
            "ix_invitation_ahead",
            "account_id",
            "status",
            "interview_at",
            where="status IN ('accepted', 'rescheduling')",
        ),
        partial(
            "uq_invitation_external_id",
            "account_id",
            "source",
            "external_id",
            unique=True,
            where="external_id IS NOT NULL",
        ),
        partial(
            "uq_invitation_content_hash",
            "account_id",
            "content_hash",
            unique=True,
            where="external_id IS NULL AND content_hash IS NOT NULL",
        ),
        partial(
            "uq_invitation_calendar_uid",
            "account_id",
            "calendar_uid",
            unique=True,
            where="calendar_uid IS NOT NULL",
        ),
    )

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    company: str = text(200)
    role: str | None = text(300, default=None)
    medium: str | None = text(16, default=None)
    contact_name: str | None = text(200, default=None)
    contact_email: str | None = text(254, default=None)
    location: str | None = text(300, default=None)
    format: str | None = text(16, default=None)
    interview_at: datetime | None = None
    received_at: datetime
    stated_at: datetime | None = None
    stated_on: date | None = None
    promised_at: datetime | None = None
    respond_by: datetime
    respond_by_basis: str = text(16)
    respond_by_facts: dict[str, Any] = json()
    due_soon_at: datetime
    ghosting_at: datetime
    flagged: int = 0
    next_flag_at: datetime | None = None
    flag_failures: int = 0
    snoozed_until: datetime | None = None
    status: str = text(24)
    answered_at: datetime | None = None
    reason: str | None = text(24, default=None)
    job_url: str | None = text(2000, default=None)
    salary: str | None = text(200, default=None)
    notes: str | None = text(default=None)
    tags: list[str] = json()
    source: str | None = text(100, default=None)
    external_id: str | None = text(200, default=None)
    content_hash: str | None = text(64, default=None)
    calendar_uid: str | None = text(500, default=None)
    calendar_sequence: int | None = Field(default=None, sa_type=BigInteger)
    calendar_stamped_at: datetime | None = None
    import_batch_id: UUID | None = None
    deleted_at: datetime | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime


class Answer(SQLModel, table=True):
    """One answer to an invitation, given here or elsewhere: a stack, of which undo takes the last one off.

    It remembers what the invitation was before, so that undo restores that to the letter.
    """

    __table_args__ = (
        of_invitation(),
        one_of("kind", ReplyKind),
        one_of("reason", Reason),
        one_of("status_before", Status),
        Index("ix_answer_invitation_id", "account_id", "invitation_id", "id"),
    )

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    invitation_id: UUID
    reply_id: UUID | None = None
    kind: str = text(16)
    reason: str | None = text(24, default=None)
    note: str | None = text(default=None)
    answered_at: datetime
    status_before: str = text(24)
    answered_at_before: datetime | None = None
    reason_before: str | None = text(24, default=None)
    promised_at_before: datetime | None = None
    created_at: datetime


class Event(SQLModel, table=True):
    """What happened to an invitation: append-only. `actor` is `person`, `scheduler`, `import`, `mail`,
    `calendar`, `demonstration`, or `token:NAME`.

    The rows of one account and invitation lie together, in order. The one index more finds what happened lately to any
    of an account's invitations; an import's events stay out of it, which are many and told by the import itself.
    """

    __table_args__ = (
        of_invitation(),
        partial("ix_event_lately", "account_id", "id", where="actor <> 'import'"),
        {"sqlite_with_rowid": False},
    )

    account_id: UUID = owner(primary_key=True)
    invitation_id: UUID = key()
    id: UUID = key()
    at: datetime
    type: str = text(24)
    actor: str = text(120)
    detail: dict[str, Any] = json()


INVITATION = table_of(Invitation)
ANSWER = table_of(Answer)
EVENT = table_of(Event)
