"""Which answers an invitation takes where it stands, and the refusal of the others."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from core.errors import Conflict
from core.vocabulary import ReplyKind, Status
from models.invitation import ANSWER

LEADS_TO = {
    ReplyKind.ACCEPT: Status.ACCEPTED,
    ReplyKind.DECLINE: Status.DECLINED,
    ReplyKind.RESCHEDULE: Status.RESCHEDULING,
    ReplyKind.HOLD: Status.HOLDING,
    ReplyKind.WITHDRAW: Status.WITHDRAWN,
}
"""The status that each answer brings an invitation to."""

TAKES: dict[Status, set[ReplyKind]] = {
    Status.AWAITING_REPLY: {ReplyKind.ACCEPT, ReplyKind.DECLINE, ReplyKind.RESCHEDULE, ReplyKind.HOLD},
    Status.HOLDING: {ReplyKind.ACCEPT, ReplyKind.DECLINE, ReplyKind.RESCHEDULE},
    # A slot that was agreed can still be moved, and a search for another slot can end in a no.
    Status.ACCEPTED: {ReplyKind.WITHDRAW, ReplyKind.RESCHEDULE},
    Status.RESCHEDULING: {ReplyKind.DECLINE},
}
"""Which answers each status takes (`docs/decisions` has the reasons for the ones beyond the plain table)."""

ANSWERED = frozenset({Status.ACCEPTED, Status.DECLINED, Status.RESCHEDULING, Status.HOLDING, Status.WITHDRAWN})
"""The statuses that an answer has brought about."""


class InvitationAlreadyAnswered(Conflict):
    """The invitation stands where this answer is no longer possible."""

    type = "invitation-already-answered"
    title = "Already answered"


class PromiseAlreadyMade(Conflict):
    """There is one holding reply an invitation."""

    type = "promise-already-made"
    title = "Already held once"


class RescheduledBefore(Conflict):
    """An employer is asked for another time once."""

    type = "rescheduled-before"
    title = "Asked for another time before"


@cache
def permitted(status: str, *, has_promised: bool) -> tuple[ReplyKind, ...]:
    """Which answers an invitation takes as it stands: those that `refuse_again` lets through, in the order of kinds."""
    takes = TAKES.get(Status(status), set())
    return tuple(kind for kind in ReplyKind if kind in takes and not (kind is ReplyKind.HOLD and has_promised))


def refuse_draft(connection: Connection, account_id: UUID, row: Mapping[str, Any], kind: ReplyKind) -> None:
    """Refuse to draft a reply that couldn't answer an invitation (its row). Raises what the two below raise."""
    refuse_reply(row["status"], row["promised_at"], kind)
    if kind is ReplyKind.RESCHEDULE:
        refuse_second_request(connection, account_id, row["id"])


def refuse_second_request(connection: Connection, account_id: UUID, invitation_id: UUID) -> None:
    """Refuse to draft another request for another time. One made elsewhere can still be noted: it is a fact.

    Raises RescheduledBefore.
    """
    asked = (
        select(ANSWER.c.id)
        .where(
            ANSWER.c.account_id == account_id,
            ANSWER.c.invitation_id == invitation_id,
            ANSWER.c.kind == ReplyKind.RESCHEDULE.value,
        )
        .limit(1)
    )
    if connection.execute(asked).first() is not None:
        raise RescheduledBefore("You have asked for another time here once. Accept or decline now, or telephone.")


def refuse_reply(status: str, promised_at: datetime | None, kind: ReplyKind) -> None:
    """Refuse a reply that couldn't answer an invitation in this status, before anybody has written it.

    Raises InvitationAlreadyAnswered and PromiseAlreadyMade.
    """
    if kind is not ReplyKind.CHECK_IN:
        refuse_again({"status": status, "promised_at": promised_at}, kind)


def refuse_again(row: Mapping[str, Any], kind: ReplyKind) -> None:
    """Refuse an answer that the invitation doesn't take. Raises InvitationAlreadyAnswered and PromiseAlreadyMade."""
    status = Status(row["status"])
    if kind is ReplyKind.HOLD and (status is Status.HOLDING or row["promised_at"] is not None):
        raise promised_before()
    if kind in TAKES.get(status, set()):
        return
    if status in {Status.AWAITING_REPLY, Status.HOLDING}:
        sentence = "Withdrawing follows an acceptance, and this invitation wasn't accepted. Decline it instead."
    elif status is Status.ACCEPTED and kind is ReplyKind.DECLINE:
        sentence = "You have accepted this interview, so what takes it back is a reply of kind `withdraw`."
    elif status in ANSWERED:
        sentence = f"This invitation is {status.value} already. Undo that answer first (DELETE …/answer)."
    else:
        sentence = f"This invitation is {status.value}. Reopen it first (PATCH its status to awaiting_reply)."
    raise InvitationAlreadyAnswered(sentence, extensions={"invitation_status": status.value})


def promised_before() -> PromiseAlreadyMade:
    """The refusal of a second promise."""
    return PromiseAlreadyMade("You have already promised an answer here once. Decide now, or answer in person.")
