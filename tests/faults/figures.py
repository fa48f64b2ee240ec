"""The figures behind the promises: what a test measured, kept with its outcome, and shown as one table at the end."""

import json
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from pathlib import Path

PROPERTY = "figure"
"""Under this name a figure travels with a test's report, from a worker too."""

HEADINGS = ("promise", "what was done", "required", "SQLite", "PostgreSQL", "holds")
PROMISES = tuple(f"P{number}" for number in range(1, 15))
NONE_OF_THEM = "-"

PLANTED = "faults planted in the code, one at a time"
STARTED = ("from its start to the first answer", "memory after 60 s at rest")
PARTS = (
    *((promise, PLANTED) for promise in PROMISES),
    *((NONE_OF_THEM, f"replyby {command}: {what}") for command in ("serve", "scheduler") for what in STARTED),
)
"""What must have been measured besides a figure of each promise: the promise, and how its row begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure. `database` is None where none is involved, or both at once.

    `holds` is None where nothing was measured, and `measured` then says why. `test` and `origin` are known once the
    run has come to its end: which test noted it, and on which commit, day and machine.
    """

    promise: str
    what: str
    required: str
    measured: str
    holds: bool | None
    database: str | None = None
    test: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """What one test, or a file that couldn't be read, left of a run."""

    test: str
    has_failed: bool
    noted: tuple[Figure, ...] = ()


def _row(figure: Figure) -> tuple[str, str, str, str | None]:
    return figure.promise, figure.what, figure.required, figure.database


def renewed(before: Iterable[Figure], runs: Iterable[Ran], *, origin: str) -> list[Figure]:
    """The figures of a run in the place of all that its tests left before; those of tests that didn't run stay.

    A test that failed has a row that says so, also where it failed before it measured anything.
    """
    ran = list(runs)
    new = [replace(figure, test=one.test, origin=origin) for one in ran for figure in _figures_of(one)]
    # A file that had failed as a whole has been read, where one of its tests ran.
    again = {one.test for one in ran} | {one.test.partition("::")[0] for one in ran}
    measured = {_row(figure) for figure in new}
    return [one for one in before if one.test not in again and _row(one) not in measured] + new


def _figures_of(ran: Ran) -> list[Figure]:
    noted = list(ran.noted)
    if ran.has_failed and all(figure.holds is not False for figure in noted):
        noted.append(
            Figure(promise=NONE_OF_THEM, what=ran.test, required="it passes", measured="it failed", holds=False)
        )
    return noted


def read_figures(file: Path) -> list[Figure]:
    """What `write_figures` left; nothing where it never ran."""
    return [Figure(**one) for one in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []


def write_figures(file: Path, figures: Iterable[Figure]) -> None:
    """Keep figures for the next run."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n", encoding="utf-8")


def shortcomings(figures: Iterable[Figure]) -> list[str]:
    """What keeps these figures from standing behind every promise, a sentence each."""
    found = list(figures)
    missing = absent((one.promise, one.what) for one in found if one.holds is not None)
    return missing + [f"{one.promise}: {one.what}: {one.measured}" for one in found if one.holds is False]


def absent(measured: Iterable[tuple[str, str]]) -> list[str]:
    """What must be measured and isn't, a sentence each; given are the promise of each figure, and what was done."""
    rows = list(measured)
    # That its tests can fail says nothing of the promise itself.
    kept = {promise for promise, what in rows if not what.startswith(PLANTED)}
    return [f"{promise} has no figure" for promise in PROMISES if promise not in kept] + [
        f"{promise}: {part}: not measured"
        for promise, part in PARTS
        if not any(of == promise and what.startswith(part) for of, what in rows)
    ]


@dataclass(slots=True)
class Figures:
    """What one test notes. Each figure is kept whether or not it holds; one that doesn't fails the test."""

    kept: list[tuple[str, object]]
    database: str | None = None
    noted: list[Figure] = field(default_factory=list[Figure])
    _failures: list[str] | None = None

    @contextmanager
    def together(self) -> Generator[None]:
        """Note every figure of a block, also behind one that doesn't hold. Raises AssertionError at its end.

        Where something else ends it sooner, that says which ones didn't hold.
        """
        self._failures = failures = list[str]()
        try:
            yield
        except BaseException as error:
            for failure in failures:
                error.add_note(failure)
            raise
        finally:
            self._failures = None
        # As they are: pytest would cut a list of them short, and a planted fault is known by the words of its figure.
        assert not failures, "\n".join(failures)

    def note(self, promise: str, what: str, *, required: str, measured: str, holds: bool) -> None:
        """Keep a figure of a promise (`P1` to `P14`, or `-` for none of them). Raises AssertionError where it fails.

        `what` and `required` are the same words on both databases, which are shown in one line.
        """
        self._keep(promise, what, required, measured, holds)
        failure = f"{promise}: {what}: {measured}, and {required} is required"
        if self._failures is None:
            assert holds, failure
        elif not holds:
            self._failures.append(failure)

    def leave_out(self, promise: str, what: str, *, required: str, why: str) -> None:
        """Keep that a figure couldn't be measured here: it is shown, and counts for nothing."""
        self._keep(promise, what, required, f"not done: {why}", None)

    def _keep(self, promise: str, what: str, required: str, measured: str, holds: bool | None) -> None:
        figure = Figure(
            promise=promise, what=what, required=required, measured=measured, holds=holds, database=self.database
        )
        self.noted.append(figure)
        self.kept.append((PROPERTY, asdict(figure)))


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
        lines.append(_line((promise, what, required, sqlite, postgresql, _verdict(found))))
    return lines


def origins_of(figures: Iterable[Figure]) -> str:
    """The line below the table: which commits, days and machines its figures come from."""
    counted = Counter(figure.origin or "nobody knows where" for figure in figures)
    return "Figures from " + "; ".join(f"{origin} ({count})" for origin, count in counted.items()) + "."


def _verdict(found: list[Figure]) -> str:
    if any(one.holds is False for one in found):
        return "NO"
    return "not done" if any(one.holds is None for one in found) else "yes"


def _number(promise: str) -> int:
    return int(promise[1:]) if promise[1:].isdigit() else 99


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
