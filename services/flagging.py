"""Flagging: noticing that deadlines have passed, once each, whatever the number of processes that look.

The row stores the next instant at which its level changes; what is due is `next_flag_at <= now`. Flagging a row moves
that instant on, in the transaction that stores the events and the alerts, so that whoever comes second finds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, case, insert, literal, null, select, update
from sqlalchemy.sql import bindparam

from core.trouble import TROUBLE
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

_NEEDED = (
    INVITATION.c.account_id,
    INVITATION.c.id,
    INVITATION.c.due_soon_at,
    INVITATION.c.respond_by,
    INVITATION.c.ghosting_at,
    INVITATION.c.flagged,
    INVITATION.c.next_flag_at,
    INVITATION.c.snoozed_until,
)

_IS_DUE = (INVITATION.c.next_flag_at.is_not(None), INVITATION.c.next_flag_at <= bindparam("now"))

_DUE = (
    select(*_NEEDED)
    .where(*_IS_DUE)
    .order_by(INVITATION.c.next_flag_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)

_DUE_KEYS = _DUE.with_only_columns(INVITATION.c.account_id, INVITATION.c.id)

_ONE = select(*_NEEDED).where(
    INVITATION.c.account_id == bindparam("account"), INVITATION.c.id == bindparam("invitation"), *_IS_DUE
)

_MOVE_ON = (
    update(INVITATION)
    .where(
        INVITATION.c.account_id == bindparam("of_account"),
        INVITATION.c.id == bindparam("of_id"),
        INVITATION.c.next_flag_at == bindparam("was_due"),
    )
    .values(flagged=bindparam("level"), next_flag_at=bindparam("due"), flag_failures=0)
)

_ADD_EVENTS = insert(EVENT)


@dataclass(frozen=True, slots=True)
class Flagged:
    """What one transaction did: rows looked at, levels recorded, alerts planned, rows that failed."""

    rows: int = 0
    levels: int = 0
    alerts: int = 0
    failed: int = 0

    def __add__(self, other: "Flagged") -> "Flagged":
        """Both together."""
        return Flagged(
            self.rows + other.rows,
            self.levels + other.levels,
            self.alerts + other.alerts,
            self.failed + other.failed,
        )


def flag_due(connection: Connection, *, now: datetime, most: int = BATCH) -> Flagged:
    """Record the levels that have been crossed by `now`, for at most `most` invitations, and plan the alerts of them.

    One event a level, however many were crossed at once; one alert a channel, about the highest. While an invitation
    is snoozed its levels are recorded and alert nobody. A row that can't be flagged rests for an hour and stops no
    other. Run it again until `rows` is 0.
    """
    try:
        with connection.begin_nested():
            return _flag(connection, connection.execute(_DUE, {"now": now, "most": most}).all(), now=now)
    except TROUBLE:
        # The database is in trouble, not a row: the edge tries again.
        raise
    except Exception:
        log.warning("A batch could not be flagged; its rows are tried one by one", exc_info=True)
    done = Flagged()
    # Their keys alone: what can't be read of one row can't be read of the batch either.
    for account_id, invitation_id in connection.execute(_DUE_KEYS, {"now": now, "most": most}).all():
        done += _flag_alone(connection, account_id, invitation_id, now=now)
    return done


def _flag_alone(connection: Connection, account_id: UUID, invitation_id: UUID, *, now: datetime) -> Flagged:
    try:
        with connection.begin_nested():
            given = {"account": account_id, "invitation": invitation_id, "now": now}
            return _flag(connection, connection.execute(_ONE, given).all(), now=now)
    except TROUBLE:
        raise
    except Exception:
        log.exception("An invitation could not be flagged", invitation=str(invitation_id))
        _set_back(connection, account_id, invitation_id, now=now)
        return Flagged(rows=1, failed=1)


def _flag(connection: Connection, rows: Sequence[Any], *, now: datetime) -> Flagged:
    if not rows:
        return Flagged()
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


def _set_back(connection: Connection, account_id: UUID, invitation_id: UUID, *, now: datetime) -> None:
    """A row that can't be flagged rests for an hour; after the third time it is left alone until it is edited."""
    failures = INVITATION.c.flag_failures + 1
    connection.execute(
        update(INVITATION)
        .where(INVITATION.c.account_id == account_id, INVITATION.c.id == invitation_id)
        .values(
            flag_failures=failures,
            next_flag_at=case(
                (failures >= MOST_FAILURES, null()), else_=literal(now + SETBACK, INVITATION.c.next_flag_at.type)
            ),
        )
    )
