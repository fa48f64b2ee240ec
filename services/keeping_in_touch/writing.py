"""A few lines to keep in touch: composed from what is known of a person, reviewed, and not kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select
from sqlalchemy.sql import bindparam

from core.vocabulary import ReplyKind, Tone
from models.account import Owner
from models.contact import CONTACT
from models.invitation import INVITATION
from replies.brief import Brief
from replies.rules_file import language_to_write_in
from services.briefing import compose_for
from services.keeping_in_touch.people import no_such_contact

_KNOWN = (
    select(
        *(CONTACT.c[name] for name in ("name", "email", "company", "invitation_id", "spoke_at")),
        INVITATION.c.company.label("invited_by"),
        INVITATION.c.role,
        INVITATION.c.received_at,
    )
    .select_from(CONTACT)
    .outerjoin(
        INVITATION,
        and_(
            INVITATION.c.account_id == CONTACT.c.account_id,
            INVITATION.c.id == CONTACT.c.invitation_id,
            INVITATION.c.deleted_at.is_(None),
        ),
    )
    .where(
        CONTACT.c.account_id == bindparam("account"), CONTACT.c.id == bindparam("id"), CONTACT.c.deleted_at.is_(None)
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """How the lines are to be written."""

    tone: Tone = Tone.NEUTRAL
    language: str | None = None
    details: str | None = None
    variation: int = 0


def check_in(connection: Connection, owner: Owner, contact_id: UUID, wish: CheckIn, *, now: datetime) -> dict[str, Any]:
    """A check-in to a contact: subject, body, findings and `mailto`. It names the invitation by which one met.

    Nothing is kept. Raises ContactNotFound, and what `replies.compose` refuses.
    """
    known = connection.execute(_KNOWN, {"account": owner.id, "id": contact_id}).first()
    if known is None:
        raise no_such_contact()
    brief = Brief(
        kind=ReplyKind.CHECK_IN,
        company=known.invited_by or known.company,
        role=known.role,
        # Somebody known by an address alone is greeted without a name.
        contact_name=None if known.name == known.email else known.name,
        sender_name=owner.name,
        details=wish.details,
        tone=wish.tone,
        language=language_to_write_in(wish.language, owner.language),
        zone=owner.zone,
        received_at=known.received_at,
        is_invited=known.invitation_id is not None,
        spoke_at=known.spoke_at,
        variation=wish.variation,
    )
    return compose_for(connection, owner, brief, known.email, now=now)
