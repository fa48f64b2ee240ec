"""The deadline of an invitation that is still being typed."""

from fastapi import APIRouter, Response

from api.deps import Now, Reading
from api.paths import API
from api.schemas.deadline import DEADLINE, DeadlineAsk, DeadlineView
from api.schemas.problem import GUARDED
from api.written import written
from services import planning

router = APIRouter(prefix=f"{API}/deadlines", tags=["invitations"])


@router.post(
    "",
    operation_id="preview_deadline",
    summary="Say which deadline an invitation would have",
    response_model=DeadlineView,
    responses=GUARDED,
)
async def preview_deadline(wanted: DeadlineAsk, now: Now, asker: Reading) -> Response:
    """By the account's policy, with the explanation. Nothing is kept."""
    shown = planning.preview(
        asker.owner,
        received_at=wanted.received_at or now,
        interview_at=wanted.interview_at,
        respond_by=wanted.respond_by,
        now=now,
    )
    return written(DEADLINE, shown)
