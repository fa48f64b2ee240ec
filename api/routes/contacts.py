"""People: whom to keep in touch with, when we spoke, and a few lines to write to them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.deps import Db, IfMatch, Now, Reading, Writing
from api.idempotency import Once
from api.paths import API
from api.schemas.contact import (
    CONTACT,
    CONTACT_PAGE,
    TOUCHPOINT,
    TOUCHPOINT_PAGE,
    CheckInCreate,
    ContactCreate,
    ContactEdit,
    ContactPage,
    ContactSort,
    ContactView,
    TouchpointCreate,
    TouchpointPage,
    TouchpointView,
)
from api.schemas.decline_reply import DECLINE_REPLY, DeclineReplyView
from api.schemas.problem import GUARDED, problems
from api.written import made_headers, version_headers, written
from services.keeping_in_touch import contacts, finding, speaking, writing

PREFIX = f"{API}/contacts"

Limit = Annotated[int, Query(ge=1, le=finding.MOST_ITEMS)]
Cursor = Annotated[str | None, Query(max_length=2_000, description="The `next_cursor` of the page before.")]

router = APIRouter(prefix=PREFIX, tags=["people"])

_made = made_headers(PREFIX)


@router.post(
    "",
    operation_id="record_contact",
    summary="Record a person to keep in touch with",
    status_code=201,
    response_model=ContactView,
    responses=problems(401, 403, 409),
)
async def record_contact(wanted: ContactCreate, now: Now, asker: Writing, once: Once) -> Response:
    """One contact has an e-mail address: the same again is a 409 that names the first."""
    given = wanted.model_dump(exclude_unset=True)
    return await once.write(contacts.record, asker.owner, given, view=CONTACT, headers=_made, now=now)


@router.get(
    "",
    operation_id="list_contacts",
    summary="List the people",
    response_model=ContactPage,
    responses=GUARDED,
)
async def list_contacts(
    db: Db,
    now: Now,
    asker: Reading,
    q: Annotated[
        str | None,
        Query(max_length=1_000, description="Words, each the beginning of a word in name, company, role or e-mail."),
    ] = None,
    due: Annotated[bool, Query(description="Only those whose day has come.")] = False,
    deleted: Annotated[bool, Query(description="Only those that were deleted and can still be restored.")] = False,
    sort: Annotated[
        ContactSort | None, Query(description="Left out: by name; by `speak_on`, the longest due first, with `due`.")
    ] = None,
    limit: Limit = finding.DEFAULT_ITEMS,
    cursor: Cursor = None,
) -> Response:
    """A page of them; whoever has no day to speak comes last where the days are sorted."""
    wanted = finding.Wanted(q=q, due=due, deleted=deleted)
    page = await db.read(
        finding.list_contacts,
        asker.owner,
        wanted,
        now=now,
        sort=sort or ("speak_on" if due else "name"),
        limit=limit,
        cursor=cursor,
    )
    return written(CONTACT_PAGE, page)


@router.get(
    "/{contact_id}",
    operation_id="show_contact",
    summary="Show a person",
    response_model=ContactView,
    responses=problems(401, 403, 404),
)
async def show_contact(contact_id: UUID, db: Db, now: Now, asker: Reading) -> Response:
    """The ETag names the version. `is_due` moves with time, whatever the version."""
    return written(CONTACT, await db.read(contacts.show, asker.owner, contact_id, now=now))


@router.patch(
    "/{contact_id}",
    operation_id="edit_contact",
    summary="Edit a person",
    response_model=ContactView,
    responses=problems(401, 403, 404, 409, 412),
)
async def edit_contact(
    contact_id: UUID, wanted: ContactEdit, db: Db, now: Now, asker: Writing, if_match: IfMatch
) -> Response:
    """A merge patch: what is left out stays, null empties. A later `speak_on` skips a turn."""
    changes = wanted.model_dump(exclude_unset=True)
    shown = await db.write(contacts.edit, asker.owner, contact_id, changes, now=now, if_version=if_match)
    return written(CONTACT, shown)


@router.delete(
    "/{contact_id}",
    operation_id="delete_contact",
    summary="Delete a person",
    status_code=204,
    responses=problems(401, 403, 404, 412),
)
async def delete_contact(contact_id: UUID, db: Db, now: Now, asker: Writing, if_match: IfMatch) -> Response:
    """With the touchpoints; all of it can be restored for 30 days."""
    await db.write(contacts.delete, asker.owner, contact_id, now=now, if_version=if_match)
    return Response(status_code=204)


@router.post(
    "/{contact_id}/restoration",
    operation_id="restore_contact",
    summary="Restore a deleted person",
    response_model=ContactView,
    responses=problems(401, 403, 404, 409),
)
async def restore_contact(contact_id: UUID, now: Now, asker: Writing, once: Once) -> Response:
    """One that wasn't deleted stays as it is. Where another has the e-mail address by now: a 409 that names them."""
    return await once.write(
        contacts.restore, asker.owner, contact_id, view=CONTACT, status=200, headers=version_headers, now=now
    )


@router.post(
    "/{contact_id}/touchpoints",
    operation_id="note_touchpoint",
    summary="Note that you spoke",
    status_code=201,
    response_model=TouchpointView,
    responses=problems(401, 403, 404),
)
async def note_touchpoint(contact_id: UUID, wanted: TouchpointCreate, now: Now, asker: Writing, once: Once) -> Response:
    """The cadence begins anew from the day on which you last spoke."""
    given = speaking.Spoken(spoke_at=wanted.spoke_at or now, medium=wanted.medium, note=wanted.note)
    return await once.write(speaking.note, asker.owner, contact_id, given, view=TOUCHPOINT, now=now)


@router.get(
    "/{contact_id}/touchpoints",
    operation_id="list_touchpoints",
    summary="List when you spoke",
    response_model=TouchpointPage,
    responses=problems(401, 403, 404),
)
async def list_touchpoints(
    contact_id: UUID, db: Db, asker: Reading, limit: Limit = finding.DEFAULT_ITEMS, cursor: Cursor = None
) -> Response:
    """The latest first."""
    page = await db.read(finding.list_touchpoints, asker.owner, contact_id, limit=limit, cursor=cursor)
    return written(TOUCHPOINT_PAGE, page)


@router.delete(
    "/{contact_id}/touchpoints/{touchpoint_id}",
    operation_id="delete_touchpoint",
    summary="Take back that you spoke",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def delete_touchpoint(contact_id: UUID, touchpoint_id: UUID, db: Db, now: Now, asker: Writing) -> Response:
    """The next day to speak is what it was before."""
    await db.write(speaking.take_back, asker.owner, contact_id, touchpoint_id, now=now)
    return Response(status_code=204)


@router.post(
    "/{contact_id}/check-ins",
    operation_id="compose_check_in",
    summary="Compose a few lines to keep in touch",
    response_model=DeclineReplyView,
    responses=problems(401, 403, 404),
)
async def compose_check_in(contact_id: UUID, wanted: CheckInCreate, db: Db, now: Now, asker: Reading) -> Response:
    """Nothing is kept, and nothing is sent. Once you have sent it, note a touchpoint."""
    wish = writing.CheckIn(
        tone=wanted.tone, language=wanted.language, details=wanted.details, variation=wanted.variation
    )
    return written(DECLINE_REPLY, await db.read(writing.check_in, asker.owner, contact_id, wish, now=now))
