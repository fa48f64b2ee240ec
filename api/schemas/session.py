"""Sessions: browsers that are signed in."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict

from api.schemas.account import Password, ProfileView
from api.schemas.base import Shape, View
from api.schemas.fields import Email


class SessionCreate(Shape):
    """Signing in."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"email": "ada@example.com", "password": "correct horse battery"}}
    )

    email: Email
    password: Password


class SessionView(View):
    """A browser that is signed in."""

    id: UUID
    user_agent: str | None
    address: str | None
    created_at: datetime
    last_used_at: datetime
    """To the hour."""
    expires_at: datetime
    is_current: bool = False
    """Whether it is the one that asks."""


class SessionOpened(View):
    """Signed in: the session is in the cookie, and nowhere in this answer."""

    session: SessionView
    account: ProfileView


class SessionList(View):
    """The browsers that are signed in, the newest first."""

    items: list[SessionView]
    next_cursor: str | None = None
