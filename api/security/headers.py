"""The headers that every answer carries, refusals and faults included."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.paths import is_interface

POLICY_OF_PAGES = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page for people may load: our own files and its own styles, and no inline script."""

_POLICY_OF_ANSWERS = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_NO_STORE = (b"cache-control", b"no-store")
_SECURE = (b"strict-transport-security", b"max-age=31536000")
_SET_BY_ROUTES = frozenset({b"cache-control", b"content-security-policy"})


class SecurityHeaders:
    """Pure ASGI: adds the headers as the answer begins. A route may set its own Cache-Control and policy."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self.app = app
        always = (*_ALWAYS, _SECURE) if is_https else _ALWAYS
        self._of_answers = (*always, (b"content-security-policy", _POLICY_OF_ANSWERS.encode()), _NO_STORE)
        self._of_pages = (*always, (b"content-security-policy", POLICY_OF_PAGES.encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with the headers put to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ours = self._of_answers if is_interface(scope["path"]) else self._of_pages

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                set_already = [name for name, _ in headers if name in _SET_BY_ROUTES]
                extra = [pair for pair in ours if pair[0] not in set_already] if set_already else ours
                message["headers"] = [*headers, *extra]
            await send(message)

        await self.app(scope, receive, send_with_headers)
