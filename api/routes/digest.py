"""Today's reminder, as it would be sent now."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection

from api.deps import Db, Now, Reading, Set
from api.paths import API
from api.schemas.channel import DigestView
from api.schemas.problem import GUARDED
from models.account import Owner
from notifications.render import render_digest
from services.digest import digest_of

router = APIRouter(prefix=f"{API}/digest", tags=["reminders"])


@router.get("", operation_id="show_digest", summary="Show today's digest", response_model=DigestView, responses=GUARDED)
async def show_digest(db: Db, now: Now, asker: Reading, settings: Set) -> object:
    """In JSON and as text. Looking at it sends nothing and changes nothing."""
    return await db.read(_digest, asker.owner, now=now, link_base=settings.link_base)


def _digest(connection: Connection, owner: Owner, *, now: datetime, link_base: str) -> dict[str, Any]:
    digest = digest_of(connection, owner, now=now, link_base=link_base)
    written = render_digest(digest, public_url=link_base, unsubscribe_url=None)
    return {
        "local_on": digest.local_on,
        "next_digest_at": owner.next_digest_at,
        "would_send": not digest.is_empty or owner.digest_when_empty,
        "sections": [{"code": section.code, "items": section.lines} for section in digest.sections],
        "more": digest.more,
        "people": digest.people,
        "more_people": digest.more_people,
        "subject": written.subject,
        "text": written.text,
    }
