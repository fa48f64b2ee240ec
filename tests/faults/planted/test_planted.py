"""Each suite can fail: a fault that breaks a promise is planted in a copy of the product, and its test must notice.

A fault counts as caught where its test fails by its own judgement, and passes on the sound copy both before and right
afterwards: a test that fails by itself, or by the load of the machine, has noticed nothing.

Some of them are run by a pattern of their names or tests: `FAULTS=long FAULTS_PLANTED='digest|lease' pytest …`.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from tests.faults.figures import PLANTED, PROMISES, Figures
from tests.faults.noting import IS_LONG
from tests.faults.planted.planting import ROOT, Outcome, Planted, copy_of_the_product, plant, planted_faults, run

FAULTS = planted_faults()
PATTERN = os.environ.get("FAULTS_PLANTED", "")
SHORT = 2
"""How many are planted in the short run: the first ones."""

LEAST = 25
NODE = re.compile(r"tests/[a-z_/]+\.py::test_\w+(\[[^\]]+\])?")


def test_there_are_enough_for_every_promise_and_no_two_are_alike() -> None:
    assert len(FAULTS) >= LEAST
    assert {fault.promise for fault in FAULTS} >= set(PROMISES)
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert len({(fault.file, fault.old, fault.new) for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_can_be_planted_and_names_one_test_that_there_is(fault: Planted) -> None:
    text = (ROOT / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.old) == 1, "the product has changed: plant it where the rule stands now"
    assert fault.new != fault.old
    compile(text.replace(fault.old, fault.new), fault.file, "exec")
    assert re.match(r"P\d+: .+\.$|-: .+\.$", fault.why)
    assert NODE.fullmatch(fault.test), "name one test, not a file"
    written = (ROOT / fault.test.partition("::")[0]).read_text(encoding="utf-8")
    assert re.search(rf"^\s*(async )?def {fault.function}\(", written, re.MULTILINE)


def test_what_fails_for_another_reason_has_noticed_nothing() -> None:
    slow = Planted(*(["x"] * 6), says="delay of the others")

    def failed(exception: str, said: str) -> Outcome:
        return Outcome("x", passed=False, exceptions=frozenset({exception}), said=said)

    assert failed("AssertionError", "P6: delay of the others' reminders: p95 40 s").notices(slow)
    assert not failed("AssertionError", "P6: answers of the API: p99 600 ms").notices(slow)
    assert not failed("ImportError", "delay of the others").notices(slow)
    assert not failed("KeyError", "id").notices(replace(slow, says=""))
    assert failed("AssertionError", "1 == 2").notices(replace(slow, says=""))
    assert not Outcome("x", passed=True, exceptions=frozenset()).notices(slow)


def chosen() -> list[Planted]:
    """Those that are planted in this run."""
    if PATTERN:
        return [fault for fault in FAULTS if re.search(PATTERN, f"{fault.name} {fault.test}")]
    return FAULTS if IS_LONG else FAULTS[:SHORT]


@pytest.mark.parametrize("promise", sorted({fault.promise for fault in chosen()}))
def test_every_planted_fault_is_caught(promise: str, tmp_path: Path, figures: Figures) -> None:
    """Short: the first two."""
    faults = sorted((fault for fault in chosen() if fault.promise == promise), key=lambda fault: fault.test)
    copy = copy_of_the_product(tmp_path)
    sound = run(copy, list(dict.fromkeys(fault.test for fault in faults)))
    uncaught: list[str] = []
    for test, alike in groupby(faults, key=lambda fault: fault.test):
        for fault, ended in _tried(copy, list(alike), before=sound[test]):
            print(f"{ended}: {fault.name}")  # noqa: T201 - what to mend, and how far it is
            if ended != CAUGHT:
                uncaught.append(fault.name)
    if PATTERN:
        assert uncaught == []
        return
    figures.note(
        promise,
        PLANTED,
        required="each caught by its test",
        measured=f"{len(faults)} planted, {len(faults) - len(uncaught)} caught",
        holds=not uncaught,
    )


CAUGHT = "caught"


def _tried(copy: Path, faults: Sequence[Planted], *, before: Outcome) -> list[tuple[Planted, str]]:
    """How each of the faults ended that one test must notice: as caught, or in words."""
    ended = [_with(fault, copy) for fault in faults]
    after = run(copy, [before.test])[before.test]
    unsound = [f"without it {outcome.in_words()}" for outcome in (before, after) if not outcome.passed]
    return [
        (fault, unsound[0] if unsound else CAUGHT if outcome.notices(fault) else outcome.in_words())
        for fault, outcome in zip(faults, ended, strict=True)
    ]


def _with(fault: Planted, copy: Path) -> Outcome:
    text = plant(fault, copy)
    try:
        return run(copy, [fault.test])[fault.test]
    finally:
        (copy / fault.file).write_text(text, encoding="utf-8")
