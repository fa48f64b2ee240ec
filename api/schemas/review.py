"""Findings, and the review of any text."""

from typing import Annotated, Any, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter, WithJsonSchema, with_config
from typing_extensions import TypedDict

from api.schemas.base import Shape
from api.schemas.fields import Instant, Language, Line, Prose
from core.vocabulary import Principle, Reason, ReplyKind, Severity, Tone
from replies.phrasebook import languages

_LETTERS = f"^({'|'.join(languages())})(-[A-Z]{{2}})?$"
LetterLanguage = Annotated[Language, WithJsonSchema({"type": "string", "maxLength": 16, "pattern": _LETTERS})]
"""A language that letters can be written in; which they are, the phrases decide."""

MOST_TEXT = 20_000

FINDING_EXAMPLE: dict[str, Any] = {
    "rule": "blunt",
    "severity": "warn",
    "principle": "stay_polite",
    "start": 12,
    "end": 26,
    "excerpt": "not interested",
    "why": "A bare refusal sounds colder than it is meant.",
    "suggestion": "Say that you have decided not to go on.",
    "edit": None,
}


@with_config(ConfigDict(json_schema_extra={"example": {"start": 40, "end": 72, "text": ""}}))
class EditView(TypedDict):
    """A change of the text."""

    start: int
    """In code points of the text."""
    end: int
    text: str
    """What is to stand there; empty where the words are left out."""


@with_config(ConfigDict(json_schema_extra={"example": FINDING_EXAMPLE}))
class FindingView(TypedDict):
    """One thing that the review noticed."""

    rule: str
    severity: Severity
    """`block` must be mended, `warn` should be, `hint` may be."""
    principle: Principle
    start: int
    """In code points of the text."""
    end: int
    excerpt: str
    why: str
    suggestion: str | None
    edit: NotRequired[EditView | None]
    """Carries the suggestion out in one step, where that is sure to mend the text."""


class ReviewContext(Shape):
    """What is known of the invitation that a text answers."""

    company: Annotated[Line, Field(max_length=200)] | None = None
    role: Annotated[Line, Field(max_length=300)] | None = None
    contact_name: Annotated[Line, Field(max_length=200)] | None = None
    sender_name: Annotated[Line, Field(max_length=200)] | None = None
    reason: Reason | None = None
    details: Annotated[Prose, Field(max_length=2_000)] | None = None
    received_at: Instant | None = None
    interview_at: Instant | None = None


class ReviewCreate(Shape):
    """A text to be reviewed, and what it is meant to say."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "text": "Hi, I am not interested.",
                "kind": "decline",
                "context": {"company": "Acme", "role": "Data Engineer", "reason": "salary"},
            }
        }
    )

    text: Annotated[Prose, Field(max_length=MOST_TEXT)]
    kind: ReplyKind = ReplyKind.DECLINE
    context: ReviewContext = ReviewContext()
    tone: Tone = Tone.NEUTRAL
    language: LetterLanguage | None = None
    """Left out: the account's."""


@with_config(
    ConfigDict(
        json_schema_extra={
            "example": {"findings": [FINDING_EXAMPLE], "words": 5, "fewest_words": 40, "most_words": 130}
        },
    )
)
class ReviewView(TypedDict):
    """What the review noticed, and how many words the text has."""

    findings: list[FindingView]
    words: int
    fewest_words: int
    """With fewer, a letter of this kind is short."""
    most_words: int
    """With more, it is long."""


REVIEW: TypeAdapter[ReviewView] = TypeAdapter(ReviewView)
