"""API tokens: programs that may act for the account."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.base import Shape, View
from api.schemas.fields import Instant, Line
from core.vocabulary import Scope


class TokenCreate(Shape):
    """A token to be made."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "laptop", "scopes": ["read", "write"]}})

    name: Annotated[Line, Field(max_length=100)]
    """What it is for; the history names it."""
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=3)]
    """`read`, `write`, `send`."""
    expires_at: Instant | None = None


class TokenView(View):
    """A token; its secret was shown as it was made."""

    id: UUID
    name: str
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None
    """To the hour."""
    expires_at: datetime | None


class TokenMade(View):
    """A token with its secret, which is shown this once."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c",
                "name": "laptop",
                "scopes": ["read", "write"],
                "expires_at": None,
                "token": "rb_shown-once-and-then-never-again",
            }
        }
    )

    id: UUID
    name: str
    scopes: list[Scope]
    expires_at: datetime | None
    token: str


class TokenList(View):
    """The account's tokens, the newest first."""

    items: list[TokenView]
    next_cursor: str | None = None
