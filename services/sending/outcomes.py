"""What became of a reply: it went out, which answers the invitation; or the person says so, where nobody can know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection

from core.errors import Conflict, DomainError
from core.trouble import TROUBLE
from core.vocabulary import EventType, Reason, ReplyKind, ReplyState
from models.account import Owner
from services import answering
from services.changing import locked
from services.keeping_in_touch.after_reply import after_sent
from services.sending.keeping import locked_reply, store_reply, tell
from services.sending.showing import show_reply

log = structlog.stdlib.get_logger(__name__)

BY_REPLYBY = "by Replyby"
"""How a reply was sent that we sent."""

NOT_GONE = {"state": ReplyState.DRAFT.value, "approved_at": None, "approved_by": None, "send_at": None}
"""What makes a reply a draft again that surely hasn't gone out: it doesn't count towards the day's cap."""


class OutcomeNotAsked(Conflict):
    """Nobody need say what became of a reply, since it is known."""

    type = "outcome-not-asked"
    title = "The outcome is known"


def say_outcome(
    connection: Connection, owner: Owner, reply_id: UUID, *, went_out: bool, now: datetime, actor: str
) -> dict[str, Any]:
    """The person's word about a reply whose outcome is unknown: it went out and answers, or it is a draft again.

    Said again it stays as it is. Raises ReplyNotFound and OutcomeNotAsked.
    """
    row = locked_reply(connection, owner, reply_id)
    if row["state"] != ReplyState.OUTCOME_UNKNOWN:
        said = ReplyState.SENT if went_out else ReplyState.DRAFT
        if row["state"] != said:
            raise OutcomeNotAsked(f"This reply is {row['state']}: its outcome isn't in question.")
        return show_reply(connection, owner, reply_id)
    if went_out:
        # It left when it was handed over, if it did, which was when its row was last written.
        sent_at = min(row["lease_until"] or now, row["updated_at"], now)
        note_gone(connection, owner, row, sent_at=sent_at, now=now, actor=actor)
    else:
        cleared = {"lease_until": None, "attempts": 0, "last_error": None, "recipient": None}
        store_reply(connection, row, NOT_GONE | cleared, now=now)
        tell(connection, row, EventType.REPLY_FAILED, now=now, actor=actor, went_out=False)
    return show_reply(connection, owner, reply_id)


def note_sent(
    connection: Connection,
    owner: Owner,
    row: Mapping[str, Any],
    *,
    sent_at: datetime,
    sent_how: str,
    now: datetime,
    actor: str,
) -> None:
    """A reply (its row, held) went out: the invitation is answered, its clock stops, and one has spoken.

    Raises what `services.answering.answer` refuses.
    """
    kind = ReplyKind(row["kind"])
    if kind is not ReplyKind.CHECK_IN:
        given = answering.Given(
            kind=kind,
            answered_at=sent_at,
            reason=Reason(row["reason"]) if kind in {ReplyKind.DECLINE, ReplyKind.WITHDRAW} else None,
            promised_by=row["promised_at"],
            reply_id=row["id"],
        )
        answering.answer(connection, owner, row["invitation_id"], given, now=now, actor=actor)
    changed = _sent_columns(sent_at, sent_how)
    store_reply(connection, row, changed, now=now)
    tell(connection, row, EventType.REPLY_SENT, now=now, actor=actor)
    invitation = locked(connection, owner.id, row["invitation_id"])
    after_sent(connection, owner, invitation, {**row, **changed}, now=now)


def note_gone(
    connection: Connection, owner: Owner, row: Mapping[str, Any], *, sent_at: datetime, now: datetime, actor: str
) -> None:
    """A reply that we sent (its row, held) is out, whatever the invitation says to that by now.

    It answers where that is still possible, and is sent in any case.
    """
    try:
        with connection.begin_nested():
            note_sent(connection, owner, row, sent_at=sent_at, sent_how=BY_REPLYBY, now=now, actor=actor)
    except TROUBLE:
        # The database is in trouble, not the reply: the edge tries again.
        raise
    except Exception as problem:
        if not isinstance(problem, DomainError):
            log.exception("A reply was sent, and could not be noted as an answer", reply=str(row["id"]))
        store_reply(connection, row, _sent_columns(sent_at, BY_REPLYBY), now=now)
        tell(connection, row, EventType.REPLY_SENT, now=now, actor=actor, answers=False)


def _sent_columns(sent_at: datetime, sent_how: str) -> dict[str, Any]:
    return {
        "state": ReplyState.SENT.value,
        "sent_at": sent_at,
        "sent_how": sent_how,
        "send_at": None,
        "lease_until": None,
        "last_error": None,
    }
