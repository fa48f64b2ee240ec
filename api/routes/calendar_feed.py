"""The calendar that programs subscribe to, by a secret address."""

import re
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Path, Request, Response
from sqlalchemy import Connection

from api.deps import Db, Now, Set
from api.paths import API
from api.schemas.problem import problems
from core.database import Database
from core.trouble import TROUBLE
from core.vocabulary import PrivateLinkKind
from services import feeding
from services.identity import private_links

router = APIRouter(prefix=f"{API}/calendar", tags=["mail and calendar"])

MEDIA_TYPE = "text/calendar; charset=utf-8"
FEED = PrivateLinkKind.FEED

_TAG = re.compile(r'(?:W/)?("[^"]*")')

Secret = Annotated[str, Path(description="The secret of the link of kind `feed`.")]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="The ETag of the calendar that you have: 304 while it is the same."),
]

_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The calendar.", "content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "It is the one that you have."},
}


@router.get(
    "/{secret}.ics",
    operation_id="show_calendar_feed",
    summary="Subscribe to deadlines and interviews",
    response_class=Response,
    responses=problems(404) | _ANSWERS,
)
@router.head("/{secret}.ics", include_in_schema=False)
async def show_calendar_feed(
    secret: Secret, request: Request, db: Db, now: Now, settings: Set, if_none_match: IfNoneMatch = None
) -> Response:
    """What is owed and when the interviews are, as iCalendar. Whoever knows the address reads it."""
    # Writing a thousand events takes longer than another request should wait.
    written = await db.in_thread(db.threads.read, _written, secret, base=settings.link_base, now=now)
    if written is None:
        raise HTTPException(404)
    await _note_use(db, secret, now)
    tag = f'"{sha256(written).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, max-age=300"}
    if if_none_match is not None and (if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(headers=headers | {"content-length": str(len(written))}, media_type=MEDIA_TYPE)
    return Response(written, headers=headers, media_type=MEDIA_TYPE)


def _written(connection: Connection, secret: str, *, base: str, now: datetime) -> bytes | None:
    owner = private_links.whose(connection, FEED, secret)
    return feeding.write_feed(connection, owner, base=base, now=now) if owner is not None else None


async def _note_use(db: Database, secret: str, now: datetime) -> None:
    # A note of the last use is never worth refusing a request for, nor a write where it isn't due.
    if await db.read(private_links.is_noted, FEED, secret, now=now):
        return
    with suppress(*TROUBLE):
        await db.write(private_links.note_use, FEED, secret, now=now)
