"""Planning the daily digest: one row of the ledger for each account, local date and channel, and the next instant."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, case, literal, null, select, update
from sqlalchemy.sql import bindparam

from core.trouble import TROUBLE
from core.vocabulary import ReminderKind, ReminderState, Want
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from models.channel import REMINDER
from models.local_time import local
from services import planning, reminding

log = structlog.stdlib.get_logger(__name__)

BATCH = 200
"""How many accounts one transaction plans."""

SETBACK = timedelta(hours=1)
MOST_FAILURES = 3

# Their keys alone: an account that can't be read must not keep the others from being read.
_DUE = (
    select(ACCOUNT.c.id)
    .where(ACCOUNT.c.next_digest_at <= bindparam("now"))
    .order_by(ACCOUNT.c.next_digest_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)

_OWNER = select(*OWNER_COLUMNS).where(ACCOUNT.c.id == bindparam("account"))

_OVERTAKE = (
    update(REMINDER)
    .where(
        REMINDER.c.account_id == bindparam("account"),
        REMINDER.c.channel_id == bindparam("channel"),
        reminding.UNSETTLED,
        REMINDER.c.kind == ReminderKind.DIGEST.value,
        REMINDER.c.state == ReminderState.PLANNED.value,
        REMINDER.c.local_on < bindparam("day"),
    )
    .values(
        state=ReminderState.MISSED.value,
        why="It could not be delivered before the next day's digest, which tells all that still matters.",
        next_attempt_at=None,
    )
)


@dataclass(frozen=True, slots=True)
class Planned:
    """What one transaction did: accounts looked at, digests planned, days that nobody served, accounts that failed."""

    accounts: int = 0
    digests: int = 0
    missed: int = 0
    failed: int = 0


def plan_digests(connection: Connection, *, now: datetime, most: int = BATCH) -> Planned:
    """Plan the digests that are due by `now`, for at most `most` accounts. Run it again until `accounts` is 0.

    A digest missed earlier today goes out now. Those missed on earlier days are noted as missed: one catch-up, no pile.
    """
    rows = connection.execute(_DUE, {"now": now, "most": most}).all()
    done = Planned()
    for row in rows:
        done = _sum(done, _plan_one(connection, row.id, now=now))
    return done


def _plan_one(connection: Connection, account_id: UUID, *, now: datetime) -> Planned:
    try:
        with connection.begin_nested():
            owner = Owner(*connection.execute(_OWNER, {"account": account_id}).one())
            return _plan_account(connection, owner, now=now)
    except TROUBLE:
        # The database is in trouble, not an account: the edge tries again.
        raise
    except Exception:
        # One account that can't be planned (its zone is unknown to this machine, say) must not stop the others.
        log.exception("An account's digest could not be planned", account=str(account_id))
        _set_back(connection, account_id, now=now)
        return Planned(accounts=1, failed=1)


def _plan_account(connection: Connection, owner: Owner, *, now: datetime) -> Planned:
    if owner.next_digest_at is None:
        raise AssertionError("an account that is due has an instant")
    today = local(now, owner.zone).date()
    goes_out = planning.day_of_digest(owner, now=now)
    over = planning.missed_days(owner, owner.next_digest_at, today=goes_out or today)
    missed = [day for day in over if planning.digest_at(owner, day) <= now]
    channels = reminding.usable_channels(connection, [owner.id], Want.DIGEST)[owner.id]
    rows = [_digest(owner, channel, day, now=now, is_missed=True) for day in missed for channel in channels]
    if goes_out is not None:
        for channel in channels:
            connection.execute(_OVERTAKE, {"account": owner.id, "channel": channel.id, "day": goes_out})
            rows.append(_digest(owner, channel, goes_out, now=now, is_missed=False))
    reminding.plan(connection, rows)
    connection.execute(
        update(ACCOUNT)
        .where(ACCOUNT.c.id == owner.id)
        .values(next_digest_at=planning.next_digest(owner, after=now), plan_failures=0)
    )
    return Planned(accounts=1, digests=len(channels) if goes_out is not None else 0, missed=len(missed) * len(channels))


def _digest(owner: Owner, channel: Any, day: date, *, now: datetime, is_missed: bool) -> dict[str, Any]:
    return reminding.planned(
        ReminderKind.DIGEST,
        account_id=owner.id,
        channel_id=channel.id,
        channel_name=channel.name,
        local_on=day,
        dedupe_key=digest_key(day, channel.id),
        now=now,
        state=ReminderState.MISSED if is_missed else ReminderState.PLANNED,
        why="Nothing was running when this digest was due; the next one told all that still mattered."
        if is_missed
        else None,
    )


def digest_key(day: date, channel_id: UUID) -> str:
    """What makes a digest the only one of its day and channel."""
    return f"digest:{day.isoformat()}:{channel_id}"


def _set_back(connection: Connection, account_id: UUID, *, now: datetime) -> None:
    """An account that can't be planned rests for an hour; after the third time until its profile is edited."""
    failures = ACCOUNT.c.plan_failures + 1
    later = literal(now + SETBACK, ACCOUNT.c.next_digest_at.type)
    connection.execute(
        update(ACCOUNT)
        .where(ACCOUNT.c.id == account_id)
        .values(plan_failures=failures, next_digest_at=case((failures >= MOST_FAILURES, null()), else_=later))
    )


def _sum(one: Planned, other: Planned) -> Planned:
    return Planned(*(getattr(one, field.name) + getattr(other, field.name) for field in fields(Planned)))
