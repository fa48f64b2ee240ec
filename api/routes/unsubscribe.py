"""Leaving the digest by the link in it: GET shows, POST acts (RFC 8058)."""

from datetime import datetime
from html import escape
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.deps import Db, Keys, Now
from api.pages import HTML_ANSWER, page
from api.paths import API
from api.schemas.problem import problems
from core.secrets import Keyring
from services import channels

router = APIRouter(prefix=f"{API}/unsubscribe", tags=["reminders"])


@router.get(
    "/{token}",
    operation_id="show_unsubscribe",
    summary="Ask whether to leave the digest",
    response_class=HTMLResponse,
    responses=problems(404, 410) | HTML_ANSWER,
)
async def show_unsubscribe(token: str, db: Db, now: Now, keys: Keys) -> HTMLResponse:
    """A page with one button. Looking at it changes nothing, so that mail scanners do no harm."""
    account_id, channel_id = _channel_of(keys, token, now=now)
    channel = await db.read(channels.show_channel, account_id, channel_id)
    name = channel["name"]
    words = (
        f"“{escape(name)}” gets a digest of the invitations that need an answer. Reminders of single deadlines go on."
    )
    return page("Leave the daily digest?", words, button="Send no more digests")


@router.post(
    "/{token}",
    operation_id="unsubscribe",
    summary="Leave the digest",
    response_class=HTMLResponse,
    responses=problems(404, 410) | HTML_ANSWER,
)
async def unsubscribe(token: str, db: Db, now: Now, keys: Keys) -> HTMLResponse:
    """One click, as mail programs do it: whatever the body says, and without being signed in."""
    account_id, channel_id = _channel_of(keys, token, now=now)
    await db.write(channels.unsubscribe, account_id, channel_id, now=now)
    words = "This channel gets no digest any more. You can have it back in the settings of your channels."
    return page("Done", words)


def _channel_of(keys: Keyring, token: str, *, now: datetime) -> tuple[UUID, UUID]:
    return channels.channel_of_link(keys.verify(channels.UNSUBSCRIBE, token, now=now))
