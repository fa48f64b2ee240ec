"""What a reply that went out means for the relation: one has spoken, and perhaps wants to speak again.

Every sent reply to a known contact is a touchpoint. A "no" that leaves the door open makes its addressee a contact.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from core.vocabulary import Medium, Reason, ReplyKind
from models.account import Owner
from models.contact import CONTACT, TOUCHPOINT
from models.reply import REPLY
from services.keeping_in_touch import contacts, people, speaking
from services.keeping_in_touch.days import day_after_reply

BY_THE_PERSON = "by the person"
"""How a reply was sent that we didn't send: in the way in which the invitation came, as far as we know."""

LONGEST_NAME = 200
"""What a contact's column holds."""

_DOOR_KINDS = (ReplyKind.DECLINE.value, ReplyKind.WITHDRAW.value)
_NAMELESS = select(CONTACT.c.id).where(
    CONTACT.c.account_id == bindparam("account"),
    CONTACT.c.invitation_id == bindparam("invitation"),
    CONTACT.c.name == bindparam("name"),
    CONTACT.c.email.is_(None),
    CONTACT.c.deleted_at.is_(None),
)
_OF_REPLY = select(TOUCHPOINT).where(
    TOUCHPOINT.c.account_id == bindparam("account"), TOUCHPOINT.c.reply_id == bindparam("reply")
)
_HOW = select(REPLY.c.sent_how).where(REPLY.c.account_id == bindparam("account"), REPLY.c.id == bindparam("reply"))


def after_sent(
    connection: Connection,
    owner: Owner,
    invitation: Mapping[str, Any],
    reply: Mapping[str, Any],
    *,
    now: datetime,
) -> UUID | None:
    """Note that one spoke with whoever a sent reply went to. Both are rows of their tables. Safe to run twice.

    Without `keep_in_touch` only somebody who is a contact already is noted; without a name or an address, nobody.
    Returns the contact.
    """
    address = invitation["contact_email"] or reply.get("recipient")
    # An address may be longer than a name; cut, it still stands for nobody's name.
    name = invitation["contact_name"] or (address and address[:LONGEST_NAME])
    sent_at = reply["sent_at"] or now
    if name is None or _is_noted(connection, owner, reply["id"], sent_at):
        return None
    contact_id = _known(connection, owner, invitation["id"], name, address)
    if contact_id is None and _leaves_door_open(reply):
        contact_id = _recorded(connection, owner, invitation, name, address, now=now)
    if contact_id is None:
        return None
    row = people.locked(connection, owner.id, contact_id)
    spoken = speaking.Spoken(spoke_at=sent_at, medium=_medium(invitation, reply), reply_id=reply["id"])
    speaking.keep(connection, owner, row, spoken, now=now, leads_to=_next_day(owner, reply, sent_at))
    return contact_id


def unsay_sent(connection: Connection, owner: Owner, reply_id: UUID, *, now: datetime) -> None:
    """The person takes back that they sent a reply: its touchpoint goes, and the next day is what it was before.

    What we sent stays a touchpoint: it is out, whatever becomes of the answer. The contact stays too, since nobody but
    the person deletes people. To be called before the reply is a draft again.
    """
    if connection.execute(_HOW, _key(owner, reply_id)).scalar() != BY_THE_PERSON:
        return
    found = connection.execute(_OF_REPLY, _key(owner, reply_id)).first()
    if found is not None:
        # A deleted contact too: restored, it is not to tell of what never was.
        row = people.locked(connection, owner.id, found.contact_id, deleted=True)
        speaking.remove(connection, owner, row, found, now=now)


def _key(owner: Owner, reply_id: UUID) -> dict[str, UUID]:
    return {"account": owner.id, "reply": reply_id}


def _is_noted(connection: Connection, owner: Owner, reply_id: UUID, sent_at: datetime) -> bool:
    noted = connection.execute(_OF_REPLY, _key(owner, reply_id)).first()
    if noted is None or noted.spoke_at == sent_at:
        return noted is not None
    # Its answer was undone and it went out once more: that one spoke the first time stays true.
    mine = (TOUCHPOINT.c.account_id == owner.id, TOUCHPOINT.c.id == noted.id)
    connection.execute(update(TOUCHPOINT).where(*mine).values(reply_id=None))
    return False


def _known(connection: Connection, owner: Owner, invitation_id: UUID, name: str, address: str | None) -> UUID | None:
    """Found again by the address; without one, by the invitation and the name."""
    if address is not None:
        return people.with_address(connection, owner.id, address)
    given = {"account": owner.id, "invitation": invitation_id, "name": name}
    return connection.execute(_NAMELESS, given).scalar()


def _recorded(
    connection: Connection,
    owner: Owner,
    invitation: Mapping[str, Any],
    name: str,
    address: str | None,
    *,
    now: datetime,
) -> UUID | None:
    given = {
        "name": name,
        "email": address,
        "company": invitation["company"],
        "met_by": invitation["medium"],
        "invitation_id": invitation["id"],
    }
    recorded = contacts.record_if_new(connection, owner, given, now=now)
    if recorded is not None:
        return recorded["id"]
    # Another reply to the same address, sent at the same moment, was quicker.
    return _known(connection, owner, invitation["id"], name, address)


def _leaves_door_open(reply: Mapping[str, Any]) -> bool:
    if reply["kind"] not in _DOOR_KINDS:
        return False
    options = reply["options"]
    return bool(options.get("keep_in_touch")) or (reply["reason"] == Reason.TIMING and bool(options.get("not_before")))


def _next_day(owner: Owner, reply: Mapping[str, Any], sent_at: datetime) -> date | None:
    if not _leaves_door_open(reply):
        return None
    not_before = reply["options"].get("not_before")
    return day_after_reply(
        Reason(reply["reason"]),
        people.day_of(owner, sent_at),
        None if not_before is None else date.fromisoformat(not_before),
    )


def _medium(invitation: Mapping[str, Any], reply: Mapping[str, Any]) -> Medium | None:
    if reply.get("sent_how") != BY_THE_PERSON:
        return Medium.EMAIL
    return None if invitation["medium"] is None else Medium(invitation["medium"])
