"""The private links of an account: its calendar feed, and the address that takes forwarded mail."""

from datetime import datetime

from pydantic import ConfigDict

from api.schemas.base import View
from core.vocabulary import PrivateLinkKind


class PrivateLinkView(View):
    """A link; its secret was shown as it was made."""

    kind: PrivateLinkKind
    created_at: datetime
    last_used_at: datetime | None
    """To the hour."""


class PrivateLinkMade(PrivateLinkView):
    """A link with its secret, which is shown this once."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "feed",
                "created_at": "2026-11-23T09:00:00Z",
                "last_used_at": None,
                "url": "https://replyby.example.com/api/v1/calendar/rbf_shown-once-and-then-never-again.ics",
                "subscribe_url": "webcal://replyby.example.com/api/v1/calendar/rbf_shown-once-and-then-never-again.ics",
            }
        }
    )

    url: str
    """The whole address. Whoever knows it can read the feed, or hand in mail."""
    subscribe_url: str | None
    """Of a feed: the same address as `webcal://`, by which calendar programs subscribe at a click."""


class PrivateLinkList(View):
    """The account's links: at most one of each kind."""

    items: list[PrivateLinkView]
    next_cursor: str | None = None
