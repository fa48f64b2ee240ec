"""`replyby tick`: once, for real or as a rehearsal."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from core import clock
from core.database import Database
from core.secrets import Keyring
from core.settings import Settings
from models.columns import metadata
from services import channels, history, tracking
from tests.cli.conftest import Terminal
from tests.conftest import Person


@pytest.fixture
def overdue(database: Database, settings: Settings, ada: Person) -> Any:
    """Ada's, recorded nine days ago when it was on track; nobody has looked since. She is told on the console."""
    then = clock.now() - timedelta(days=9)

    def record(connection: Connection) -> Any:
        channels.first_channel(connection, ada.owner, Keyring(settings.key()), has_smtp=False, now=then)
        return tracking.record(connection, ada.owner, {"company": "Acme", "received_at": then}, now=then)["id"]

    return database.threads.write(record)


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in metadata.sorted_tables
    }


def test_tick_dry_run_changes_nothing(terminal: Terminal, database: Database, overdue: Any) -> None:
    before = database.threads.read(everything)
    report = terminal.json("tick", "--dry-run")
    assert report["dry_run"] is True
    assert report["invitations_flagged"] == 1
    assert database.threads.read(everything) == before


def test_a_tick_flags_what_has_passed_and_a_second_one_finds_nothing(terminal: Terminal, overdue: Any) -> None:
    assert terminal.json("tick")["invitations_flagged"] == 1
    assert terminal.json("tick")["invitations_flagged"] == 0


def test_a_tick_at_a_later_instant_does_what_is_due_by_then(
    terminal: Terminal, database: Database, ada: Person
) -> None:
    now = clock.now()
    given = {"company": "Acme", "received_at": now}
    recorded = database.threads.write(tracking.record, ada.owner, given, now=now)
    later = (now + timedelta(days=30)).isoformat()
    assert terminal.json("tick")["levels_recorded"] == 0
    rehearsed = terminal.type("tick", "--at", later, "--dry-run")
    assert "3" in rehearsed.stdout
    assert rehearsed.stderr == ""
    done = terminal.type("tick", "--at", later)
    assert done.exit_code == 0
    assert "real" in done.stderr
    levels = [
        event["detail"]["level"]
        for event in database.threads.read(history.list_events, ada.id, recorded["id"])
        if event["type"] == "flagged"
    ]
    assert levels == ["due_soon", "overdue", "ghosting"]


def test_what_another_process_took_is_no_error(terminal: Terminal, overdue: Any) -> None:
    first, second = terminal.start("tick", "--json"), terminal.start("tick", "--json")
    outcomes = [first.communicate(timeout=60), second.communicate(timeout=60)]
    assert (first.returncode, second.returncode) == (0, 0)
    flagged = [0, 0]
    for place, (out, _) in enumerate(outcomes):
        import json

        flagged[place] = json.loads(out)["invitations_flagged"]
    assert sorted(flagged) == [0, 1]


def test_a_digest_for_the_console_is_printed_beside_the_json_and_not_in_it(
    terminal: Terminal, database: Database, overdue: Any
) -> None:
    digest_time = (clock.now() + timedelta(days=7)).isoformat()
    report = terminal.type("tick", "--at", digest_time, "--json")
    assert report.exit_code == 0
    assert report.stdout.startswith("{")
    assert "Acme" not in report.stdout
    assert "Acme" in report.stderr
