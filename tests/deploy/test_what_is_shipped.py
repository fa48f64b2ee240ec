"""What is shipped is what was written: the wheel and the sdist hold the page, install, and serve it."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = {"api", "cli", "core", "intake", "models", "notifications", "replies", "scheduler", "services"}

ASK = """
import sys
from pathlib import Path
import api, cli.main
from api.app import create_app
from api.frontend import BUILT
from core.settings import load_settings
from models.schema import head
app = create_app(load_settings(data_dir=Path(sys.argv[1])))
print(__import__("json").dumps({
    "from": str(Path(api.__file__).parent), "version": app.version, "head": head(),
    "page": (BUILT / "index.html").is_file(), "routes": len(app.openapi()["paths"]),
}))
"""


def build(source: Path, into: Path, target: str) -> Path:
    """Build one distribution with the pinned tools, into a folder of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)],
        cwd=source,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = into.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


def contents(wheel: Path) -> dict[str, int]:
    """Name and size of every file."""
    with zipfile.ZipFile(wheel) as opened:
        return {one.filename: one.file_size for one in opened.infolist() if not one.is_dir()}


def test_the_wheel_holds_the_rooms_and_the_built_page_and_nothing_else(wheel: Path) -> None:
    names = contents(wheel)
    tops = {name.split("/")[0] for name in names}
    assert tops - ROOMS == {next(top for top in tops if top.endswith(".dist-info"))}
    assert "api/static/index.html" in names
    assert any(name.startswith("api/static/assets/") and name.endswith(".js") for name in names)
    assert {"models/migrations/env.py", "api/static/sw.js"} <= names.keys()
    secret = [name for name in names if name.endswith((".db", ".env", ".key", ".pyc")) or "node_modules" in name]
    assert not secret


def test_every_data_file_of_the_rooms_is_in_the_wheel(wheel: Path) -> None:
    names = contents(wheel)
    asked = [shutil.which("git") or "git", "ls-files", *sorted(ROOMS)]
    tracked = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert tracked, "this isn't a checkout"
    assert [name for name in tracked if name not in names and (ROOT / name).exists()] == []


def test_the_sdist_builds_the_same_wheel_without_building_the_page_anew(
    wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    with tarfile.open(sdist) as opened:
        opened.extractall(tmp_path, filter="data")
    (source,) = (one for one in tmp_path.iterdir() if one.is_dir())
    assert not (source / "web" / "node_modules").exists()
    again = build(source, tmp_path / "again", "wheel")
    # The metadata's record names each file with its digest.
    assert contents(again) == contents(wheel)
    assert not (source / "web" / "node_modules").exists(), "npm was asked, although the page was there"


def test_an_installed_wheel_runs_from_where_it_lies(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(installed), str(wheel)],
        check=True,
        timeout=120,
        env=os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    # Isolated from this checkout: its own rooms come from the installed folder, everybody else's from the environment.
    run = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(installed)!r})\n{ASK}", str(tmp_path)]
    told = json.loads(subprocess.run(run, cwd=tmp_path, check=True, capture_output=True, timeout=120).stdout)
    assert told["from"] == str(installed / "api")
    assert told["page"]
    assert told["routes"] > 60
    commands = list((installed / "bin").iterdir())
    assert [command.name for command in commands] == ["replyby"]
