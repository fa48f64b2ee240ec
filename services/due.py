"""What needs an answer: every invitation that owes one, the most pressing first, each with its clock and next step."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, func, or_, select
from sqlalchemy.sql import bindparam

from core.vocabulary import ReplyKind, ReplyState, Status
from models import clock_words
from models.account import Owner
from models.invitation import INVITATION, OWED
from models.reply import REPLY
from services.loose_ends import LooseEnd, interviews_ahead, quiet_reschedules
from services.next_steps import next_step, today_of
from services.searching import condition
from services.viewing import SHOWN, view

MOST_DUE = 200
"""How many items one answer of the API may hold."""
DEFAULT_DUE = 100

UNSENT = (
    *(ReplyState.DRAFT, ReplyState.APPROVED, ReplyState.SENDING),
    *(ReplyState.FAILED, ReplyState.OUTCOME_UNKNOWN),
)
"""The states of a reply that was begun, and of which nobody knows that it has gone out."""

_AT_ONCE = 500
"""How many invitations' drafts one statement asks for."""

_NOW = bindparam("now", type_=INVITATION.c.received_at.type)

_OWED = (
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.deleted_at.is_(None),
    # Word for word as the partial index has it: no planner looks into a parameter.
    condition(f"invitation.{OWED}"),
)
_BROKEN_PROMISE = and_(INVITATION.c.status == Status.HOLDING.value, INVITATION.c.respond_by <= _NOW)
_ANY_OTHER = or_(INVITATION.c.status != Status.HOLDING.value, INVITATION.c.respond_by > _NOW)

_ROWS: Select[*tuple[Any, ...]] = (
    select(*SHOWN).where(*_OWED).order_by(INVITATION.c.respond_by, INVITATION.c.id).limit(bindparam("most"))
)
_BROKEN_PROMISES = _ROWS.where(_BROKEN_PROMISE)
_OTHERS = _ROWS.where(_ANY_OTHER)

_COUNTS = (
    select(
        func.count().label("owed"),
        func.count().filter(_BROKEN_PROMISE).label("promises_overdue"),
        func.count().filter(INVITATION.c.ghosting_at <= _NOW).label("ghosting"),
        func.count().filter(INVITATION.c.respond_by <= _NOW, INVITATION.c.ghosting_at > _NOW).label("overdue"),
        func.count().filter(INVITATION.c.due_soon_at <= _NOW, INVITATION.c.respond_by > _NOW).label("due_soon"),
        func.count().filter(INVITATION.c.due_soon_at > _NOW).label("on_track"),
        func.count().filter(INVITATION.c.snoozed_until > _NOW).label("snoozed"),
    )
    .select_from(INVITATION)
    .where(*_OWED)
)

_DRAFTS = (
    select(REPLY.c.invitation_id, REPLY.c.id, REPLY.c.kind, REPLY.c.state, REPLY.c.updated_at)
    .where(
        REPLY.c.account_id == bindparam("account"),
        REPLY.c.invitation_id.in_(bindparam("invitations", expanding=True)),
        REPLY.c.state.in_([state.value for state in UNSENT]),
        # A check-in keeps in touch; it answers nothing.
        REPLY.c.kind != ReplyKind.CHECK_IN.value,
    )
    .order_by(REPLY.c.updated_at, REPLY.c.id)
)


def show_due(connection: Connection, owner: Owner, *, now: datetime, limit: int = DEFAULT_DUE) -> dict[str, Any]:
    """What a person sees first: `items` as `list_due` has them, `counts`, whether there are `more`, and `also`.

    The counts are the whole account's, however few items are asked for; a snoozed invitation counts at its level too.
    `also` holds what the digest lists beside the owed answers: interviews ahead, and requests for another time that
    have gone quiet.
    """
    counts = dict(connection.execute(_COUNTS, {"account": owner.id, "now": now}).mappings().one())
    items, has_more = list_due(connection, owner, now=now, most=limit) if counts["owed"] else ([], False)
    ends = (
        interviews_ahead(connection, owner, now=now),
        quiet_reschedules(connection, owner, now=now),
    )
    return {
        "items": items,
        "more": has_more,
        "counts": counts,
        "also": [{"code": some[0].code, "items": [_beside(end) for end in some]} for some in ends if some],
    }


def list_due(connection: Connection, owner: Owner, *, now: datetime, most: int) -> tuple[list[dict[str, Any]], bool]:
    """At most `most` views of what owes an answer, and whether there are more: broken promises first, then by deadline.

    Each view has its `clock` and how long the employer has been `waiting`, in words of the account's language;
    `elapsed`, how much of the time from receipt to deadline has passed, from 0 to 1; `is_snoozed`; its `draft`, the
    one that was worked on last, wherever it has got stuck; and its `next_step`, a code of `NextStep`.
    """
    given = {"account": owner.id, "now": now}
    rows: list[Any] = list(connection.execute(_BROKEN_PROMISES, {**given, "most": most + 1}))
    if len(rows) <= most:
        rows += connection.execute(_OTHERS, {**given, "most": most + 1 - len(rows)}).all()
    page = rows[:most]
    drafts = newest_drafts(connection, owner.id, [row.id for row in page])
    _, tomorrow = today_of(owner.zone, now)
    views = (view(row, language=owner.language, now=now) for row in page)
    return [due_item(shown, owner, drafts.get(shown["id"]), now=now, tomorrow=tomorrow) for shown in views], len(
        rows
    ) > most


def newest_drafts(
    connection: Connection, account_id: UUID, invitation_ids: Sequence[UUID]
) -> dict[UUID, dict[str, Any]]:
    """The unsent reply of each invitation that has one; of several, the one that was worked on last."""
    drafts: dict[UUID, dict[str, Any]] = {}
    for start in range(0, len(invitation_ids), _AT_ONCE):
        some = invitation_ids[start : start + _AT_ONCE]
        for row in connection.execute(_DRAFTS, {"account": account_id, "invitations": some}):
            drafts[row.invitation_id] = {name: getattr(row, name) for name in ("id", "kind", "state", "updated_at")}
    return drafts


def due_item(
    shown: dict[str, Any], owner: Owner, draft: dict[str, Any] | None, *, now: datetime, tomorrow: datetime
) -> dict[str, Any]:
    """The view of an invitation that owes an answer, with what `list_due` puts beside it."""
    until = shown["snoozed_until"]
    is_snoozed = until is not None and until > now
    return shown | {
        "clock": _clock(shown, owner, now=now, snoozed_until=until if is_snoozed else None),
        "waiting": clock_words.waiting(
            now=now, received_at=shown["received_at"], zone=owner.zone, language=owner.language
        ),
        "next_step": next_step(
            status=shown["status"],
            respond_by=shown["respond_by"],
            interview_at=shown["interview_at"],
            now=now,
            tomorrow=tomorrow,
            has_draft=draft is not None and draft["state"] in {ReplyState.DRAFT, ReplyState.FAILED},
            is_in_doubt=draft is not None and draft["state"] == ReplyState.OUTCOME_UNKNOWN,
        ),
        "draft": draft,
        "elapsed": _elapsed(shown["received_at"], shown["respond_by"], now=now),
        "is_snoozed": is_snoozed,
    }


def _clock(shown: dict[str, Any], owner: Owner, *, now: datetime, snoozed_until: datetime | None) -> str:
    clock = clock_words.clock(
        now=now,
        respond_by=shown["respond_by"],
        ghosting_at=shown["ghosting_at"],
        zone=owner.zone,
        language=owner.language,
        attention=shown["attention"],
    )
    if snoozed_until is None:
        return clock
    return clock_words.snoozed(now=now, until=snoozed_until, clock=clock, zone=owner.zone, language=owner.language)


def _elapsed(received_at: datetime, respond_by: datetime, *, now: datetime) -> float:
    """0 until receipt, 1 from the deadline on; a deadline that came before receipt had passed at once."""
    if now >= respond_by:
        return 1.0
    if now <= received_at:
        return 0.0
    return round((now - received_at) / (respond_by - received_at), 4)


def _beside(end: LooseEnd) -> dict[str, Any]:
    row = end.row
    return {
        "id": row.id,
        "company": row.company,
        "role": row.role,
        "status": row.status,
        "interview_at": row.interview_at,
        "answered_at": row.answered_at,
        "clock": end.clock,
        "next_step": end.next_step,
    }
