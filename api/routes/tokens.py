"""API tokens."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from api.deps import Db, Now, Reading, Writing
from api.idempotency import Once
from api.paths import API
from api.schemas.problem import GUARDED, problems
from api.schemas.token import TokenCreate, TokenList, TokenMade
from services.identity import credentials

router = APIRouter(prefix=f"{API}/tokens", tags=["accounts"])


@router.post(
    "",
    operation_id="make_token",
    summary="Make an API token",
    status_code=201,
    response_model=TokenMade,
    responses=problems(401, 403, 409),
)
async def make_token(wanted: TokenCreate, now: Now, asker: Writing, once: Once) -> Response:
    """The answer holds the token, which is shown this once. A token can't make one that may do more than itself."""
    return await once.write(
        _make,
        asker.owner.id,
        view=TokenMade,
        holds_secret=True,
        name=wanted.name,
        scopes=frozenset(wanted.scopes),
        expires_at=wanted.expires_at,
        within=asker.scopes,
        now=now,
    )


@router.get("", operation_id="list_tokens", summary="List the API tokens", response_model=TokenList, responses=GUARDED)
async def list_tokens(db: Db, asker: Reading) -> object:
    """The newest first."""
    return {"items": await db.read(credentials.list_tokens, asker.owner.id)}


@router.delete(
    "/{token_id}",
    operation_id="revoke_token",
    summary="Revoke an API token",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def revoke_token(token_id: UUID, db: Db, asker: Writing) -> Response:
    """It is refused from its next request on."""
    await db.write(credentials.revoke_token, asker.owner.id, token_id)
    return Response(status_code=204)


def _make(connection: Connection, account_id: UUID, **wanted: Any) -> dict[str, Any]:
    made = credentials.make_token(connection, account_id, **wanted)
    return made.row | {"token": made.secret}
