"""Refusals and faults as HTTP answers: RFC 9457 problems that say what to do, and never how the program is made."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.field_faults import in_words, name_of, place_of, sort_of
from core.errors import DomainError
from core.trouble import OutcomeUncertain, told

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "2"
MOST_ERRORS = 100

_log = structlog.get_logger("replyby.errors")

_DETAILS = {
    400: "The request can't be read. Check its body and headers.",
    404: "There is nothing at this address. The list of addresses is at /api/v1/openapi.json.",
    405: "This address doesn't take this method; Allow lists those that it takes.",
    413: "The request is too large.",
}


def problem(
    status: int,
    detail: str,
    *,
    type: str = "about:blank",  # noqa: A002 - the member's name in RFC 9457
    title: str | None = None,
    errors: Sequence[Mapping[str, object]] = (),
    extensions: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer that says what is wrong. `type` is the short name of a problem of ours."""
    members: dict[str, object] = {
        "type": type if type == "about:blank" else f"urn:replyby:problem:{type}",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        members["errors"] = list(errors)
    for name, value in (extensions or {}).items():
        members.setdefault(name, value)
    # What was sent may come back in a field's name, half a surrogate pair too, which UTF-8 can't write.
    written = json.dumps(members, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return Response(written, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every refusal of this application with a problem."""
    for cause, answer in _answers().items():
        app.add_exception_handler(cause, answer)


async def answer_to(error: Exception, scope: Scope) -> Response:
    """The same answer, to what is raised before any route is asked. Raises the error where it is no refusal."""
    answers = _answers()
    answer = next((answers[cause] for cause in type(error).__mro__ if cause in answers), None)
    if answer is None:
        raise error
    return await answer(Request(scope), error)


def _answers() -> dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]:
    return {
        DomainError: _refusal,
        RequestValidationError: _not_valid,
        HTTPException: _http,
        IntegrityError: _integrity,
        DataError: _data,
        OperationalError: _unavailable,
        InterfaceError: _unavailable,
        sqlite3.OperationalError: _unavailable,
        NoConnectionFree: _unavailable,
        DBAPIError: _database,
    }


class Faults:
    """Pure ASGI: what nobody foresaw becomes a 500 with an id, under which the log has the whole story.

    It stands within the security headers, so that this answer carries them too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer for what it raises."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except asyncio.CancelledError:
            if has_begun or not scope["app"].state.readiness.is_stopping:
                raise
            # The time for the last requests is over. Whoever waits is told, instead of being left with half a line.
            await _stopping()(scope, receive, send)
        except Exception as error:
            answer = fault(error, scope)
            if has_begun:
                # Half an answer is out: only breaking the connection tells the client that it isn't whole.
                raise
            await answer(scope, receive, send)


def fault(error: BaseException, scope: Mapping[str, Any]) -> Response:
    """Log an unforeseen error under an id, and answer with that id alone."""
    error_id = uuid4().hex[:12]
    route = getattr(scope.get("route"), "path", None)
    _log.error("unforeseen error", error_id=error_id, method=scope.get("method"), route=route, exc_info=error)
    return problem(
        500,
        f"Something went wrong on our side, and nothing was changed. If it stays, report the number {error_id}.",
        type="fault",
        title="Unforeseen error",
        extensions={"error_id": error_id},
    )


def _stopping() -> Response:
    return problem(
        503,
        "The service is stopping. What was asked for may have been done, or not: look before you send it again.",
        type="stopping",
        title="Stopping",
    )


async def _refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, DomainError):
        raise error
    headers = dict(error.headers)
    # Whoever obeys the header sends the same again: only where that can't do a thing twice.
    is_safe_again = not isinstance(error, OutcomeUncertain) or "idempotency-key" in request.headers
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE and is_safe_again:
        headers.setdefault("Retry-After", RETRY_AFTER_SECONDS)
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", 'Bearer realm="replyby"')
    return problem(
        error.status,
        error.detail,
        type=error.type,
        title=error.title,
        errors=error.errors,
        extensions=error.extensions,
        headers=headers,
    )


async def _not_valid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    places = [(place_of(one["loc"]), in_words(one)) for one in found[:MOST_ERRORS]]
    errors = [{"loc": place, "msg": words, **sort_of(one)} for (place, words), one in zip(places, found, strict=False)]
    if any(one["loc"] == ("body",) and one["type"] in {"model_attributes_type", "dict_type"} for one in found):
        sent = request.headers.get("content-type", "nothing")
        detail = f"The body must be a JSON object, sent as application/json. What came was sent as {sent[:100]}."
    else:
        named = "; ".join(f"{name_of(place)} {words}" for place, words in places[:3])
        more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
        detail = f"{named}{more}."
    return problem(422, detail, type="invalid", title="Not valid", errors=errors)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    detail = _DETAILS.get(error.status_code) or str(error.detail)
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        detail = str(error.detail)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # What no route answers is a file of the page, which is only read.
        headers["Allow"] = ", ".join(_methods_at(request) or ("GET", "HEAD"))
    return problem(error.status_code, detail, headers=headers)


async def _integrity(request: Request, error: Exception) -> Response:
    _log.warning("a constraint refused a write", route=getattr(request.scope.get("route"), "path", None))
    del error
    return problem(
        409,
        "Another request changed the same thing at the same time. Read it again, and repeat yours.",
        type="conflict",
    )


async def _data(_: Request, error: Exception) -> Response:
    del error
    return problem(422, "A value can't be stored: a number is too large, or a text holds NUL.", type="invalid")


async def _unavailable(request: Request, error: Exception) -> Response:
    _log.warning("the database didn't answer", route=getattr(request.scope.get("route"), "path", None), why=told(error))
    return problem(
        503,
        "The database doesn't answer just now. Nothing was changed; try again in a moment.",
        type="unavailable",
        title="Not available just now",
        headers={"Retry-After": RETRY_AFTER_SECONDS},
    )


async def _database(request: Request, error: Exception) -> Response:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return await _unavailable(request, error)
    return fault(error, request.scope)


def _methods_at(request: Request) -> list[str]:
    """Every method that this path takes: Starlette names those of the first route alone."""
    found: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route | APIRoute) and route.path_regex.match(request.scope["path"]):
            found |= route.methods or set()
    return sorted(found)
