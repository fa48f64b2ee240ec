"""Looking at a reply before there is a draft of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.account import Owner
from models.invitation import INVITATION
from replies.compose import compose
from services import permitted_answers
from services.briefing import INVITATION_KNOWN, Wish, brief_of, composed
from services.viewing import no_such_invitation

_KNOWN = INVITATION_KNOWN.add_columns(INVITATION.c.promised_at)


def preview(connection: Connection, owner: Owner, invitation_id: UUID, wish: Wish, *, now: datetime) -> dict[str, Any]:
    """The words that `services.drafting.draft` would begin with, reviewed; nothing is kept.

    Raises InvitationNotFound, and what `replies.compose` and `services.permitted_answers` refuse.
    """
    found = connection.execute(_KNOWN, {"account": owner.id, "id": invitation_id}).mappings().first()
    if found is None:
        raise no_such_invitation()
    row = {str(name): value for name, value in found.items()}
    permitted_answers.refuse_draft(connection, owner.id, row, wish.kind)
    brief = brief_of(connection, owner, row, wish)
    return composed(compose(brief, now=now), brief, row["contact_email"], now=now)
