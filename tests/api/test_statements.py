"""How often the busiest requests ask the database: never twice for the same, and never more often than is recorded.

Who asks is a statement of its own on PostgreSQL; on SQLite a glance by the driver takes its place.
"""

from collections.abc import Awaitable, Callable, Generator
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, Engine, event

from core.database import Database
from tests.conftest import Person

Ask = Callable[[httpx2.AsyncClient, str], Awaitable[httpx2.Response]]

RECORDED: dict[str, tuple[Ask, int]] = {
    "read one": (lambda client, key: client.get(f"/api/v1/invitations/{key}"), 1),
    "list of 50": (lambda client, _: client.get("/api/v1/invitations"), 1),
    "filtered list": (lambda client, _: client.get("/api/v1/invitations?status=declined&tag=a&sort=company"), 1),
    "create": (lambda client, _: client.post("/api/v1/invitations", json={"company": "Bolt"}), 2),
    "edit a note": (lambda client, key: client.patch(f"/api/v1/invitations/{key}", json={"notes": "Called."}), 3),
    "snooze": (
        lambda client, key: client.put(
            f"/api/v1/invitations/{key}/snooze", json={"until": "2026-11-24T09:00:00+00:00"}
        ),
        4,
    ),
    "history": (lambda client, key: client.get(f"/api/v1/invitations/{key}/events"), 2),
    "due": (lambda client, _: client.get("/api/v1/due"), 6),
    "digest": (lambda client, _: client.get("/api/v1/digest"), 6),
    "insights": (lambda client, _: client.get("/api/v1/insights"), 2),
    "messages": (lambda client, _: client.get("/api/v1/messages?state=waiting"), 1),
    "reminders": (lambda client, _: client.get("/api/v1/reminders"), 1),
    "contacts": (lambda client, _: client.get("/api/v1/contacts"), 1),
    "me": (lambda client, _: client.get("/api/v1/me"), 1),
}
"""A request, and how many statements it takes beside the one that tells who asks. A rise has to be argued for here."""

NOTED = {"create", "edit a note"}
"""On SQLite these note what the search index is to take in, by one statement more."""


@pytest.fixture
def asked() -> Generator[list[str]]:
    """Every statement that any engine runs, transactions aside."""
    statements: list[str] = []

    def listen(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    yield statements
    event.remove(Engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("name", RECORDED)
async def test_a_request_asks_the_database_as_often_as_is_recorded(
    name: str, ada: Person, database: Database, asked: list[str]
) -> None:
    ask, recorded = RECORDED[name]
    recorded += name in NOTED and not database.is_postgresql
    made = await ada.client.post("/api/v1/invitations", json={"company": "Acme", "tags": ["a"]})
    assert (await ada.client.get("/api/v1/invitations")).status_code == 200
    asked.clear()
    answer = await ask(ada.client, made.json()["id"])
    assert answer.is_success, answer.text
    who = [statement for statement in asked if "FROM account JOIN api_token" in statement]
    told = "\n".join(asked)
    assert len(who) == (1 if database.is_postgresql else 0), told
    assert len(asked) - len(who) == recorded, told
    repeated = {statement for statement in asked if asked.count(statement) > 1}
    assert not repeated, f"asked twice: {repeated}"


async def test_a_read_on_postgresql_is_spared_a_transaction_and_a_write_has_one(database: Database) -> None:
    if not database.is_postgresql:
        return

    def is_on_its_own(connection: Connection) -> bool:
        driver: Any = connection.connection.driver_connection
        return bool(driver.autocommit)

    await database.read(is_on_its_own)
    for _ in range(2):
        assert await database.read(is_on_its_own)
        assert not await database.write(is_on_its_own)
