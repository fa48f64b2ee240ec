"""The tone review of any text."""

from fastapi import APIRouter, Response

from api.deps import Db, Now, Reading
from api.paths import API
from api.schemas.problem import GUARDED
from api.schemas.review import REVIEW, ReviewCreate, ReviewView
from api.written import written
from core.vocabulary import Reason
from replies.brief import Brief
from replies.rules_file import language_to_judge_by
from services import briefing

router = APIRouter(prefix=f"{API}/reviews", tags=["replies"])


@router.post("", operation_id="review_text", summary="Review a text", response_model=ReviewView, responses=GUARDED)
async def review_text(wanted: ReviewCreate, db: Db, now: Now, asker: Reading) -> Response:
    """What a polite, honest reply would not say, found by rules. Nothing is kept."""
    owner, context = asker.owner, wanted.context
    brief = Brief(
        kind=wanted.kind,
        company=context.company,
        role=context.role,
        contact_name=context.contact_name,
        sender_name=context.sender_name,
        reason=context.reason or Reason.UNDISCLOSED,
        details=context.details,
        tone=wanted.tone,
        language=language_to_judge_by(wanted.language, owner.language),
        zone=owner.zone,
        received_at=context.received_at,
        interview_at=context.interview_at,
    )
    return written(REVIEW, await db.read(briefing.review_for, owner, wanted.text, brief, now=now))
