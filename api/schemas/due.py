"""What needs an answer, as a person sees it first."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from api.schemas.invitation import EXAMPLE, InvitationView
from core.vocabulary import ReplyKind, ReplyState, Status
from notifications.content import NextStep, SectionCode

_DUE_EXAMPLE: dict[str, Any] = EXAMPLE | {
    "clock": "1 day left, until Tue 18:00",
    "waiting": "waiting 2 days; most people answer within 24 h",
    "next_step": "send_draft",
    "draft": {
        "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5e",
        "kind": "decline",
        "state": "draft",
        "updated_at": "2026-11-23T08:30:00Z",
    },
    "elapsed": 0.6712,
    "is_snoozed": False,
}


class DueDraft(TypedDict):
    """The reply that was begun and hasn't gone out; of several, the one that was worked on last."""

    id: UUID
    kind: ReplyKind
    state: ReplyState
    """`draft`; or how far its sending has come: `outcome_unknown` wants the person's word."""
    updated_at: datetime


@with_config(ConfigDict(json_schema_extra={"example": _DUE_EXAMPLE}))
class DueItem(InvitationView):
    """An invitation that owes an answer: all that is shown of one, and how it presses."""

    clock: str
    """How long is left, or how long it is overdue, in the account's language; of a snoozed one, until when too."""
    waiting: str
    """How long the employer has been waiting, beside what most people take; in the account's language."""
    next_step: NextStep
    draft: DueDraft | None
    elapsed: Annotated[float, Field(ge=0, le=1)]
    """How much of the time from receipt to deadline has passed; 1 from the deadline on."""
    is_snoozed: bool


class DueCounts(TypedDict):
    """The whole account's, however few items are listed. The four levels add up to `owed`."""

    owed: int
    promises_overdue: int
    """Promised answers whose time has passed: among `overdue` and `ghosting` too."""
    ghosting: int
    overdue: int
    due_soon: int
    on_track: int
    snoozed: int
    """Silent for now; each counts at its level too."""


class DueBeside(TypedDict):
    """An invitation that owes no answer and still needs a word."""

    id: UUID
    company: str
    role: str | None
    status: Status
    interview_at: datetime | None
    answered_at: datetime | None
    clock: str
    """When the interview is, or how long ago another time was asked for, in the account's language."""
    next_step: NextStep


class DuePart(TypedDict):
    """`interviews_ahead` or `reschedules_quiet`, as the digest has them."""

    code: SectionCode
    items: list[DueBeside]


@with_config(
    ConfigDict(
        json_schema_extra={
            "example": {
                "items": [_DUE_EXAMPLE],
                "more": False,
                "counts": {
                    "owed": 1,
                    "promises_overdue": 0,
                    "ghosting": 0,
                    "overdue": 0,
                    "due_soon": 0,
                    "on_track": 1,
                    "snoozed": 0,
                },
                "also": [
                    {
                        "code": "interviews_ahead",
                        "items": [
                            {
                                "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5f",
                                "company": "Acme Labs",
                                "role": "Data Engineer",
                                "status": "accepted",
                                "interview_at": "2026-11-24T14:00:00Z",
                                "answered_at": "2026-11-20T10:00:00Z",
                                "clock": "interview Tue 15:00 Europe/Berlin",
                                "next_step": "confirm_or_cancel",
                            }
                        ],
                    }
                ],
            }
        },
    )
)
class DueView(TypedDict):
    """Whom the person owes an answer, and until when."""

    items: list[DueItem]
    """Broken promises first, then by deadline."""
    more: bool
    """Whether more is owed than is listed: `GET /invitations` leads through all of it."""
    counts: DueCounts
    also: list[DuePart]
    """What the digest lists beside the owed answers. A part with nothing in it is left out."""


DUE: TypeAdapter[DueView] = TypeAdapter(DueView)
