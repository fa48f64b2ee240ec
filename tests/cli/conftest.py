"""A terminal for the tests: the real commands, on a fresh database of either kind."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from core.settings import Settings

ROOT = Path(__file__).parents[2]


@dataclass
class Terminal:
    """Types a command and reads what comes of it. `environment` is what the settings are read from."""

    environment: dict[str, str]
    folder: Path

    def type(self, *arguments: str, typed: str = "") -> Result:
        """Run a command in this process, whatever its exit."""
        return CliRunner().invoke(app, list(arguments), input=typed, env=self.environment)

    def __call__(self, *arguments: str, typed: str = "") -> str:
        """Run a command that has to succeed, and return its stdout."""
        result = self.type(*arguments, typed=typed)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str) -> Any:
        """What a command prints with --json."""
        return json.loads(self(*arguments, "--json"))

    def start(self, *arguments: str, **given: str) -> "subprocess.Popen[str]":
        """Start a command as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | self.environment | given,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def refusal(self, *arguments: str, **given: str) -> str:
        """The one sentence that a command refuses with."""
        result = CliRunner().invoke(app, list(arguments), env=self.environment | given)
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        return sentence(result.stderr)


def sentence(told: str) -> str:
    """What stands on stderr, which must be one line of words and no traceback."""
    assert "Traceback" not in told
    lines = told.strip().split("\n")
    assert len(lines) == 1, told
    assert lines[0].endswith((".", "…")), told
    return lines[0]


@pytest.fixture(autouse=True)
def log_as_before() -> Generator[None]:
    """A command sends the log to its own stderr, which is gone afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def terminal(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on the test's database, in a folder without `.env`."""
    monkeypatch.chdir(tmp_path)
    key = settings.secret_key
    assert key is not None
    return Terminal(
        {
            "REPLYBY_DATABASE_URL": settings.url,
            "REPLYBY_DATA_DIR": str(settings.data_dir),
            "REPLYBY_SECRET_KEY": key.get_secret_value(),
            "TZ": "Europe/Berlin",
        },
        tmp_path,
    )


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on a machine where nothing was ever set up: the data folder doesn't exist yet."""
    monkeypatch.chdir(tmp_path)
    return Terminal({"REPLYBY_DATA_DIR": str(tmp_path / "data"), "TZ": "Europe/Berlin"}, tmp_path)
