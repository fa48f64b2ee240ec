"""The account: a person, how they count time, and when they want to be reminded."""

from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from models.business_days import Policy
from models.columns import json, key, partial, table_of, text


class Account(SQLModel, table=True):
    """A person who holds invitations.

    `email` is stored case-folded and is unique. `working_days` are weekdays, 0 for Monday (null: those of the country);
    `digest_days` likewise (null: the working days). `workday_end` and `digest_time` are local, `HH:MM`.
    `replan_after` is set while open invitations wait for a changed policy: the id of the last one done.
    `next_digest_at` is null after three failures to plan.
    """

    __table_args__ = (
        Index("uq_account_email", "email", unique=True),
        Index("ix_account_next_digest_at", "next_digest_at"),
        partial("ix_account_replan_after", "replan_after", where="replan_after IS NOT NULL"),
        CheckConstraint("reply_business_days BETWEEN 1 AND 90", name="reply_business_days"),
        CheckConstraint("due_soon_business_days BETWEEN 0 AND 90", name="due_soon_business_days"),
        CheckConstraint("ghosting_business_days BETWEEN 0 AND 90", name="ghosting_business_days"),
    )

    id: UUID = key()
    email: str = text(254)
    password_hash: str = text(200)
    name: str = text(200)
    time_zone: str = text(64)
    language: str = text(16, default="en")
    country: str | None = text(2, default=None)
    region: str | None = text(16, default=None)
    working_days: list[int] | None = json(default=None)
    workday_end: str = text(5, default="18:00")
    reply_business_days: int = 2
    due_soon_business_days: int = 1
    ghosting_business_days: int = 3
    cap_hours: int = 24
    least_hours: int = 2
    digest_time: str = text(5, default="08:00")
    digest_days: list[int] | None = json(default=None)
    digest_when_empty: bool = False
    next_digest_at: datetime | None
    plan_failures: int = 0
    replan_after: UUID | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Owner:
    """The account for which something is done, as the rules and services take it: a row of the table, at one moment."""

    id: UUID
    email: str
    name: str
    time_zone: str
    language: str
    country: str | None
    region: str | None
    working_days: list[int] | None
    workday_end: str
    reply_business_days: int
    due_soon_business_days: int
    ghosting_business_days: int
    cap_hours: int
    least_hours: int
    digest_time: str
    digest_days: list[int] | None
    digest_when_empty: bool
    next_digest_at: datetime | None
    version: int

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this account's local times are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def policy(self) -> Policy:
        """How this account counts, as the rules of `models.deadline` take it."""
        days = self.working_days
        return Policy(
            zone=self.zone,
            country=self.country,
            region=self.region,
            working_days=None if days is None else frozenset(days),
            workday_end=time.fromisoformat(self.workday_end),
            reply_business_days=self.reply_business_days,
            due_soon_business_days=self.due_soon_business_days,
            ghosting_business_days=self.ghosting_business_days,
            cap_period=timedelta(hours=self.cap_hours),
            least_period=timedelta(hours=self.least_hours),
        )


ACCOUNT = table_of(Account)

OWNER_COLUMNS = tuple(ACCOUNT.c[field.name] for field in fields(Owner))
"""The columns of `account` that make an `Owner`, in its order: `Owner(*row)`."""
