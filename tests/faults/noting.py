"""What the fault programme shares: how long it lasts, and the table of its figures.

`make test` runs a short slice of every part. `make faults` sets FAULTS=long, runs them all, and prints the table, which
it also leaves in `.artefacts/faults.md`. A part that is run again on its own (`FAULTS=long pytest tests/faults/soak`)
puts its figures there in the place of those it had; each row keeps the commit, day and machine it comes from.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from core.clock import now as present
from tests.faults.figures import (
    PROPERTY,
    Figure,
    Figures,
    Ran,
    origins_of,
    read_figures,
    renewed,
    table_of,
    write_figures,
)
from tests.faults.origin import origin_of

IS_LONG = os.environ.get("FAULTS") == "long"
ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".artefacts" / "faults.json"
TABLE = KEPT.with_suffix(".md")

PROGRAMME = ("tests/faults/", "tests/contract/", "tests/migrations/")
"""What `make faults` runs."""


@pytest.fixture(scope="session")
def rounds() -> Callable[[int, int], int]:
    """How often something is done: `rounds(5, 200)` is 5 in `make test`, and 200 in `make faults`."""
    return lambda short, long: long if IS_LONG else short


long_only = pytest.mark.skipif(not IS_LONG, reason="belongs to the long run: make faults")
"""For what has no short form, such as a soak."""


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Where a test notes what it measured, for the database that it ran on."""
    callspec: Any = getattr(request.node, "callspec", None)
    database = callspec.params.get("database_url") if callspec is not None else None
    return Figures(request.node.user_properties, database)


def runs_of(reports: Iterable[object]) -> list[Ran]:
    """What each test left: those that ran, and those that were left out and noted so."""
    by_test: dict[str, list[pytest.TestReport | pytest.CollectReport]] = {}
    for report in reports:
        if isinstance(report, pytest.TestReport | pytest.CollectReport):
            by_test.setdefault(report.nodeid, []).append(report)
    runs: list[Ran] = []
    for test, found in by_test.items():
        has_failed = any(report.outcome == "failed" for report in found)
        has_run = any(report.when == "call" and report.outcome == "passed" for report in found)
        noted = _noted(found)
        if has_failed or has_run or noted:
            runs.append(Ran(test, has_failed, noted))
    return runs


def _noted(reports: Iterable[pytest.TestReport | pytest.CollectReport]) -> tuple[Figure, ...]:
    """The figures of one test, of which each later report carries those of the earlier ones too."""
    each = (getattr(report, "user_properties", []) for report in reports)
    return max((tuple(Figure(**value) for name, value in one if name == PROPERTY) for one in each), key=len)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table of all figures, also of those that don't hold."""
    runs = runs_of(report for reports in terminalreporter.stats.values() for report in reports)
    # Of a short run, that a test fails is told by pytest, and nothing of it is kept.
    runs = [one for one in runs if (one.test.startswith(PROGRAMME) if IS_LONG else one.noted)]
    if not runs:
        return
    found = renewed(read_figures(KEPT) if IS_LONG else [], runs, origin=origin_of(ROOT, now=present()))
    if not found:
        return
    lines = [*table_of(found), "", origins_of(found)]
    terminalreporter.section("figures behind the promises")
    for line in lines:
        terminalreporter.write_line(line)
    if IS_LONG:
        write_figures(KEPT, found)
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
