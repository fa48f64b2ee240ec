"""What we depend on: new enough to be safe, pinned by its digest, and under a licence that lets us ship it."""

import json
import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]

FLOORS = {
    "starlette": "1.3.1",
    "fastapi": "0.132",
    "python-multipart": "0.0.31",
    "jinja2": "3.1.6",
    "icalendar": "7.2.1",
    "apscheduler": "3.11.2",
}
"""Below these versions each has a fault that users would feel, or an advisory against it."""

FREE = re.compile(
    r"(?i)\b(mit|bsd|apache|isc|psf|python software foundation|mpl|mozilla public|lgpl|lesser general|unlicense|cc0|"
    r"0bsd|blueoak|zlib|hpnd|ofl)\b"
)
"""Licences that let an MIT programme depend on a package and ship beside it."""

COPYLEFT = re.compile(r"(?i)\b(agpl|affero|(?<!l)gpl|(?<!lesser )general public)\b")

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\$", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    """Name and version of everything that a lock file pins."""
    return {found[1]: found[2] for found in PINNED.finditer((ROOT / name).read_text())}


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_no_version_below_its_floor_can_be_installed(package: str, floor: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (admitted,) = (one for one in map(Requirement, project["dependencies"]) if one.name == package)
    below = Version(f"{floor}.dev0")
    assert below not in admitted.specifier
    assert Version(locked("requirements.lock")[package]) >= Version(floor)
    assert Version(distribution(package).version) >= Version(floor)


def test_the_next_great_release_of_apscheduler_is_kept_out() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (admitted,) = (one for one in map(Requirement, project["dependencies"]) if one.name == "apscheduler")
    assert "4.0.0" not in admitted.specifier


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-release.lock"])
def test_everything_is_pinned_by_its_digest_and_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pins = locked(lock)
    assert len(pins) > 20
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(pins)
    assert "://" not in text


def test_both_locks_pin_the_same_versions() -> None:
    run, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run


def closure(requirements: Iterable[str]) -> set[str]:
    """The packages that these requirements bring along on this machine, themselves included."""
    asked = [(Requirement(one), "") for one in requirements]
    found: set[tuple[str, str]] = set()
    while asked:
        wanted, extra = asked.pop()
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": extra}):
            continue
        for brought in {(canonicalize_name(wanted.name), one) for one in ("", *wanted.extras)} - found:
            found.add(brought)
            asked += [(Requirement(one), brought[1]) for one in distribution(brought[0]).requires or ()]
    return {name for name, _ in found}


@pytest.mark.parametrize("recipe", ["Dockerfile", "Makefile"])
def test_what_only_builds_is_not_shipped(recipe: str) -> None:
    """The lock pins what builds too, for whoever installs from a checkout; each recipe has to take it out again."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    builds, runs = closure(told["dependency-groups"]["build"]), closure(told["project"]["dependencies"])
    assert builds | runs <= locked("requirements.lock").keys()
    lines = (ROOT / recipe).read_text().replace("\\\n", " ")
    taken_out, *_ = re.findall(r"(?<=pip uninstall )[^&\n]+", lines)
    named = {word for word in taken_out.split() if not word.startswith("-")}
    # What a new environment has of its own, depending on its Python.
    assert named - {"pip", "setuptools"} == builds - runs
    assert "pip" in named


def test_every_package_that_we_ship_with_is_under_a_free_licence() -> None:
    unknown: list[str] = []
    seen = 0
    for name in locked("requirements.lock"):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # for another operating system
        seen += 1
        words = licence_of(found)
        if not FREE.search(words) or (COPYLEFT.search(words) and not re.search(r"(?i)lgpl|lesser| or ", words)):
            unknown.append(f"{name}: {words or 'no licence told'}")
    assert seen > 50
    assert unknown == []


def licence_of(found: Distribution) -> str:
    """What the metadata says: an expression, the classifiers, else the first line of the text."""
    told = found.metadata
    expression = told.get("License-Expression")
    if expression:
        return expression
    classifiers = [one.split(" :: ")[-1] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    return " / ".join(classifiers) or (told.get("License") or "").split("\n")[0]


def test_every_package_of_the_page_is_under_a_free_licence() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    shipped = {name: one for name, one in lock.items() if name and not one.get("dev") and not one.get("optional")}
    assert len(shipped) > 20
    told = {name: one.get("license") or "" for name, one in shipped.items()}
    assert {name: licence for name, licence in told.items() if not FREE.search(licence)} == {}
