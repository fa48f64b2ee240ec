"""The invitations that a message may belong to, the likeliest first: shown, and never applied."""

from typing import Any

from sqlalchemy import Connection, case, func, select
from sqlalchemy.sql import bindparam

from core.vocabulary import Status
from intake.arrived import Arrived
from intake.guessing.guess import Why
from intake.guessing.suggestion import suggestion_of
from intake.guessing.wording import say
from models.account import Owner
from models.invitation import INVITATION
from services.guessing import MOST_SIMILAR, similar_to
from services.receiving.kept import storable_id

_OPEN = (Status.AWAITING_REPLY, Status.HOLDING, Status.RESCHEDULING, Status.ACCEPTED)
_FOUND = select(INVITATION.c.id, INVITATION.c.company, INVITATION.c.role).where(
    INVITATION.c.account_id == bindparam("account"), INVITATION.c.deleted_at.is_(None)
)
_OF_UID = _FOUND.where(INVITATION.c.calendar_uid.is_not(None), INVITATION.c.calendar_uid == bindparam("uid"))
_OF_SENDER = (
    _FOUND.where(func.lower(INVITATION.c.contact_email).in_(bindparam("addresses", expanding=True)))
    # Whoever was declined may write once more: what is answered comes after what is open.
    .order_by(
        case((INVITATION.c.status.in_([status.value for status in _OPEN]), 0), else_=1),
        INVITATION.c.received_at.desc(),
        INVITATION.c.id,
    )
    .limit(MOST_SIMILAR)
)


def suggestions_for(connection: Connection, owner: Owner, arrived: Arrived) -> list[dict[str, Any]]:
    """Of the same calendar request, of the same sender (the open ones first), of the same company.

    Each has its `id`, `company`, `role` and `why`.
    """
    uid = storable_id(arrived.event.uid) if arrived.event is not None else None
    addresses = {one.casefold() for one in (arrived.reply_to, arrived.sender_address) if one}
    found: dict[Any, dict[str, Any]] = {}
    for why, query, given in (
        ("similar_calendar", _OF_UID, {"uid": uid} if uid else None),
        ("similar_sender", _OF_SENDER, {"addresses": sorted(addresses)} if addresses else None),
    ):
        for row in connection.execute(query, {"account": owner.id, **given}) if given else ():
            reason = say(Why(why, (("company", row.company),)), owner.language)
            found.setdefault(row.id, {"id": row.id, "company": row.company, "role": row.role, "why": reason})
    role = suggestion_of(arrived.guesses, received_at=arrived.received_at)["role"]
    for one in similar_to(connection, owner, [guess.value for guess in arrived.guesses.company], role):
        found.setdefault(one["id"], {name: one[name] for name in ("id", "company", "role", "why")})
    return list(found.values())[:MOST_SIMILAR]
