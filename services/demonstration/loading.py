"""The example in one's own account: a believable fortnight for whoever has nothing recorded yet, and its end.

It is told apart by its `source` and by the actor of its events, so that all of it can be taken away again but what
somebody has touched. It alerts nobody: nothing is planned as it is loaded, and the scheduler never looks at it. It
stands in every list, and in the digest, as anything that needs an answer does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, select, update
from sqlalchemy.sql import bindparam

from core.errors import Conflict
from core.vocabulary import EventType
from models.account import Owner
from models.channel import REMINDER
from models.contact import CONTACT
from models.invitation import EVENT, INVITATION
from services import history, searching
from services.demonstration.demo_scenes import SCENES
from services.demonstration.demo_stage import EXAMPLE, Stage

_MINE = (INVITATION.c.account_id == bindparam("account"), INVITATION.c.source == EXAMPLE.source)
_TOUCHED = exists().where(
    EVENT.c.account_id == INVITATION.c.account_id,
    EVENT.c.invitation_id == INVITATION.c.id,
    EVENT.c.actor.not_in((EXAMPLE.actor, history.SCHEDULER)),
    # A changed zone or policy moves every deadline, whoever's invitation it is.
    EVENT.c.type != EventType.DEADLINE_CHANGED.value,
    EVENT.c.type != EventType.FLAGGED.value,
)
_UNTOUCHED_VERSION = 0
"""Of the example's people until somebody changes or speaks to them: whatever else is recorded begins with 1."""

_IN_BIN = INVITATION.c.deleted_at.is_not(None)
_HELD = select(func.count()).select_from(INVITATION).where(*_MINE, ~_IN_BIN)
_ANY = select(exists().where(INVITATION.c.account_id == bindparam("account"), ~_IN_BIN))


class AccountNotEmpty(Conflict):
    """The account holds invitations, among which an example would only be in the way."""

    type = "account-not-empty"
    title = "Not an empty account"


def standing(connection: Connection, account_id: UUID) -> dict[str, Any]:
    """How many invitations of the example the account holds, and whether it could be loaded."""
    place = {"account": account_id}
    return {
        "invitations": connection.scalar(_HELD, place) or 0,
        "can_load": not connection.scalar(_ANY, place),
    }


def load(connection: Connection, owner: Owner, *, now: datetime) -> dict[str, Any]:
    """Fill an account that holds no invitation. Returns its standing. Raises AccountNotEmpty."""
    if connection.scalar(_ANY, {"account": owner.id}):
        raise AccountNotEmpty(
            "The example is for an account without invitations. Take the example away again with "
            "DELETE /api/v1/demonstration, or go on with what you have recorded."
        )
    _remove(connection, owner.id, _IN_BIN)
    stage = Stage(connection, owner, now, EXAMPLE)
    for scene in SCENES:
        scene(stage)
    stage.come_to_today()
    _silence(connection, owner.id)
    _mark_people(connection, owner.id, stage.people)
    return standing(connection, owner.id)


def unload(connection: Connection, account_id: UUID) -> dict[str, Any]:
    """Remove for good what the example added and nobody touched, or somebody deleted. Tells how many of each."""
    removed = _remove(connection, account_id, _IN_BIN | ~_TOUCHED)
    return {"removed": removed, "kept": connection.scalar(_HELD, {"account": account_id}) or 0}


def _remove(connection: Connection, account_id: UUID, which: Any) -> int:
    found = list(connection.execute(select(INVITATION.c.id).where(*_MINE, which), {"account": account_id}).scalars())
    searching.forget(connection, found)
    connection.execute(delete(INVITATION).where(INVITATION.c.account_id == account_id, INVITATION.c.id.in_(found)))
    _remove_people(connection, account_id)
    return len(found)


def _mark_people(connection: Connection, account_id: UUID, people: Sequence[UUID]) -> None:
    mine = select(INVITATION.c.id).where(*_MINE)
    connection.execute(
        update(CONTACT)
        .where(
            CONTACT.c.account_id == bindparam("account"),
            CONTACT.c.id.in_(people) | CONTACT.c.invitation_id.in_(mine),
        )
        .values(version=_UNTOUCHED_VERSION),
        {"account": account_id},
    )


def _remove_people(connection: Connection, account_id: UUID) -> None:
    """Remove the people of the example whom nobody touched; who came with an invitation that stays, stays with it."""
    kept = select(INVITATION.c.id).where(*_MINE)
    connection.execute(
        delete(CONTACT).where(
            CONTACT.c.account_id == bindparam("account"),
            CONTACT.c.version == _UNTOUCHED_VERSION,
            CONTACT.c.invitation_id.is_(None) | CONTACT.c.invitation_id.not_in(kept),
        ),
        {"account": account_id},
    )


def _silence(connection: Connection, account_id: UUID) -> None:
    place = {"account": account_id}
    mine = select(INVITATION.c.id).where(*_MINE)
    connection.execute(
        delete(REMINDER).where(REMINDER.c.account_id == bindparam("account"), REMINDER.c.invitation_id.in_(mine)), place
    )
    connection.execute(update(INVITATION).where(*_MINE).values(next_flag_at=None), place)
