"""The first run."""

from fastapi import APIRouter, Request

from api.deps import Db, Set
from api.paths import API
from api.schemas.problem import problems
from api.schemas.setup import SetupView
from api.security.setup import needs_code
from services.identity import accounts, passwords

router = APIRouter(prefix=f"{API}/setup", tags=["accounts"])


@router.get("", operation_id="show_setup", summary="Whether somebody has to sign up first", responses=problems())
async def show_setup(request: Request, db: Db, settings: Set) -> SetupView:
    """What a page has to ask a newcomer for. Nobody need be signed in."""
    is_first = not await db.read(accounts.has_accounts)
    return SetupView(
        needs_account=is_first,
        needs_code=is_first and needs_code(request, settings),
        sign_up=settings.sign_up,
        shortest_password=passwords.SHORTEST,
        version=request.app.version,
    )
