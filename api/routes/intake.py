"""Messages turned into guesses, before anything is recorded."""

from fastapi import APIRouter, Response

from api.deps import Db, Now, Reading
from api.paths import API
from api.schemas.intake import INTAKE, IntakeView, MessageText
from api.schemas.problem import GUARDED
from api.written import written
from services import guessing

router = APIRouter(prefix=f"{API}/intake", tags=["invitations"])


@router.post(
    "/text",
    operation_id="read_message_text",
    summary="Read a pasted message",
    response_model=IntakeView,
    responses=GUARDED,
)
async def read_message_text(message: MessageText, db: Db, now: Now, asker: Reading) -> Response:
    """Guesses at company, role, contact, dates, each with its evidence. Nothing is kept, and no message is refused."""
    owner, received_at = asker.owner, message.received_at
    # A page of text takes tens of milliseconds, for which nobody else's request waits.
    guesses = await db.in_thread(
        guessing.read_message, owner, message.text, subject=message.subject, received_at=received_at, now=now
    )
    return written(INTAKE, await db.read(guessing.show, owner, guesses, received_at=received_at, now=now))
