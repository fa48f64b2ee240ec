"""Answering: what stops an invitation's clock, and taking that back.

An answer is given elsewhere and noted here (PUT …/answer), or is a reply that the person says has been sent. A draft
answers nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, delete, false, insert, or_, select, true, update
from sqlalchemy.sql import bindparam

from core.errors import Conflict, Invalid
from core.ids import new_id
from core.versions import IfVersion
from core.vocabulary import OWED_STATUSES, EventType, Reason, ReplyKind, ReplyState, Status
from models.account import Owner
from models.invitation import ANSWER
from models.local_time import at_local
from models.reply import REPLY
from services import history
from services.changing import locked, restart_clock, store_and_show
from services.keeping_in_touch.after_reply import BY_THE_PERSON, unsay_sent
from services.permitted_answers import ANSWERED, LEADS_TO, TAKES, promised_before, refuse_again

_LAST = (
    select(ANSWER)
    .where(ANSWER.c.account_id == bindparam("account"), ANSWER.c.invitation_id == bindparam("invitation"))
    .order_by(ANSWER.c.id.desc())
    .limit(1)
)


class NothingToUndo(Conflict):
    """The invitation has no answer."""

    type = "nothing-to-undo"
    title = "No answer to undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer: what it said, when, and until when a holding one promised the next."""

    kind: ReplyKind
    answered_at: datetime
    reason: Reason | None = None
    note: str | None = None
    promised_by: datetime | None = None
    reply_id: UUID | None = None


def answer(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    given: Given,
    *,
    now: datetime,
    actor: str = history.PERSON,
    if_version: IfVersion = None,
) -> dict[str, Any]:
    """Note that an invitation was answered: its status changes and, unless it only holds, its clock stops.

    The same kind of answer again corrects the last one. Raises InvitationNotFound, LostRace,
    InvitationAlreadyAnswered, PromiseAlreadyMade, and Invalid for an answer of the future or a hold without a promise.
    """
    row = locked(connection, owner.id, invitation_id, if_version=if_version)
    _refuse_impossible(given, now=now)
    last = _last(connection, owner.id, invitation_id)
    if (
        last is not None
        and given.reply_id is None
        and LEADS_TO[given.kind] == row["status"] == LEADS_TO[ReplyKind(last["kind"])]
    ):
        return _correct(connection, owner, row, last, given, now=now, actor=actor)
    refuse_again(row, given.kind)
    connection.execute(
        insert(ANSWER).values(
            account_id=owner.id,
            id=new_id(now),
            invitation_id=invitation_id,
            reply_id=given.reply_id,
            kind=given.kind.value,
            reason=given.reason,
            note=given.note,
            answered_at=given.answered_at,
            status_before=row["status"],
            answered_at_before=row["answered_at"],
            reason_before=row["reason"],
            promised_at_before=row["promised_at"],
            created_at=now,
        )
    )
    _supersede(connection, owner.id, invitation_id, given, now=now)
    detail = {"kind": given.kind.value, "reason": given.reason, "note": given.note}
    return _apply(
        connection,
        owner,
        row,
        _outcome(row, given),
        history.event(owner.id, invitation_id, EventType.ANSWERED, at=now, actor=actor, detail=detail),
        now=now,
        actor=actor,
    )


def undo(
    connection: Connection, owner: Owner, invitation_id: UUID, *, now: datetime, actor: str = history.PERSON
) -> dict[str, Any]:
    """Take the last answer back: the invitation is what it was before. Raises InvitationNotFound, NothingToUndo."""
    row = locked(connection, owner.id, invitation_id)
    last = _last(connection, owner.id, invitation_id)
    if not _is_undone_by(row["status"], last):
        raise NothingToUndo(_why_nothing_to_undo(row), extensions={"invitation_status": row["status"]})
    before: dict[str, Any] = {
        "status": Status.AWAITING_REPLY.value,
        "answered_at": None,
        "reason": None,
        "promised_at": None,
    }
    if last is not None:
        before = {
            "status": last["status_before"],
            "answered_at": last["answered_at_before"],
            "reason": last["reason_before"],
            "promised_at": last["promised_at_before"],
        }
        connection.execute(delete(ANSWER).where(ANSWER.c.account_id == owner.id, ANSWER.c.id == last["id"]))
        if last["reply_id"] is not None:
            unsay_sent(connection, owner, last["reply_id"], now=now)
        _draft_again(connection, owner.id, invitation_id, last["reply_id"], now=now)
    detail = {"kind": last["kind"] if last is not None else None, "status": before["status"]}
    event = history.event(owner.id, invitation_id, EventType.ANSWER_UNDONE, at=now, actor=actor, detail=detail)
    return _apply(connection, owner, row, before, event, now=now, actor=actor)


def can_undo(connection: Connection, account_id: UUID, invitation_id: UUID, status: str) -> bool:
    """Whether `undo` would take an answer back, of an invitation in this status."""
    return status in ANSWERED and _is_undone_by(status, _last(connection, account_id, invitation_id))


def end_of_promise(owner: Owner, promised_by: datetime | date) -> datetime:
    """Until when a promise lasts: a promised date until the end of that working day."""
    if isinstance(promised_by, datetime):
        return promised_by
    return at_local(promised_by, time.fromisoformat(owner.workday_end), owner.zone)


def _last(connection: Connection, account_id: UUID, invitation_id: UUID) -> Mapping[str, Any] | None:
    row = connection.execute(_LAST, {"account": account_id, "invitation": invitation_id}).mappings().first()
    return None if row is None else {str(name): value for name, value in row.items()}


def _is_undone_by(status: str, last: Mapping[str, Any] | None) -> bool:
    """Whether taking the last answer back changes this status: it is an answer's, and no later edit has moved it."""
    return status in ANSWERED and (last is None or status == LEADS_TO[ReplyKind(last["kind"])])


def _supersede(connection: Connection, account_id: UUID, invitation_id: UUID, given: Given, *, now: datetime) -> None:
    """Drafts that can't be sent any more after this answer are put aside."""
    still_possible = {ReplyKind.CHECK_IN, *TAKES.get(LEADS_TO[given.kind], set())}
    others = REPLY.c.id != given.reply_id if given.reply_id is not None else true()
    connection.execute(
        update(REPLY)
        .where(
            REPLY.c.account_id == account_id,
            REPLY.c.invitation_id == invitation_id,
            REPLY.c.state == ReplyState.DRAFT.value,
            REPLY.c.kind.not_in(sorted(kind.value for kind in still_possible)),
            others,
        )
        .values(state=ReplyState.SUPERSEDED.value, updated_at=now, version=REPLY.c.version + 1)
    )


def _draft_again(
    connection: Connection, account_id: UUID, invitation_id: UUID, reply_id: UUID | None, *, now: datetime
) -> None:
    """The reply that gave the answer is a draft again, and so are those that it had put aside: words are kept.

    What we sent stays sent: it is out, and as a draft it could leave a second time.
    """
    connection.execute(
        update(REPLY)
        .where(
            REPLY.c.account_id == account_id,
            REPLY.c.invitation_id == invitation_id,
            or_(
                REPLY.c.state == ReplyState.SUPERSEDED.value,
                and_(REPLY.c.id == reply_id, REPLY.c.sent_how == BY_THE_PERSON) if reply_id is not None else false(),
            ),
        )
        .values(state=ReplyState.DRAFT.value, sent_at=None, sent_how=None, updated_at=now, version=REPLY.c.version + 1)
    )


def _why_nothing_to_undo(row: Mapping[str, Any]) -> str:
    if row["answered_at"] is None or row["status"] in OWED_STATUSES:
        return "This invitation has no answer that could be undone."
    return f"This invitation is {row['status']}. Reopen it instead (PATCH its status to awaiting_reply)."


def _refuse_impossible(given: Given, *, now: datetime) -> None:
    if given.kind is ReplyKind.CHECK_IN:
        raise Invalid.field("kind", "A check-in keeps in touch; it answers no invitation.")
    if given.answered_at > now:
        raise Invalid.field("answered_at", "An answer can't have been given in the future.", code="not-yet")
    if given.kind is ReplyKind.HOLD and given.promised_by is None:
        raise Invalid.field("promised_by", "A holding answer promises a reply: say by when in `promised_by`.")
    if given.kind is ReplyKind.HOLD and given.promised_by is not None and given.promised_by <= given.answered_at:
        raise Invalid.field("promised_by", "A promise lies after the answer that made it.", code="promise-too-early")


def _outcome(row: Mapping[str, Any], given: Given) -> dict[str, Any]:
    holds = given.kind is ReplyKind.HOLD
    return {
        "status": LEADS_TO[given.kind].value,
        "answered_at": given.answered_at,
        "reason": given.reason.value if given.reason is not None else None,
        "promised_at": given.promised_by if holds else row["promised_at"],
    }


def _correct(
    connection: Connection,
    owner: Owner,
    row: dict[str, Any],
    last: Mapping[str, Any],
    given: Given,
    *,
    now: datetime,
    actor: str,
) -> dict[str, Any]:
    if given.kind is ReplyKind.HOLD and given.promised_by != row["promised_at"]:
        raise promised_before()
    connection.execute(
        update(ANSWER)
        .where(ANSWER.c.account_id == owner.id, ANSWER.c.id == last["id"])
        .values(answered_at=given.answered_at, reason=given.reason, note=given.note)
    )
    detail = {"kind": given.kind.value, "reason": given.reason, "note": given.note, "corrected": True}
    event = history.event(owner.id, row["id"], EventType.ANSWERED, at=now, actor=actor, detail=detail)
    return _apply(connection, owner, row, _outcome(row, given), event, now=now, actor=actor)


def _apply(
    connection: Connection,
    owner: Owner,
    row: dict[str, Any],
    changed: dict[str, Any],
    event: dict[str, Any],
    *,
    now: datetime,
    actor: str,
) -> dict[str, Any]:
    events = [event]
    changed = changed | restart_clock(connection, owner, row, changed, now=now, actor=actor, events=events)
    shown = store_and_show(connection, owner, row, changed, now=now)
    history.remember(connection, events)
    return shown
