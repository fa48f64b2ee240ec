"""What needs an answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from api.deps import Db, Now, Reading
from api.paths import API
from api.schemas.due import DUE, DueView
from api.schemas.problem import GUARDED
from api.written import written
from services import due

router = APIRouter(prefix=f"{API}/due", tags=["invitations"])


@router.get("", operation_id="list_due", summary="List what needs an answer", response_model=DueView, responses=GUARDED)
async def list_due(
    db: Db,
    now: Now,
    asker: Reading,
    limit: Annotated[int, Query(ge=1, le=due.MOST_DUE)] = due.DEFAULT_DUE,
) -> Response:
    """The most pressing first, each with its clock and next step; beside it the whole account's counts."""

    def listed(connection: Connection) -> dict[str, Any]:
        return due.show_due(connection, asker.owner, now=now, limit=limit)

    # Counting what an import has just brought in is too long for the loop, which is where SQLite reads.
    shown = await (db.read(listed) if db.is_postgresql else db.in_thread(db.threads.read, listed))
    return written(DUE, shown)
