"""Accounts, passwords and tokens from the terminal."""

import json
from datetime import timedelta

from core import clock
from core.database import Database
from core.vocabulary import Scope
from services import channels
from services.identity import accounts, credentials, passwords
from tests.cli.conftest import Terminal, sentence
from tests.conftest import Person


def test_an_account_is_made_from_the_terminal_with_a_place_for_its_reminders(
    terminal: Terminal, database: Database
) -> None:
    made = terminal(
        *("account", "create", "Ada@Example.com", "--name", "Ada", "--stdin", "--country", "DE"),
        typed="correct horse battery\n",
    )
    assert "ada@example.com, in Europe/Berlin" in made
    found = database.threads.read(accounts.find_by_email, "ada@example.com")
    assert found is not None
    assert passwords.is_password("correct horse battery", found[1])
    assert [one["kind"] for one in database.threads.read(channels.list_channels, found[0])] == ["console"]


def test_a_password_is_asked_for_twice_and_never_shown(terminal: Terminal) -> None:
    typed = "correct horse battery\ncorrect horse battery\n"
    result = terminal.type("account", "create", "ada@example.com", "--name", "Ada", typed=typed)
    assert result.exit_code == 0
    assert "correct" not in result.output
    assert json.loads(terminal("account", "list", "--json"))["items"][0]["email"] == "ada@example.com"


def test_a_refused_account_is_one_sentence_and_none(terminal: Terminal) -> None:
    create = ("account", "create", "ada@example.com", "--name", "Ada", "--stdin")
    short = terminal.type(*create, typed="short\n")
    assert short.exit_code == 1
    assert "at least 10 characters" in sentence(short.stderr)
    nowhere = terminal.type(*create, "--time-zone", "Europe/Atlantis", typed="correct horse battery\n")
    assert "IANA" in sentence(nowhere.stderr)
    assert terminal.type("account", "create", "nobody", "--name", "Ada", "--stdin").exit_code == 2
    assert "no accounts" in terminal("account", "list")


def test_a_forgotten_password_is_set_and_ends_every_session(
    terminal: Terminal, database: Database, ada: Person, ben: Person
) -> None:
    now = clock.now()
    sessions = {
        person.email: database.threads.write(
            credentials.open_session, person.id, user_agent=None, address="127.0.0.1", replaces=None, now=now
        ).secret
        for person in (ada, ben)
    }
    terminal("password", "ada@example.com", "--stdin", typed="staple and anvil, together\n")
    found = database.threads.read(accounts.find_by_email, ada.email)
    assert found is not None
    assert passwords.is_password("staple and anvil, together", found[1])
    assert database.threads.read(credentials.by_session, sessions[ada.email], now=now) is None
    assert database.threads.read(credentials.by_session, sessions[ben.email], now=now) is not None


def test_a_password_that_is_no_good_changes_nothing(terminal: Terminal, database: Database, ada: Person) -> None:
    before = database.threads.read(accounts.find_by_email, ada.email)
    assert terminal.type("password", ada.email, "--stdin", typed="short\n").exit_code == 1
    assert terminal.type("password", ada.email, "--stdin", typed="").exit_code == 1
    assert terminal.type("password", "cleo@example.com", "--stdin", typed="correct horse battery\n").exit_code == 1
    assert database.threads.read(accounts.find_by_email, ada.email) == before


def test_a_token_is_printed_once_alone_and_works_with_its_scopes(
    terminal: Terminal, database: Database, ada: Person
) -> None:
    result = terminal.type("token", "create", "laptop", "--scopes", "read, write", "--expires-in", "90d")
    secret = result.stdout.strip()
    assert secret.startswith("rb_")
    assert "\n" not in secret
    now = clock.now()
    good = database.threads.read(credentials.by_token, secret, now=now + timedelta(days=89))
    assert good is not None
    assert good.scopes == {Scope.READ, Scope.WRITE}
    assert good.owner.email == ada.email
    assert database.threads.read(credentials.by_token, secret, now=now + timedelta(days=91)) is None
    assert secret not in terminal("token", "list")


def test_a_token_may_only_read_unless_more_is_asked_for(terminal: Terminal, ada: Person) -> None:
    made = terminal.json("token", "create", "laptop")
    assert (made["scopes"], made["expires_at"]) == (["read"], None)
    assert set(made) == {"id", "name", "scopes", "expires_at", "token"}


def test_a_revoked_token_is_refused(terminal: Terminal, database: Database, ada: Person) -> None:
    secret = terminal("token", "create", "laptop").strip()
    assert terminal.type("token", "revoke", "desktop").exit_code == 1
    terminal("token", "revoke", "laptop")
    assert database.threads.read(credentials.by_token, secret, now=clock.now()) is None


def test_two_tokens_of_one_name_are_revoked_by_id(terminal: Terminal, ada: Person) -> None:
    ids = [terminal.json("token", "create", "laptop")["id"] for _ in range(2)]
    told = sentence(terminal.type("token", "revoke", "laptop").stderr)
    assert all(one in told for one in ids)
    terminal("token", "revoke", ids[0])
    left = [one["id"] for one in terminal.json("token", "list")["items"]]
    assert ids[1] in left
    assert ids[0] not in left


def test_nobody_revokes_the_token_of_somebody_else(terminal: Terminal, ada: Person, ben: Person) -> None:
    made = terminal.json("token", "create", "laptop", "--account", ada.email)
    assert terminal.type("token", "revoke", made["id"], "--account", ben.email).exit_code == 1
    assert made["id"] in {one["id"] for one in terminal.json("token", "list", "--account", ada.email)["items"]}


def test_a_wrong_scope_or_time_is_a_usage_error(terminal: Terminal, ada: Person) -> None:
    for wrong in (("--scopes", "everything"), ("--scopes", ","), ("--expires-in", "soon"), ("--expires-in", "0d")):
        assert terminal.type("token", "create", "laptop", *wrong).exit_code == 2
