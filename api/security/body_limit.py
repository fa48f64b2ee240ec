"""How much may be sent: known before the body is read where it says so itself, counted where it doesn't.

It stands ahead of routing, because a framework reads the whole body before it asks who sends it.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer_to, problem
from api.security.identity import identify
from core.database import Database
from core.errors import DomainError, Unavailable
from core.vocabulary import PrivateLinkKind
from services.identity import private_links

UPLOADS = "/api/v1/imports"
MAILS = "/api/v1/intake/mail/"
MAIL_BYTES = 5 << 20
"""The largest mail that is taken at a private address."""

ENVELOPE_BYTES = 65_536
"""What a multipart body may add to the file in it: boundaries, options."""

_CLOSING = {"Connection": "close"}
"""A connection with an unread body isn't worth keeping: whoever sends on would only fill it."""


class BodyLimit:
    """Pure ASGI: refuses a body that is too large with 413, as early as that can be known."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, max_upload_bytes: int) -> None:
        self.app = app
        self._max_bytes = max_bytes
        self._max_upload_bytes = max_upload_bytes + ENVELOPE_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on where its body isn't too large, and watch that it doesn't become so."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length, most, from_strangers = _content_length(scope), self._most(scope), self._max_bytes
        if most > from_strangers and (length is None or from_strangers < length <= most):
            # Who may send more is known to the database alone, which may be in trouble.
            try:
                most = most if await _may_send_more(scope) else from_strangers
            except Exception as error:
                answer = await answer_to(error, scope)
                answer.headers.update(_CLOSING)
                await answer(scope, receive, send)
                return
        if length is None:
            await self.app(scope, _counting(receive, most), send)
        elif length < 0:
            await problem(400, "Content-Length must be a number.")(scope, receive, send)
        elif length > most:
            refusal = problem(413, _too_large(most), type="too-large", headers=_CLOSING)
            await refusal(scope, receive, send)
        else:
            # The server holds the sender to the length that it named.
            await self.app(scope, receive, send)

    def _most(self, scope: Scope) -> int:
        """How much is taken here from those who may send the most: a whole file, or mail, where one is taken at all."""
        if scope["method"] != "POST":
            return self._max_bytes
        if _is_upload(scope):
            return self._max_upload_bytes
        return max(MAIL_BYTES, self._max_bytes) if scope["path"].startswith(MAILS) else self._max_bytes


def _is_upload(scope: Scope) -> bool:
    return bool(scope["path"].rstrip("/") == UPLOADS)


async def _may_send_more(scope: Scope) -> bool:
    """Whether the sender is one who may send a whole file, or a mail: it is read before the route asks who they are."""
    if _is_upload(scope):
        return await _is_known(scope)
    return await _is_private_link(scope, scope["path"].removeprefix(MAILS))


async def _is_private_link(scope: Scope, secret: str) -> bool:
    database: Database = scope["app"].state.database
    return await database.read(private_links.whose, PrivateLinkKind.MAIL, secret) is not None


async def _is_known(scope: Scope) -> bool:
    try:
        await identify(Request(scope), now=scope["app"].state.clock())
    except Unavailable:
        raise
    except DomainError:
        return False
    return True


def _counting(receive: Receive, most: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413, _too_large(most))
        return message

    return counted


def _content_length(scope: Scope) -> int | None:
    """The length that the request names; -1 where that isn't a number, None where it names none."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else -1
    return None


def _too_large(most: int) -> str:
    size = f"{most / 1_048_576:.0f} MB" if most >= 1_048_576 else f"{most // 1024} kB"
    return f"The request is too large: at most {size} are taken here. Send less at once."
