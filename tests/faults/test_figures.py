"""A figure that doesn't hold fails its test, and is shown all the same; none outlives a run in which it failed."""

import shutil
import subprocess
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.faults import complete
from tests.faults.figures import (
    NONE_OF_THEM,
    PARTS,
    PLANTED,
    PROMISES,
    PROPERTY,
    STARTED,
    Figure,
    Figures,
    Ran,
    origins_of,
    read_figures,
    renewed,
    shortcomings,
    table_of,
    write_figures,
)
from tests.faults.noting import runs_of
from tests.faults.origin import origin_of

HERE = "abc on 2026-11-23"
ROOT = Path(__file__).parents[2]


def figure(what: str = "killed", measured: str = "0", database: str | None = "sqlite", **more: Any) -> Figure:
    given: dict[str, Any] = {"promise": "P2", "required": "0", "holds": True} | more
    return Figure(what=what, measured=measured, database=database, **given)


def report(
    test: str,
    when: Literal["setup", "call", "teardown"],
    outcome: Literal["passed", "failed", "skipped"],
    *noted: Figure,
) -> pytest.TestReport:
    properties: list[tuple[str, object]] = [(PROPERTY, asdict(one)) for one in noted]
    return pytest.TestReport(test, ("", None, ""), {}, outcome, None, when, user_properties=properties)


def test_a_figure_that_does_not_hold_is_kept_and_fails_its_test() -> None:
    figures = Figures([], "sqlite")
    figures.note("P1", "killed 5 times", required="0 missing", measured="0 of 10", holds=True)
    with pytest.raises(AssertionError, match="P1: killed 5 times: 1 of 10, and 0 missing is required"):
        figures.note("P1", "killed 5 times", required="0 missing", measured="1 of 10", holds=False)
    assert len(figures.kept) == 2


def test_figures_that_are_noted_together_are_all_kept_and_fail_their_test_at_the_end() -> None:
    figures = Figures(kept=[])

    def note_together() -> None:
        with figures.together():
            for what, measured, holds in (("killed", "1", False), ("stopped", "0", True), ("shot", "2", False)):
                figures.note("P2", what, required="0", measured=measured, holds=holds)

    with pytest.raises(AssertionError, match=r"P2: killed: 1, .*\nP2: shot: 2, ") as failed:
        note_together()
    assert "stopped" not in str(failed.value)
    assert [one.holds for one in figures.noted] == [False, True, False]
    with pytest.raises(AssertionError):
        figures.note("P2", "killed", required="0", measured="1", holds=False)


def test_both_databases_stand_in_one_line_in_the_order_of_the_promises() -> None:
    lines = table_of(
        [
            figure(promise="P10", measured="1", database=None),
            figure(),
            figure(measured="3", database="postgresql", holds=False),
        ]
    )
    assert lines[2:] == [
        "| P2 | killed | 0 | 0 | 3 | NO |",
        "| P10 | killed | 0 | 1 | 1 | yes |",
    ]


def test_what_could_not_be_measured_is_shown_as_not_done_and_stands_behind_no_promise() -> None:
    figures = Figures([])
    figures.leave_out("P2", "killed", required="0", why="nobody may kill here")
    assert table_of(figures.noted)[2:] == [
        "| P2 | killed | 0 | not done: nobody may kill here | not done: nobody may kill here | not done |"
    ]
    assert "P2 has no figure" in shortcomings(figures.noted)


def test_a_part_that_is_run_again_takes_the_place_of_its_own_figures_alone(tmp_path: Path) -> None:
    file = tmp_path / "artefacts" / "faults.json"
    assert read_figures(file) == []
    killing, soak = "test_killing.py::test_killed", "test_soak.py::test_soaked"
    first = [Ran(killing, False, (figure("killed"), figure("unplugged"))), Ran(soak, False, (figure("soaked"),))]
    write_figures(file, renewed([], first, origin=HERE))
    again = renewed(read_figures(file), [Ran(killing, False, (figure("killed", "1"),))], origin="def on 2026-11-24")
    assert [(one.what, one.measured, one.test, one.origin) for one in again] == [
        ("soaked", "0", soak, HERE),
        ("killed", "1", killing, "def on 2026-11-24"),
    ]


def test_a_test_that_fails_before_it_measures_anything_leaves_no_older_figure_and_says_so() -> None:
    test = "tests/faults/test_killing.py::test_killed[sqlite]"
    before = renewed([], [Ran(test, False, (figure(),))], origin=HERE)
    [failed] = renewed(before, [Ran(test, True)], origin=HERE)
    assert (failed.promise, failed.what, failed.holds) == (NONE_OF_THEM, test, False)
    [failed] = renewed(before, [Ran(test, True, (figure(holds=False),))], origin=HERE)
    assert failed.what == "killed", "the row that doesn't hold says it already"
    kept, failed = renewed(before, [Ran(test, True, (figure("killed late"),))], origin=HERE)
    assert (kept.what, failed.what) == ("killed late", test), "it failed behind its figures"
    unread = renewed([], [Ran("tests/faults/test_killing.py", True)], origin=HERE)
    assert renewed(unread, [Ran(test, False, (figure(),))], origin=HERE) == before, "the file has been mended"


def test_what_a_test_left_is_read_from_all_its_reports() -> None:
    passed, broken, unset, undone = "f.py::passed", "f.py::broken", "f.py::unset", "f.py::undone"
    reports: list[object] = [
        report(passed, "setup", "passed"),
        report(passed, "call", "passed", figure()),
        report(passed, "teardown", "passed", figure()),
        report("f.py::skipped", "setup", "skipped"),
        report(broken, "setup", "passed"),
        report(broken, "call", "passed", figure()),
        report(broken, "teardown", "failed", figure()),
        report(unset, "setup", "failed"),
        report(undone, "setup", "skipped", figure(holds=None)),
        pytest.CollectReport("g.py", "failed", None, None),
        "a warning",
    ]
    assert runs_of(reports) == [
        Ran(passed, False, (figure(),)),
        Ran(broken, True, (figure(),)),
        Ran(unset, True),
        Ran(undone, False, (figure(holds=None),)),
        Ran("g.py", True),
    ]


def everything() -> list[Figure]:
    """A figure of each promise, and of each part that must be there."""
    parts = [figure(f"{what}, and more", promise=promise) for promise, what in PARTS]
    return [figure(promise=promise) for promise in PROMISES] + parts


def test_a_promise_without_a_figure_and_a_figure_that_does_not_hold_are_named() -> None:
    whole = everything()
    assert shortcomings(whole) == []
    assert shortcomings(whole[:6] + whole[7:]) == ["P7 has no figure"], "that a fault is caught is no figure of it"
    assert shortcomings([*whole, figure(measured="1", holds=False)]) == ["P2: killed: 1"]


def test_a_part_that_was_not_measured_is_named() -> None:
    whole = everything()
    planted, last = whole[len(PROMISES)], whole[-1]
    assert shortcomings([one for one in whole if one is not planted]) == [f"P1: {PLANTED}: not measured"]
    assert shortcomings([*whole[:-1], replace(last, holds=None)]) == [f"-: {PARTS[-1][1]}: not measured"]
    noted = (ROOT / "tests/faults/soak/test_starting.py").read_text(encoding="utf-8")
    assert [what for what in STARTED if f"replyby {{command}}: {what}" not in noted] == []


def test_the_programme_ends_in_an_error_that_names_the_promises_without_a_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(complete, "KEPT", tmp_path / "artefacts" / "faults.json")
    write_figures(complete.KEPT, [one for one in everything() if one.promise != "P14"])
    assert complete.main() == 1
    assert capsys.readouterr().err == f"P14 has no figure\nP14: {PLANTED}: not measured\n"
    write_figures(complete.KEPT, everything())
    assert (complete.main(), capsys.readouterr().err) == (0, "")


def test_the_line_below_the_table_tells_where_the_figures_come_from(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    found = [replace(figure(), origin=origin) for origin in (HERE, HERE, "def on 2026-11-24")]
    assert origins_of(found) == f"Figures from {HERE} (2); def on 2026-11-24 (1)."
    assert origin_of(tmp_path, now=now).startswith("unknown on 2026-11-23, ")
    if shutil.which("git") is None:
        pytest.skip("there is no git here")
    ada = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    for words in (("init", "-q"), (*ada, "commit", "-q", "--allow-empty", "-m", "first")):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)  # noqa: S607
    commit = origin_of(tmp_path, now=now).partition(" ")[0]
    assert commit.isalnum()
    (tmp_path / "new").touch()
    assert origin_of(tmp_path, now=now).startswith(f"{commit}+ on ")
