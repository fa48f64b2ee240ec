"""What the tests of the migrations share: databases that are still empty, and a process that migrates and dies."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres import Server

ROOT = Path(__file__).parents[2]

Attempt = Callable[[str], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str]:
    """The address of an empty database: no table is in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'replyby.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = f"migrated_{uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """The folder of the copies that are made before an upgrade."""
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def migrator() -> Generator["subprocess.Popen[str]"]:
    """The process of `a_migrator`, which waits for its next line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.migrations.a_migrator"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.communicate(timeout=60)


@pytest.fixture
def migrate_together(migrator: "subprocess.Popen[str]", database_url: str, copies: Path) -> Callable[..., list[str]]:
    """Try to migrate in several processes at once."""

    def attempt(told: str, *, together: int) -> list[str]:
        assert migrator.stdin is not None
        assert migrator.stdout is not None
        asked = {"url": database_url, "folder": str(copies), "told": told, "together": together}
        migrator.stdin.write(json.dumps(asked) + "\n")
        migrator.stdin.flush()
        return json.loads(migrator.stdout.readline())

    return attempt


@pytest.fixture
def migrate(migrate_together: Callable[..., list[str]]) -> Attempt:
    """Try to migrate: `migrate("7")` dies before the seventh statement."""
    return lambda told: migrate_together(told, together=1)[0]
