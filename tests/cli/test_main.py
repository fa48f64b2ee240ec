"""The list of commands, and how little it costs to read it."""

import inspect
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli import main
from cli.version import version_of_replyby
from tests.cli.conftest import ROOT, Terminal


@pytest.mark.parametrize("name", list(main._COMMANDS))
def test_the_line_of_every_command_is_the_first_of_its_own_help(name: str) -> None:
    command = main._Commands()[name]
    assert inspect.cleandoc(command.help).split("\n")[0] == main._COMMANDS[name].help


@pytest.mark.parametrize("name", list(main._COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    shown = CliRunner().invoke(main.app, [name, "--help"])
    assert shown.exit_code == 0
    assert shown.stdout.startswith("Usage: ")


def test_help_lists_every_command_and_loads_no_database_server_or_table() -> None:
    program = (
        "import sys, contextlib\n"
        "from cli.main import app\n"
        "with contextlib.suppress(SystemExit): app(['--help'])\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'fastapi', 'uvicorn', 'pydantic', 'rich', 'alembic', 'holidays'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    shown = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.rstrip().endswith("[]")
    assert all(f"\n  {name} " in shown.stdout for name in main._COMMANDS)


def test_a_mistyped_command_is_a_usage_error_that_suggests_the_right_one(fresh: Terminal) -> None:
    result = fresh.type("digset")
    assert result.exit_code == 2
    assert "Did you mean 'digest'?" in result.stderr


def test_the_version_is_the_installed_one(fresh: Terminal) -> None:
    assert fresh("version") == fresh("--version") == f"{version_of_replyby()}\n"
