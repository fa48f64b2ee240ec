"""Replies without a stored invitation."""

from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from api.schemas.fields import Email, Instant, Line
from api.schemas.reply import BODY, SUBJECT, Wishes
from api.schemas.review import FindingView


class DeclineReplyCreate(Wishes):
    """What a reply is to say, and to whom."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "company": "Acme",
                "role": "Data Engineer",
                "contact_name": "Cleo Park",
                "reason": "salary",
                "my_salary": "70,000 €",
                "tone": "warm",
                "language": "en",
            }
        }
    )

    company: Annotated[Line, Field(max_length=200)] | None = None
    role: Annotated[Line, Field(max_length=300)] | None = None
    contact_name: Annotated[Line, Field(max_length=200)] | None = None
    contact_email: Email | None = None
    """Whom the `mailto` link is addressed to."""
    sender_name: Annotated[Line, Field(max_length=200)] | None = None
    """Left out: the account's name."""
    received_at: Instant | None = None
    interview_at: Instant | None = None


@with_config(
    ConfigDict(
        json_schema_extra={
            "example": {"subject": SUBJECT, "body": BODY, "findings": [], "advice": [], "mailto": "mailto:?subject=…"}
        },
    )
)
class DeclineReplyView(TypedDict):
    """A reply, ready to be sent by you; nothing of it is kept."""

    subject: str
    body: str
    findings: list[FindingView]
    advice: list[str]
    """For you, not for the employer."""
    mailto: str


DECLINE_REPLY: TypeAdapter[DeclineReplyView] = TypeAdapter(DeclineReplyView)
