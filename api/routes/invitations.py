"""Invitations: recording, listing, editing, putting away, and their history."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy import Connection

from api.deps import Asker, Db, IfMatch, Now, Reading, Writing, db_of, now_of
from api.idempotency import Once
from api.paths import API
from api.schemas.invitation import (
    EVENT_PAGE,
    INVITATION,
    INVITATION_PAGE,
    EventPage,
    InvitationCreate,
    InvitationEdit,
    InvitationPage,
    InvitationView,
    Snooze,
)
from api.schemas.invitation_list import InvitationQuery
from api.schemas.moment import end_of, start_of
from api.schemas.problem import GUARDED, problems
from api.written import made_headers, version_headers, written
from services import history, listing, silencing, tracking, viewing

PREFIX = f"{API}/invitations"

router = APIRouter(prefix=PREFIX, tags=["invitations"])

_made = made_headers(PREFIX)


@router.post(
    "",
    operation_id="record_invitation",
    summary="Record an invitation",
    status_code=201,
    response_model=InvitationView,
    responses=problems(401, 403, 409),
)
async def record_invitation(wanted: InvitationCreate, request: Request, asker: Writing, once: Once) -> Response:
    """Its clock starts at `received_at`. The same `source` and `external_id` again is a 409 that names the first."""
    given, now = wanted.model_dump(), now_of(request)
    return await once.write(
        tracking.record, asker.owner, given, view=INVITATION, headers=_made, now=now, actor=asker.actor
    )


async def _query(request: Request) -> InvitationQuery:
    # For a query model FastAPI works out anew, for each request, which fields may be repeated: a quarter of the time.
    try:
        return InvitationQuery.read(request.query_params.multi_items())
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise RequestValidationError([{**one, "loc": ("query", *one["loc"])} for one in found]) from None


@router.get(
    "",
    operation_id="list_invitations",
    summary="List invitations",
    response_model=InvitationPage,
    responses=GUARDED,
    openapi_extra={"parameters": InvitationQuery.parameters()},
)
async def list_invitations(
    query: Annotated[InvitationQuery, Depends(_query)], request: Request, asker: Reading
) -> Response:
    """A page of those that pass every filter given. `next_cursor` leads on, and misses nothing that stayed in place."""
    db, now, wanted = db_of(request), now_of(request), _wanted(query, asker)

    def listed(connection: Connection) -> dict[str, Any]:
        return listing.list_invitations(
            connection, asker.owner, wanted, now=now, sort=query.sort, limit=query.limit, cursor=query.cursor
        )

    # A search may look through what an import has just brought in: on SQLite that is too long for the loop.
    is_long = query.q is not None and not db.is_postgresql
    page = await (db.in_thread(db.threads.read, listed) if is_long else db.read(listed))
    return written(INVITATION_PAGE, page)


@router.get(
    "/{invitation_id}",
    operation_id="show_invitation",
    summary="Show an invitation",
    response_model=InvitationView,
    responses=problems(401, 403, 404),
)
async def show_invitation(invitation_id: UUID, request: Request, asker: Reading) -> Response:
    """The ETag names its version. `attention` moves with time, whatever the version."""
    owner, now = asker.owner, now_of(request)
    shown = await db_of(request).read(viewing.show, owner.id, invitation_id, language=owner.language, now=now)
    return written(INVITATION, shown)


@router.patch(
    "/{invitation_id}",
    operation_id="edit_invitation",
    summary="Edit an invitation",
    response_model=InvitationView,
    responses=problems(401, 403, 404, 409, 412),
)
async def edit_invitation(
    invitation_id: UUID, wanted: InvitationEdit, db: Db, now: Now, asker: Writing, if_match: IfMatch
) -> Response:
    """A merge patch: what is left out stays, null empties. What the deadline depends on decides it anew."""
    changes = wanted.model_dump(exclude_unset=True)
    shown = await db.write(
        tracking.edit, asker.owner, invitation_id, changes, now=now, actor=asker.actor, if_version=if_match
    )
    return written(INVITATION, shown)


@router.delete(
    "/{invitation_id}",
    operation_id="delete_invitation",
    summary="Delete an invitation",
    status_code=204,
    responses=problems(401, 403, 404, 412),
)
async def delete_invitation(invitation_id: UUID, db: Db, now: Now, asker: Writing, if_match: IfMatch) -> Response:
    """It can be restored for 30 days."""
    await db.write(tracking.delete, asker.owner, invitation_id, now=now, actor=asker.actor, if_version=if_match)
    return Response(status_code=204)


@router.post(
    "/{invitation_id}/restoration",
    operation_id="restore_invitation",
    summary="Restore a deleted invitation",
    response_model=InvitationView,
    responses=problems(401, 403, 404, 409),
)
async def restore_invitation(invitation_id: UUID, now: Now, asker: Writing, once: Once) -> Response:
    """One that wasn't deleted stays as it is."""
    return await once.write(
        tracking.restore,
        asker.owner,
        invitation_id,
        view=INVITATION,
        status=200,
        headers=version_headers,
        now=now,
        actor=asker.actor,
    )


@router.get(
    "/{invitation_id}/events",
    operation_id="list_events",
    summary="Tell the history of an invitation",
    response_model=EventPage,
    responses=problems(401, 403, 404),
)
async def list_events(
    invitation_id: UUID,
    db: Db,
    asker: Reading,
    limit: Annotated[int, Query(ge=1, le=history.MOST_EVENTS)] = history.MOST_EVENTS,
    cursor: Annotated[UUID | None, Query(description="The `next_cursor` of the page before.")] = None,
) -> Response:
    """The oldest first; a deleted invitation's too."""
    page = await db.read(tracking.list_events, asker.owner, invitation_id, most=limit, after=cursor)
    return written(EVENT_PAGE, page)


@router.put(
    "/{invitation_id}/snooze",
    operation_id="snooze_invitation",
    summary="Silence the reminders about an invitation",
    response_model=InvitationView,
    responses=problems(401, 403, 404, 409),
)
async def snooze_invitation(invitation_id: UUID, wanted: Snooze, db: Db, now: Now, asker: Writing) -> Response:
    """Until an instant that is ahead. The deadline and the level of attention stay what they are."""
    until = start_of(wanted.until, asker.owner.zone)
    return written(
        INVITATION, await db.write(silencing.snooze, asker.owner, invitation_id, until, now=now, actor=asker.actor)
    )


@router.delete(
    "/{invitation_id}/snooze",
    operation_id="wake_invitation",
    summary="End a snooze",
    response_model=InvitationView,
    responses=problems(401, 403, 404),
)
async def wake_invitation(invitation_id: UUID, db: Db, now: Now, asker: Writing) -> Response:
    """One that isn't snoozed stays as it is."""
    return written(INVITATION, await db.write(silencing.wake, asker.owner, invitation_id, now=now, actor=asker.actor))


def _wanted(query: InvitationQuery, asker: Asker) -> listing.Wanted:
    zone = asker.owner.zone
    return listing.Wanted(
        status=tuple(query.status),
        attention=tuple(query.attention),
        q=query.q,
        company=query.company,
        tag=query.tag,
        received_from=query.received_from and start_of(query.received_from, zone),
        received_to=query.received_to and end_of(query.received_to, zone),
        respond_from=query.respond_from and start_of(query.respond_from, zone),
        respond_before=query.respond_before and start_of(query.respond_before, zone),
        interview_from=query.interview_from and start_of(query.interview_from, zone),
        interview_to=query.interview_to and end_of(query.interview_to, zone),
        deleted=query.deleted,
    )
