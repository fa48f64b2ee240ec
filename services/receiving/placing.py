"""What a person does with a message that waits: place it on an invitation, old or new, put it aside, or back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update

from core.errors import Conflict, Invalid
from core.vocabulary import MessageState
from intake.wording import told, wording
from models.account import Owner
from models.message import MESSAGE
from services import history, viewing
from services.receiving.decision import Case, Decision
from services.receiving.inbox import find, summary
from services.receiving.kept import arrived_of
from services.receiving.receiving import carry_out


class MessageAlreadyPlaced(Conflict):
    """The message belongs to an invitation already."""

    type = "message-already-placed"
    title = "Placed before"


def place(
    connection: Connection,
    owner: Owner,
    message_id: UUID,
    given: Mapping[str, Any],
    *,
    now: datetime,
    actor: str = history.PERSON,
) -> dict[str, Any]:
    """Record a message as an invitation, as guessed and corrected, or add it to the one of `invitation_id`.

    Returns the invitation as it is shown. Raises MessageNotFound, MessageAlreadyPlaced, InvitationNotFound, and Invalid
    where nothing names the company.
    """
    row = find(connection, owner.id, message_id, holds=True)
    _refuse_placed(row)
    if given.get("invitation_id") is not None:
        # Refused as everywhere, where it isn't there.
        viewing.show(connection, owner.id, given["invitation_id"], language=owner.language, now=now)
    case = Case(
        connection=connection,
        owner=owner,
        arrived=arrived_of(row, zone=owner.zone),
        now=now,
        given={**given, "record": True},
        holds=True,
    )
    decision, invitation_id = carry_out(case, row, actor=actor)
    if invitation_id is None:
        raise _not_placed(owner, decision)
    return viewing.show(connection, owner.id, invitation_id, language=owner.language, now=now)


def set_state(
    connection: Connection, owner: Owner, message_id: UUID, state: MessageState, *, now: datetime
) -> dict[str, Any]:
    """Put a message aside, or let it wait again. Raises MessageNotFound, MessageAlreadyPlaced, Invalid."""
    row = find(connection, owner.id, message_id, holds=True)
    _refuse_placed(row)
    if state is MessageState.PLACED:
        raise Invalid.field("state", "A message is placed by POST …/invitation.")
    if row["state"] != state:
        changed = {"state": state.value, "dismissed_at": now if state is MessageState.DISMISSED else None}
        connection.execute(
            update(MESSAGE).where(MESSAGE.c.account_id == owner.id, MESSAGE.c.id == message_id).values(**changed)
        )
        row |= changed
    return summary(row, language=owner.language)


def _refuse_placed(row: Mapping[str, Any]) -> None:
    if row["state"] == MessageState.PLACED:
        raise MessageAlreadyPlaced(
            f"This message belongs to invitation {row['invitation_id']}. Edit that one.",
            extensions={"invitation_id": str(row["invitation_id"])},
        )


def _not_placed(owner: Owner, decision: Decision) -> Invalid:
    """Why a message couldn't be placed though a person wants it: nothing names the company, or it can't be trusted."""
    sentence = wording(owner.language).say(decision.because or told("messages.no_company"))
    if decision.because is not None and decision.because.name != "messages.no_company":
        # What somebody else says of a recorded interview becomes a part of it at the person's word alone.
        return Invalid.field("invitation_id", f"{sentence} Name the invitation that it belongs to.")
    return Invalid.field("company", sentence, code="required")
