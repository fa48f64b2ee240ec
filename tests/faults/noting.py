"""What the fault programme shares: how long it lasts, and the table of its figures.

`make test` runs a short slice of every part. `make faults` sets FAULTS=long, runs them all, and prints the table, which
it also leaves in `.artefacts/faults.md`. A part that is run again on its own (`FAULTS=long pytest tests/faults/soak`)
puts its figures there in the place of those it had.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.figures import PROPERTY, Figure, Figures, read_figures, renewed, table_of, write_figures

IS_LONG = os.environ.get("FAULTS") == "long"
KEPT = Path(__file__).parents[2] / ".artefacts" / "faults.json"
TABLE = KEPT.with_suffix(".md")


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


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table of all figures, also of those that don't hold."""
    found = [
        Figure(**value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if not found:
        return
    if IS_LONG:
        found = renewed(read_figures(KEPT), found)
        write_figures(KEPT, found)
    lines = table_of(found)
    terminalreporter.section("figures behind the promises")
    for line in lines:
        terminalreporter.write_line(line)
    if IS_LONG:
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
