"""`replyby copy`: a running install is moved, and its address doesn't serve any more."""

from pathlib import Path

import pytest

from core.database import Database
from core.secrets import Keyring
from core.settings import Settings
from core.vocabulary import ChannelKind, Want
from services import channels
from tests.cli.conftest import Terminal
from tests.conftest import START, Person


@pytest.fixture
def target(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'moved.db'}"


def test_copy_moves_everything_and_says_what_to_do_next(
    terminal: Terminal, database: Database, ada: Person, target: str, settings: Settings
) -> None:
    database.threads.write(
        channels.create_channel,
        ada.owner,
        Keyring(settings.key()),
        name="Console",
        kind=ChannelKind.CONSOLE,
        url="console:",
        wants=(Want.ALERTS,),
        now=START,
    )
    refused = terminal.refusal("copy", settings.url, target, REPLYBY_SECRET_KEY="another key, 0123456789 0123456789")
    assert "REPLYBY_SECRET_KEY" in refused
    moved = terminal.type("copy", settings.url, target)
    assert moved.exit_code == 0, moved.output
    assert "each compared with its original" in moved.stdout
    assert "REPLYBY_DATABASE_URL" in moved.stderr
    assert "moved already" in terminal("copy", settings.url, target)
    assert "moved to another one" in terminal.refusal("account", "list")
    assert "moved to another one" in terminal.refusal("serve", "--port", "0")
    there = Terminal(terminal.environment | {"REPLYBY_DATABASE_URL": target}, terminal.folder)
    assert "ada@example.com" in there("account", "list")


def test_copy_takes_addresses_of_databases_alone(fresh: Terminal, target: str) -> None:
    assert "REPLYBY_DATABASE_URL" in fresh.refusal("copy", "mysql://localhost/replyby", target)
    assert not (fresh.folder / "data" / "secret.key").exists()


@pytest.mark.parametrize("key", ["", "a key that only the tests know, 0123456789"])
def test_a_source_that_is_none_is_said_to_be_none_and_stays_as_it_is(fresh: Terminal, target: str, key: str) -> None:
    missing, empty = fresh.folder / "none.db", fresh.folder / "empty.db"
    assert "There is no database" in fresh.refusal("copy", f"sqlite:///{missing}", target, REPLYBY_SECRET_KEY=key)
    assert not missing.exists()
    empty.touch()
    assert "nothing of Replyby's" in fresh.refusal("copy", f"sqlite:///{empty}", target, REPLYBY_SECRET_KEY=key)
