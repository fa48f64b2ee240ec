"""Whose word counts about an invitation: who brought it, whom the person named, and their company.

Whoever knows the Message-ID of a mail can write into its thread. What they write is shown in the history; but no answer
goes to them, and no calendar request of theirs is followed, unless they are known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select
from sqlalchemy.sql import bindparam

from core.vocabulary import MessageOutcome, MessageState
from intake.texts import company_domain_of
from models.account import Owner
from models.invitation import INVITATION
from models.message import MESSAGE

_MOST = 200
_PLACED = and_(
    MESSAGE.c.account_id == INVITATION.c.account_id,
    MESSAGE.c.invitation_id == INVITATION.c.id,
    MESSAGE.c.state == MessageState.PLACED.value,
)
_CAME = (
    select(
        INVITATION.c.contact_email,
        MESSAGE.c.id,
        MESSAGE.c.outcome,
        MESSAGE.c.sender_address,
        MESSAGE.c.reply_to,
        MESSAGE.c.detail["calendar"]["organizer_address"].as_string().label("organizer_address"),
        MESSAGE.c.detail["is_vouched"].as_boolean().label("is_vouched"),
    )
    .select_from(INVITATION.outerjoin(MESSAGE, _PLACED))
    .where(INVITATION.c.account_id == bindparam("account"), INVITATION.c.id == bindparam("invitation"))
    .order_by(MESSAGE.c.id)
    .limit(_MOST)
)


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The addresses that are known on an invitation, and the domains of their companies, all in lower case.

    `messages` are those that the person vouched for, and the one that it was recorded from.
    """

    addresses: frozenset[str]
    domains: frozenset[str]
    messages: frozenset[UUID]

    def knows(self, address: str | None) -> bool:
        """Whether an address is one of these, or of their companies; no address is nobody's."""
        if not address:
            return False
        return address.casefold() in self.addresses or company_domain_of(address) in self.domains


def known_people(connection: Connection, owner: Owner, invitation_id: UUID) -> KnownPeople:
    """The contact, and who sent, takes answers to or organises what the invitation was recorded from.

    What the person placed by hand counts as well; of an invitation without any of these, what came first.
    """
    given = {"account": owner.id, "invitation": invitation_id}
    rows = connection.execute(_CAME, given).mappings().all()
    contact = rows[0]["contact_email"] if rows else None
    came = [row for row in rows if row["id"] is not None]
    trusted = [row for row in came if row["outcome"] == MessageOutcome.RECORDED or row["is_vouched"]]
    if not trusted and not contact:
        trusted = came[:1]
    found = {address.casefold() for address in (contact, *_named(trusted)) if address}
    domains = {domain for domain in map(company_domain_of, found) if domain is not None}
    return KnownPeople(frozenset(found), frozenset(domains), frozenset(row["id"] for row in trusted))


def _named(rows: Sequence[Mapping[Any, Any]]) -> list[str | None]:
    return [row[name] for row in rows for name in ("sender_address", "reply_to", "organizer_address")]
