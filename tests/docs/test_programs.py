"""Programs that pip doesn't bring: a test says what to install, contributors are told, and none is left out unseen."""

import re

import pytest

from tests.documents import ROOT, first_column, text_of
from tests.programs import leave_out, program

ASKED = re.compile(r'\bprogram\("[^"]+", package="([^"]+)"\)|\bapt install ([a-z][a-z0-9.+-]*)')
"""How a test asks for a program, or says by itself which package brings it."""


def packages() -> set[str]:
    """What the tests ask for, but for this file."""
    texts = (file.read_text() for file in (ROOT / "tests").rglob("*.py") if file.name != "test_programs.py")
    return {one or other for text in texts for one, other in ASKED.findall(text)}


def test_contributors_are_told_of_every_package_that_a_test_asks_for() -> None:
    assert packages() <= first_column(text_of("CONTRIBUTING.md").partition("\n## ")[0])
    assert len(packages()) >= 5


def test_a_test_whose_program_is_missing_is_skipped_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-program isn't installed: apt install its-package"):
        program("no-such-program", package="its-package")


def test_where_continuous_integration_runs_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-program isn't installed"):
        program("no-such-program", package="its-package")
    with pytest.raises(pytest.fail.Exception, match="nothing is built"):
        leave_out("nothing is built")
