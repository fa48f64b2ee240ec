"""What a reminder says, before it has words: services fill these, `notifications.render` writes them out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.vocabulary import Attention


class SectionCode(StrEnum):
    """The parts of a digest, in the order in which they are read: what can't wait stands first."""

    PROMISES_OVERDUE = "promises_overdue"
    DRAFTS_UNSENT = "drafts_unsent"
    INTERVIEWS_AHEAD = "interviews_ahead"
    GHOSTING = "ghosting"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    RESCHEDULES_QUIET = "reschedules_quiet"
    SNOOZES_ENDING = "snoozes_ending"


class NextStep(StrEnum):
    """What to do about a line. Each has its words in every file of `wording/`."""

    SEND_REPLY = "send_reply"
    SEND_DRAFT = "send_draft"
    KEEP_PROMISE = "keep_promise"
    APOLOGISE_AND_REPLY = "apologise_and_reply"
    TELEPHONE_FIRST = "telephone_first"
    CONFIRM_OR_CANCEL = "confirm_or_cancel"
    ASK_NEW_TIME = "ask_new_time"
    NUDGE = "nudge"
    DECIDE = "decide"
    SAY_OUTCOME = "say_outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One invitation that needs something. `clock` and `detail` are ready words in the digest's language.

    `attention` is None where no answer is owed: an accepted interview, a request to reschedule.
    """

    invitation_id: str
    company: str
    role: str | None
    attention: Attention | None
    clock: str
    next_step: NextStep
    url: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class DigestSection:
    """The lines of one part, the most pressing first. A part without lines isn't shown."""

    code: SectionCode
    lines: tuple[DigestLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody to speak to again, since `speak_on`. `spoke_on` is when one last did. Both are local dates."""

    contact_id: str
    name: str
    company: str | None
    speak_on: date
    spoke_on: date | None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One person's reminder of one local date. `more` counts the lines that were left out for length.

    The `people` to speak to stand after all that is owed; `more_people` counts those who are due and aren't named.
    """

    account_name: str
    local_on: date
    language: str
    sections: tuple[DigestSection, ...] = ()
    more: int = 0
    people: tuple[PersonLine, ...] = ()
    more_people: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return self.more == 0 and not self.people and not any(section.lines for section in self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One invitation crossed a level: the line's `attention` is the new one."""

    account_name: str
    language: str
    line: DigestLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """A deadline that comes before the next digest."""

    account_name: str
    language: str
    line: DigestLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFailure:
    """A channel that couldn't be reached for three days, or asked for no more: told by another one.

    `failure_code` is a `notifications.channel.FailureCode`; `masked` is the channel's masked address.
    """

    account_name: str
    language: str
    channel_name: str
    masked: str
    failure_code: str
    is_disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TestMessage:
    """What a channel is sent when its owner asks whether it works."""

    # Told to pytest, which would take the name for a collection of tests.
    __test__ = False

    account_name: str
    language: str
    channel_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What the owner of an e-mail address is asked before anything else is sent there.

    `account_email` is whose reminders they would be; the link agrees on POST alone.
    """

    account_email: str
    language: str
    url: str
