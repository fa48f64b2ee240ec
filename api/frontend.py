"""The page: the built frontend, served as it lies in `api/static`, beneath every route of the interface.

Files under `assets/` have their content's hash in their name and may be kept for ever; everything else is asked for
anew each time. An address that belongs to the interface is never answered with the page, however a browser asks, and
a hidden file, such as the build leaves for itself, is never sent.
"""

from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response

from api.pages import page
from api.paths import is_interface
from api.security.precompressed import Precompressed

BUILT = Path(__file__).parent / "static"
"""Where the build leaves the page; it is in the wheel, and not in the repository."""

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
_LONGEST_ACCEPT = 1_000
"""A browser's has a tenth of it. Each word of it is parsed, which of a header without an end takes seconds."""

_NOT_BUILT = (
    "Replyby is running, but its page hasn't been built: <code>make install</code> builds it, and so does "
    "<code>pip install</code>. Everything can be done by REST and with the command <code>replyby</code> meanwhile."
)


def serve_page(app: FastAPI, built: Path = BUILT) -> None:
    """Answer whatever no route answers with the page. Without a built page, `/` says how to build it."""
    if not (built / "index.html").is_file():
        app.add_api_route("/", _not_built, include_in_schema=False)
        return
    files = frozenset(f"/{file.relative_to(built).as_posix()}" for file in (built / "assets").rglob("*"))

    async def page_only(request: Request, response: Response) -> None:
        path = request.scope["path"]
        is_hashed = path.startswith("/assets/")
        is_ours = not is_interface(path) and not _is_hidden(path) and (not is_hashed or path in files)
        if not is_ours or len(request.headers.get("Accept", "")) > _LONGEST_ACCEPT:
            raise HTTPException(404)
        response.headers["Cache-Control"] = _FOR_EVER if is_hashed else _ASK_EACH_TIME

    router = APIRouter(dependencies=[Depends(page_only)])
    router.frontend("/", directory=built, fallback="index.html")
    app.include_router(router)
    app.add_middleware(Precompressed, directory=built)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.replace("\\", "/").split("/"))


async def _not_built() -> Response:
    return page("Replyby", _NOT_BUILT)
