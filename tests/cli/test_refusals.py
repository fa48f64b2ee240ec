"""Whatever goes wrong is one sentence on stderr and a non-zero exit."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import refusals
from tests.cli.conftest import ROOT, Terminal, sentence
from tests.conftest import Person

KEY = "a key that only the tests know, 0123456789"


def test_an_unreachable_database_is_one_sentence(fresh: Terminal) -> None:
    url = "postgresql+psycopg://ada:hidden-word@127.0.0.1:1/replyby"
    process = fresh.start("due", REPLYBY_DATABASE_URL=url, REPLYBY_SECRET_KEY=KEY)
    out, told = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert sentence(told).startswith("The database can't be used: ")
    assert "127.0.0.1" in told
    assert "hidden-word" not in told


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("scheduler",), ("tick",)])
def test_processes_that_run_on_say_it_too(command: tuple[str, ...], fresh: Terminal) -> None:
    url = "postgresql+psycopg://ada@127.0.0.1:1/replyby"
    assert fresh.refusal(*command, REPLYBY_DATABASE_URL=url, REPLYBY_SECRET_KEY=KEY)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("REPLYBY_PORT", "many"), ("REPLYBY_DATABASE_URL", "mysql://x"), ("REPLYBY_SECRET_KEY", "short")],
)
def test_a_wrong_setting_is_named(setting: str, value: str, fresh: Terminal) -> None:
    assert setting in fresh.refusal("due", **{setting: value})


def test_a_file_that_is_no_database_is_one_sentence(fresh: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Ada, this is no database. " * 100)
    assert "isn't one of SQLite's" in fresh.refusal("due", REPLYBY_DATABASE_URL=f"sqlite:///{path}")


def test_a_folder_that_does_not_exist_is_one_sentence(fresh: Terminal) -> None:
    assert "can't be opened" in fresh.refusal("due", REPLYBY_DATABASE_URL="sqlite:////nowhere/at/all/replyby.db")


def test_a_data_folder_that_is_a_file_is_one_sentence(fresh: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_text("")
    assert str(path) in fresh.refusal("due", REPLYBY_DATA_DIR=str(path))


def test_a_locked_database_is_one_sentence(fresh: Terminal, tmp_path: Path) -> None:
    fresh("account", "list")
    with sqlite3.connect(tmp_path / "data" / "replyby.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "busy with another writer" in fresh.refusal("demo")


def test_no_account_and_several_accounts_are_told_apart(terminal: Terminal, enrol: Callable[[str], Person]) -> None:
    assert "replyby account create" in sentence(terminal.type("due").stderr)
    enrol("ada")
    assert terminal("due")
    enrol("ben")
    told = sentence(terminal.type("due").stderr)
    assert "ada@example.com, ben@example.com" in told
    assert "--account" in told
    assert terminal("due", "--account", "BEN@example.com")
    assert "cleo@example.com" in sentence(terminal.type("due", "--account", "cleo@example.com").stderr)


def test_what_nobody_foresaw_is_a_sentence_and_a_traceback_only_when_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPLYBY_LOG_LEVEL", raising=False)
    with pytest.raises(SystemExit, match="1"), refusals.in_a_sentence():
        raise LookupError("a secret detail")
    told = capsys.readouterr().err
    assert "LookupError" in sentence(told)
    assert "secret" not in told
    monkeypatch.setenv("REPLYBY_LOG_LEVEL", "DEBUG")
    with pytest.raises(SystemExit, match="1"), refusals.in_a_sentence():
        raise LookupError("a detail")
    assert "Traceback" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(terminal: Terminal, ada: Person) -> None:
    result = terminal.type("import", "nothing.csv")
    assert result.exit_code == 1
    assert sentence(result.stderr) == "nothing.csv: No such file or directory."


def test_an_argument_that_is_no_text_is_refused(terminal: Terminal, ada: Person) -> None:
    result = terminal.type("decline", "--company", "Acme\udcff")
    assert result.exit_code == 1
    assert "isn't text" in sentence(result.stderr)


def test_a_naive_instant_is_a_usage_error(terminal: Terminal, ada: Person) -> None:
    result = terminal.type("due", "--at", "2026-11-23T18:00:00")
    assert result.exit_code == 2
    assert "needs its zone" in result.stderr


def test_an_interrupted_command_exits_with_130(fresh: Terminal) -> None:
    fresh("account", "create", "ada@example.com", "--name", "Ada", "--stdin", typed="correct horse battery\n")
    process = fresh.start("import", "-")
    assert process.stdin is not None
    # More than a pipe holds: when it is written, the command reads.
    process.stdin.write("company\n" * 100_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in told


def test_a_reader_that_goes_away_ends_the_command_without_a_word(fresh: Terminal) -> None:
    fresh("demo")
    process = fresh.start("digest")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(timeout=30) == 1
    process.stderr.close()
    assert process.stdin is not None
    process.stdin.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_behind_stdout_is_one_sentence(fresh: Terminal) -> None:
    fresh("demo")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "digest"],
            env=os.environ | {"PYTHONPATH": str(ROOT)} | fresh.environment,
            cwd=fresh.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "disk is full" in sentence(done.stderr)
