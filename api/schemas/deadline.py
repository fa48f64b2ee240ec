"""The deadline that an invitation would have."""

from datetime import datetime

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from api.schemas.account import PolicyEdit
from api.schemas.fields import Instant
from api.schemas.moment import InstantOrDay
from core.vocabulary import Attention, RespondByBasis


class DeadlineAsk(PolicyEdit):
    """What is known of an invitation that isn't recorded yet, and what to try of another policy than the account's."""

    model_config = ConfigDict(json_schema_extra={"example": {"received_at": "2026-11-20T16:40:00+01:00"}})

    received_at: Instant | None = None
    """Left out: now."""
    interview_at: Instant | None = None
    respond_by: InstantOrDay | None = None


@with_config(
    ConfigDict(
        json_schema_extra={
            "example": {
                "respond_by": "2026-11-24T17:00:00Z",
                "respond_by_basis": "policy",
                "respond_by_explanation": "received Fri 16:40 Europe/Berlin + 2 business days = Tue 18:00",
                "due_soon_at": "2026-11-23T17:00:00Z",
                "ghosting_at": "2026-11-27T17:00:00Z",
                "attention": "on_track",
            }
        },
    )
)
class DeadlineView(TypedDict):
    """A deadline, and why it is what it is."""

    respond_by: datetime
    respond_by_basis: RespondByBasis
    respond_by_explanation: str
    due_soon_at: datetime
    ghosting_at: datetime
    attention: Attention


DEADLINE: TypeAdapter[DeadlineView] = TypeAdapter(DeadlineView)
