"""People, and when we spoke: the relation outlives this "no"."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import SQLModel

from core.vocabulary import Medium
from models.columns import key, one_of, owner, partial, table_of, text


class Contact(SQLModel, table=True):
    """A person to keep in touch with.

    `cadence_days` is how long after the last touchpoint they are to be spoken to again; null: not at all. `speak_on`
    is that next day, local to the account; `spoke_at` is that of the latest touchpoint. `invitation_id` is where one
    met: it names a row that may be gone by now, since a person outlives an invitation.
    """

    __table_args__ = (
        one_of("met_by", Medium),
        CheckConstraint("cadence_days BETWEEN 1 AND 3660", name="cadence_days"),
        partial("ix_contact_name", "account_id", "name", "id", where="deleted_at IS NULL"),
        partial(
            "ix_contact_speak_on",
            *("account_id", "speak_on", "id"),
            where="deleted_at IS NULL AND speak_on IS NOT NULL",
        ),
        partial(
            "uq_contact_email",
            *("account_id", "email"),
            unique=True,
            where="deleted_at IS NULL AND email IS NOT NULL",
        ),
        partial("ix_contact_invitation_id", "account_id", "invitation_id", where="invitation_id IS NOT NULL"),
        partial("ix_contact_deleted_at", "deleted_at", where="deleted_at IS NOT NULL"),
    )

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    name: str = text(200)
    email: str | None = text(254, default=None)
    company: str | None = text(200, default=None)
    role: str | None = text(300, default=None)
    link: str | None = text(2000, default=None)
    notes: str | None = text(default=None)
    met_by: str | None = text(16, default=None)
    invitation_id: UUID | None = None
    cadence_days: int | None = None
    spoke_at: datetime | None = None
    speak_on: date | None = None
    deleted_at: datetime | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime


class Touchpoint(SQLModel, table=True):
    """One time that we spoke with a contact. `reply_id` names the reply that it was, where it was one.

    `led_to` is the next day that it gave the contact; null where it gave none. `replaced_on` is a day that somebody had
    set by hand and that it took the place of, so that taking the touchpoint back gives that back too.
    """

    __table_args__ = (
        one_of("medium", Medium),
        ForeignKeyConstraint(["account_id", "contact_id"], ["contact.account_id", "contact.id"], ondelete="CASCADE"),
        Index("ix_touchpoint_contact_id", "account_id", "contact_id", "spoke_at", "id"),
        partial("uq_touchpoint_reply_id", "account_id", "reply_id", unique=True, where="reply_id IS NOT NULL"),
    )

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    contact_id: UUID
    spoke_at: datetime
    medium: str | None = text(16, default=None)
    note: str | None = text(default=None)
    reply_id: UUID | None = None
    replaced_on: date | None = None
    led_to: date | None = None
    created_at: datetime


CONTACT = table_of(Contact)
TOUCHPOINT = table_of(Touchpoint)
