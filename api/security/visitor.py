"""What is known of a browser that signs in."""

from starlette.requests import Request

from api.security.cookies import cookie_name, read_cookie
from core.settings import Settings
from services.identity.signing_in import Browser


def browser_of(request: Request, settings: Settings, address: str) -> Browser:
    """The browser of a request, with the session that it still holds, which signing in replaces."""
    cookie = request.headers.get("cookie", "").encode("latin-1")
    agent = "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())
    return Browser(agent or None, address, read_cookie(cookie, cookie_name(settings)))
