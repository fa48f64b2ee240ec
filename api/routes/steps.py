"""What can be done about an invitation, and how it presses."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.deps import Db, Now, Reading
from api.paths import API
from api.schemas.problem import problems
from api.schemas.steps import STEPS, StepsView
from api.written import written
from services import steps

router = APIRouter(prefix=f"{API}/invitations", tags=["invitations"])


@router.get(
    "/{invitation_id}/steps",
    operation_id="show_steps",
    summary="Say what can be done about an invitation",
    response_model=StepsView,
    responses=problems(401, 403, 404),
)
async def show_steps(invitation_id: UUID, db: Db, now: Now, asker: Reading) -> Response:
    """Its clock in words, its next step, and the acts that it takes as it stands."""
    return written(STEPS, await db.read(steps.show_steps, asker.owner, invitation_id, now=now))
