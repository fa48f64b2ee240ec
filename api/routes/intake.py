"""Messages turned into guesses, before anything is recorded, and the address that forwarded mail is sent to."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request, Response

from api.deps import Db, Now, Reading
from api.paths import API
from api.schemas.intake import INTAKE, IntakeView, MessageText
from api.schemas.messages import ReceivedView
from api.schemas.problem import GUARDED, problems
from api.written import written
from core.vocabulary import MessageOutcome
from services import guessing
from services.identity.own_addresses import own_addresses
from services.receiving import forwarding

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
    own = await db.read(own_addresses, owner)
    # A page of text takes tens of milliseconds, for which nobody else's request waits.
    guesses = await db.in_thread(
        guessing.read_message, owner, message.text, subject=message.subject, received_at=received_at, own=own, now=now
    )
    return written(INTAKE, await db.read(guessing.show, owner, guesses, received_at=received_at, now=now))


_MAIL: dict[str, Any] = {
    "requestBody": {
        "description": "The mail as it is sent over the wire (RFC 5322), at most 5 MB; any content type is taken.",
        "required": True,
        "content": {"message/rfc822": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": ReceivedView, "description": "It is known already, and nothing changed."}
}


@router.post(
    "/mail/{secret}",
    operation_id="forward_mail",
    summary="Hand a mail in",
    status_code=201,
    response_model=ReceivedView,
    responses=_KNOWN | problems(404, 429),
    openapi_extra=_MAIL,
)
async def forward_mail(
    secret: Annotated[str, Path(description="Of the private link of kind `mail`.")],
    request: Request,
    response: Response,
    db: Db,
    now: Now,
) -> object:
    """What inbound-mail services and `procmail` send. Nobody need be signed in: the address itself is the secret.

    The same mail sent again is known, and changes nothing.
    """
    raw = await request.body()
    owner = await db.write(forwarding.admit, secret, now=now)
    if owner is None:
        raise HTTPException(404)
    # A mail takes tens of milliseconds to read, for which nobody else's request waits.
    async with request.app.state.previews:
        received = await db.in_thread(forwarding.take, db, owner, raw, now=now)
    if received.outcome is MessageOutcome.KNOWN:
        response.status_code = 200
    return received
