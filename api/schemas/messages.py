"""Messages that arrived: what they say, what came of them, and where a person puts one that waits."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.base import Shape, View
from api.schemas.fields import Email, Flag, Instant, WebAddress
from api.schemas.intake import EXAMPLE as INTAKE_EXAMPLE
from api.schemas.intake import IntakeView, SimilarView
from api.schemas.invitation import Company, Contact, Location, Notes, Role, Salary, Tags
from api.schemas.moment import InstantOrDay
from core.vocabulary import Format, Medium, MessageForm, MessageOutcome, MessageState, MessageWay

_ID = "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5e"

SUMMARY_EXAMPLE: dict[str, Any] = {
    "id": _ID,
    "form": "mail",
    "way": "forward",
    "state": "waiting",
    "outcome": "unclear",
    "because": "It doesn't look like an invitation to an interview.",
    "subject": "Your application at Acme",
    "sender_name": "Ben Weber",
    "sender_address": "ben@acme.example",
    "received_at": "2026-11-23T09:00:00Z",
    "is_automatic": False,
    "language": "en",
    "invitation_id": None,
    "calendar": None,
    "dismissed_at": None,
    "created_at": "2026-11-23T09:00:05Z",
}


class CalendarView(View):
    """What a message asks a calendar to hold: the first date, where it recurs."""

    method: str | None
    """The iTIP method (RFC 5546): `REQUEST`, `CANCEL` …; null where the file names none."""
    sequence: int
    """The revision; a higher one replaces a lower one."""
    is_cancelled: bool
    """Whether it calls the event off."""
    summary: str | None
    location: str | None
    conference_url: str | None
    starts_at: datetime | None
    """Null for an event of whole days, which has `starts_on`."""
    starts_on: date | None
    ends_at: datetime | None
    zone: str | None
    """The zone that its beginning is written in."""
    organizer_name: str | None
    organizer_address: str | None
    recurrence_rule: str | None
    """How it recurs, as it is written; nothing is made of it."""


class MessageFields(View):
    """The invitation as a message would be recorded."""

    company: str | None
    role: str | None
    medium: Medium | None
    contact_name: str | None
    contact_email: str | None
    location: str | None
    format: Format | None
    interview_at: datetime | None
    received_at: datetime
    respond_by: datetime | date | None
    job_url: str | None
    salary: str | None
    notes: str | None = None
    tags: list[str] | None = None


class MessageSummary(View):
    """A message in a list."""

    model_config = ConfigDict(json_schema_extra={"example": SUMMARY_EXAMPLE})

    id: UUID
    form: MessageForm
    way: MessageWay
    state: MessageState
    """`placed` on an invitation, `waiting` for a person to say where, `dismissed` by one."""
    outcome: MessageOutcome
    """What came of it as it arrived, or as a person placed it."""
    because: str | None
    """Why it waits, or changed nothing, in the account's language."""
    subject: str | None
    sender_name: str | None
    sender_address: str | None
    received_at: datetime
    is_automatic: bool
    """Sent by a program (RFC 3834): it is kept, and never answered."""
    language: str | None
    invitation_id: UUID | None
    calendar: CalendarView | None
    """The calendar request in it, or that it is."""
    dismissed_at: datetime | None
    """A dismissed message is deleted after 30 days."""
    created_at: datetime


class MessageView(MessageSummary):
    """A message with its words, and what they seem to say."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **SUMMARY_EXAMPLE,
                "text": "Hi Ada, I'm Ben Weber from Acme. Could we talk on Tuesday, 1 December at 3 pm CET?",
                "notices": [],
                "guesses": INTAKE_EXAMPLE,
                "fields": {**INTAKE_EXAMPLE["invitation"], "medium": "email", "contact_email": "ben@acme.example"},
                "suggestions": [],
            }
        }
    )

    text: str
    """Its words, as the guesses were read in them: evidence of source `text` counts code points of this."""
    notices: list[str]
    """What is to be known of it: a part that wasn't read, a zone that isn't known."""
    guesses: IntakeView
    fields: MessageFields
    """The invitation that it would be recorded as; `company` is null where nothing names it."""
    suggestions: list[SimilarView]
    """The invitations that it may belong to, the likeliest first. None is applied."""


class MessagePage(View):
    """A page of messages, the newest first."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [SUMMARY_EXAMPLE], "next_cursor": None}})

    items: list[MessageSummary]
    next_cursor: str | None


class MessageEdit(Shape):
    """Put a message aside, or let it wait again."""

    model_config = ConfigDict(use_enum_values=True, json_schema_extra={"example": {"state": "dismissed"}})

    state: Annotated[MessageState, Field(description="`dismissed` or `waiting`.")]


class Corrections(Shape):
    """What the person knows better than the guesses: what is left out stays as it was guessed, null is nothing."""

    model_config = ConfigDict(
        use_enum_values=True, json_schema_extra={"example": {"company": "Acme", "role": "Data Engineer"}}
    )

    company: Company | None = None
    role: Role | None = None
    medium: Medium | None = None
    contact_name: Contact | None = None
    contact_email: Email | None = None
    location: Location | None = None
    format: Format | None = None
    interview_at: Instant | None = None
    received_at: Instant | None = None
    respond_by: InstantOrDay | None = None
    job_url: WebAddress | None = None
    salary: Salary | None = None
    notes: Notes | None = None
    tags: Tags | None = None


class MessagePlacement(Corrections):
    """Where a message belongs: to `invitation_id`, else to a new invitation, as guessed and corrected.

    With `invitation_id`, only the fields that are sent change that invitation.
    """

    invitation_id: UUID | None = None


class ImportCorrections(MessagePlacement):
    """What the person says about one message of a file."""

    record: Flag | None = None
    """True: record it, whatever it looks like. False: leave it out."""


class ReceivedView(View):
    """What came of a message that was handed in."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"outcome": "recorded", "message_id": _ID, "invitation_id": _ID}}
    )

    outcome: MessageOutcome
    message_id: UUID
    invitation_id: UUID | None
    """The invitation that it was placed on; null where it waits."""
