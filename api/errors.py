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

from api.schemas.fields import OUTSIDE_CALENDAR, OWN_CODES, PATTERN_CODES, PATTERNS_IN_WORDS
from core.errors import DomainError
from core.trouble import OutcomeUncertain, told

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "2"
MOST_ERRORS = 100
_LONGEST_NAME = 100

_log = structlog.get_logger("replyby.errors")

_DETAILS = {
    400: "The request can't be read. Check its body and headers.",
    404: "There is nothing at this address. The list of addresses is at /api/v1/openapi.json.",
    405: "This address doesn't take this method; Allow lists those that it takes.",
    413: "The request is too large.",
}

_WORDS = {
    "missing": "is required",
    "extra_forbidden": "isn't a known field; check its name",
    "json_invalid": "isn't valid JSON",
    "timezone_aware": "must name its zone or offset, such as 2026-11-23T18:00:00+01:00",
    "string_unicode": "must be text without lone surrogates",
    "uuid_parsing": "must be an id",
}


_CODES = {
    "missing": "required",
    "string_too_short": "too-short",
    "string_too_long": "too-long",
    "too_short": "too-few",
    "too_long": "too-many",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-big",
    "int_type": "not-a-whole-number",
    "int_parsing": "not-a-whole-number",
    "int_from_float": "not-a-whole-number",
    "timezone_aware": "zone-missing",
    **{code: code for code in OWN_CODES},
}
_LIMITS = ("min_length", "max_length", "ge", "le")

_EMPTY_BELOW = 1


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
    places = [(_place(one["loc"]), _in_words(one)) for one in found[:MOST_ERRORS]]
    errors = [{"loc": place, "msg": words, **_sort(one)} for (place, words), one in zip(places, found, strict=False)]
    if any(one["loc"] == ("body",) and one["type"] in {"model_attributes_type", "dict_type"} for one in found):
        sent = request.headers.get("content-type", "nothing")
        detail = f"The body must be a JSON object, sent as application/json. What came was sent as {sent[:100]}."
    else:
        named = "; ".join(f"{_name(place)} {words}" for place, words in places[:3])
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


def _place(loc: Sequence[object]) -> list[str | int]:
    return [part if isinstance(part, int) else str(part)[:_LONGEST_NAME] for part in loc]


def _name(loc: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in loc[1:] or loc)


def _in_words(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    context: Mapping[str, object] = error.get("ctx") or {}
    if kind == "string_pattern_mismatch":
        return PATTERNS_IN_WORDS.get(str(context.get("pattern")), "isn't written as it should be")
    if kind == "json_invalid":
        return f"isn't valid JSON: {context.get('error', 'it ends too early')}"
    words = _WORDS.get(kind)
    if words is not None:
        return words
    message = str(error["msg"]).removeprefix("Value error, ")
    for beginning in ("Input should ", "String should ", "List should ", "Value should "):
        if message.startswith(beginning):
            return "must " + message[len(beginning) :]
    return message


def _sort(error: Mapping[str, Any]) -> dict[str, object]:
    """The `code` and `limit` of a field's fault, by which a program finds its own words; empty where it has none."""
    kind = str(error["type"])
    context: Mapping[str, object] = error.get("ctx") or {}
    limit = next((context[name] for name in _LIMITS if name in context), None)
    if kind == "string_pattern_mismatch":
        code = PATTERN_CODES.get(str(context.get("pattern")))
    elif kind == "string_too_short" and limit == _EMPTY_BELOW:
        return {"code": "empty"}
    elif limit is not None and not isinstance(limit, int | float):
        # Only instants are bounded by something else than a number.
        code = OUTSIDE_CALENDAR
    else:
        code = _CODES.get(kind)
    told: dict[str, object] = {} if code is None else {"code": code}
    return told | {"limit": limit} if code is not None and isinstance(limit, int | float) else told


def _methods_at(request: Request) -> list[str]:
    """Every method that this path takes: Starlette names those of the first route alone."""
    found: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route | APIRoute) and route.path_regex.match(request.scope["path"]):
            found |= route.methods or set()
    return sorted(found)
