"""`replyby backup`, `restore`, `hold` and `release`: one file, and back, and nothing sent until somebody says so."""

import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.database import Database
from core.settings import Settings
from core.vocabulary import Want
from tests.cli.conftest import Terminal
from tests.conftest import START, Person
from tests.documents import text_of
from tests.reminders import add_channel, ledger, record

OWNER_ONLY = 0o600


@pytest.fixture
def lived_in(database: Database, settings: Settings, ada: Person) -> Database:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    record(database, ada.owner, now=START)
    return database


def test_a_backup_takes_a_dated_name_in_the_data_folder_and_says_that_the_key_is_not_in_it(
    terminal: Terminal, lived_in: Database, tmp_path: Path
) -> None:
    result = terminal.type("backup")
    path = Path(result.stdout.strip())
    assert path.parent == tmp_path / "backups"
    assert path.stat().st_mode & 0o777 == OWNER_ONLY
    assert "secret key isn't in it" in result.stderr
    with closing(sqlite3.connect(path)) as kept:
        assert kept.execute("SELECT company FROM invitation").fetchall() == [("Acme",)]


def test_the_line_for_cron_says_nothing_unless_it_fails(terminal: Terminal, lived_in: Database, tmp_path: Path) -> None:
    """Cron mails whatever is said, on either stream, and finds no command that isn't named by its whole path."""
    lines = re.findall(r"^[*\d]\S*(?: \S+){4}  (\S+) (.+)$", text_of("docs/operations.md"), re.MULTILINE)
    assert [arguments.split()[0] for _, arguments in lines] == ["tick", "backup"]
    installed = re.findall(r"install .* (\S+)$", text_of("deploy/replyby.sh"), re.MULTILINE)
    assert [command for command, _ in lines] == installed * 2
    tick, backup = (shlex.split(arguments) for _, arguments in lines)
    terminal("hold", "--why", "Ada looks first.")
    for line in (tick, backup):
        # A process of its own: the log is said there too.
        with terminal.start(*line) as process:
            assert process.communicate() == ("", "")
        assert process.returncode == 0
    assert len(list((tmp_path / "backups").iterdir())) == 1
    assert "no database" in terminal.refusal(*backup, REPLYBY_DATABASE_URL=f"sqlite:///{tmp_path / 'gone.db'}")


def test_a_backup_goes_where_it_is_told_to_and_never_over_another_file(
    terminal: Terminal, lived_in: Database, tmp_path: Path
) -> None:
    there, folder = tmp_path / "mine.db", tmp_path / "elsewhere"
    folder.mkdir()
    made = terminal.json("backup", str(there))
    assert (made["path"], made["rows"]["invitation"], made["removed"]) == (str(there), 1, [])
    assert str(there) in terminal.refusal("backup", str(there))
    for day in range(1, 4):
        (folder / f"replyby-2026010{day}T000000Z.db").touch()
    kept = terminal.json("backup", str(folder), "--keep", "2")
    assert len(kept["removed"]) == 2
    assert {path.name for path in folder.iterdir()} == {Path(kept["path"]).name, "replyby-20260103T000000Z.db"}
    assert terminal.type("backup", str(tmp_path / "other.db"), "--keep", "2").exit_code == 2


def test_where_there_is_no_database_nothing_is_backed_up_and_none_is_made(fresh: Terminal) -> None:
    assert "no database" in fresh.refusal("backup")
    assert not list(fresh.folder.rglob("*.db"))


def test_what_is_restored_is_held_until_it_is_released(terminal: Terminal, lived_in: Database, tmp_path: Path) -> None:
    path = terminal("backup").strip()
    target = f"sqlite:///{tmp_path / 'restored.db'}"
    told = terminal.type("restore", path, "--database-url", target)
    assert told.exit_code == 0, told.output
    assert told.stdout == "Restored 1 account and 1 invitation.\n"
    assert "replyby release" in told.stderr
    assert "another one" not in told.stderr
    assert "--replace" in terminal.refusal("restore", path, "--database-url", target)
    there = Terminal(terminal.environment | {"REPLYBY_DATABASE_URL": target}, tmp_path)
    assert "Nothing is sent since" in there.type("tick").stderr
    assert there.type("doctor").exit_code == 1
    assert there("release").startswith("Released")
    assert "Nothing is held" in there.refusal("release")
    assert "Nothing is sent" not in there.type("tick").stderr


def test_another_key_or_none_is_said_and_none_is_made(terminal: Terminal, lived_in: Database, tmp_path: Path) -> None:
    path = terminal("backup").strip()
    target = f"sqlite:///{tmp_path / 'restored.db'}"
    command = ("restore", path, "--database-url", target, "--replace")
    environment = {**terminal.environment, "REPLYBY_DATABASE_URL": target}
    other = Terminal({**environment, "REPLYBY_SECRET_KEY": "another key, which nobody wrote with it"}, tmp_path)
    assert "secret key is another one" in other.type(*command).stderr
    del environment["REPLYBY_SECRET_KEY"]
    without = Terminal({**environment, "REPLYBY_DATA_DIR": str(tmp_path / "new")}, tmp_path)
    assert "no secret key yet" in without.type(*command).stderr
    assert not (tmp_path / "new" / "secret.key").exists()


def test_a_database_that_was_restored_by_other_means_is_held_by_hand(
    terminal: Terminal, lived_in: Database, settings: Settings
) -> None:
    assert terminal("hold", "--why", "pg_restore, of Monday.") == "Held: nothing leaves by itself.\n"
    terminal("tick", "--at", "2027-01-04T18:00+01:00")
    assert {(row.kind, row.state, row.attempts) for row in ledger(lived_in)} == {("alert", "planned", 0)}
    assert "pg_restore, of Monday." in terminal.type("tick").stderr
    discarded = terminal.type("release", "--discard")
    assert discarded.exit_code == 0
    assert "Discarded: 1 reminder." in discarded.stderr
    assert {row.state for row in ledger(lived_in)} == {"skipped"}
