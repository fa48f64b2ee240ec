"""A figure that doesn't hold fails its test, and is shown all the same."""

from pathlib import Path

import pytest

from tests.faults.figures import Figure, Figures, read_figures, renewed, table_of, write_figures


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


def test_a_part_that_is_run_again_takes_the_place_of_its_own_figures_alone(tmp_path: Path) -> None:
    def figure(what: str, measured: str, database: str | None = "sqlite") -> Figure:
        return Figure(promise="P2", what=what, required="0", measured=measured, holds=True, database=database)

    file = tmp_path / "artefacts" / "faults.json"
    assert read_figures(file) == []
    write_figures(file, [figure("killed", "1"), figure("killed", "2", "postgresql"), figure("soaked", "3", None)])
    again = renewed(read_figures(file), [figure("killed", "0"), figure("killed", "4")])
    assert [one.measured for one in again] == ["2", "3", "0", "4"]
