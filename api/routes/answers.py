"""Answers that were given elsewhere: they stop the clock, and can be taken back."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.deps import Db, IfMatch, Now, Writing
from api.paths import API
from api.schemas.answer import AnswerPut
from api.schemas.invitation import INVITATION, InvitationView
from api.schemas.problem import problems
from api.written import written
from services import answering

router = APIRouter(prefix=f"{API}/invitations", tags=["answers"])


@router.put(
    "/{invitation_id}/answer",
    operation_id="answer_invitation",
    summary="Note how an invitation was answered",
    response_model=InvitationView,
    responses=problems(401, 403, 404, 409, 412),
)
async def answer_invitation(
    invitation_id: UUID, wanted: AnswerPut, db: Db, now: Now, asker: Writing, if_match: IfMatch
) -> Response:
    """The status becomes what the answer says. The clock stops, but for `hold`, which promises an answer, once."""
    given = answering.Given(
        kind=wanted.kind,
        answered_at=wanted.answered_at or now,
        reason=wanted.reason,
        note=wanted.note,
        promised_by=wanted.promised_by and answering.end_of_promise(asker.owner, wanted.promised_by),
    )
    shown = await db.write(
        answering.answer, asker.owner, invitation_id, given, now=now, actor=asker.actor, if_version=if_match
    )
    return written(INVITATION, shown)


@router.delete(
    "/{invitation_id}/answer",
    operation_id="undo_answer",
    summary="Take the last answer back",
    response_model=InvitationView,
    responses=problems(401, 403, 404, 409),
)
async def undo_answer(invitation_id: UUID, db: Db, now: Now, asker: Writing) -> Response:
    """The invitation is what it was before, and its clock runs again; a reply that was sent is a draft again."""
    return written(INVITATION, await db.write(answering.undo, asker.owner, invitation_id, now=now, actor=asker.actor))
