"""Cells that aren't plain: guarded against formulas, with line ends, control characters, or what no database keeps."""

from collections.abc import Callable, Sequence

from core.cells import unguard_cell
from intake.candidate import FIELDS, ProblemSeverity
from intake.texts import is_unstorable, on_one_line, without_controls
from intake.wording import Told, told

_MANY_LINES = "notes"

_Say = Callable[[str, str, Told, ProblemSeverity], None]


def mend(picked: Sequence[str], say: _Say, *, is_own: bool) -> list[str]:
    """The cells of a row, in the order of `FIELDS`, without guards; `say` gets field, value, what to say and severity.

    NUL characters and bytes that couldn't be decoded are errors. In the files of others, line ends in a name or a title
    become blanks, and control characters are taken out with a warning; our own export is left as it was written.
    """
    return [
        cell if cell[:1] != "'" and cell.isprintable() else _mend(field, unguard_cell(cell), say, is_own=is_own)
        for field, cell in zip(FIELDS, picked, strict=True)
    ]


def _mend(field: str, cell: str, say: _Say, *, is_own: bool) -> str:
    if cell.isprintable():
        return cell
    if is_unstorable(cell):
        say(field, cell, told("cells.unreadable"), ProblemSeverity.ERROR)
        return cell
    if is_own:
        return cell
    plain = without_controls(cell)
    if plain != cell:
        say(field, cell, told("cells.controls"), ProblemSeverity.WARNING)
    if "\ufffd" in plain:
        say(field, cell, told("cells.lost_letters"), ProblemSeverity.WARNING)
    return plain if field == _MANY_LINES else on_one_line(plain)
