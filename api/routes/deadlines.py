"""The deadline of an invitation that is still being typed."""

from fastapi import APIRouter, Response

from api.deps import Now, Reading
from api.paths import API
from api.schemas.deadline import DEADLINE, DeadlineAsk, DeadlineView
from api.schemas.problem import GUARDED
from api.written import written
from services import planning
from services.identity import accounts

router = APIRouter(prefix=f"{API}/deadlines", tags=["invitations"])


@router.post(
    "",
    operation_id="preview_deadline",
    summary="Say which deadline an invitation would have",
    response_model=DeadlineView,
    responses=GUARDED,
)
async def preview_deadline(wanted: DeadlineAsk, now: Now, asker: Reading) -> Response:
    """By the account's policy, with the explanation; fields of a policy beside it are tried. Nothing is kept."""
    tried = wanted.model_dump(exclude_unset=True, include=set(accounts.RECKONING))
    shown = planning.preview(
        accounts.with_policy(asker.owner, tried) if tried else asker.owner,
        received_at=wanted.received_at or now,
        interview_at=wanted.interview_at,
        respond_by=wanted.respond_by,
        now=now,
    )
    return written(DEADLINE, shown)
