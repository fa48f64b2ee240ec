"""Replies: what one is to say, and the draft."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from api.schemas.base import Shape, unchanged
from api.schemas.fields import AS_WHOLE, Day, Email, Flag, Instant, Line, Prose, Variation
from api.schemas.moment import InstantOrDay
from api.schemas.review import FINDING_EXAMPLE, MOST_TEXT, FindingView, LetterLanguage
from core.vocabulary import Reason, ReplyKind, ReplyState, Tone

Fact = Annotated[Line, Field(max_length=200)]
Details = Annotated[Prose, Field(max_length=2_000)]
Override = Annotated[Line, Field(max_length=500)]
Subject = Annotated[Line, Field(max_length=500)]
Body = Annotated[Prose, Field(max_length=MOST_TEXT)]

SUBJECT = "Data Engineer: withdrawing from the process (Ada)"
BODY = "Dear Cleo Park,\n\nThank you for …"


class Wishes(Shape):
    """What a reply is to say, wherever it goes. Nothing is invented: what isn't given isn't said."""

    kind: ReplyKind = ReplyKind.DECLINE
    reason: Reason = Reason.UNDISCLOSED
    """Why; of `decline` and `withdraw`. `other` needs `details`."""
    details: Details | None = None
    """A sentence of your own."""
    tone: Tone = Tone.NEUTRAL
    language: LetterLanguage | None = None
    """Left out: the account's."""
    keep_in_touch: Flag = False
    """Leave the door open; only if it is meant."""
    keep_in_touch_about: Fact | None = None
    """What to hear from each other about, such as other roles; said only with `keep_in_touch`."""
    referral: Annotated[Line, Field(max_length=300)] | None = None
    """Whom you suggest instead."""
    variation: Variation = 0
    """Another phrasing of the same."""
    promised_by: InstantOrDay | None = None
    """Of `hold`, which needs it: by when you will answer."""
    slots: Annotated[list[Instant], Field(max_length=10)] = Field(default_factory=list[datetime])
    """Of `reschedule`: two or three other times, on different days."""
    my_salary: Fact | None = None
    their_salary: Fact | None = None
    place: Fact | None = None
    work_mode: Fact | None = None
    contract_type: Fact | None = None
    not_before: Day | None = None
    hours: Annotated[int, Field(ge=1, le=10_000, strict=True), AS_WHOLE] | None = None


FACTS = (
    "keep_in_touch",
    "keep_in_touch_about",
    "referral",
    "variation",
    "promised_by",
    "slots",
    "my_salary",
    "their_salary",
    "place",
    "work_mode",
    "contract_type",
    "not_before",
    "hours",
)
"""The wishes that are facts of the letter, by the names of a brief."""


def facts_of(wishes: Wishes) -> dict[str, Any]:
    """The facts that were given, by the names of a brief."""
    given = {name: getattr(wishes, name) for name in FACTS if name in wishes.model_fields_set}
    facts = {name: value for name, value in given.items() if value is not None}
    if "slots" in facts:
        facts["slots"] = tuple(facts["slots"])
    return facts


class ReplyCreate(Wishes):
    """A reply to be drafted for a stored invitation."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "decline",
                "reason": "salary",
                "my_salary": "70,000 €",
                "tone": "warm",
                "language": "en",
                "keep_in_touch": True,
            }
        }
    )

    override: Override | None = None
    """A sentence of yours against a finding that blocks."""
    subject: Subject | None = None
    """Your own, instead of the composed one."""
    body: Body | None = None
    """Your own words, instead of the composed ones; they are reviewed all the same."""


class ReplyEdit(Shape):
    """A merge patch of a draft's words."""

    model_config = ConfigDict(json_schema_extra={"example": {"subject": "Re: Interview at Acme"}})

    subject: Subject = unchanged()
    body: Body = unchanged()
    override: Override | None = None


class SentCreate(Shape):
    """When the person sent the reply themselves."""

    model_config = ConfigDict(json_schema_extra={"example": {"sent_at": "2026-11-23T10:15:00+01:00"}})

    sent_at: Instant | None = None
    """Left out: now."""


class DeliveryCreate(Shape):
    """The word of a person that a reply is to leave in their name, to exactly this address."""

    model_config = ConfigDict(json_schema_extra={"example": {"recipient": "cleo@example.com"}})

    recipient: Email
    """The `recipient` of the reply as it was shown; another one is refused with `recipient-changed`."""
    override: Override | None = None
    """A sentence of yours against a finding that blocks; it is kept beside the reply."""


class OutcomeCreate(Shape):
    """What became of a reply whose outcome nobody knows, as the person found it."""

    model_config = ConfigDict(json_schema_extra={"example": {"went_out": True}})

    went_out: bool
    """True: it is among your sent mail, or was answered. False: it is a draft again."""


class DeliveryView(TypedDict):
    """A reply that we send for you."""

    recipient: str
    approved_at: datetime | None
    """Null where it was refused for good, or taken back."""
    send_at: datetime | None
    """Not before when it leaves; until then it can be taken back. Null once it isn't waiting any more."""
    attempts: int
    error: str | None
    """Why it hasn't gone out, in a sentence."""


class ReplyLinks(TypedDict):
    """Where to go on from a reply."""

    self: str
    sent: str
    invitation: str
    answer: str
    message: str
    """The reply as a mail to be opened in your own mail program."""
    calendar: str | None
    """The answer to the calendar request; null where no request is known, or the reply answers none."""
    delivery: str
    outcome: str


_EXAMPLE: dict[str, Any] = {
    "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c",
    "invitation_id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b50",
    "kind": "decline",
    "reason": "salary",
    "details": None,
    "tone": "warm",
    "language": "en",
    "options": {"keep_in_touch": True},
    "subject": SUBJECT,
    "body": BODY,
    "advice": [],
    "findings": [FINDING_EXAMPLE],
    "override": None,
    "state": "draft",
    "sent_at": None,
    "sent_how": None,
    "version": 1,
    "created_at": "2026-11-23T09:00:00Z",
    "updated_at": "2026-11-23T09:00:00Z",
    "recipient": "cleo@example.com",
    "delivery": None,
    "mailto": "mailto:cleo@example.com?subject=Data%20Engineer&body=Dear%20Cleo",
    "links": {
        "self": "/api/v1/replies/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c",
        "sent": "/api/v1/replies/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c/sent",
        "invitation": "/api/v1/invitations/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b50",
        "answer": "/api/v1/invitations/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b50/answer",
        "message": "/api/v1/replies/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c/message.eml",
        "calendar": "/api/v1/replies/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c/calendar.ics",
        "delivery": "/api/v1/replies/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c/delivery",
        "outcome": "/api/v1/replies/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c/outcome",
    },
}


@with_config(ConfigDict(json_schema_extra={"example": _EXAMPLE}))
class ReplyView(TypedDict):
    """A reply, from draft to sent."""

    id: UUID
    invitation_id: UUID
    kind: ReplyKind
    reason: Reason
    details: str | None
    tone: Tone
    language: str
    options: dict[str, Any]
    """The further wishes that it was made from."""
    subject: str
    body: str
    advice: list[str]
    """For you, not for the employer."""
    findings: list[FindingView]
    override: str | None
    state: ReplyState
    sent_at: datetime | None
    sent_how: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    recipient: str | None
    """To whom it goes: whoever wrote last in the thread, else the invitation's `contact_email`; null where nobody is
    known. A delivery has to name it."""
    delivery: DeliveryView | None
    """Null where it was never to be sent by us."""
    mailto: str
    """Opens the reply in your own mail program."""
    links: ReplyLinks


@with_config(ConfigDict(json_schema_extra={"example": {"items": [_EXAMPLE], "next_cursor": None}}))
class ReplyList(TypedDict):
    """The replies to an invitation, the oldest first."""

    items: list[ReplyView]
    next_cursor: str | None


REPLY: TypeAdapter[ReplyView] = TypeAdapter(ReplyView)
REPLY_LIST: TypeAdapter[ReplyList] = TypeAdapter(ReplyList)
