"""What reading a message gives back: guesses, each with how sure it is, where it stands and why it was taken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from core.vocabulary import Format, Medium

Value_co = TypeVar("Value_co", bound=str | date, covariant=True)


class Confidence(StrEnum):
    """How far a guess can be trusted: `sure` is said outright, `likely` is told by the form, `guess` wants a look."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"

    @property
    def rank(self) -> int:
        """0 for `sure`, the best, up to 2 for `guess`."""
        return _CONFIDENCES.index(self)

    def lowered(self, steps: int = 1) -> "Confidence":
        """So many steps less sure; a `guess` stays one."""
        return _CONFIDENCES[min(self.rank + steps, len(_CONFIDENCES) - 1)]


_CONFIDENCES = tuple(Confidence)


class MessageKind(StrEnum):
    """What sort of message it looks like."""

    INVITATION = "invitation"
    REJECTION = "rejection"
    APPLICATION_RECEIVED = "application_received"
    OFFER = "offer"
    CANCELLATION = "cancellation"
    JOB_ALERT = "job_alert"
    NEWSLETTER = "newsletter"
    CONNECTION_REQUEST = "connection_request"
    UNCLEAR = "unclear"


class Source(StrEnum):
    """Where evidence stands: in the text, in the subject, or in the name and address of the sender given beside it.

    Evidence of `calendar` is a property of a calendar event that isn't part of its text: its excerpt is what the
    property says, and its span is empty; so it is with `markup`, what a mail's HTML says to programs.
    """

    TEXT = "text"
    SUBJECT = "subject"
    SENDER = "sender"
    CALENDAR = "calendar"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words on which a guess rests; `start` and `end` count code points of their source, as it was given."""

    source: Source
    start: int
    end: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Why:
    """The name of a sentence in the words' files, with what stands in its braces; `wording.say` renders it."""

    code: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Guess(Generic[Value_co]):
    """One candidate for one field: an aware instant, a date without a time, or text on one line within its limits."""

    value: Value_co
    confidence: Confidence
    evidence: Evidence
    why: Why


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of message it looks like, and what tells so; no evidence where nothing does."""

    code: MessageKind
    why: Why
    evidence: Evidence | None = None

    @property
    def is_invitation(self) -> bool:
        """Whether it looks like an invitation to an interview or a first talk."""
        return self.code is MessageKind.INVITATION


@dataclass(frozen=True, slots=True)
class Guesses:
    """Everything that was read in a message, the best candidate of each field first.

    `slots` are the times that are proposed, in their order, where there are several; a day without a time is a date.
    """

    language: str | None
    kind: Kind
    company: tuple[Guess[str], ...] = ()
    role: tuple[Guess[str], ...] = ()
    contact_name: tuple[Guess[str], ...] = ()
    contact_email: tuple[Guess[str], ...] = ()
    medium: tuple[Guess[Medium], ...] = ()
    format: tuple[Guess[Format], ...] = ()
    location: tuple[Guess[str], ...] = ()
    interview_at: tuple[Guess[datetime], ...] = ()
    respond_by: tuple[Guess[date], ...] = ()
    received_at: tuple[Guess[datetime], ...] = ()
    job_url: tuple[Guess[str], ...] = ()
    salary: tuple[Guess[str], ...] = ()
    slots: tuple[Guess[date], ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the message was written to: never its contact, and whose clock and calendar count.

    `day_first` tells how the person writes 3/12; `add_business_days` moves a date by so many of their working days,
    and None leaves working days uncounted.
    """

    zone: ZoneInfo
    day_first: bool = True
    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    add_business_days: Callable[[date, int], date] | None = field(default=None, compare=False)
