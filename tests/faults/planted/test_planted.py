"""Each suite can fail: a fault that breaks a promise is planted in a copy of the product, and its test must notice."""

import re
from pathlib import Path

import pytest

from tests.faults.figures import Figures
from tests.faults.noting import IS_LONG
from tests.faults.planted.planting import ROOT, Planted, copy_of_the_product, plant, planted_faults, run

FAULTS = planted_faults()
SHORT = 2
"""How many are planted in the short run: the first ones."""


def test_there_are_enough_and_no_two_are_alike() -> None:
    assert len(FAULTS) >= 25
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert len({(fault.file, fault.old, fault.new) for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_can_be_planted_and_names_a_test_that_there_is(fault: Planted) -> None:
    text = (ROOT / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.old) == 1, "the product has changed: plant it where the rule stands now"
    assert fault.new != fault.old
    compile(text.replace(fault.old, fault.new), fault.file, "exec")
    assert re.match(r"P\d+: .+\.$|-: .+\.$", fault.why)
    path = ROOT / fault.test.partition("::")[0]
    written = path.read_text(encoding="utf-8")
    assert not fault.function or re.search(rf"^\s*(async )?def {fault.function}\(", written, re.MULTILINE)


def test_every_planted_fault_is_caught(tmp_path: Path, figures: Figures) -> None:
    """Each test passes on the copy as it is, and fails on the faulty one, by an assertion. Short: the first two."""
    faults = FAULTS if IS_LONG else FAULTS[:SHORT]
    copy = copy_of_the_product(tmp_path)
    before = run(copy, list(dict.fromkeys(fault.test for fault in faults)))
    assert [test for test, outcome in before.items() if not outcome.passed] == []
    uncaught: list[str] = []
    for fault in faults:
        text = plant(fault, copy)
        outcome = run(copy, [fault.test])[fault.test]
        if outcome.passed or not outcome.is_an_assertion:
            uncaught.append(f"{fault.name}: {sorted(outcome.exceptions) or 'passed'}")
        (copy / fault.file).write_text(text, encoding="utf-8")
    assert uncaught == []
    figures.note(
        "-",
        "planted faults",
        required="each caught",
        measured=f"{len(faults)} of {len(faults)}",
        holds=len(faults) >= (25 if IS_LONG else SHORT),
    )
