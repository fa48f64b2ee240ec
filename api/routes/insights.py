"""How a person answers."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from api.deps import Db, Now, Reading
from api.paths import API
from api.schemas.insights import INSIGHTS, InsightsQuery, InsightsView
from api.schemas.problem import GUARDED
from api.written import written
from services.insights.showing import show_insights as insights_of

router = APIRouter(prefix=f"{API}/insights", tags=["invitations"])


@router.get(
    "",
    operation_id="show_insights",
    summary="Show how invitations were answered",
    response_model=InsightsView,
    responses=GUARDED,
)
async def show_insights(query: Annotated[InsightsQuery, Query()], db: Db, now: Now, asker: Reading) -> Response:
    """How quickly, how reliably, by which medium and for which reasons. What is too little to say is null."""

    def counted(connection: Connection) -> dict[str, Any]:
        return insights_of(
            connection, asker.owner, now=now, from_on=query.from_on, to_on=query.to_on, everything=query.everything
        )

    # It reads every invitation of the span: too long for the loop, which is where SQLite reads.
    shown = await (db.read(counted) if db.is_postgresql else db.in_thread(db.threads.read, counted))
    return written(INSIGHTS, shown)
