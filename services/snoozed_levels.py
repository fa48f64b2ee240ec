"""What a digest tells of snoozed invitations: the levels crossed in the snooze, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import bindparam

from core.vocabulary import EventType, ReminderKind, ReminderState
from models.account import Owner
from models.channel import REMINDER
from models.invitation import EVENT
from models.local_time import local

_LAST_TOLD = (
    select(REMINDER.c.created_at)
    .where(
        REMINDER.c.account_id == bindparam("account"),
        REMINDER.c.kind == ReminderKind.DIGEST.value,
        REMINDER.c.state == ReminderState.SENT.value,
        REMINDER.c.local_on < bindparam("today"),
    )
    .order_by(REMINDER.c.id.desc())
    .limit(1)
)

_SNOOZED = (
    select(EVENT.c.invitation_id, func.max(EVENT.c.at).label("since"))
    .where(
        EVENT.c.account_id == bindparam("account"),
        EVENT.c.invitation_id.in_(bindparam("invitations", expanding=True)),
        EVENT.c.type == EventType.SNOOZED.value,
    )
    .group_by(EVENT.c.invitation_id)
)


def crossed_in_silence(connection: Connection, owner: Owner, rows: Sequence[Any], *, now: datetime) -> set[UUID]:
    """Which of these snoozed invitations have reached a level in their snooze that no digest before today's has told.

    `rows` have `id`, `due_soon_at`, `respond_by` and `ghosting_at`.
    """
    reached = {row.id: begun for row in rows if (begun := _begun(row, now)) is not None}
    if not reached:
        return set()
    today = local(now, owner.zone).date()
    last_told = connection.execute(_LAST_TOLD, {"account": owner.id, "today": today}).scalar()
    snoozed = connection.execute(_SNOOZED, {"account": owner.id, "invitations": list(reached)})
    since = {row.invitation_id: row.since for row in snoozed}
    return {
        invitation
        for invitation, begun in reached.items()
        if begun > since.get(invitation, begun) and (last_told is None or begun > last_told)
    }


def _begun(row: Any, now: datetime) -> datetime | None:
    """When the level began that the invitation is at; None on track."""
    return max(
        (instant for instant in (row.due_soon_at, row.respond_by, row.ghosting_at) if instant <= now), default=None
    )
