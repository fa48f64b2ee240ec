"""People, and when we spoke with them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from api.schemas.base import Shape, unchanged
from api.schemas.fields import AS_WHOLE, Day, Email, Instant, Line, Prose, Variation, WebAddress
from api.schemas.reply import Details
from api.schemas.review import LetterLanguage
from core.vocabulary import Medium, Tone

Name = Annotated[Line, Field(max_length=200)]
Role = Annotated[Line, Field(max_length=300)]
Notes = Annotated[Prose, Field(max_length=20_000)]
Cadence = Annotated[int, Field(ge=1, le=3_660, strict=True), AS_WHOLE]
ContactSort = Literal["name", "-name", "speak_on", "-speak_on"]

_EXAMPLE: dict[str, Any] = {
    "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b60",
    "name": "Cleo Park",
    "email": "cleo@acme.example",
    "company": "Acme",
    "role": "Head of Data",
    "link": "https://people.example/cleo",
    "notes": "Likes to be called in the morning.",
    "met_by": "email",
    "invitation_id": None,
    "cadence_days": 180,
    "spoke_at": "2026-11-23T09:15:00Z",
    "speak_on": "2027-05-22",
    "is_due": False,
    "version": 2,
    "created_at": "2026-11-20T09:00:00Z",
    "updated_at": "2026-11-23T09:15:00Z",
}
_TOUCHPOINT: dict[str, Any] = {
    "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b61",
    "contact_id": _EXAMPLE["id"],
    "spoke_at": "2026-11-23T09:15:00Z",
    "medium": "phone",
    "note": "She starts a new team in May.",
    "reply_id": None,
    "created_at": "2026-11-23T09:20:00Z",
}


class ContactCreate(Shape):
    """A person to keep in touch with."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "Cleo Park", "email": "cleo@acme.example", "cadence_days": 180}}
    )

    name: Name
    email: Email | None = None
    """One contact of an account has it."""
    company: Name | None = None
    role: Role | None = None
    """What they do there."""
    link: WebAddress | None = None
    notes: Notes | None = None
    met_by: Medium | None = None
    invitation_id: UUID | None = None
    """The invitation by which you met."""
    cadence_days: Cadence | None = None
    """How many days after you last spoke you want to speak again. Null: no more than once, on `speak_on`."""
    speak_on: Day | None = None
    """The next day to speak. Left out: `cadence_days` from today, or none."""


class ContactEdit(Shape):
    """A merge patch of a contact. A new `cadence_days` decides `speak_on` anew, unless that is sent too."""

    model_config = ConfigDict(json_schema_extra={"example": {"speak_on": "2027-08-02"}})

    name: Name = unchanged()
    email: Email | None = None
    company: Name | None = None
    role: Role | None = None
    link: WebAddress | None = None
    notes: Notes | None = None
    met_by: Medium | None = None
    invitation_id: UUID | None = None
    cadence_days: Cadence | None = None
    speak_on: Day | None = None
    """Later, to skip a turn; null for no day at all until you have spoken again."""


@with_config(ConfigDict(json_schema_extra={"example": _EXAMPLE}))
class ContactView(TypedDict):
    """A person to keep in touch with."""

    id: UUID
    name: str
    email: str | None
    company: str | None
    role: str | None
    link: str | None
    notes: str | None
    met_by: Medium | None
    invitation_id: UUID | None
    """The invitation by which you met; it may be gone by now."""
    cadence_days: int | None
    spoke_at: datetime | None
    """When you last spoke: the latest of the touchpoints."""
    speak_on: date | None
    """The next day to speak, in the account's zone."""
    is_due: bool
    """Whether that day has come."""
    version: int
    created_at: datetime
    updated_at: datetime


@with_config(ConfigDict(json_schema_extra={"example": {"items": [_EXAMPLE], "next_cursor": None}}))
class ContactPage(TypedDict):
    """A page of people."""

    items: list[ContactView]
    next_cursor: str | None


class TouchpointCreate(Shape):
    """You spoke with a contact: the cadence begins anew."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"medium": "phone", "note": "She starts a new team in May."}}
    )

    spoke_at: Instant | None = None
    """Left out: now."""
    medium: Medium | None = None
    note: Annotated[Prose, Field(max_length=5_000)] | None = None


@with_config(ConfigDict(json_schema_extra={"example": _TOUCHPOINT}))
class TouchpointView(TypedDict):
    """One time that you spoke with a contact."""

    id: UUID
    contact_id: UUID
    spoke_at: datetime
    medium: Medium | None
    note: str | None
    reply_id: UUID | None
    """The reply that it was, where it was one."""
    created_at: datetime


@with_config(ConfigDict(json_schema_extra={"example": {"items": [_TOUCHPOINT], "next_cursor": None}}))
class TouchpointPage(TypedDict):
    """The touchpoints of a contact, the latest first."""

    items: list[TouchpointView]
    next_cursor: str | None


class CheckInCreate(Shape):
    """A few lines to keep in touch."""

    model_config = ConfigDict(json_schema_extra={"example": {"tone": "warm", "language": "en"}})

    tone: Tone = Tone.NEUTRAL
    language: LetterLanguage | None = None
    """Left out: the account's."""
    details: Details | None = None
    """A sentence of your own."""
    variation: Variation = 0
    """Another phrasing of the same."""


CONTACT: TypeAdapter[ContactView] = TypeAdapter(ContactView)
CONTACT_PAGE: TypeAdapter[ContactPage] = TypeAdapter(ContactPage)
TOUCHPOINT: TypeAdapter[TouchpointView] = TypeAdapter(TouchpointView)
TOUCHPOINT_PAGE: TypeAdapter[TouchpointPage] = TypeAdapter(TouchpointPage)
