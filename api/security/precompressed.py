"""Files that were compressed when they were built are sent as they lie, so that no request pays for it."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KINDS = {
    ".js": b"text/javascript; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".html": b"text/html; charset=utf-8",
}
_NO_GZIP = re.compile(rb"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")


class Precompressed:
    """Pure ASGI: `name` becomes `name.gz` where the client takes gzip and the build left one beside it.

    Whoever asks for a part of a file gets it of the file itself: a part of what is compressed can't be read alone.
    """

    def __init__(self, app: ASGIApp, *, directory: Path) -> None:
        self.app = app
        # Known once: a request never asks the disk for what may not be there.
        self._kinds = {
            f"/{file.relative_to(directory).with_suffix('').as_posix()}": _KINDS[file.with_suffix("").suffix]
            for file in directory.rglob("*.gz")
            if file.with_suffix("").suffix in _KINDS
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, to the compressed file where there is one."""
        kind = self._kinds.get(scope["path"]) if scope["type"] == "http" else None
        if kind is None:
            await self.app(scope, receive, send)
            return
        is_small = _takes_gzip(scope["headers"])

        async def send_as_encoded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], (b"vary", b"Accept-Encoding")]
                # A refusal is what it says that it is.
                if is_small and message["status"] == HTTPStatus.OK:
                    headers = [pair for pair in headers if pair[0] != b"content-type"]
                    headers += [(b"content-type", kind), (b"content-encoding", b"gzip")]
                message["headers"] = headers
            await send(message)

        if is_small:
            scope = {**scope, "path": f"{scope['path']}.gz", "raw_path": b""}
        await self.app(scope, receive, send_as_encoded)


def _takes_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the whole file may be sent compressed."""
    taken = b",".join(value for name, value in headers if name == b"accept-encoding").lower()
    is_part = any(name == b"range" for name, _ in headers)
    return b"gzip" in taken and not is_part and _NO_GZIP.search(taken) is None
