"""POSTs that may be sent again: with an `Idempotency-Key` the work is done once, and its answer is given each time.

`once.write(service, …)` is `db.write(service, …)` with the answer made at once: without the header nothing else
happens; with it, looking the key up, the work and the keeping of its answer are one transaction.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Concatenate, ParamSpec, TypeAlias, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import Connection
from starlette.responses import Response

from api.deps import ASKER, now_of
from core.database import Database
from services.identity import repeats
from services.identity.repeats import Answer

__all__ = ["Once"]

P = ParamSpec("P")
T = TypeVar("T")
Shown: TypeAlias = type[BaseModel] | TypeAdapter[Any]
Headers: TypeAlias = Mapping[str, str] | Callable[[Any], Mapping[str, str]]

REPLAYED = "Idempotent-Replay"

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern="^[\\x21-\\x7e]+$",
        description="A name of your own for this request: sent again with it, the work is done once.",
        examples=["7d0b7a6e-2f0c-4c4e-9c53-3a1f0a9c2b11"],
    ),
]


@dataclass(frozen=True, slots=True)
class _Once:
    request: Request
    key: str | None

    async def write(
        self,
        service: Callable[Concatenate[Connection, P], T],
        /,
        *args: Any,
        view: Shown,
        status: int = 201,
        headers: Headers | None = None,
        holds_secret: bool = False,
        **kwargs: Any,
    ) -> Response:
        """Run the service in one transaction, and answer with its result as `view` shows it.

        `headers` are the answer's, or a function of the result. An answer that `holds_secret` is never kept: sent
        again with its key, the request is refused with 409.
        """
        database: Database = self.request.app.state.database
        if self.key is None:
            return _sent_at_once(await database.write(service, *args, **kwargs), view, status, headers)
        fingerprint = await _fingerprint(self.request)
        return await database.write(
            _work_once,
            self.request.scope[ASKER].owner.id,
            self.key,
            fingerprint,
            lambda connection: _answer(service(connection, *args, **kwargs), view, status, headers),
            keeps=not holds_secret,
            now=now_of(self.request),
        )


async def _once(request: Request, key: Key = None) -> _Once:
    return _Once(request, key)


Once = Annotated[_Once, Depends(_once)]
"""Writes a POST that may be sent again."""


def _work_once(
    connection: Connection,
    account: UUID,
    key: str,
    fingerprint: str,
    work: Callable[[Connection], Answer],
    *,
    keeps: bool,
    now: datetime,
) -> Response:
    kept = repeats.take(connection, account, key, fingerprint, now=now)
    if kept is not None:
        response = _sent(kept)
        response.headers[REPLAYED] = "true"
        return response
    answer = work(connection)
    if keeps:
        repeats.keep(connection, account, key, answer)
    return _sent(answer)


def _sent_at_once(result: object, view: Shown, status: int, headers: Headers | None) -> Response:
    """An answer that isn't kept, as bytes. A view of our own rows is written without being checked once more."""
    if not isinstance(view, TypeAdapter):
        return _sent(_answer(result, view, status, headers))
    chosen = headers(result) if callable(headers) else headers
    body = view.dump_json(result, warnings=False)
    return Response(body, status, headers=dict(chosen or {}), media_type="application/json")


def _answer(result: object, view: Shown, status: int, headers: Headers | None) -> Answer:
    adapter = view if isinstance(view, TypeAdapter) else _adapter(view)
    body = adapter.dump_json(adapter.validate_python(result)).decode()
    chosen = headers(result) if callable(headers) else headers
    return Answer(status, body, dict(chosen or {}))


def _sent(answer: Answer) -> Response:
    return Response(answer.body, answer.status, headers=answer.headers, media_type="application/json")


async def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    digest.update(await request.body())
    return digest.hexdigest()


@lru_cache(maxsize=128)
def _adapter(view: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(view)
