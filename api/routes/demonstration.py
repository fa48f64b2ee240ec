"""The example that a newcomer may load into an empty account, and take away again."""

from fastapi import APIRouter, Response

from api.deps import Db, Now, Reading, Writing
from api.idempotency import Once
from api.paths import API
from api.schemas.demonstration import DemonstrationRemoved, DemonstrationView
from api.schemas.problem import GUARDED, problems
from services.demonstration import loading

router = APIRouter(prefix=f"{API}/demonstration", tags=["invitations"])


@router.get(
    "",
    operation_id="show_demonstration",
    summary="Say whether the example is loaded, or could be",
    response_model=DemonstrationView,
    responses=GUARDED,
)
async def show_demonstration(db: Db, asker: Reading) -> object:
    """It is for an account that holds no invitation."""
    return await db.read(loading.standing, asker.owner.id)


@router.post(
    "",
    operation_id="load_demonstration",
    summary="Fill an empty account with an example",
    status_code=201,
    response_model=DemonstrationView,
    responses=problems(401, 403, 409),
)
async def load_demonstration(now: Now, asker: Writing, once: Once) -> Response:
    """A believable fortnight of invented invitations, which alert nobody. 409 where the account holds any."""
    return await once.write(loading.load, asker.owner, view=DemonstrationView, now=now)


@router.delete(
    "",
    operation_id="remove_demonstration",
    summary="Take the example away",
    response_model=DemonstrationRemoved,
    responses=GUARDED,
)
async def remove_demonstration(db: Db, asker: Writing) -> object:
    """Removes for good what it added and nobody has touched since. Without an example it removes nothing."""
    return await db.write(loading.unload, asker.owner.id)
