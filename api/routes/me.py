"""The account of whoever asks: profile and policy, password, everything to take along, and the end."""

from collections.abc import AsyncGenerator, Generator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from api.deps import Address, Db, IfMatch, Now, Reading, Set, Writing, etag
from api.paths import API
from api.schemas.account import AccountDeletion, PasswordChange, ProfileEdit, ProfileView
from api.schemas.problem import GUARDED, problems
from api.security.cookies import clear_cookie
from api.security.passwords import verify_password
from core.errors import Invalid
from core.versions import IfVersion
from services import replanning
from services.identity import accounts, credentials, erasing, passwords, taking_out

router = APIRouter(prefix=f"{API}/me", tags=["accounts"])

_PIECES_AT_ONCE = 200


class PasswordMissing(Invalid):
    """The e-mail address is what one signs in with: changing it needs the present password."""

    title = "The present password is needed"


@router.get("", operation_id="show_me", summary="Show the profile", response_model=ProfileView, responses=GUARDED)
async def show_me(response: Response, db: Db, asker: Reading) -> object:
    """The account and its policy."""
    profile = await db.read(accounts.profile, asker.owner.id)
    response.headers["ETag"] = etag(profile["version"])
    return profile


@router.patch(
    "",
    operation_id="edit_me",
    summary="Change the profile or the policy",
    response_model=ProfileView,
    responses=problems(401, 403, 409, 412, 429),
)
async def edit_me(
    wanted: ProfileEdit, response: Response, db: Db, now: Now, asker: Writing, if_match: IfMatch, address: Address
) -> object:
    """A merge patch: what is left out stays. A changed zone, country or policy decides open deadlines anew."""
    changes = wanted.model_dump(exclude_unset=True)
    password = changes.pop("password", None)
    if changes.get("email", asker.owner.email).casefold() != asker.owner.email:
        if password is None:
            raise PasswordMissing.field("password", "password is needed to change the e-mail address: the present one.")
        await verify_password(db, asker, password, address=address, now=now)
    profile = await db.write(_edit, asker.owner.id, changes, actor=asker.actor, if_version=if_match, now=now)
    response.headers["ETag"] = etag(profile["version"])
    return profile


@router.put(
    "/password",
    operation_id="change_password",
    summary="Change the password",
    status_code=204,
    responses=problems(401, 403, 429),
)
async def change_password(wanted: PasswordChange, db: Db, now: Now, asker: Writing, address: Address) -> Response:
    """Every other browser is signed out. API tokens stay: revoke those that shouldn't."""
    new = passwords.usable(wanted.new, email=asker.owner.email, place="new")
    verified = await verify_password(db, asker, wanted.current, address=address, now=now)
    password_hash = await passwords.off_the_loop(passwords.hash_password, new)
    await db.write(_set_password, asker.owner.id, password_hash, verified, but=asker.session_id, now=now)
    return Response(status_code=204)


@router.get(
    "/export",
    operation_id="take_out",
    summary="Take everything along",
    response_class=StreamingResponse,
    responses=GUARDED | {200: {"description": "One JSON document.", "content": {"application/json": {}}}},
)
async def take_out(db: Db, now: Now, asker: Reading) -> StreamingResponse:
    """Every row that is kept of the account, as JSON; secrets are left out."""
    pieces = taking_out.take_out(db.threads, asker.owner.id, now=now)

    async def body() -> AsyncGenerator[bytes]:
        while some := await db.in_thread(_some, pieces):
            yield some

    name = f"replyby-{now:%Y-%m-%d}.json"
    return StreamingResponse(
        body(), media_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.delete(
    "",
    operation_id="delete_me",
    summary="Delete the account and everything in it",
    status_code=204,
    responses=problems(401, 403, 429),
)
async def delete_me(
    wanted: AccountDeletion, db: Db, now: Now, settings: Set, asker: Writing, address: Address
) -> Response:
    """At once and for good: nothing of it is kept. Take it along before, by `GET /api/v1/me/export`."""
    await verify_password(db, asker, wanted.password, address=address, now=now)
    await db.in_thread(erasing.erase_account, db.threads, asker.owner.id)
    response = Response(status_code=204)
    clear_cookie(response, settings)
    return response


def _edit(
    connection: Connection,
    account_id: UUID,
    changes: dict[str, Any],
    *,
    actor: str,
    if_version: IfVersion,
    now: datetime,
) -> dict[str, Any]:
    owner, counts_anew = accounts.edit_profile(connection, account_id, changes, now=now, if_version=if_version)
    if counts_anew:
        replanning.replan_account(connection, owner, now=now, actor=actor)
    return accounts.profile(connection, account_id)


def _set_password(
    connection: Connection, account_id: UUID, password_hash: str, verified: str, *, but: UUID | None, now: datetime
) -> None:
    accounts.change_password(connection, account_id, password_hash=password_hash, verified=verified, now=now)
    credentials.end_other_sessions(connection, account_id, but=but)


def _some(pieces: Generator[bytes]) -> bytes:
    return b"".join(islice(pieces, _PIECES_AT_ONCE))
