"""What is known when a reply is written or reviewed, and what composing and reviewing give back."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.vocabulary import Format, Principle, Reason, ReplyKind, Severity, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything that a reply may say, and nothing that it must invent: None means that it isn't known.

    Instants are aware; the words for them are written in `zone`. `language` is a code such as `en`, for which
    `replies/phrases` and `replies/rules` each hold a file.
    """

    kind: ReplyKind
    company: str | None = None
    role: str | None = None
    contact_name: str | None = None
    sender_name: str | None = None
    reason: Reason = Reason.UNDISCLOSED
    details: str | None = None
    tone: Tone = Tone.NEUTRAL
    language: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    received_at: datetime | None = None
    interview_at: datetime | None = None
    respond_by: datetime | None = None
    is_stated: bool = False
    """The employer named `respond_by`: whoever answers by then isn't late, however long it was."""
    format: Format | None = None
    location: str | None = None
    is_accepted: bool = False
    """The interview had been accepted before this reply."""
    thread_subject: str | None = None
    """The subject of the message that is answered, where there is one."""
    keep_in_touch: bool = False
    keep_in_touch_about: str | None = None
    """What to hear from each other about, in the person's own words; said only where the door is left open."""
    referral: str | None = None
    """Whom the person suggests instead, in their own words."""
    variation: int = 0
    is_invited: bool = True
    """They had invited the person to an interview, for which a check-in gives thanks."""
    spoke_at: datetime | None = None
    """When they last spoke; of a check-in that thanks for no invitation."""
    promised_by: datetime | date | None = None
    slots: tuple[datetime, ...] = ()
    my_salary: str | None = None
    their_salary: str | None = None
    place: str | None = None
    work_mode: str | None = None
    contract_type: str | None = None
    not_before: date | None = None
    hours: int | None = None
    other_companies: tuple[str, ...] = ()
    """The names of the account's other open invitations, so that a letter to the wrong one is noticed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed reply. `advice` is for the person, not for the employer: "telephone first", say."""

    subject: str
    body: str
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the reviewed text: what stands from `start` to `end`, in code points, becomes `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the review noticed. `start` and `end` count code points of the reviewed text."""

    rule: str
    severity: Severity
    principle: Principle
    start: int
    end: int
    excerpt: str
    why: str
    suggestion: str | None
    edit: Edit | None = None
    """What mends it in one step, where that is sure to (`replies.mending`)."""
