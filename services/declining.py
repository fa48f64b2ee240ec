"""Declining in one go: the kind of "no" that the invitation needs, drafted, and marked as sent when it was."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from core.vocabulary import ReplyKind, ReplyState, Status
from models.account import Owner
from models.reply import REPLY
from services import drafting
from services.briefing import Wish


def kind_of_no(status: str) -> ReplyKind:
    """An invitation that was accepted is withdrawn from; any other is declined."""
    return ReplyKind.WITHDRAW if status == Status.ACCEPTED else ReplyKind.DECLINE


def last_draft(connection: Connection, owner: Owner, invitation_id: UUID) -> UUID | None:
    """The newest draft of a "no" to this invitation, where there is one."""
    return connection.execute(
        select(REPLY.c.id)
        .where(
            REPLY.c.account_id == owner.id,
            REPLY.c.invitation_id == invitation_id,
            REPLY.c.state == ReplyState.DRAFT.value,
            REPLY.c.kind.in_((ReplyKind.DECLINE.value, ReplyKind.WITHDRAW.value)),
        )
        .order_by(REPLY.c.id.desc())
        .limit(1)
    ).scalar()


def decline(
    connection: Connection,
    owner: Owner,
    invitation: Mapping[str, Any],
    wish: Wish | None,
    *,
    sent: bool,
    now: datetime,
) -> dict[str, Any]:
    """Draft a reply to an invitation (its view), and with `sent` mark it as sent, which stops the clock.

    Returns the reply. Without a wish of the person's own, what they sent is the newest draft. Raises what
    `services.drafting` refuses.
    """
    reply_id = last_draft(connection, owner, invitation["id"]) if sent and wish is None else None
    if reply_id is None:
        wish = replace(wish or Wish(), kind=kind_of_no(invitation["status"]))
        written = drafting.draft(connection, owner, invitation["id"], wish, now=now)
        if not sent:
            return written
        reply_id = written["id"]
    return drafting.mark_sent(connection, owner, reply_id, sent_at=None, now=now)
