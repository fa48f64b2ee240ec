"""Guesses of several readings of one arrival put together: of its words, its calendar request, its data for programs.

The words lead; a calendar's own begin, place and form go before theirs, since they are what the calendar will show.
Whoever merges sees to it that evidence of source `text` stands in the text of the arrival.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from intake.guessing.guess import Confidence, Guess, Guesses, Kind, MessageKind
from intake.guessing.names import plain
from intake.guessing.organisations import key_of
from intake.guessing.ranking import MOST_CANDIDATES, ranked

Value = TypeVar("Value", bound=str | date)
_DECIDED_BY_WORDS = frozenset({MessageKind.REJECTION, MessageKind.OFFER, MessageKind.INVITATION})


def merged(words: Guesses, *, calendar: Guesses | None = None, markup: Guesses | None = None) -> Guesses:
    """One set of guesses. With a time in the calendar nothing is proposed any more, and no other time is sure."""
    others = [one for one in (calendar, markup) if one is not None]
    if not others:
        return words
    has_start = any(one.interview_at for one in others)
    leads = calendar or markup

    def together(name: str, key: Callable[[str], Hashable]) -> tuple[Guess[str], ...]:
        each = [guess for one in (words, *others) for guess in getattr(one, name)]
        return ranked(each, key, confirms=True)

    return replace(
        words,
        language=words.language or next((one.language for one in others if one.language), None),
        kind=_kind(words.kind, calendar.kind if calendar is not None else None),
        company=together("company", key_of),
        role=together("role", plain),
        contact_name=together("contact_name", plain),
        contact_email=together("contact_email", str.casefold),
        medium=words.medium or (leads.medium if leads else ()),
        format=_led_by(calendar, "format", words, markup),
        location=_led_by(calendar, "location", words, markup),
        interview_at=_led_by(calendar if calendar and calendar.interview_at else markup, "interview_at", words),
        respond_by=ranked([guess for one in (words, *others) for guess in one.respond_by], hash),
        received_at=words.received_at,
        job_url=together("job_url", str),
        salary=together("salary", plain),
        slots=() if has_start else (words.slots or (calendar.slots if calendar is not None else ())),
    )


def _kind(words: Kind, calendar: Kind | None) -> Kind:
    """A calendar that calls off does so whatever the words are; else the words tell, where they do."""
    if calendar is None or calendar.code is MessageKind.UNCLEAR:
        return words
    if calendar.code is MessageKind.CANCELLATION:
        return calendar
    return words if words.code in _DECIDED_BY_WORDS else calendar


def _led_by(leading: Guesses | None, name: str, *others: Guesses | None) -> tuple[Guess[Value], ...]:
    """The candidates of one reading, then those of the others, which are sure only where they say the same."""
    first: tuple[Guess[Value], ...] = getattr(leading, name) if leading is not None else ()
    each: list[Guess[Value]] = [guess for one in others if one is not None for guess in getattr(one, name)]
    if not first:
        return ranked(each, hash)
    rest = [replace(guess, confidence=max(Confidence.LIKELY, guess.confidence, key=_rank)) for guess in each]
    # A hash that is equal for equal instants and dates alike; texts are told apart as they stand.
    known = {guess.value: guess for guess in reversed((*first, *rest))}
    return tuple(known.values())[::-1][:MOST_CANDIDATES]


def _rank(confidence: Confidence) -> int:
    return confidence.rank
