"""Replies: drafting one, editing its words, and saying that it went out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from api.deps import Db, IfMatch, Now, Reading, Writing
from api.idempotency import Once
from api.paths import API
from api.schemas.decline_reply import DECLINE_REPLY, DeclineReplyView
from api.schemas.problem import problems
from api.schemas.reply import (
    REPLY,
    REPLY_LIST,
    ReplyCreate,
    ReplyEdit,
    ReplyList,
    ReplyView,
    SentCreate,
    Wishes,
    facts_of,
)
from api.written import made_headers, version_headers, written
from models.account import Owner
from services import drafting, previewing
from services.briefing import Wish

PREFIX = f"{API}/replies"
_INVITATIONS = f"{API}/invitations"

router = APIRouter(tags=["replies"])

_made = made_headers(PREFIX)


@router.post(
    _INVITATIONS + "/{invitation_id}/replies",
    operation_id="draft_reply",
    summary="Draft a reply to an invitation",
    status_code=201,
    response_model=ReplyView,
    responses=problems(401, 403, 404, 409),
)
async def draft_reply(invitation_id: UUID, wanted: ReplyCreate, now: Now, asker: Writing, once: Once) -> Response:
    """Subject and body, reviewed. A draft answers nothing: the clock runs on until it was sent."""
    own = {name: words for name, words in (("subject", wanted.subject), ("body", wanted.body)) if words is not None}
    return await once.write(
        _draft,
        asker.owner,
        invitation_id,
        _wish_of(wanted, wanted.override),
        view=REPLY,
        headers=_made,
        own=own,
        now=now,
        actor=asker.actor,
    )


@router.post(
    _INVITATIONS + "/{invitation_id}/reply-previews",
    operation_id="preview_reply",
    summary="Compose a reply to an invitation without keeping it",
    response_model=DeclineReplyView,
    responses=problems(401, 403, 404, 409),
)
async def preview_reply(invitation_id: UUID, wanted: Wishes, db: Db, now: Now, asker: Reading) -> Response:
    """The words that a draft would begin with, refused where a draft would be. Nothing is kept."""
    shown = await db.read(previewing.preview, asker.owner, invitation_id, _wish_of(wanted), now=now)
    return written(DECLINE_REPLY, shown)


@router.get(
    _INVITATIONS + "/{invitation_id}/replies",
    operation_id="list_replies",
    summary="List the replies to an invitation",
    response_model=ReplyList,
    responses=problems(401, 403, 404),
)
async def list_replies(invitation_id: UUID, db: Db, asker: Reading) -> Response:
    """The oldest first."""
    replies = await db.read(drafting.list_replies, asker.owner, invitation_id)
    return written(REPLY_LIST, {"items": [linked(reply) for reply in replies], "next_cursor": None})


@router.get(
    PREFIX + "/{reply_id}",
    operation_id="show_reply",
    summary="Show a reply",
    response_model=ReplyView,
    responses=problems(401, 403, 404),
)
async def show_reply(reply_id: UUID, db: Db, asker: Reading) -> Response:
    """Its words, and what the review found in them as they were written."""
    return written(REPLY, linked(await db.read(drafting.show_reply, asker.owner, reply_id)))


@router.patch(
    PREFIX + "/{reply_id}",
    operation_id="edit_reply",
    summary="Edit a draft",
    response_model=ReplyView,
    responses=problems(401, 403, 404, 409, 412),
)
async def edit_reply(
    reply_id: UUID, wanted: ReplyEdit, db: Db, now: Now, asker: Writing, if_match: IfMatch
) -> Response:
    """Changed words are reviewed anew, and the findings come back."""
    changes = wanted.model_dump(exclude_unset=True)
    shown = await db.write(
        drafting.edit_reply, asker.owner, reply_id, changes, now=now, actor=asker.actor, if_version=if_match
    )
    return written(REPLY, linked(shown))


@router.delete(
    PREFIX + "/{reply_id}",
    operation_id="delete_reply",
    summary="Throw a draft away",
    status_code=204,
    responses=problems(401, 403, 404, 409, 412),
)
async def delete_reply(reply_id: UUID, db: Db, now: Now, asker: Writing, if_match: IfMatch) -> Response:
    """A reply that was sent stays."""
    await db.write(drafting.delete_reply, asker.owner, reply_id, now=now, actor=asker.actor, if_version=if_match)
    return Response(status_code=204)


@router.post(
    PREFIX + "/{reply_id}/sent",
    operation_id="mark_reply_sent",
    summary="Say that you sent a reply",
    response_model=ReplyView,
    responses=problems(401, 403, 404, 409),
)
async def mark_reply_sent(
    reply_id: UUID, now: Now, asker: Writing, once: Once, wanted: SentCreate | None = None
) -> Response:
    """This answers the invitation, and its clock stops. A reply that was sent already stays as it is."""
    return await once.write(
        _mark_sent,
        asker.owner,
        reply_id,
        view=REPLY,
        status=200,
        headers=version_headers,
        sent_at=wanted.sent_at if wanted is not None else None,
        now=now,
        actor=asker.actor,
    )


def _wish_of(wanted: Wishes, override: str | None = None) -> Wish:
    return Wish(
        kind=wanted.kind,
        reason=wanted.reason,
        details=wanted.details,
        tone=wanted.tone,
        language=wanted.language,
        facts=facts_of(wanted),
        override=override,
    )


def _draft(
    connection: Connection,
    owner: Owner,
    invitation_id: UUID,
    wish: Wish,
    *,
    own: dict[str, str],
    now: datetime,
    actor: str,
) -> dict[str, Any]:
    return linked(drafting.draft(connection, owner, invitation_id, wish, own=own, now=now, actor=actor))


def _mark_sent(
    connection: Connection, owner: Owner, reply_id: UUID, *, sent_at: datetime | None, now: datetime, actor: str
) -> dict[str, Any]:
    return linked(drafting.mark_sent(connection, owner, reply_id, sent_at=sent_at, now=now, actor=actor))


def linked(reply: dict[str, Any]) -> dict[str, Any]:
    """The view of a reply, with where to go on from it."""
    itself, invitation = f"{PREFIX}/{reply['id']}", f"{_INVITATIONS}/{reply['invitation_id']}"
    return reply | {
        "links": {
            "self": itself,
            "sent": f"{itself}/sent",
            "invitation": invitation,
            "answer": f"{invitation}/answer",
            "message": f"{itself}/message.eml",
            "calendar": f"{itself}/calendar.ics" if reply["answers_calendar"] else None,
            "delivery": f"{itself}/delivery",
            "outcome": f"{itself}/outcome",
        }
    }
