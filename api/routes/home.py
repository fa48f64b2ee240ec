"""What a person sees who opens the service's address in a browser."""

from uuid import UUID

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


@router.get("/invitations/{invitation_id}", include_in_schema=False)
async def invitation_home(invitation_id: UUID) -> HTMLResponse:
    """Where the links of reminders lead. It shows nobody's data, so nobody has to be signed in."""
    words = (
        f"To draft the honest, polite no in a terminal: <code>replyby decline {invitation_id}</code>. Add "
        "<code>--reason salary</code> or another reason, and <code>--sent</code> once sent: that stops the clock. "
        f"By REST this invitation is at <code>{API}/invitations/{invitation_id}</code>."
    )
    return page("Your invitation", words)
