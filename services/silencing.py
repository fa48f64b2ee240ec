"""Silencing: no reminder about one invitation until an instant. Its deadline and its level stay what they are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from core.errors import Conflict, Invalid
from core.vocabulary import OWED_STATUSES, EventType
from models.account import Owner
from services import history, reminding
from services.changing import locked, plain, store_and_show
from services.planning import is_before_next_digest
from services.viewing import show


class NothingOwed(Conflict):
    """The invitation owes no answer, so there is no clock to act on."""

    type = "nothing-owed"
    title = "No answer is owed"


def snooze(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    until: datetime,
    *,
    now: datetime,
    actor: str = history.PERSON,
) -> dict[str, Any]:
    """Silence reminders about one invitation until an instant; what is planned about it is taken back.

    Raises InvitationNotFound, NothingOwed, and Invalid where the instant isn't ahead.
    """
    row = locked(connection, owner.id, invitation_id)
    if until <= now:
        raise Invalid.field("until", "Snooze until an instant that is still ahead.", code="not-ahead")
    if row["status"] not in OWED_STATUSES:
        raise NothingOwed(
            "No answer is owed to this invitation, so there are no reminders to silence.",
            extensions={"invitation_status": row["status"]},
        )
    reminding.cancel(connection, owner.id, invitation_id, because="The invitation was snoozed.")
    shown = store_and_show(connection, owner, row, {"snoozed_until": until}, now=now)
    detail = {"until": plain(until)}
    history.remember(
        connection, [history.event(owner.id, invitation_id, EventType.SNOOZED, at=now, actor=actor, detail=detail)]
    )
    return shown


def wake(
    connection: Connection, owner: Owner, invitation_id: UUID, *, now: datetime, actor: str = history.PERSON
) -> dict[str, Any]:
    """End a snooze; a deadline that the next digest would be too late for is reminded of at once.

    One that isn't snoozed stays as it is. Raises InvitationNotFound.
    """
    row = locked(connection, owner.id, invitation_id)
    if row["snoozed_until"] is None or row["status"] not in OWED_STATUSES:
        return show(connection, owner.id, invitation_id, language=owner.language, now=now)
    shown = store_and_show(connection, owner, row, {"snoozed_until": None}, now=now)
    history.remember(connection, [history.event(owner.id, invitation_id, EventType.UNSNOOZED, at=now, actor=actor)])
    if is_before_next_digest(owner, row["respond_by"], now=now):
        reminding.plan_urgent(connection, owner.id, [(invitation_id, row["respond_by"])], now=now)
    return shown
