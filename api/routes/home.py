"""What a person sees who opens the service's address in a browser."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.pages import page
from api.paths import API

router = APIRouter()

_WORDS = (
    "Replyby keeps a clock on your interview invitations, and it is running here. It is used by REST: "
    f'<a href="{API}/openapi.json">every operation is described here</a>, and '
    '<a href="/health/ready">this tells whether it is well</a>. '
    "In a terminal, <code>replyby due</code> lists what needs an answer."
)


@router.get("/", include_in_schema=False)
async def home() -> HTMLResponse:
    """A sentence and two links."""
    return page("Replyby", _WORDS)
