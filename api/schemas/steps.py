"""What can be done about an invitation."""

from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from api.schemas.due import DueDraft
from core.vocabulary import ReplyKind, Status
from notifications.content import NextStep


@with_config(
    ConfigDict(
        json_schema_extra={
            "example": {
                "clock": "1 day left, until Tue 18:00",
                "waiting": "waiting 2 days; most people answer within 24 h",
                "next_step": "decide",
                "elapsed": 0.6689,
                "is_snoozed": False,
                "draft": None,
                "permitted_answers": ["decline", "hold", "reschedule", "accept"],
                "permitted_statuses": ["cancelled_by_employer", "closed", "lapsed"],
                "can_undo_answer": False,
            }
        },
    )
)
class StepsView(TypedDict):
    """How an invitation presses just now, and which acts would be taken."""

    clock: str | None
    """As `GET /due` words it, in the account's language; null where nothing presses."""
    waiting: str | None
    """How long the employer has been waiting; null where no answer is owed."""
    next_step: NextStep | None
    elapsed: Annotated[float, Field(ge=0, le=1)] | None
    """How much of the time from receipt to deadline has passed; null where no answer is owed."""
    is_snoozed: bool
    draft: DueDraft | None
    permitted_answers: list[ReplyKind]
    permitted_statuses: list[Status]
    """The statuses that an edit may bring it to."""
    can_undo_answer: bool


STEPS: TypeAdapter[StepsView] = TypeAdapter(StepsView)
