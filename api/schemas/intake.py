"""A pasted message, and what it seems to say."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, StringConstraints, TypeAdapter, with_config
from typing_extensions import TypedDict

from api.schemas.base import Shape
from api.schemas.fields import Instant
from core.vocabulary import Format, Medium
from intake.guessing.guess import Confidence, MessageKind, Source
from intake.guessing.reading import MOST_TEXT

MOST_SUBJECT = 1_000

_TEXT = "Hi Ada, I'm Ben Weber from Acme. Could we talk on Tuesday, 1 December at 3 pm CET?"


def _guess(value: str, excerpt: str, confidence: str, why: str) -> dict[str, Any]:
    start = _TEXT.index(excerpt)
    evidence = {"source": "text", "start": start, "end": start + len(excerpt), "excerpt": excerpt}
    return {"value": value, "confidence": confidence, "evidence": evidence, "why": why}


_NAME = _guess("Ben Weber", "Ben Weber", "likely", "The writer says so.")
_COMPANY = _guess("Acme", "Acme", "likely", "The writer says so.")
_INTERVIEW = _guess(
    "2026-12-01T14:00:00Z", "Tuesday, 1 December at 3 pm CET", "sure", "The message names this time, in CET."
)
_NOTHING = ("role", "contact_email", "medium", "format", "location", "respond_by", "received_at", "job_url", "salary")

EXAMPLE: dict[str, Any] = {
    "language": "en",
    "is_invitation": True,
    "kind": {"code": "invitation", "why": "It proposes times to talk.", "evidence": None},
    "candidates": {
        "company": [_COMPANY],
        "contact_name": [_NAME],
        "interview_at": [_INTERVIEW],
        **{name: [] for name in _NOTHING},
    },
    "slots": [],
    "invitation": {
        **dict.fromkeys(_NOTHING),
        "company": "Acme",
        "contact_name": "Ben Weber",
        "interview_at": "2026-12-01T14:00:00Z",
        "received_at": "2026-11-23T09:00:00Z",
    },
    "similar": [],
}


class MessageText(Shape):
    """A message as it was pasted. Nothing of it is kept."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"text": _TEXT, "received_at": "2026-11-23T10:00:00+01:00"}}
    )

    text: Annotated[str, StringConstraints(max_length=MOST_TEXT)]
    """The message with its head and signature, as it was copied: an e-mail, a chat, a page."""
    received_at: Instant | None = None
    """When it came, from which "tomorrow" is counted; left out: what its head says, else now."""
    subject: Annotated[str, StringConstraints(max_length=MOST_SUBJECT)] | None = None


class EvidenceView(TypedDict):
    """The words on which a guess rests."""

    source: Source
    """`text`, or `subject`."""
    start: int
    """In code points of that source, as it was sent."""
    end: int
    excerpt: str
    """These words, of which a long piece is cut."""


class GuessView(TypedDict):
    """What every guess carries beside its value."""

    confidence: Confidence
    """`sure`: said outright; `likely`: told by the form; `guess`: wants a look."""
    evidence: EvidenceView
    why: str
    """A sentence in the account's language."""


class TextGuess(GuessView):
    """A text on one line, within the limits of its field."""

    value: str


class InstantGuess(GuessView):
    """An instant."""

    value: datetime


class MomentGuess(GuessView):
    """An instant, or a date where no time of day is named."""

    value: datetime | date


class MediumGuess(GuessView):
    """How it arrived."""

    value: Medium


class FormatGuess(GuessView):
    """How the interview is held."""

    value: Format


class CandidatesView(TypedDict):
    """The candidates of each field of an invitation, the best first; none where the message says nothing."""

    company: list[TextGuess]
    role: list[TextGuess]
    contact_name: list[TextGuess]
    contact_email: list[TextGuess]
    medium: list[MediumGuess]
    format: list[FormatGuess]
    location: list[TextGuess]
    interview_at: list[InstantGuess]
    respond_by: list[MomentGuess]
    received_at: list[InstantGuess]
    job_url: list[TextGuess]
    salary: list[TextGuess]


class KindView(TypedDict):
    """What sort of message it looks like."""

    code: MessageKind
    why: str
    """A sentence in the account's language."""
    evidence: EvidenceView | None


class InvitationSuggestion(TypedDict):
    """The best candidates together, as `POST /invitations` takes them once there is a `company`."""

    company: str | None
    role: str | None
    medium: Medium | None
    contact_name: str | None
    contact_email: str | None
    location: str | None
    format: Format | None
    interview_at: datetime | None
    """Null where several times are proposed: they are in `slots`."""
    received_at: datetime
    respond_by: datetime | date | None
    job_url: str | None
    salary: str | None


class SimilarView(TypedDict):
    """An open invitation of the same company."""

    id: UUID
    company: str
    role: str | None
    why: str


@with_config(ConfigDict(json_schema_extra={"example": EXAMPLE}))
class IntakeView(TypedDict):
    """What a message seems to say. All of it is to be looked at; nothing is stored."""

    language: str | None
    """Of the message, null where it is none that is read."""
    is_invitation: bool
    """Whether it looks like an invitation at all; `kind` says what else."""
    kind: KindView
    candidates: CandidatesView
    slots: list[MomentGuess]
    """The proposed times, where there are several."""
    invitation: InvitationSuggestion
    similar: list[SimilarView]
    """What may be the same invitation, recorded before: a suggestion."""


INTAKE: TypeAdapter[IntakeView] = TypeAdapter(IntakeView)
