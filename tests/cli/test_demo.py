"""`replyby demo`: a throwaway account in which everything can be seen at once."""

import asyncio
import re
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from core.database import Database
from core.secrets import Keyring
from core.settings import Settings
from core.vocabulary import Attention, Status
from models.columns import metadata
from notifications.content import SectionCode
from services import finding, flagging, history, plan_digests, tracking
from services.demonstration import demonstrating
from services.digest import digest_of
from services.identity import accounts, passwords
from services.listing import Wanted, list_invitations
from tests.cli.conftest import Terminal
from tests.conftest import START, Person

AWKWARD = [
    ("UTC", datetime(2026, 11, 22, 23, 40, tzinfo=UTC)),  # a Sunday night
    ("UTC", datetime(2026, 11, 23, 0, 5, tzinfo=UTC)),  # the first minutes of a Monday
    ("Europe/Berlin", datetime(2026, 11, 27, 17, 1, tzinfo=UTC)),  # a Friday, the working day just over
    ("Europe/Berlin", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # clocks going forward
    ("America/New_York", datetime(2026, 11, 1, 5, 59, tzinfo=UTC)),  # clocks going back
    ("Pacific/Kiritimati", datetime(2027, 1, 1, 9, 59, tzinfo=UTC)),
    ("Pacific/Pago_Pago", datetime(2028, 2, 29, 11, 0, tzinfo=UTC)),
    ("Asia/Kolkata", datetime(2027, 6, 16, 4, 20, tzinfo=UTC)),
]


@pytest.fixture
def demonstrate(database: Database, settings: Settings) -> Callable[..., demonstrating.Demonstration]:
    def make(now: datetime = START, time_zone: str = "Europe/Berlin") -> demonstrating.Demonstration:
        keyring = Keyring(settings.key())
        return demonstrating.make_demonstration(database.threads, keyring, time_zone=time_zone, language="en", now=now)

    return make


@pytest.fixture
def one_file(migrated_file: Path, tmp_path: Path) -> Generator[Database]:
    """SQLite alone: what is under test is the calendar."""
    path = tmp_path / "calendar.db"
    path.write_bytes(migrated_file.read_bytes())
    opened = Database(f"sqlite:///{path}")
    yield opened
    asyncio.run(opened.close())


def listed(database: Database, now: datetime) -> list[dict[str, Any]]:
    owner = database.threads.read(finding.find_account, finding.DEMONSTRATION_EMAIL)
    return database.threads.read(list_invitations, owner, Wanted(), now=now, limit=200)["items"]


@pytest.mark.parametrize(("zone", "now"), AWKWARD)
def test_the_demo_shows_every_level_status_and_part_of_the_digest_at_any_time(
    zone: str, now: datetime, one_file: Database
) -> None:
    keyring = Keyring("a key that only the tests know, 0123456789")
    made = demonstrating.make_demonstration(one_file.threads, keyring, time_zone=zone, language="en", now=now)
    items = listed(one_file, now)
    assert len(items) == made.invitations
    assert 18 <= len(items) <= 25
    assert {item["attention"] for item in items} == {*Attention, None}
    assert {item["status"] for item in items} >= set(Status) - {Status.CLOSED}
    assert any(item["snoozed_until"] is not None and item["snoozed_until"] > now for item in items)
    assert all(item["received_at"] <= now and item["created_at"] <= now for item in items)
    owner = one_file.threads.read(finding.find_account, finding.DEMONSTRATION_EMAIL)
    digest = one_file.threads.read(digest_of, owner, now=now, link_base="http://localhost")
    parts = {section.code for section in digest.sections}
    assert parts >= set(SectionCode) - {SectionCode.DUE_TODAY, SectionCode.DUE_SOON, SectionCode.SNOOZES_ENDING}
    assert parts & {SectionCode.DUE_TODAY, SectionCode.DUE_SOON}


def test_the_history_of_the_demo_is_in_order_and_over(demonstrate: Callable[..., Any], database: Database) -> None:
    demonstrate()
    owner = database.threads.read(finding.find_account, finding.DEMONSTRATION_EMAIL)
    for item in listed(database, START):
        events = database.threads.read(history.list_events, owner.id, item["id"])
        instants = [event["at"] for event in events]
        assert instants == sorted(instants), item["company"]
        assert instants[-1] <= START


def test_nothing_of_the_demo_is_left_for_the_scheduler(demonstrate: Callable[..., Any], database: Database) -> None:
    demonstrate()
    soon = START + timedelta(minutes=1)
    assert database.threads.write(flagging.flag_due, now=soon) == flagging.Flagged()
    assert database.threads.write(plan_digests.plan_digests, now=soon).digests == 0


def test_the_demo_again_replaces_itself_and_touches_nobody_else(
    demonstrate: Callable[..., demonstrating.Demonstration], database: Database, ada: Person
) -> None:
    database.threads.write(tracking.record, ada.owner, {"company": "Acme"}, now=START)
    before = database.threads.read(rows_of, ada.id)
    first, second = demonstrate(), demonstrate(START + timedelta(hours=5))
    assert first.password != second.password
    assert database.threads.read(accounts.count_accounts) == 2
    assert len(listed(database, START)) == second.invitations
    assert database.threads.read(rows_of, ada.id) == before
    assert demonstrating.remove_demonstration(database.threads)
    assert not demonstrating.remove_demonstration(database.threads)
    assert database.threads.read(rows_of, ada.id) == before
    assert set(database.threads.read(everything_but, ada.id).values()) <= {0}


def test_the_demo_is_not_meant_where_there_is_an_account_of_somebodys_own(terminal: Terminal, ada: Person) -> None:
    terminal("demo")
    assert terminal("due") == "Nothing needs an answer.\n"


def test_the_password_that_the_demo_prints_signs_in(terminal: Terminal, database: Database) -> None:
    shown = terminal("demo")
    found = re.search(r"E-mail +(\S+)\nPassword +(\S+)", shown)
    assert found
    account = database.threads.read(accounts.find_by_email, found[1])
    assert account is not None
    assert passwords.is_password(found[2], account[1])
    assert "The demonstration is gone" in terminal("demo", "--remove")


def test_the_demo_answers_every_command_that_it_suggests(terminal: Terminal) -> None:
    suggested = re.findall(r"^  replyby (due|digest) --account (\S+)", terminal.type("demo").stderr, re.MULTILINE)
    assert {command for command, _ in suggested} == {"due", "digest"}
    for command, email in suggested:
        assert "Hedgehog Health" in terminal(command, "--account", email)
    assert "Flamingo Freight" in terminal("decline", "Flamingo Freight", "--reason", "salary")


def rows_of(connection: Connection, account_id: UUID) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that belongs to an account."""
    owned = {
        table.name: sorted(map(tuple, connection.execute(table.select().where(table.c.account_id == account_id))))
        for table in metadata.sorted_tables
        if "account_id" in table.c and table.name != "api_token"
    }
    account = metadata.tables["account"]
    return owned | {"account": [tuple(connection.execute(account.select().where(account.c.id == account_id)).one())]}


def everything_but(connection: Connection, account_id: UUID) -> dict[str, int]:
    """How many rows belong to somebody else."""
    return {
        table.name: len(connection.execute(table.select().where(table.c.account_id != account_id)).all())
        for table in metadata.sorted_tables
        if "account_id" in table.c
    }
