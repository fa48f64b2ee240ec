"""The composer without a stored invitation."""

from fastapi import APIRouter, Response

from api.deps import Db, Now, Reading
from api.paths import API
from api.schemas.decline_reply import DECLINE_REPLY, DeclineReplyCreate, DeclineReplyView
from api.schemas.problem import GUARDED
from api.schemas.reply import facts_of
from api.written import written
from replies.brief import Brief
from replies.rules_file import language_to_write_in
from services import briefing

router = APIRouter(prefix=f"{API}/decline-replies", tags=["replies"])


@router.post(
    "",
    operation_id="compose_decline_reply",
    summary="Compose a reply without a stored invitation",
    response_model=DeclineReplyView,
    responses=GUARDED,
)
async def compose_decline_reply(wanted: DeclineReplyCreate, db: Db, now: Now, asker: Reading) -> Response:
    """A decline, unless `kind` says otherwise. Nothing is kept, and no clock stops."""
    owner = asker.owner
    brief = Brief(
        kind=wanted.kind,
        company=wanted.company,
        role=wanted.role,
        contact_name=wanted.contact_name,
        sender_name=wanted.sender_name or owner.name,
        reason=wanted.reason,
        details=wanted.details,
        tone=wanted.tone,
        language=language_to_write_in(wanted.language, owner.language),
        zone=owner.zone,
        received_at=wanted.received_at,
        interview_at=wanted.interview_at,
        **facts_of(wanted),
    )
    return written(DECLINE_REPLY, await db.read(briefing.compose_for, owner, brief, wanted.contact_email, now=now))
