"""Imports: a file is sent and looked at, perhaps under other options, confirmed, and can be taken back."""

import json
from collections.abc import AsyncGenerator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter, ValidationError

from api.deps import Db, Now, Reading, Set, Writing
from api.paths import API
from api.schemas.imports import ImportEdit, ImportList, ImportView, Mapping
from api.schemas.problem import GUARDED, problems
from api.workers import workers_of
from core.errors import Invalid, TooLarge
from core.vocabulary import ImportState
from intake.own_format import TEMPLATE_CSV
from services.imports import import_batches, import_pieces, importing, previewing, undoing
from services.imports.previewing import ImportOptions

router = APIRouter(prefix=f"{API}/imports", tags=["imports"])

RETRY_AFTER_SECONDS = "1"

_MAPPING = TypeAdapter[dict[str, str | None]](Mapping)
# An id by its form, so that `/template.csv` isn't taken for one and answers for its own methods alone.
_ONE = "/{import_id:uuid}"
_CSV: dict[int | str, dict[str, Any]] = {200: {"description": "CSV in UTF-8.", "content": {"text/csv": {}}}}
_UNDER_WAY: dict[int | str, dict[str, Any]] = {
    202: {"model": ImportView, "description": "Under way; Location shows how far it is."}
}


@router.get(
    "", operation_id="list_imports", summary="List the latest imports", response_model=ImportList, responses=GUARDED
)
async def list_imports(db: Db, asker: Reading) -> object:
    """The latest 50, newest first."""
    return {"items": await db.read(import_batches.list_latest, asker.owner.id)}


@router.post(
    "",
    operation_id="preview_import",
    summary="Send a file and see what importing it would do",
    status_code=201,
    response_model=ImportView,
    responses=problems(401, 403, 409),
)
async def preview_import(
    request: Request,
    response: Response,
    db: Db,
    now: Now,
    asker: Writing,
    settings: Set,
    file: Annotated[UploadFile, File(description="A CSV file, a mail (.eml) or a calendar file (.ics).")],
    mapping: Annotated[
        str | None, Form(description='What columns mean, as JSON: `{"Firm": "company", "Remarks": null}`.')
    ] = None,
    day_first: Annotated[
        bool | None, Form(description="Whether 03/07/2026 is in July, where nothing in the file decides it.")
    ] = None,
    update: Annotated[bool, Form(description="Whether known rows that changed are taken over.")] = False,
) -> object:
    """Nothing is imported yet: confirm the preview within 24 hours. A file without invitations is refused.

    There is no `Idempotency-Key` here: sent twice, a file is looked at twice, and only a confirmation imports it.
    """
    if file.size is not None and file.size > settings.max_import_bytes:
        raise TooLarge(f"At most {settings.max_import_bytes / 1_048_576:.0f} MB are taken. Import the file in parts.")
    options = ImportOptions(mapping=_mapping(mapping), day_first=day_first, update=update)
    async with request.app.state.previews:
        shown = await db.at_length(
            previewing.preview, db, asker.owner, file.file, filename=file.filename, options=options, now=now
        )
    response.headers["Location"] = f"{API}/imports/{shown['id']}"
    return shown


@router.get(
    "/template.csv",
    operation_id="import_template",
    summary="A CSV file to fill in",
    response_class=Response,
    responses=_CSV | problems(401, 403),
)
async def import_template(asker: Reading) -> Response:  # noqa: ARG001 - a reader is asked for, as everywhere
    """The columns that can be imported, and two rows as examples."""
    return Response(
        TEMPLATE_CSV,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="replyby-template.csv"'},
    )


@router.get(
    _ONE,
    operation_id="show_import",
    summary="Show an import and how far it is",
    response_model=ImportView,
    responses=problems(401, 403, 404),
)
async def show_import(import_id: UUID, db: Db, asker: Reading) -> object:
    """What the file is, what would come or has come of it."""
    return await db.read(import_batches.show, asker.owner.id, import_id)


@router.patch(
    _ONE,
    operation_id="edit_import",
    summary="Look at the file again under other options",
    response_model=ImportView,
    responses=problems(401, 403, 404, 409),
)
async def edit_import(
    import_id: UUID, wanted: ImportEdit, request: Request, db: Db, now: Now, asker: Writing
) -> object:
    """What is left out stays. The file is read anew, and isn't sent again."""
    changes = wanted.model_dump(exclude_unset=True)
    async with request.app.state.previews:
        return await db.at_length(previewing.preview_again, db, asker.owner.id, import_id, changes, now=now)


@router.post(
    _ONE + "/confirmation",
    operation_id="confirm_import",
    summary="Import what was previewed",
    response_model=ImportView,
    responses=_UNDER_WAY | problems(401, 403, 404, 409),
)
async def confirm_import(
    import_id: UUID, request: Request, response: Response, db: Db, now: Now, asker: Writing
) -> object:
    """200 when it is done; 202 when it takes longer, and goes on by itself. Sent again, nothing is imported twice."""
    account_id = asker.owner.id
    shown = await db.write(importing.confirm, account_id, import_id, now=now)
    if shown["state"] == ImportState.IMPORTING:
        await workers_of(request.app).run(importing.apply, account_id, import_id)
        shown = await db.read(import_batches.show, account_id, import_id)
    return _answered(response, shown)


@router.delete(
    _ONE,
    operation_id="undo_import",
    summary="Take an import back",
    response_model=ImportView,
    responses=_UNDER_WAY | problems(401, 403, 404, 409),
)
async def undo_import(
    import_id: UUID, request: Request, response: Response, db: Db, now: Now, asker: Writing
) -> object:
    """Removes what it added and nobody has touched since; the answer tells how many were kept, and why.

    A preview is let go.
    """
    account_id = asker.owner.id
    shown = await db.write(undoing.begin_undo, account_id, import_id, now=now)
    if shown["state"] == ImportState.UNDOING:
        await workers_of(request.app).run(undoing.take_back, account_id, import_id)
        shown = await db.read(import_batches.show, account_id, import_id)
    return _answered(response, shown)


@router.get(
    _ONE + "/problems.csv",
    operation_id="import_problems",
    summary="All problems of an import",
    response_class=StreamingResponse,
    responses=_CSV | problems(401, 403, 404),
)
async def import_problems(import_id: UUID, db: Db, asker: Reading) -> StreamingResponse:
    """Line, column, value, message and severity (`error`, `skipped`, `warning`) of each."""
    await db.read(import_batches.find, asker.owner.id, import_id)
    pieces = import_pieces.problems_csv(db.threads, asker.owner.id, import_id)

    async def body() -> AsyncGenerator[bytes]:
        while (piece := await db.in_thread(next, pieces, None)) is not None:
            yield piece

    return StreamingResponse(
        body(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="problems.csv"'},
    )


def _answered(response: Response, shown: dict[str, object]) -> dict[str, object]:
    if shown["state"] in {ImportState.IMPORTING, ImportState.UNDOING}:
        response.status_code = 202
        response.headers["Location"] = f"{API}/imports/{shown['id']}"
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return shown


def _mapping(written: str | None) -> dict[str, str | None]:
    if written is None or not written.strip():
        return {}
    try:
        return _MAPPING.validate_python(json.loads(written))
    except (ValueError, ValidationError, RecursionError):
        raise Invalid.field(
            "mapping", 'mapping must be a JSON object of headers and fields, such as {"Firm": "company"}.'
        ) from None
