"""The best candidates put together: the invitation as it would be recorded, to be edited by a person first."""

from datetime import date, datetime
from typing import Any

from intake.guessing.guess import Guess, Guesses

_TEXTS = ("company", "role", "contact_name", "contact_email", "medium", "location", "format", "job_url", "salary")


def suggestion_of(guesses: Guesses, *, received_at: datetime) -> dict[str, Any]:
    """The fields of an invitation, None where nothing was read.

    Of several proposed times none is the interview, and a deadline that had passed on receipt is left out: both would
    decide a deadline wrongly.
    """
    fields: dict[str, Any] = {name: _best(getattr(guesses, name)) for name in _TEXTS}
    fields["interview_at"] = None if guesses.slots else _best(guesses.interview_at)
    fields["received_at"] = received_at
    fields["respond_by"] = _ahead(guesses.respond_by, received_at)
    return fields


def _best(guesses: tuple[Guess[Any], ...]) -> Any:
    return guesses[0].value if guesses else None


def _ahead(guesses: tuple[Guess[date], ...], received_at: datetime) -> date | None:
    for guess in guesses:
        value = guess.value
        if not isinstance(value, datetime) or value > received_at:
            return value
    return None
