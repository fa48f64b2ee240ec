"""Problems, as every refusal is answered (RFC 9457)."""

from typing import Any

from pydantic import ConfigDict

from api.schemas.base import View


class FieldProblem(View):
    """One field at fault."""

    loc: list[str | int]
    """Where: `body`, `query`, `path` or `header`, then the names on the way down."""
    msg: str
    """What it should be."""
    code: str | None = None
    """What sort of fault, where it has a name: `required`, `empty`, `too-long`, `not-an-email` …"""
    limit: float | None = None
    """The bound that was broken: a number of characters or items, or the least or greatest number."""


class Problem(View):
    """Why a request was refused, and what to do."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "urn:replyby:problem:not-found",
                "title": "Not found",
                "status": 404,
                "detail": "There is no such invitation.",
            }
        },
    )

    type: str
    """What sort of problem; a URN, or `about:blank` where the status says it all."""
    title: str
    status: int
    detail: str
    """What is wrong and what to do, in a sentence or two for a person."""
    errors: list[FieldProblem] | None = None
    """On 422: the fields at fault."""


_MEANINGS = {
    400: "The request can't be read.",
    401: "Nobody is signed in, or the credential is no longer good.",
    403: "Whoever asks may not do this.",
    404: "There is no such thing, or it is somebody else's.",
    409: "It can't be done as things stand.",
    410: "It was here and is gone.",
    412: "It changed since the version named in If-Match.",
    413: "More was sent than is taken.",
    422: "What was sent can't be used as it is; `errors` names the fields.",
    428: "If-Match is needed.",
    429: "Asked too often; Retry-After says when to come back.",
    503: "Not available just now; Retry-After says when to come back.",
}

_EVERYWHERE = (400, 413, 422, 503)
_LIMITED = 429


def problems(*statuses: int, is_limited: bool = True) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: these refusals, beside those that any request may meet.

    Where it isn't limited, no number of requests is too many.
    """
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({*statuses, *_EVERYWHERE, *((_LIMITED,) if is_limited else ())})
    }


GUARDED = problems(401, 403)
"""For routes that only need somebody to be signed in."""
