"""Deciding what is due when: an invitation's deadline with its thresholds, and an account's next digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from core.vocabulary import OWED_STATUSES, Attention
from models import attention
from models.account import Owner
from models.business_days import is_business_day
from models.deadline import Deadline, decide
from models.explanation import explain
from models.local_time import at_local, exists, local

_MOST_DAYS_AHEAD = 800
"""How far the next digest day is looked for: a working week may hold one day, and that may be a holiday."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The columns of an invitation that its deadline decides, at one moment.

    `columns` are ready to be stored; `passed` are the levels that had been reached already, which alert nobody;
    `is_urgent` says that the deadline comes before the account's next digest, and is still ahead.
    """

    columns: dict[str, Any]
    level: Attention | None
    passed: tuple[Attention, ...]
    is_urgent: bool


def clock_of(owner: Owner, row: Mapping[str, Any], *, now: datetime) -> Clock:
    """Decide an invitation's deadline from what is known of it, and where its clock stands at `now`.

    `row` holds the columns `received_at`, `interview_at`, `stated_at`, `stated_on`, `promised_at`, `status`,
    `deleted_at`.
    """
    deadline = decide(
        owner.policy,
        received_at=row["received_at"],
        interview_at=row["interview_at"],
        stated=row["stated_at"] or row["stated_on"],
        promised=row["promised_at"],
    )
    return clock_from(deadline, status=row["status"], is_deleted=row["deleted_at"] is not None, owner=owner, now=now)


def clock_from(deadline: Deadline, *, status: str, is_deleted: bool, owner: Owner, now: datetime) -> Clock:
    """Where the clock of a decided deadline stands at `now`."""
    thresholds = (deadline.due_soon_at, deadline.respond_by, deadline.ghosting_at)
    runs = status in OWED_STATUSES and not is_deleted
    level = attention.level(*thresholds, now) if runs else None
    columns: dict[str, Any] = {
        "respond_by": deadline.respond_by,
        "respond_by_basis": deadline.basis.value,
        "respond_by_facts": deadline.facts,
        "due_soon_at": deadline.due_soon_at,
        "ghosting_at": deadline.ghosting_at,
        "flagged": level.rank if level is not None else 0,
        "next_flag_at": attention.next_flag_at(*thresholds, level) if level is not None else None,
        "flag_failures": 0,
    }
    return Clock(
        columns,
        level,
        attention.crossed(Attention.ON_TRACK, level) if level is not None else (),
        level is not None and is_before_next_digest(owner, deadline.respond_by, now=now),
    )


def preview(
    owner: Owner,
    *,
    received_at: datetime,
    interview_at: datetime | None,
    respond_by: datetime | date | None,
    now: datetime,
) -> dict[str, Any]:
    """The deadline that an invitation would have, as it would be shown. Raises OutsideTheCalendar."""
    deadline = decide(owner.policy, received_at=received_at, interview_at=interview_at, stated=respond_by)
    thresholds = (deadline.due_soon_at, deadline.respond_by, deadline.ghosting_at)
    return {
        "respond_by": deadline.respond_by,
        "respond_by_basis": deadline.basis,
        "respond_by_explanation": explain(deadline.facts, owner.language),
        "due_soon_at": deadline.due_soon_at,
        "ghosting_at": deadline.ghosting_at,
        "attention": attention.level(*thresholds, now),
    }


def is_before_next_digest(owner: Owner, respond_by: datetime, *, now: datetime) -> bool:
    """Whether a deadline still ahead comes before the next digest could tell of it."""
    return respond_by > now and (owner.next_digest_at is None or respond_by <= owner.next_digest_at)


def is_digest_day(owner: Owner, day: date) -> bool:
    """Whether the account has its digest on this local date: its digest days, or its working days."""
    if owner.digest_days is not None:
        return day.weekday() in owner.digest_days and exists(day, owner.zone)
    return is_business_day(owner.policy, day)


def digest_at(owner: Owner, day: date) -> datetime:
    """The instant of the digest on a local date; a time that the zone skips that day moves forward."""
    return at_local(day, time.fromisoformat(owner.digest_time), owner.zone)


def next_digest(owner: Owner, *, after: datetime) -> datetime | None:
    """The first digest later than `after`, or None where the account has no digest days."""
    if owner.digest_days == []:
        return None
    today = local(after, owner.zone).date()
    # From yesterday: its digest is still ahead where the zone skips its time, and the midnight after it.
    for offset in range(-1, _MOST_DAYS_AHEAD):
        day = today + timedelta(days=offset)
        if is_digest_day(owner, day):
            instant = digest_at(owner, day)
            if instant > after:
                return instant
    return None


def day_of_digest(owner: Owner, *, now: datetime) -> date | None:
    """The local date whose digest goes out at `now`, be it late; None before its time, and on a day without one.

    That is today, or yesterday where the zone skipped yesterday's time and the midnight after it, as Nuuk does.
    """
    today = local(now, owner.zone).date()
    for day in (today, today - timedelta(days=1)):
        instant = digest_at(owner, day)
        if is_digest_day(owner, day) and instant <= now and local(instant, owner.zone).date() == today:
            return day
    return None


def missed_days(owner: Owner, planned_for: datetime, *, today: date) -> list[date]:
    """The digest days from the one that was planned for until yesterday: those that nobody served. The last 14."""
    first = day_of_digest(owner, now=planned_for) or local(planned_for, owner.zone).date()
    days = [first + timedelta(days=offset) for offset in range(max(0, (today - first).days))]
    return [day for day in days[-60:] if is_digest_day(owner, day)][-14:]
