"""Trials of a channel, a mail server or a mailbox: how one ended, and the refusal of one too many."""

from dataclasses import dataclass

from core.errors import TooMany


class TestedJustNow(TooMany):
    """It was tried a moment ago."""

    __test__ = False
    title = "Tried a moment ago"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went: `sent`, `failed` or `confirmation_sent`, in a sentence; `problem` where it failed."""

    state: str
    detail: str
    problem: str | None = None
