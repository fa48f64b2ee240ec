"""Replies on their way: taken along as files, sent for somebody, taken back, and asked about."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from api.deps import Db, IfMatch, Now, Reading, Sending, Writing
from api.idempotency import Once
from api.paths import API
from api.routes.replies import PREFIX, linked
from api.schemas.delivery import DELIVERY_LIST, DeliveryList
from api.schemas.problem import problems
from api.schemas.reply import REPLY, DeliveryCreate, OutcomeCreate, ReplyView
from api.written import version_headers, written
from models.account import Owner
from services.sending import approving, letters, listing, outcomes

router = APIRouter(tags=["replies"])


def _file(kind: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The file.", "content": {kind: {"schema": {"type": "string", "format": "binary"}}}}}


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@router.get(
    PREFIX + "/{reply_id}/message.eml",
    operation_id="download_reply_message",
    summary="Take a reply along as a mail",
    response_class=Response,
    responses=_file("message/rfc822") | problems(401, 403, 404),
)
async def download_reply_message(reply_id: UUID, db: Db, now: Now, asker: Reading) -> Response:
    """In its thread, to be opened and sent in your own mail program; with the answer to the calendar request, where
    there is one. Say afterwards that you sent it."""
    letter = await db.read(letters.letter_to_take_along, asker.owner, reply_id, now=now)
    return Response(letter, media_type="message/rfc822", headers=_attached(f"reply-{reply_id}.eml"))


@router.get(
    PREFIX + "/{reply_id}/calendar.ics",
    operation_id="download_reply_calendar",
    summary="Take a reply along as the answer to a calendar request",
    response_class=Response,
    responses=_file("text/calendar") | problems(401, 403, 404, 409),
)
async def download_reply_calendar(reply_id: UUID, db: Db, now: Now, asker: Reading) -> Response:
    """An iTIP REPLY (RFC 5546) with the words as its comment; COUNTER, where another time is proposed."""
    answer = await db.read(letters.calendar_to_take_along, asker.owner, reply_id, now=now)
    kind = f"text/calendar; charset=utf-8; method={answer.method}"
    return Response(answer.content, media_type=kind, headers=_attached(f"reply-{reply_id}.ics"))


@router.get(
    f"{API}/deliveries",
    operation_id="list_deliveries",
    summary="List the replies that are on their way",
    response_model=DeliveryList,
    responses=problems(401, 403),
)
async def list_deliveries(db: Db, asker: Reading) -> Response:
    """Approved and not yet gone, refused by a mail server, or of unknown outcome: of every invitation."""
    items = await db.read(listing.list_deliveries, asker.owner)
    return written(DELIVERY_LIST, {"items": items, "next_cursor": None})


@router.post(
    PREFIX + "/{reply_id}/delivery",
    operation_id="deliver_reply",
    summary="Send a reply for me",
    status_code=202,
    response_model=ReplyView,
    responses=problems(401, 403, 404, 409, 412, 429),
)
async def deliver_reply(
    reply_id: UUID, wanted: DeliveryCreate, now: Now, asker: Sending, once: Once, if_match: IfMatch
) -> Response:
    """By your own mail server, ten seconds later, to the recipient that was shown. Until it leaves it can be taken
    back. Nothing is sent twice: what may have gone out is asked about, and never sent again by itself."""
    return await once.write(
        _approve,
        asker.owner,
        reply_id,
        view=REPLY,
        status=202,
        headers=version_headers,
        word=approving.Word(
            recipient=wanted.recipient, override=wanted.override, actor=asker.actor, if_version=if_match
        ),
        now=now,
    )


@router.delete(
    PREFIX + "/{reply_id}/delivery",
    operation_id="recall_reply",
    summary="Take a reply back before it leaves",
    response_model=ReplyView,
    responses=problems(401, 403, 404, 409),
)
async def recall_reply(reply_id: UUID, db: Db, now: Now, asker: Writing) -> Response:
    """It is a draft again. What is leaving or has left can't be taken back."""
    shown = await db.write(approving.recall, asker.owner, reply_id, now=now, actor=asker.actor)
    return written(REPLY, linked(shown))


@router.post(
    PREFIX + "/{reply_id}/outcome",
    operation_id="settle_reply_outcome",
    summary="Say what became of a reply whose outcome is unknown",
    response_model=ReplyView,
    responses=problems(401, 403, 404, 409),
)
async def settle_reply_outcome(reply_id: UUID, wanted: OutcomeCreate, now: Now, asker: Writing, once: Once) -> Response:
    """It went out: the invitation is answered, and its clock stops. It didn't: the reply is a draft again."""
    return await once.write(
        _say_outcome,
        asker.owner,
        reply_id,
        view=REPLY,
        status=200,
        headers=version_headers,
        went_out=wanted.went_out,
        now=now,
        actor=asker.actor,
    )


def _approve(
    connection: Connection, owner: Owner, reply_id: UUID, *, word: approving.Word, now: datetime
) -> dict[str, Any]:
    return linked(approving.approve(connection, owner, reply_id, word, now=now))


def _say_outcome(
    connection: Connection, owner: Owner, reply_id: UUID, *, went_out: bool, now: datetime, actor: str
) -> dict[str, Any]:
    return linked(outcomes.say_outcome(connection, owner, reply_id, went_out=went_out, now=now, actor=actor))
