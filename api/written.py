"""Answers as bytes: a view is written by the serializer of its shape, without being checked once more.

The views come from our own columns. Checking them again costs as much as writing them (a list of 50: 250 µs against
135 µs), so only what is stored under an Idempotency-Key goes that way.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from starlette.responses import Response

from api.deps import etag

JSON = "application/json"


def written(shape: TypeAdapter[Any], view: Mapping[str, Any]) -> Response:
    """The view as JSON, with the ETag of its version where it has one."""
    # Enumerations come from the database as their words, which the serializer would warn of and write all the same.
    body = shape.dump_json(view, warnings=False)
    version = view.get("version")
    return Response(body, headers=None if version is None else {"ETag": etag(version)}, media_type=JSON)


def made_headers(place: str) -> Any:
    """The headers of what was made at `place`: its address and its ETag, from the view."""

    def headers(view: Mapping[str, Any]) -> Mapping[str, str]:
        return {"Location": f"{place}/{view['id']}", "ETag": etag(view["version"])}

    return headers


def version_headers(view: Mapping[str, Any]) -> Mapping[str, str]:
    """The ETag of a view."""
    return {"ETag": etag(view["version"])}
