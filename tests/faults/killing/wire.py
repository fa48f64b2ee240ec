"""One connection of a program to the service, which may break off at any byte."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any

ANSWER_WITHIN_SECONDS = 60.0
API = "/api/v1"


class Cut(Exception):
    """The connection broke off: nobody here knows whether the request was carried out."""


class ServerFault(AssertionError):
    """The service answered with a 5xx."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer."""

    status: int
    body: Any

    @property
    def is_done(self) -> bool:
        """Whether it acknowledges what was asked."""
        return 200 <= self.status < 300


class Wire:
    """A connection that carries somebody's token."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN_SECONDS)
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answered:
        """Send JSON, and wait for the whole answer. Raises Cut, and ServerFault for a 5xx."""
        content = None if body is None else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if content is not None else {}
        return self._ask(method, path, content, kind | headers)

    def upload(self, path: str, name: str, content: bytes) -> Answered:
        """Send a file, as a form does. Raises as `ask` does."""
        edge = "a-line-that-is-in-no-file"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        form = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._ask("POST", path, form, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def _ask(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> Answered:
        try:
            self._connection.request(method, API + path, content, self._headers | headers)
            response = self._connection.getresponse()
            written = response.read()
        except (OSError, HTTPException) as broken:
            self.close()
            raise Cut from broken
        if response.status >= 500:
            raise ServerFault(f"{method} {path}: {response.status} {written[:500]!r}")
        return Answered(response.status, json.loads(written) if written else None)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
