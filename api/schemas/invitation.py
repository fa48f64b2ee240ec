"""Invitations: what is sent to record and edit one, and how one is shown."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from api.schemas.base import Shape, unchanged
from api.schemas.fields import Email, Instant, Line, Prose, Tag, WebAddress
from api.schemas.moment import InstantOrDay
from core.vocabulary import Attention, EventType, Format, Medium, Reason, ReplyKind, RespondByBasis, Status

MOST_TAGS = 20

EXAMPLE: dict[str, Any] = {
    "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c",
    "company": "Acme",
    "role": "Data Engineer",
    "medium": "email",
    "contact_name": "Cleo Park",
    "contact_email": "cleo@example.com",
    "location": None,
    "format": "video",
    "interview_at": "2026-12-01T09:00:00Z",
    "received_at": "2026-11-20T15:40:00Z",
    "respond_by": "2026-11-24T17:00:00Z",
    "respond_by_basis": "policy",
    "respond_by_explanation": "received Fri 16:40 Europe/Berlin + 2 business days = Tue 18:00",
    "due_soon_at": "2026-11-23T17:00:00Z",
    "ghosting_at": "2026-11-27T17:00:00Z",
    "permitted_answers": ["decline", "hold", "reschedule", "accept"],
    "attention": "on_track",
    "snoozed_until": None,
    "status": "awaiting_reply",
    "answered_at": None,
    "reason": None,
    "job_url": "https://example.com/jobs/17",
    "salary": None,
    "notes": None,
    "tags": ["remote"],
    "source": None,
    "external_id": None,
    "version": 1,
    "created_at": "2026-11-23T09:00:00Z",
    "updated_at": "2026-11-23T09:00:00Z",
}


def _each_once(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


Company = Annotated[Line, Field(max_length=200)]
Role = Annotated[Line, Field(max_length=300)]
Contact = Annotated[Line, Field(max_length=200)]
Location = Annotated[Line, Field(max_length=300)]
Salary = Annotated[Line, Field(max_length=200)]
Notes = Annotated[Prose, Field(max_length=20_000)]
Source = Annotated[Line, Field(max_length=100)]
ExternalId = Annotated[Line, Field(max_length=200)]
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS), AfterValidator(_each_once)]


class InvitationCreate(Shape):
    """An invitation to be recorded. Only `company` is required."""

    model_config = ConfigDict(
        use_enum_values=True,
        json_schema_extra={
            "example": {
                "company": "Acme",
                "role": "Data Engineer",
                "medium": "email",
                "contact_name": "Cleo Park",
                "contact_email": "cleo@example.com",
                "received_at": "2026-11-20T16:40:00+01:00",
                "interview_at": "2026-12-01T10:00:00+01:00",
                "tags": ["remote"],
            }
        },
    )

    company: Company
    role: Role | None = None
    medium: Medium | None = None
    """How the invitation arrived."""
    contact_name: Contact | None = None
    contact_email: Email | None = None
    location: Location | None = None
    format: Format | None = None
    """How the interview is to be held."""
    interview_at: Instant | None = None
    received_at: Instant | None = None
    """From when the clock runs; left out: now."""
    respond_by: InstantOrDay | None = None
    """The deadline that the employer stated: an instant, or a date, which ends with the working day. Left out: the
    account's policy decides."""
    job_url: WebAddress | None = None
    salary: Salary | None = None
    notes: Notes | None = None
    tags: Tags = Field(default_factory=list[str])
    """At most 20 of at most 50 characters; each is kept once."""
    source: Source | None = None
    """Where the record comes from, such as the name of a tracker."""
    external_id: ExternalId | None = None
    """Its key there. The same source and `external_id` again is refused."""


class InvitationEdit(Shape):
    """A merge patch (RFC 7396): what is left out stays, null empties a field."""

    model_config = ConfigDict(
        use_enum_values=True,
        json_schema_extra={"example": {"interview_at": "2026-12-02T10:00:00+01:00", "salary": None}},
    )

    company: Company = unchanged()
    role: Role | None = None
    medium: Medium | None = None
    contact_name: Contact | None = None
    contact_email: Email | None = None
    location: Location | None = None
    format: Format | None = None
    interview_at: Instant | None = None
    """A new slot for an invitation that is being rescheduled makes it await a reply again."""
    received_at: Instant = unchanged()
    respond_by: InstantOrDay | None = None
    """Null returns a stated deadline to the account's policy."""
    job_url: WebAddress | None = None
    salary: Salary | None = None
    notes: Notes | None = None
    tags: Tags | None = None
    source: Source | None = None
    external_id: ExternalId | None = None
    status: Status = unchanged()
    """`cancelled_by_employer`, `closed`, `lapsed`, or `awaiting_reply` again; answers are given by `PUT …/answer`. What
    was filed away or called off can be put back to the status that it had."""


@with_config(ConfigDict(json_schema_extra={"example": EXAMPLE}))
class InvitationView(TypedDict):
    """An invitation, where its clock stands, and why."""

    id: UUID
    company: str
    role: str | None
    medium: Medium | None
    contact_name: str | None
    contact_email: str | None
    location: str | None
    format: Format | None
    interview_at: datetime | None
    received_at: datetime
    respond_by: datetime
    """Until when an answer is due."""
    respond_by_basis: RespondByBasis
    due_soon_at: datetime
    ghosting_at: datetime
    snoozed_until: datetime | None
    status: Status
    answered_at: datetime | None
    reason: Reason | None
    job_url: str | None
    salary: str | None
    notes: str | None
    tags: list[str]
    source: str | None
    external_id: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    permitted_answers: list[ReplyKind]
    """Which answers it takes as it stands; none where it has to be reopened, or its answer undone, first."""
    attention: Attention | None
    """Null where no answer is owed."""
    respond_by_explanation: str
    """What decided the deadline, in the account's language."""


@with_config(ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE], "next_cursor": None}}))
class InvitationPage(TypedDict):
    """A page of the list."""

    items: list[InvitationView]
    next_cursor: str | None
    """For the next page, with the same parameters; null on the last one."""


class Snooze(Shape):
    """Until when no reminder is to go out about one invitation."""

    model_config = ConfigDict(json_schema_extra={"example": {"until": "2026-11-25T09:00:00+01:00"}})

    until: InstantOrDay
    """An instant ahead; a date means its beginning in the account's zone."""


class EventView(TypedDict):
    """Something that happened to an invitation."""

    id: UUID
    at: datetime
    type: EventType
    actor: str
    """`person`, `scheduler`, `import`, `mail`, `calendar`, `demonstration`, or `token:NAME`."""
    detail: dict[str, Any]
    """What is particular to the type: `level` and `announced` of `flagged`, `changed` of `edited` …"""


@with_config(
    ConfigDict(
        json_schema_extra={
            "example": {
                "items": [
                    {
                        "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5d",
                        "at": "2026-11-23T17:00:04Z",
                        "type": "flagged",
                        "actor": "scheduler",
                        "detail": {"level": "due_soon", "announced": True},
                    }
                ],
                "next_cursor": None,
            }
        },
    )
)
class EventPage(TypedDict):
    """A page of an invitation's history, the oldest first."""

    items: list[EventView]
    next_cursor: str | None


INVITATION: TypeAdapter[InvitationView] = TypeAdapter(InvitationView)
INVITATION_PAGE: TypeAdapter[InvitationPage] = TypeAdapter(InvitationPage)
EVENT_PAGE: TypeAdapter[EventPage] = TypeAdapter(EventPage)
