"""Exports: every invitation as CSV, which imports again equal, or as JSON."""

from collections.abc import AsyncGenerator, Generator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.deps import Db, Now, Reading
from api.paths import API
from api.schemas.problem import GUARDED
from core.database import Database
from services.imports import exporting

router = APIRouter(prefix=f"{API}/exports", tags=["exports"])


@router.get(
    "/invitations.csv",
    operation_id="export_csv",
    summary="Export all invitations as CSV",
    response_class=StreamingResponse,
    responses=GUARDED | {200: {"description": "CSV in UTF-8.", "content": {"text/csv": {}}}},
)
async def export_csv(db: Db, now: Now, asker: Reading) -> StreamingResponse:
    """Deleted ones excepted. Cells that a spreadsheet would run as formulas are guarded."""
    pieces = exporting.export_csv(db.threads, asker.owner.id)
    return _streamed(db, pieces, "text/csv; charset=utf-8", f"replyby-invitations-{now:%Y-%m-%d}.csv")


@router.get(
    "/invitations.json",
    operation_id="export_json",
    summary="Export all invitations as JSON",
    response_class=StreamingResponse,
    responses=GUARDED | {200: {"description": "One JSON document.", "content": {"application/json": {}}}},
)
async def export_json(db: Db, now: Now, asker: Reading) -> StreamingResponse:
    """The fields of the CSV, as `{"invitations": […]}`."""
    pieces = exporting.export_json(db.threads, asker.owner.id)
    return _streamed(db, pieces, "application/json", f"replyby-invitations-{now:%Y-%m-%d}.json")


def _streamed(db: Database, pieces: Generator[bytes], media_type: str, filename: str) -> StreamingResponse:
    async def body() -> AsyncGenerator[bytes]:
        while (piece := await db.in_thread(next, pieces, None)) is not None:
            yield piece

    return StreamingResponse(
        body(), media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )
