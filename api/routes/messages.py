"""Messages that arrived: looked through, put aside, or placed on an invitation by a person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.deps import Db, Now, Reading, Writing
from api.idempotency import Once
from api.paths import API
from api.schemas.invitation import INVITATION, InvitationView
from api.schemas.messages import MessageEdit, MessagePage, MessagePlacement, MessageSummary, MessageView
from api.schemas.problem import problems
from api.written import made_headers
from core.vocabulary import MessageState
from services.receiving import inbox, placing

router = APIRouter(prefix=f"{API}/messages", tags=["messages"])

_made = made_headers(f"{API}/invitations")


@router.get(
    "",
    operation_id="list_messages",
    summary="List the messages that arrived",
    response_model=MessagePage,
    responses=problems(401, 403),
)
async def list_messages(
    db: Db,
    asker: Reading,
    state: Annotated[MessageState | None, Query(description="Only those in this state.")] = None,
    invitation_id: Annotated[UUID | None, Query(description="Only those of this invitation.")] = None,
    import_id: Annotated[UUID | None, Query(description="Only those that came with this import.")] = None,
    limit: Annotated[int, Query(ge=1, le=inbox.MOST_ITEMS)] = inbox.DEFAULT_ITEMS,
    cursor: Annotated[UUID | None, Query(description="The `next_cursor` of the page before.")] = None,
) -> object:
    """The newest first. `state=waiting` are those that a person has to look at."""
    return await db.read(
        inbox.list_messages,
        asker.owner,
        state=state,
        invitation_id=invitation_id,
        import_id=import_id,
        limit=limit,
        cursor=cursor,
    )


@router.get(
    "/{message_id}",
    operation_id="show_message",
    summary="Show a message and what it seems to say",
    response_model=MessageView,
    responses=problems(401, 403, 404),
)
async def show_message(message_id: UUID, db: Db, now: Now, asker: Reading) -> object:
    """Its words, the guesses with their evidence, and the invitations that it may belong to."""
    return await db.read(inbox.show_message, asker.owner, message_id, now=now)


@router.patch(
    "/{message_id}",
    operation_id="edit_message",
    summary="Put a message aside, or let it wait again",
    response_model=MessageSummary,
    responses=problems(401, 403, 404, 409),
)
async def edit_message(message_id: UUID, wanted: MessageEdit, db: Db, now: Now, asker: Writing) -> object:
    """A dismissed message is deleted after 30 days. One that was placed stays where it is."""
    return await db.write(placing.set_state, asker.owner, message_id, MessageState(wanted.state), now=now)


@router.post(
    "/{message_id}/invitation",
    operation_id="place_message",
    summary="Record a message as an invitation, or add it to one",
    status_code=201,
    response_model=InvitationView,
    responses=problems(401, 403, 404, 409),
)
async def place_message(message_id: UUID, wanted: MessagePlacement, now: Now, asker: Writing, once: Once) -> Response:
    """What is sent wins over what was guessed. The answer is the invitation; a message placed before is a 409."""
    return await once.write(
        placing.place,
        asker.owner,
        message_id,
        wanted.model_dump(exclude_unset=True),
        view=INVITATION,
        headers=_made,
        now=now,
        actor=asker.actor,
    )
