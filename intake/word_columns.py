"""Columns that hold one of a few words; equal cells are understood once."""

from collections.abc import Callable
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from core.vocabulary import Medium, Reason, RespondByBasis, Status
from intake.candidate import ProblemSeverity
from intake.formats import OWN, SourceFormat
from intake.headers import normalise
from intake.texts import shown
from intake.wording import Told, told
from intake.words import format_of, meaning_of_status, medium_of

_MEMORY = 5_000

Word = TypeVar("Word", bound=StrEnum)
_Say = Callable[[int, str, str, Told, ProblemSeverity], None]


class Standing(NamedTuple):
    """What a status cell comes to: a status, perhaps with a warning; or no status, and why the row is skipped."""

    status: Status | None
    warning: Told | None = None
    skipped_because: Told | None = None


class WordColumn(Generic[Word]):
    """A column of words for one of our enumerations. An unknown word is a warning, and `otherwise` here."""

    def __init__(
        self, field: str, understand: Callable[[str], Word | None], *, unknown: Told, otherwise: Word | None = None
    ) -> None:
        self._field = field
        self._understand = understand
        self._unknown = unknown
        self._otherwise = otherwise
        self._known: dict[str, Word | None] = {}

    def read(self, cell: str, line: int, say: _Say) -> Word | None:
        """The word's meaning; `say` gets line, field, value, what to say and severity where it has none."""
        if cell in self._known:
            found = self._known[cell]
        else:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            found = self._known[cell] = self._understand(normalise(cell))
        if found is not None:
            return found
        say(line, self._field, cell, self._unknown, ProblemSeverity.WARNING)
        return self._otherwise


class WordColumns:
    """What the words of one file mean: its statuses, and the columns of single words."""

    def __init__(self, form: SourceFormat) -> None:
        self._form = form
        self._known: dict[str | None, Standing] = {}
        self.usual_medium = form.medium
        self.medium = WordColumn("medium", medium_of, unknown=told("cells.unknown_medium"), otherwise=Medium.OTHER)
        self.format = WordColumn("format", format_of, unknown=_unknown("format"))
        self.basis = WordColumn("respond_by_basis", _basis_of, unknown=_unknown("respond_by_basis"))
        self.reason = WordColumn("reason", _reason_of, unknown=_unknown("reason"))

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
            return Standing(None, None, told("statuses.skipped_label", format=self._form.name, status=shown(cell)))
        meaning = meaning_of_status(normalised, is_own=self._form.code == OWN)
        if meaning is None:
            return Standing(Status.AWAITING_REPLY, told("statuses.unknown", status=shown(cell)))
        if meaning.skipped_because:
            return Standing(None, None, told("statuses.skipped", because=meaning.skipped_because, status=shown(cell)))
        return Standing(meaning.status)

    def _without_status(self) -> Standing:
        if self._form.kept_statuses is not None:
            return Standing(None, None, told("statuses.skipped_unlabelled"))
        if self._form.is_tracker:
            return Standing(Status.AWAITING_REPLY, told("statuses.none"))
        return Standing(Status.AWAITING_REPLY)


def _unknown(field: str) -> Told:
    return told("cells.unknown_word", field=told(f"fields.{field}"))


_BASES = {basis.value: basis for basis in RespondByBasis}
_REASONS = {reason.value: reason for reason in Reason}


def _basis_of(normalised: str) -> RespondByBasis | None:
    return _BASES.get(normalised.replace(" ", "_"))


def _reason_of(normalised: str) -> Reason | None:
    return _REASONS.get(normalised.replace(" ", "_"))
