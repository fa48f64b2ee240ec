"""Signing in and out, and the browsers that are signed in."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import Address, Db, Now, OurPage, Reading, Set, Writing
from api.paths import API
from api.schemas.problem import GUARDED, problems
from api.schemas.session import SessionCreate, SessionList, SessionOpened
from api.security.cookies import clear_cookie, cookie_name, read_cookie, set_cookie
from api.security.visitor import browser_of
from services.identity import credentials, passwords, signing_in
from services.identity.signing_in import WrongPassword

router = APIRouter(prefix=f"{API}/sessions", tags=["accounts"])


@router.post(
    "",
    operation_id="sign_in",
    summary="Sign in",
    status_code=201,
    response_model=SessionOpened,
    responses=problems(401, 403, 429),
    dependencies=[OurPage],
)
async def sign_in(
    wanted: SessionCreate, request: Request, response: Response, db: Db, now: Now, settings: Set, address: Address
) -> object:
    """The session comes as a cookie, new at every sign-in. Ten guesses for an account in five minutes, then 429."""
    guess, account_id, stored = await db.write(signing_in.begin, wanted.email, address, now=now)
    is_right = await passwords.off_the_loop(passwords.is_password, wanted.password, stored)
    if not is_right or account_id is None or stored is None:
        raise WrongPassword("There is no account with this address and password.")
    profile, made = await db.write(
        signing_in.sign_in,
        account_id,
        guess,
        browser_of(request, settings, address),
        verified=stored,
        now=now,
    )
    set_cookie(response, settings, made.secret)
    return {"session": made.row | {"is_current": True}, "account": profile}


@router.get(
    "",
    operation_id="list_sessions",
    summary="List the browsers that are signed in",
    response_model=SessionList,
    responses=GUARDED,
)
async def list_sessions(db: Db, now: Now, asker: Reading) -> object:
    """The newest first."""
    sessions = await db.read(credentials.list_sessions, asker.owner.id, now=now)
    return {"items": [session | {"is_current": session["id"] == asker.session_id} for session in sessions]}


@router.delete(
    "/current",
    operation_id="sign_out",
    summary="Sign out",
    status_code=204,
    responses=problems(403),
    dependencies=[OurPage],
)
async def sign_out(request: Request, db: Db, settings: Set) -> Response:
    """End the session of this browser, and take its cookie. It is no error where there is none any more."""
    secret = read_cookie(request.headers.get("cookie", "").encode("latin-1"), cookie_name(settings))
    if secret is not None:
        await db.write(credentials.end_session_of, secret)
    response = Response(status_code=204)
    clear_cookie(response, settings)
    return response


@router.delete(
    "/{session_id}",
    operation_id="end_session",
    summary="Sign a browser out",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def end_session(session_id: UUID, db: Db, asker: Writing) -> Response:
    """It is refused from its next request on."""
    await db.write(credentials.end_session, asker.owner.id, session_id)
    return Response(status_code=204)
