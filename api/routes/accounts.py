"""Signing up."""

from fastapi import APIRouter, Request, Response

from api.deps import Address, Db, Keys, Now, OurPage, Set, etag
from api.paths import API
from api.schemas.account import AccountCreate, ProfileView
from api.schemas.problem import problems
from api.security.cookies import set_cookie
from api.security.setup import check_code, needs_code
from api.security.visitor import browser_of
from core.vocabulary import SignUp
from services.identity import accounts, passwords, signing_in, throttling

router = APIRouter(prefix=f"{API}/accounts", tags=["accounts"])


@router.post(
    "",
    operation_id="sign_up",
    summary="Make an account, and sign in",
    status_code=201,
    response_model=ProfileView,
    responses=problems(403, 409, 429),
    dependencies=[OurPage],
)
async def sign_up(
    wanted: AccountCreate,
    request: Request,
    response: Response,
    db: Db,
    now: Now,
    settings: Set,
    keys: Keys,
    address: Address,
) -> object:
    """The first account can always be made; later ones as the `sign_up` setting says. The cookie signs it in."""
    password = passwords.usable(wanted.password, email=wanted.email)
    await db.write(throttling.count_guess, [throttling.of_address(address)], now=now)
    is_first = not await db.read(accounts.has_accounts)
    if is_first and needs_code(request, settings):
        check_code(wanted.setup_code, keys)
    if not is_first and settings.sign_up is SignUp.CLOSED:
        raise accounts.sign_up_is_closed()
    new = accounts.NewAccount(
        email=wanted.email,
        # A refused newcomer costs a hash, so whether an address is taken can't be told by the time it takes.
        password_hash=await passwords.off_the_loop(passwords.hash_password, password),
        name=wanted.name,
        time_zone=wanted.time_zone,
        language=wanted.language,
        country=wanted.country,
        region=wanted.region,
        working_days=wanted.working_days,
    )
    profile, session = await db.write(
        signing_in.sign_up,
        new,
        browser_of(request, settings, address),
        policy=settings.sign_up,
        first_channel=request.app.state.first_channel,
        now=now,
    )
    set_cookie(response, settings, session.secret)
    response.headers["ETag"] = etag(profile["version"])
    response.headers["Location"] = f"{API}/me"
    return profile
