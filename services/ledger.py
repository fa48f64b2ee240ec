"""Reading the ledger: why a reminder came, or why it didn't."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select

from core.errors import Invalid
from core.vocabulary import ReminderKind, ReminderState
from models.channel import REMINDER
from models.invitation import INVITATION

FIELDS = (
    "id",
    "kind",
    "level",
    "state",
    "why",
    "channel_id",
    "channel_name",
    "invitation_id",
    "local_on",
    "attempts",
    "next_attempt_at",
    "last_error",
    "created_at",
    "sent_at",
)

_OF_INVITATION = and_(INVITATION.c.account_id == REMINDER.c.account_id, INVITATION.c.id == REMINDER.c.invitation_id)


def list_reminders(
    connection: Connection,
    account_id: UUID,
    *,
    state: ReminderState | None = None,
    kind: ReminderKind | None = None,
    invitation_id: UUID | None = None,
    channel_id: UUID | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> dict[str, Any]:
    """A page of the ledger, the newest first; what is about one invitation, with its company.

    Raises Invalid for a cursor that isn't one.
    """
    statement = (
        select(*(REMINDER.c[name] for name in FIELDS), INVITATION.c.company)
        .select_from(REMINDER.outerjoin(INVITATION, _OF_INVITATION))
        .where(REMINDER.c.account_id == account_id)
        .order_by(REMINDER.c.id.desc())
        .limit(limit + 1)
    )
    wanted = {"state": state, "kind": kind, "invitation_id": invitation_id, "channel_id": channel_id}
    for name, value in wanted.items():
        if value is not None:
            statement = statement.where(REMINDER.c[name] == value)
    if cursor is not None:
        statement = statement.where(REMINDER.c.id < _key_of(cursor))
    rows = connection.execute(statement).all()
    items = [dict(zip((*FIELDS, "company"), row, strict=True)) for row in rows[:limit]]
    return {"items": items, "next_cursor": items[-1]["id"].hex if len(rows) > limit else None}


def _key_of(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError:
        raise Invalid.field(
            "cursor", "This cursor isn't one of this list. Use a page's `next_cursor`, or leave it out.", place="query"
        ) from None
