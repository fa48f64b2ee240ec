"""The figures behind the promises: what a test measured, kept with its outcome, and shown as one table at the end."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path

PROPERTY = "figure"
"""Under this name a figure travels with a test's report, from a worker too."""

HEADINGS = ("promise", "what was done", "required", "SQLite", "PostgreSQL", "holds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure. `database` is None where none is involved, or both at once."""

    promise: str
    what: str
    required: str
    measured: str
    holds: bool
    database: str | None = None


def _row(figure: Figure) -> tuple[str, str, str, str | None]:
    return figure.promise, figure.what, figure.required, figure.database


def renewed(before: Iterable[Figure], after: Iterable[Figure]) -> list[Figure]:
    """The figures of a run in the place of those that an earlier one had of the same; what it didn't measure stays."""
    new = list(after)
    measured = {_row(figure) for figure in new}
    return [figure for figure in before if _row(figure) not in measured] + new


def read_figures(file: Path) -> list[Figure]:
    """What `write_figures` left; nothing where it never ran."""
    return [Figure(**one) for one in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []


def write_figures(file: Path, figures: Iterable[Figure]) -> None:
    """Keep figures for the next run."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n", encoding="utf-8")


@dataclass(slots=True)
class Figures:
    """What one test notes. Each figure is kept whether or not it holds; one that doesn't fails the test."""

    kept: list[tuple[str, object]]
    database: str | None = None
    noted: list[Figure] = field(default_factory=list[Figure])

    def note(self, promise: str, what: str, *, required: str, measured: str, holds: bool) -> None:
        """Keep a figure of a promise (`P1` to `P14`, or `-` for none of them). Raises AssertionError where it fails.

        `what` and `required` are the same words on both databases, which are shown in one line.
        """
        figure = Figure(
            promise=promise, what=what, required=required, measured=measured, holds=holds, database=self.database
        )
        self.noted.append(figure)
        self.kept.append((PROPERTY, asdict(figure)))
        assert holds, f"{promise}: {what}: {measured}, and {required} is required"


def table_of(figures: Iterable[Figure]) -> list[str]:
    """The lines of a Markdown table: one for each thing done, with both databases side by side."""
    ordered = sorted(figures, key=lambda one: (_number(one.promise), one.what, one.required))
    lines = [_line(HEADINGS), _line("---" for _ in HEADINGS)]
    for (promise, what, required), alike in groupby(ordered, key=lambda one: (one.promise, one.what, one.required)):
        found = list(alike)
        sqlite, postgresql = (
            "; ".join(one.measured for one in found if one.database in {database, None}) or "\u2013"
            for database in ("sqlite", "postgresql")
        )
        verdict = "yes" if all(one.holds for one in found) else "NO"
        lines.append(_line((promise, what, required, sqlite, postgresql, verdict)))
    return lines


def _number(promise: str) -> int:
    return int(promise[1:]) if promise[1:].isdigit() else 99


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
