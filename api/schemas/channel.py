"""Channels, the ledger of reminders, and the digest."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.base import Shape, View, unchanged
from api.schemas.fields import Line
from core.vocabulary import Attention, ChannelKind, ReminderKind, ReminderState, Want
from notifications.content import NextStep, SectionCode

Address = Annotated[str, Field(min_length=1, max_length=2000)]
Wants = Annotated[list[Want], Field(max_length=len(Want))]


class ChannelCreate(Shape):
    """A place to send reminders to. Making it sends nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "My server",
                "kind": "webhook",
                "url": "https://hooks.example.com/replyby",
                "wants": ["digest", "alerts"],
            }
        }
    )

    name: Annotated[Line, Field(max_length=100)]
    kind: ChannelKind
    url: Address | None = None
    """An e-mail address, an https address, or a chat service's own form (`tgram://token/chat`). Never shown again."""
    wants: Wants = Field(default=[Want.DIGEST])
    """`digest` for the daily one, `alerts` for each level as it is crossed."""


class ChannelEdit(Shape):
    """A merge patch of a channel. A new `url` replaces the old one, and starts anew."""

    model_config = ConfigDict(json_schema_extra={"example": {"wants": ["digest"]}})

    name: Annotated[Line, Field(max_length=100)] = unchanged()
    wants: Wants = unchanged()
    url: Address = unchanged()


class ChannelView(View):
    """A channel; its address is masked."""

    id: UUID
    name: str
    kind: ChannelKind
    url: str
    """Masked."""
    wants: list[Want]
    confirmed_at: datetime | None
    """Null while the owner of an e-mail address hasn't agreed."""
    disabled_at: datetime | None
    """Set where the other side asked for no more."""
    disabled_why: str | None
    failures_in_a_row: int
    breaker_until: datetime | None
    """Until when a channel rests that failed five times in a row."""
    last_sent_at: datetime | None
    last_failed_at: datetime | None
    last_error: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class ChannelMade(ChannelView):
    """A channel as it was made."""

    secret: str | None
    """A webhook's secret for checking signatures, shown this once."""


class ChannelList(View):
    """The account's channels, the oldest first."""

    items: list[ChannelView]
    next_cursor: str | None = None


class TestView(View):
    """How a test message fared."""

    __test__ = False

    state: str
    """`sent`, `failed`, or `confirmation_sent` where the owner of an address was asked to agree first."""
    detail: str


class ReminderView(View):
    """A line of the ledger: why a reminder came, or didn't."""

    id: UUID
    kind: ReminderKind
    level: Attention | None
    state: ReminderState
    why: str | None
    channel_id: UUID | None
    channel_name: str
    invitation_id: UUID | None
    company: str | None
    """Of the invitation; null where the reminder is about several, or none."""
    local_on: date | None
    attempts: int
    next_attempt_at: datetime | None
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None


class ReminderList(View):
    """A page of the ledger, the newest first."""

    items: list[ReminderView]
    next_cursor: str | None


class DigestItem(View):
    """One invitation that needs something."""

    invitation_id: UUID
    company: str
    role: str | None
    attention: Attention | None
    clock: str
    next_step: NextStep
    url: str | None
    detail: str | None


class DigestPart(View):
    """One part of the digest, the most pressing first."""

    code: SectionCode
    items: list[DigestItem]


class DigestPerson(View):
    """Somebody to speak to again."""

    contact_id: UUID
    name: str
    company: str | None
    speak_on: date
    spoke_on: date | None
    """When you last spoke; null where it isn't known."""
    url: str | None


class DigestView(View):
    """What would be sent now."""

    local_on: date
    next_digest_at: datetime | None
    would_send: bool
    """False where there is nothing to say, and the account doesn't want to hear that."""
    sections: list[DigestPart]
    more: int
    """How many more there are than are listed."""
    people: list[DigestPerson]
    """Whom to speak to again: three at the most, and each of them once a week."""
    more_people: int
    """How many more are due than are named."""
    subject: str
    text: str
