"""A reply's row: held while it changes, stored as its next version, and told in the history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select, update
from sqlalchemy.sql import bindparam

from core.errors import Conflict, LostRace, NotFound
from core.versions import IfVersion, is_other
from core.vocabulary import EventType, ReplyKind, ReplyState
from models.account import Owner
from models.invitation import INVITATION
from models.reply import REPLY
from services import history

OF_INVITATION = and_(
    INVITATION.c.account_id == REPLY.c.account_id,
    INVITATION.c.id == REPLY.c.invitation_id,
    INVITATION.c.deleted_at.is_(None),
)
"""A reply and the invitation that it answers, which wasn't deleted."""

REPLY_WITH_CONTACT = (
    select(REPLY, INVITATION.c.contact_email, INVITATION.c.contact_name)
    .join(INVITATION, OF_INVITATION)
    .where(REPLY.c.account_id == bindparam("account"), REPLY.c.id == bindparam("id"))
)

_FOR_UPDATE = (
    select(REPLY)
    .join(INVITATION, OF_INVITATION)
    .where(REPLY.c.account_id == bindparam("account"), REPLY.c.id == bindparam("id"))
    .with_for_update(of=REPLY)
)

_ON_ITS_WAY = {
    ReplyState.APPROVED: "This reply is about to leave. Take it back first (DELETE …/delivery).",
    ReplyState.SENDING: "This reply is leaving just now. Look again in a minute.",
    ReplyState.OUTCOME_UNKNOWN: "Nobody knows yet whether this reply went out. Say so first (POST …/outcome).",
}


class ReplyNotFound(NotFound):
    """There is no such reply in this account."""

    title = "No such reply"


class ReplyOnItsWay(Conflict):
    """A reply that is leaving, or may have left, is neither changed nor sent again."""

    type = "reply-on-its-way"
    title = "On its way"


def locked_reply(connection: Connection, owner: Owner, reply_id: UUID) -> dict[str, Any]:
    """The row of a reply, held until the transaction ends. Raises ReplyNotFound."""
    found = connection.execute(_FOR_UPDATE, {"account": owner.id, "id": reply_id}).mappings().first()
    if found is None:
        raise no_such_reply()
    return {str(name): value for name, value in found.items()}


def refuse_lost_race(row: Mapping[str, Any], if_version: IfVersion) -> None:
    """Refuse a change that is meant for another version of a reply. Raises LostRace."""
    if is_other(row["version"], if_version):
        raise LostRace(
            f"The reply is at version {row['version']} by now, not {if_version}. Read it again before you change it.",
            extensions={"version": row["version"]},
        )


def refuse_on_its_way(row: Mapping[str, Any]) -> None:
    """Refuse whatever can't be done to a reply that is leaving, or may have left. Raises ReplyOnItsWay."""
    sentence = _ON_ITS_WAY.get(ReplyState(row["state"]))
    if sentence is not None:
        raise ReplyOnItsWay(sentence, extensions={"reply_state": row["state"]})


def store_reply(connection: Connection, row: Mapping[str, Any], changed: Mapping[str, Any], *, now: datetime) -> None:
    """Write changed columns of a row that is held, as its next version."""
    connection.execute(
        update(REPLY)
        .where(REPLY.c.account_id == row["account_id"], REPLY.c.id == row["id"])
        .values(**changed, version=row["version"] + 1, updated_at=now)
    )


def tell(
    connection: Connection,
    row: Mapping[str, Any],
    what: EventType,
    *,
    now: datetime,
    actor: str,
    **detail: Any,
) -> None:
    """Tell in the history of the invitation what happened to a reply."""
    told = {"reply_id": str(row["id"]), "kind": ReplyKind(row["kind"]).value, **detail}
    event = history.event(row["account_id"], row["invitation_id"], what, at=now, actor=actor, detail=told)
    history.remember(connection, [event])


def no_such_reply() -> ReplyNotFound:
    """The refusal for a reply that doesn't exist, whose invitation was deleted, or that belongs to somebody else."""
    return ReplyNotFound("There is no such reply. It may have been deleted; draft another one.")
