"""Every reply that we are sending, couldn't send, or don't know the outcome of: what a person has to hear of."""

from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.sql import bindparam

from models.account import Owner
from models.invitation import INVITATION
from models.reply import REPLY, UNSETTLED
from services.searching import condition

MOST_DELIVERIES = 100

_FIELDS = ("id", "invitation_id", "kind", "state", "subject", "recipient", "approved_at", "send_at", "last_error")
_UNSETTLED = (
    select(*(REPLY.c[name] for name in _FIELDS), INVITATION.c.company, INVITATION.c.role)
    .join(
        INVITATION,
        and_(
            INVITATION.c.account_id == REPLY.c.account_id,
            INVITATION.c.id == REPLY.c.invitation_id,
            INVITATION.c.deleted_at.is_(None),
        ),
    )
    # Word for word as the partial index has it: no planner looks into a parameter.
    .where(REPLY.c.account_id == bindparam("account"), condition(f"reply.{UNSETTLED}"))
    .order_by(REPLY.c.id.desc())
    .limit(MOST_DELIVERIES)
)


def list_deliveries(connection: Connection, owner: Owner) -> list[dict[str, Any]]:
    """At most a hundred, the newest draft first. `send_at` is when it leaves at the earliest, None once it leaves."""
    rows = connection.execute(_UNSETTLED, {"account": owner.id}).mappings()
    return [_delivery({str(name): value for name, value in row.items()}) for row in rows]


def _delivery(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "reply_id": row["id"],
        **{name: row[name] for name in ("invitation_id", "company", "role", "kind", "state", "subject", "recipient")},
        "approved_at": row["approved_at"],
        "send_at": row["send_at"] if row["state"] == "approved" else None,
        "error": row["last_error"],
    }
