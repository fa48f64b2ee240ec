"""Answers that were given elsewhere."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.base import Shape
from api.schemas.fields import Instant, Prose
from api.schemas.moment import InstantOrDay
from core.vocabulary import Reason, ReplyKind


class AnswerPut(Shape):
    """How an invitation was answered, and when."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "decline",
                "reason": "salary",
                "answered_at": "2026-11-23T10:15:00+01:00",
                "note": "By telephone.",
            }
        }
    )

    kind: ReplyKind
    """`accept`, `decline`, `reschedule`, `hold` or `withdraw`."""
    reason: Reason | None = None
    answered_at: Instant | None = None
    """Left out: now."""
    note: Annotated[Prose, Field(max_length=5_000)] | None = None
    promised_by: InstantOrDay | None = None
    """Of `hold`, which needs it: by when you promised to answer. A date lasts until the end of that working day."""
