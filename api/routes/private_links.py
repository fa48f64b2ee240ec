"""The two addresses that work for whoever knows them: the calendar feed, and where mail is forwarded to."""

from fastapi import APIRouter, Response

from api.deps import Db, Now, Reading, Set, Writing
from api.paths import API
from api.schemas.private_links import PrivateLinkList, PrivateLinkMade
from api.schemas.problem import GUARDED, problems
from core.vocabulary import PrivateLinkKind
from services.identity import private_links

router = APIRouter(prefix=f"{API}/private-links", tags=["mail and calendar"])


@router.get(
    "",
    operation_id="list_private_links",
    summary="List the private links",
    response_model=PrivateLinkList,
    responses=GUARDED,
)
async def list_private_links(db: Db, asker: Reading) -> object:
    """Which there are, and when each was last used. Their secrets aren't shown again."""
    return {"items": await db.read(private_links.list_links, asker.owner.id)}


@router.put(
    "/{kind}",
    operation_id="make_private_link",
    summary="Make a private link",
    status_code=201,
    response_model=PrivateLinkMade,
    responses=GUARDED,
)
async def make_private_link(kind: PrivateLinkKind, db: Db, now: Now, asker: Writing, settings: Set) -> object:
    """`feed` is the calendar, `mail` takes forwarded mail. The address is in this answer alone; an older one ends."""
    return await db.write(private_links.make, asker.owner.id, kind, base=settings.link_base, now=now)


@router.delete(
    "/{kind}",
    operation_id="revoke_private_link",
    summary="Revoke a private link",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def revoke_private_link(kind: PrivateLinkKind, db: Db, asker: Writing) -> Response:
    """It is refused from its next request on."""
    await db.write(private_links.revoke, asker.owner.id, kind)
    return Response(status_code=204)
