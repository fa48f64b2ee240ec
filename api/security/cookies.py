"""The cookie of a signed-in browser, and the rules under which a request that carries it may change something."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from core.errors import Forbidden
from core.settings import Settings
from services.identity.credentials import LONGEST_SESSION

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSiteRequest(Forbidden):
    """A browser sent this for another site's page (CSRF)."""

    type = "cross-site-request"
    title = "Not from our own page"


def cookie_name(settings: Settings) -> str:
    """`__Host-…` binds the cookie to this host over TLS; a browser drops that name on plain http."""
    return "__Host-replyby" if is_https(settings) else "replyby"


def is_https(settings: Settings) -> bool:
    """Whether people reach us over TLS, by our own proxy or another's."""
    return settings.link_base.startswith("https://")


def set_cookie(response: Response, settings: Settings, secret: str) -> None:
    """Hand the browser its session. The server decides when that is over, not the cookie."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(LONGEST_SESSION.total_seconds()),
        path="/",
        secure=is_https(settings),
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the session from the browser."""
    response.delete_cookie(cookie_name(settings), path="/", secure=is_https(settings), httponly=True, samesite="lax")


def read_cookie(header: bytes, name: str) -> str | None:
    """The value of one cookie in a Cookie header. Where a name stands twice it is nobody's: a planted one may be."""
    wanted = f"{name}="
    found = [part.strip() for part in header.decode("latin-1").split(";") if part.strip().startswith(wanted)]
    return found[0][len(wanted) :] or None if len(found) == 1 else None


def check_same_site(scope: Scope, settings: Settings, *, has_cookie: bool) -> None:
    """Raise CrossSiteRequest for an unsafe request that a browser sent on behalf of another site.

    With a cookie it must say that it comes from our own page. Without one (signing in), what a browser says must be
    right; a program that says nothing of the kind is served.
    """
    if scope["method"] in SAFE_METHODS:
        return
    site, origin, host = _said(scope)
    if site is not None:
        is_ours = site in {"same-origin", "none"}
    elif origin is not None:
        is_ours = origin in {_origin_of(settings.link_base), f"http://{host}", f"https://{host}"}
    else:
        is_ours = not has_cookie
    if is_ours:
        return
    if site is None and origin is None:
        raise CrossSiteRequest(
            "A change by cookie must come from Replyby's own page, and this request doesn't say where it comes from. "
            "A program sends a token instead: `Authorization: Bearer rb_…`."
        )
    raise CrossSiteRequest("This request was sent by the page of another site, and nothing was done.")


def check_same_site_of(request: Request) -> None:
    """The same, for a route that nobody need be signed in for."""
    settings: Settings = request.app.state.settings
    has_cookie = read_cookie(request.headers.get("cookie", "").encode("latin-1"), cookie_name(settings)) is not None
    # A stale cookie must not stop a program that signs in with a cookie jar and says nothing else.
    check_same_site(request.scope, settings, has_cookie=has_cookie and request.headers.get("origin") is not None)


def _said(scope: Scope) -> tuple[str | None, str | None, str]:
    site = origin = None
    host = ""
    for name, value in scope["headers"]:
        if name == b"sec-fetch-site":
            site = value.decode("latin-1").lower()
        elif name == b"origin":
            origin = value.decode("latin-1").lower()
        elif name == b"host":
            host = value.decode("latin-1").lower()
    return site, origin, host


def _origin_of(url: str) -> str:
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}"
