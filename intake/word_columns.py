"""Columns that hold one of a few words; equal cells are understood once."""

from collections.abc import Callable
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from core.vocabulary import Medium, Reason, RespondByBasis, Status
from intake.candidate import ProblemSeverity
from intake.formats import OWN, SourceFormat
from intake.headers import normalise
from intake.texts import shown
from intake.words import format_of, meaning_of_status, medium_of

_MEMORY = 5_000

Word = TypeVar("Word", bound=StrEnum)
_Say = Callable[[int, str, str, str, ProblemSeverity], None]


class Standing(NamedTuple):
    """What a status cell comes to: a status, perhaps with a warning; or no status, and why the row is skipped."""

    status: Status | None
    warning: str | None = None
    skipped_because: str | None = None


class WordColumn(Generic[Word]):
    """A column of words for one of our enumerations. An unknown word is a warning, and `otherwise` here."""

    def __init__(self, field: str, understand: Callable[[str], Word | None], *, otherwise: Word | None) -> None:
        self._field = field
        self._understand = understand
        self._otherwise = otherwise
        self._known: dict[str, Word | None] = {}

    def read(self, cell: str, line: int, say: _Say) -> Word | None:
        """The word's meaning; `say` gets line, field, value, message and severity where it has none."""
        if cell in self._known:
            found = self._known[cell]
        else:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            found = self._known[cell] = self._understand(normalise(cell))
        if found is not None:
            return found
        taken = f"{self._otherwise.value!r} was taken" if self._otherwise else "it was left out"
        say(
            line, self._field, cell, f"This isn't a {self._field} that is known here; {taken}.", ProblemSeverity.WARNING
        )
        return self._otherwise


class WordColumns:
    """What the words of one file mean: its statuses, and the columns of single words."""

    def __init__(self, form: SourceFormat) -> None:
        self._form = form
        self._known: dict[str | None, Standing] = {}
        self.usual_medium = form.medium
        self.medium = WordColumn("medium", medium_of, otherwise=Medium.OTHER)
        self.format = WordColumn("format", format_of, otherwise=None)
        self.basis = WordColumn("respond_by_basis", _basis_of, otherwise=None)
        self.reason = WordColumn("reason", _reason_of, otherwise=None)

    def status_of(self, cell: str | None) -> Standing:
        """What a status cell comes to; None is an empty one."""
        known = self._known.get(cell)
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[cell] = self._understand(cell)
        return known

    def _understand(self, cell: str | None) -> Standing:
        kept = self._form.kept_statuses
        if cell is None:
            return self._without_status()
        normalised = normalise(cell)
        if kept is not None and normalised not in kept:
            return Standing(
                None, None, f"Skipped: {self._form.name} labels it “{shown(cell)}”, which is no invitation."
            )
        meaning = meaning_of_status(normalised, is_own=self._form.code == OWN)
        if meaning is None:
            message = f"The status “{shown(cell)}” isn't known here; an answer was taken to be owed: look at it."
            return Standing(Status.AWAITING_REPLY, message)
        if meaning.skipped_because:
            return Standing(None, None, f"Skipped: {meaning.skipped_because} (“{shown(cell)}”).")
        return Standing(meaning.status)

    def _without_status(self) -> Standing:
        if self._form.kept_statuses is not None:
            return Standing(None, None, "Skipped: nothing says that this is an invitation.")
        if self._form.is_tracker:
            message = "The row has no status, so that it may not be an invitation; an answer was taken to be owed."
            return Standing(Status.AWAITING_REPLY, message)
        return Standing(Status.AWAITING_REPLY)


_BASES = {basis.value: basis for basis in RespondByBasis}
_REASONS = {reason.value: reason for reason in Reason}


def _basis_of(normalised: str) -> RespondByBasis | None:
    return _BASES.get(normalised.replace(" ", "_"))


def _reason_of(normalised: str) -> Reason | None:
    return _REASONS.get(normalised.replace(" ", "_"))
