"""What can be done about one invitation as it stands: its clock, its next step, and the acts that it takes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.vocabulary import Status
from models.account import Owner
from services import answering
from services.due import due_item, newest_drafts
from services.filed_away import filed_from
from services.loose_ends import LooseEnd, interviews_ahead, quiet_reschedules
from services.next_steps import today_of
from services.permitted_statuses import permitted_statuses
from services.viewing import show

_LOOSE_ENDS = {Status.ACCEPTED: interviews_ahead, Status.RESCHEDULING: quiet_reschedules}
_PRESSING = ("clock", "waiting", "next_step", "elapsed", "is_snoozed")


def show_steps(connection: Connection, owner: Owner, invitation_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The clock and the next step as `GET /due` would tell them, and the acts that would not be refused.

    `clock`, `waiting`, `next_step` and `elapsed` are null where nothing presses. `permitted_statuses` are those that
    an edit may set and that it hasn't yet, in the order of the vocabulary. Raises InvitationNotFound.
    """
    shown = show(connection, owner.id, invitation_id, language=owner.language, now=now)
    current = Status(shown["status"])
    permitted = permitted_statuses(current, is_answered=shown["answered_at"] is not None)
    was = filed_from(connection, {"account_id": owner.id, "id": invitation_id, "status": current})
    permitted |= frozenset[Status]() if was is None else {was}
    draft = newest_drafts(connection, owner.id, [invitation_id]).get(invitation_id)
    return {
        **_pressing(connection, owner, shown, draft, now=now),
        "draft": draft,
        "permitted_answers": shown["permitted_answers"],
        "permitted_statuses": [status for status in Status if status in permitted - {current}],
        "can_undo_answer": answering.can_undo(connection, owner.id, invitation_id, current),
    }


def _pressing(
    connection: Connection, owner: Owner, shown: dict[str, Any], draft: dict[str, Any] | None, *, now: datetime
) -> dict[str, Any]:
    if shown["attention"] is not None:
        _, tomorrow = today_of(owner.zone, now)
        item = due_item(shown, owner, draft, now=now, tomorrow=tomorrow)
        return {name: item[name] for name in _PRESSING}
    end = _loose_end(connection, owner, shown, now=now)
    beside = {} if end is None else {"clock": end.clock, "next_step": end.next_step}
    return {**dict.fromkeys(_PRESSING), "is_snoozed": False, **beside}


def _loose_end(connection: Connection, owner: Owner, shown: dict[str, Any], *, now: datetime) -> LooseEnd | None:
    found = _LOOSE_ENDS.get(Status(shown["status"]))
    if found is None:
        return None
    return next((end for end in found(connection, owner, now=now) if end.row.id == shown["id"]), None)
