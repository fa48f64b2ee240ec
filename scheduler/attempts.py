"""What became of an attempt to deliver a reminder, for whoever counts them."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.vocabulary import ReminderKind


class Outcome(StrEnum):
    """What became of it. One that is retried will be tried again; one that failed won't."""

    SENT = "sent"
    RETRIED = "retried"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to deliver a reminder. `waited` is the time since it was planned."""

    kind: ReminderKind
    outcome: Outcome
    waited: timedelta
