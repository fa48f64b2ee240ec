"""Planting a fault in a copy of the product, and running the test that must notice it there."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
FAULTS = Path(__file__).with_name("planted.toml")
ROOMS = ("api", "cli", "core", "intake", "models", "notifications", "replies", "scheduler", "services")
COPIED = (*ROOMS, "tests", "docs", "deploy", "pyproject.toml", "README.md", "alembic.ini", "compose.yaml")
WITNESS = "the_witness"
JUDGEMENTS = frozenset({"AssertionError", "Failed"})
"""How a test fails by itself: an assertion, or something that pytest expected and that didn't come."""
UNREADABLE = frozenset({"ImportError", "ModuleNotFoundError", "SyntaxError", "NameError"})
SECONDS_EACH = 600
"""How long a test may take; one that is still running then has noticed nothing."""


@dataclass(frozen=True)
class Planted:
    """One rule of the product turned into a fault, and the one test that must fail by it, as a pytest node id.

    `says` is a regular expression for what the test must say as it fails: for one that judges several things, or how
    long something took, or that an error of the product ends.
    """

    name: str
    why: str
    file: str
    old: str
    new: str
    test: str
    says: str = ""

    @property
    def promise(self) -> str:
        """The promise that it breaks, `P1` to `P14`, or `-`."""
        return self.why.partition(":")[0]

    @property
    def function(self) -> str:
        """The test's name, without the values that it runs with."""
        return self.test.partition("::")[2].partition("[")[0]


@dataclass(frozen=True)
class Outcome:
    """What became of one test: how it ended, by which sorts of exception, and what it said."""

    test: str
    passed: bool
    exceptions: frozenset[str]
    said: str = ""

    def notices(self, fault: Planted) -> bool:
        """Whether the test failed, by its own judgement or in the words that the fault is known by."""
        if self.passed or self.exceptions & UNREADABLE:
            return False
        return bool(re.search(fault.says, self.said) if fault.says else self.exceptions & JUDGEMENTS)

    def in_words(self) -> str:
        """How it ended, for whoever has to mend the test or the fault."""
        return "passed" if self.passed else f"{sorted(self.exceptions) or 'never ran'}: {self.said[:300]}"


def planted_faults() -> list[Planted]:
    """All that are written down."""
    return [Planted(**entry) for entry in tomllib.loads(FAULTS.read_text(encoding="utf-8"))["planted"]]


def copy_of_the_product(folder: Path) -> Path:
    """The product's rooms and its tests, in a folder of their own."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".hypothesis")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored, symlinks=True)
        elif source.exists():
            shutil.copyfile(source, folder / name)
    (folder / f"{WITNESS}.py").write_text(_WITNESS, encoding="utf-8")
    return folder


def plant(fault: Planted, copy: Path) -> str:
    """Plant a fault in a copy. Returns the file's text as it was."""
    path = copy / fault.file
    before = path.read_text(encoding="utf-8")
    count = before.count(fault.old)
    assert count == 1, f"{fault.name}: its text stands {count} times in {fault.file}"
    path.write_text(before.replace(fault.old, fault.new), encoding="utf-8")
    return before


def run(copy: Path, tests: Sequence[str]) -> dict[str, Outcome]:
    """Run tests in a copy, and in it alone. Raises AssertionError where anything else of the product was imported."""
    told = copy / "outcomes.json"
    told.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", WITNESS, "-p", "no:cacheprovider", *tests]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "FAULTS": "short", "WITNESS_TO": str(told)}
    within = SECONDS_EACH * len(tests)
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=within, check=False
        )
    except subprocess.TimeoutExpired:
        return {test: Outcome(test, passed=False, exceptions=frozenset({"TimeoutExpired"})) for test in tests}
    assert told.exists(), done.stdout[-2_000:] + done.stderr[-2_000:]
    seen = json.loads(told.read_text(encoding="utf-8"))
    assert "not found:" not in done.stderr, done.stderr[-2_000:]
    elsewhere = [name for name in seen["imported"] if not Path(name).resolve().is_relative_to(copy.resolve())]
    assert seen["imported"], f"nothing of the product was imported: {done.stdout[-2_000:]}"
    assert elsewhere == [], f"these are not the copy's: {elsewhere[:3]}"
    return {test: _outcome(test, seen["outcomes"]) for test in tests}


def _outcome(test: str, outcomes: Iterable[dict[str, str | None]]) -> Outcome:
    """Of the test itself, or of all the values that it was run with."""
    ran = [one for one in outcomes if one["outcome"] != "skipped"]
    mine = [one for one in ran if one["test"] == test or str(one["test"]).startswith(f"{test}[")]
    passed = bool(mine) and all(one["outcome"] == "passed" for one in mine)
    failed = [one for one in mine if one["outcome"] != "passed"]
    said = "; ".join(str(one["said"]) for one in failed)
    return Outcome(test, passed, frozenset(str(one["exception"]) for one in failed), said)


_WITNESS = f"""
import json
import os
import sys

import pytest

ROOMS = {ROOMS!r}
seen = []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    made = yield
    made.get_result().raised = call.excinfo.typename if call.excinfo is not None else None
    made.get_result().said = str(call.excinfo.value) if call.excinfo is not None else None


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        ended = {{"outcome": report.outcome, "exception": report.raised, "said": report.said}}
        seen.append({{"test": report.nodeid, **ended}})


def pytest_sessionfinish(session):
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] in ROOMS]
    imported = [module.__file__ for module in modules if getattr(module, "__file__", None)]
    with open(os.environ["WITNESS_TO"], "w", encoding="utf-8") as told:
        json.dump({{"imported": imported, "outcomes": seen}}, told)
"""
