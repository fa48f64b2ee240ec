"""Flagging: noticing that deadlines have passed, once each, whatever the number of processes that look.

The row stores the next instant at which its level changes; what is due is `next_flag_at <= now`. Flagging a row moves
that instant on, in the transaction that stores the events and the alerts, so that whoever comes second finds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import bindparam

from core.vocabulary import Attention, ReminderKind, Want
from models import attention
from models.invitation import EVENT, INVITATION
from services import history, reminding

log = structlog.stdlib.get_logger(__name__)

BATCH = 2_000
"""How many rows one transaction flags."""

SETBACK = timedelta(hours=1)
"""How long a row rests whose flagging failed."""

MOST_FAILURES = 3
"""After so many failures a row is left alone, and shown."""

_DUE = (
    select(
        INVITATION.c.account_id,
        INVITATION.c.id,
        INVITATION.c.due_soon_at,
        INVITATION.c.respond_by,
        INVITATION.c.ghosting_at,
        INVITATION.c.flagged,
        INVITATION.c.next_flag_at,
        INVITATION.c.snoozed_until,
    )
    .where(INVITATION.c.next_flag_at.is_not(None), INVITATION.c.next_flag_at <= bindparam("now"))
    .order_by(INVITATION.c.next_flag_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)

_MOVE_ON = (
    update(INVITATION)
    .where(
        INVITATION.c.account_id == bindparam("of_account"),
        INVITATION.c.id == bindparam("of_id"),
        INVITATION.c.next_flag_at == bindparam("was_due"),
    )
    .values(flagged=bindparam("level"), next_flag_at=bindparam("due"))
)

_ADD_EVENTS = insert(EVENT)


@dataclass(frozen=True, slots=True)
class Flagged:
    """What one transaction did: rows looked at, levels recorded, alerts planned, rows that failed."""

    rows: int = 0
    levels: int = 0
    alerts: int = 0
    failed: int = 0


def flag_due(connection: Connection, *, now: datetime, most: int = BATCH) -> Flagged:
    """Record the levels that have been crossed by `now`, for at most `most` invitations, and plan the alerts of them.

    One event a level, however many were crossed at once; one alert a channel, about the highest. While an invitation
    is snoozed its levels are recorded and alert nobody. Run it again until `rows` is 0.
    """
    rows = connection.execute(_DUE, {"now": now, "most": most}).all()
    if not rows:
        return Flagged()
    try:
        with connection.begin_nested():
            return _flag(connection, rows, now=now)
    except DBAPIError:
        raise
    except Exception:
        if len(rows) > 1:
            # The caller looks at them one by one, so that the one at fault rests and the others go on.
            raise
        log.exception("An invitation could not be flagged", invitation=str(rows[0].id))
        _set_back(connection, rows[0], now=now)
        return Flagged(rows=1, failed=1)


def _flag(connection: Connection, rows: Sequence[Any], *, now: datetime) -> Flagged:
    channels = reminding.usable_channels(connection, sorted({row.account_id for row in rows}), Want.ALERTS)
    moves: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    alerts: list[dict[str, Any]] = []
    for row in rows:
        level = attention.level(row.due_soon_at, row.respond_by, row.ghosting_at, now)
        crossed = attention.crossed(Attention.of_rank(row.flagged), level)
        snoozed = row.snoozed_until is not None and row.snoozed_until > now
        moves.append(
            {
                "of_account": row.account_id,
                "of_id": row.id,
                "was_due": row.next_flag_at,
                "level": level.rank,
                "due": attention.next_flag_at(row.due_soon_at, row.respond_by, row.ghosting_at, level),
            }
        )
        events += history.flags(row.account_id, row.id, crossed, at=now, announced=not snoozed, actor=history.SCHEDULER)
        if crossed and not snoozed:
            alerts += _alerts(row, level, channels[row.account_id], now=now)
    connection.execute(_MOVE_ON, moves)
    if events:
        connection.execute(_ADD_EVENTS, events)
    reminding.plan(connection, alerts)
    return Flagged(rows=len(rows), levels=len(events), alerts=len(alerts))


def _alerts(row: Any, level: Attention, channels: Sequence[Any], *, now: datetime) -> list[dict[str, Any]]:
    """One alert a channel; the deadline is part of its key, so that a moved deadline can be alerted of again."""
    return [
        reminding.planned(
            ReminderKind.ALERT,
            account_id=row.account_id,
            channel_id=channel.id,
            channel_name=channel.name,
            invitation_id=row.id,
            level=level.value,
            dedupe_key=f"alert:{row.id}:{level.value}:{row.respond_by.isoformat()}:{channel.id}",
            now=now,
        )
        for channel in channels
    ]


def _set_back(connection: Connection, row: Any, *, now: datetime) -> None:
    """A row that can't be flagged rests for an hour; after three times it is left alone, and `doctor` shows it."""
    failures = INVITATION.c.flag_failures + 1
    connection.execute(
        update(INVITATION)
        .where(INVITATION.c.account_id == row.account_id, INVITATION.c.id == row.id)
        .values(flag_failures=failures, next_flag_at=now + SETBACK)
    )
    connection.execute(
        update(INVITATION)
        .where(
            INVITATION.c.account_id == row.account_id,
            INVITATION.c.id == row.id,
            INVITATION.c.flag_failures >= MOST_FAILURES,
        )
        .values(next_flag_at=None)
    )
