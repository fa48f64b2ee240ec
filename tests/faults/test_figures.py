"""A figure that doesn't hold fails its test, and is shown all the same."""

import pytest

from tests.faults.figures import Figure, Figures, table_of


def test_a_figure_that_does_not_hold_is_kept_and_fails_its_test() -> None:
    figures = Figures([], "sqlite")
    figures.note("P1", "killed 5 times", required="0 missing", measured="0 of 10", holds=True)
    with pytest.raises(AssertionError, match="P1: killed 5 times: 1 of 10, and 0 missing is required"):
        figures.note("P1", "killed 5 times", required="0 missing", measured="1 of 10", holds=False)
    assert len(figures.kept) == 2


def test_both_databases_stand_in_one_line_in_the_order_of_the_promises() -> None:
    def figure(promise: str, measured: str, database: str | None, *, holds: bool = True) -> Figure:
        return Figure(promise=promise, what="killed", required="0", measured=measured, holds=holds, database=database)

    lines = table_of(
        [figure("P10", "1", None), figure("P2", "0", "sqlite"), figure("P2", "3", "postgresql", holds=False)]
    )
    assert lines[2:] == [
        "| P2 | killed | 0 | 0 | 3 | NO |",
        "| P10 | killed | 0 | 1 | 1 | yes |",
    ]
