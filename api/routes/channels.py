"""Where reminders go, a test of it, and the word of an address's owner."""

from collections.abc import Callable
from html import escape
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.deps import Db, IfMatch, Keys, Now, Reading, Set, Writing, etag
from api.idempotency import Once
from api.pages import HTML_ANSWER, page
from api.paths import API
from api.schemas.channel import (
    ChannelCreate,
    ChannelEdit,
    ChannelList,
    ChannelMade,
    ChannelView,
    ReminderList,
    TestView,
)
from api.schemas.problem import GUARDED, problems
from core.daemon import in_daemon_thread
from core.vocabulary import ChannelKind, ReminderKind, ReminderState
from scheduler.delivery import delivery_settings
from services import channels, confirming, ledger, trying

router = APIRouter(prefix=API, tags=["reminders"])


@router.post(
    "/channels",
    operation_id="make_channel",
    summary="Add a place to send reminders to",
    status_code=201,
    response_model=ChannelMade,
    responses=problems(401, 403, 409),
)
async def make_channel(wanted: ChannelCreate, now: Now, asker: Writing, keys: Keys, once: Once) -> Response:
    """Sends nothing. A webhook's `secret` is in this answer alone; the address isn't shown again by any."""
    return await once.write(
        channels.create_channel,
        asker.owner,
        keys,
        view=ChannelMade,
        headers=_made_headers,
        holds_secret=wanted.kind is ChannelKind.WEBHOOK,
        name=wanted.name,
        kind=wanted.kind,
        url=wanted.url or ("console:" if wanted.kind is ChannelKind.CONSOLE else ""),
        wants=tuple(dict.fromkeys(wanted.wants)),
        now=now,
    )


@router.get(
    "/channels",
    operation_id="list_channels",
    summary="List the channels",
    response_model=ChannelList,
    responses=GUARDED,
)
async def list_channels(db: Db, asker: Reading) -> object:
    """The oldest first, with their addresses masked."""
    return {"items": await db.read(channels.list_channels, asker.owner.id)}


@router.get(
    "/channels/{channel_id}",
    operation_id="show_channel",
    summary="Show a channel",
    response_model=ChannelView,
    responses=problems(401, 403, 404),
)
async def show_channel(channel_id: UUID, db: Db, asker: Reading, response: Response) -> object:
    """With its health, and its address masked."""
    shown = await db.read(channels.show_channel, asker.owner.id, channel_id)
    response.headers["etag"] = etag(shown["version"])
    return shown


@router.patch(
    "/channels/{channel_id}",
    operation_id="edit_channel",
    summary="Change a channel",
    response_model=ChannelView,
    responses=problems(401, 403, 404, 412),
)
async def edit_channel(
    channel_id: UUID,
    changes: ChannelEdit,
    db: Db,
    now: Now,
    asker: Writing,
    keys: Keys,
    if_match: IfMatch,
    response: Response,
) -> object:
    """A merge patch. A new address starts anew: another person's has to be agreed to again."""
    given = changes.model_dump(exclude_unset=True)
    shown = await db.write(channels.edit_channel, asker.owner, keys, channel_id, given, now=now, if_version=if_match)
    response.headers["etag"] = etag(shown["version"])
    return shown


@router.delete(
    "/channels/{channel_id}",
    operation_id="delete_channel",
    summary="Delete a channel",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def delete_channel(channel_id: UUID, db: Db, asker: Writing) -> Response:
    """What is planned for it is taken back; the ledger keeps what was sent."""
    await db.write(channels.delete_channel, asker.owner.id, channel_id)
    return Response(status_code=204)


@router.post(
    "/channels/{channel_id}/test",
    operation_id="test_channel",
    summary="Send a test message",
    response_model=TestView,
    responses=problems(401, 403, 404, 429),
)
async def test_channel(
    channel_id: UUID, request: Request, db: Db, now: Now, asker: Writing, keys: Keys, settings: Set
) -> object:
    """Waits for the other side, 20 s at the most. An address whose owner hasn't agreed yet is asked to, instead."""
    row = await db.write(channels.begin_test, asker.owner.id, channel_id, now=now)
    attempt = trying.Attempt(
        owner=asker.owner, row=row, keyring=keys, settings=delivery_settings(settings), link_base=settings.link_base
    )
    clock: Callable[[], Any] = request.app.state.clock
    # Not in the database's own threads, which a server that never answers would keep from everybody.
    async with request.app.state.trials:
        outcome = await in_daemon_thread(lambda: trying.try_channel(attempt, now=now))
    await db.write(channels.end_test, row, problem=outcome.problem, now=clock())
    return {"state": outcome.state, "detail": outcome.detail}


@router.get(
    "/confirmations/{token}",
    operation_id="show_confirmation",
    summary="Ask whether to be written to",
    response_class=HTMLResponse,
    responses=problems(404, 410) | HTML_ANSWER,
)
async def show_confirmation(token: str, db: Db, now: Now, keys: Keys) -> HTMLResponse:
    """A page with one button. Looking at it changes nothing."""
    asked = await db.read(confirming.asked_about, keys, token, now=now)
    words = f"Replyby would send reminders about interview invitations to {escape(asked['url_masked'])}."
    return page("May we write to you?", words, button="Agree")


@router.post(
    "/confirmations/{token}",
    operation_id="confirm_channel",
    summary="Agree to be written to",
    response_class=HTMLResponse,
    responses=problems(404, 410) | HTML_ANSWER,
)
async def confirm_channel(token: str, db: Db, now: Now, keys: Keys) -> HTMLResponse:
    """The owner of an e-mail address agrees; nobody has to be signed in."""
    await db.write(confirming.confirm, keys, token, now=now)
    return page("Thank you", "Reminders will be sent to this address. Each of them has a link to end that.")


@router.get(
    "/reminders",
    operation_id="list_reminders",
    summary="Why did I get a reminder, or not?",
    response_model=ReminderList,
    responses=problems(401, 403, 422),
)
async def list_reminders(
    db: Db,
    asker: Reading,
    state: ReminderState | None = None,
    kind: ReminderKind | None = None,
    invitation_id: UUID | None = None,
    channel_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> object:
    """The ledger, the newest first: what was planned, sent, skipped, missed or given up, and why."""
    return await db.read(
        ledger.list_reminders,
        asker.owner.id,
        state=state,
        kind=kind,
        invitation_id=invitation_id,
        channel_id=channel_id,
        limit=limit,
        cursor=cursor,
    )


def _made_headers(made: dict[str, Any]) -> dict[str, str]:
    return {"etag": etag(made["version"]), "location": f"{API}/channels/{made['id']}"}
