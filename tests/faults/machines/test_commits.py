"""A connection that breaks: before the commit nothing was stored, and in it nobody may claim to know."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from core.database import Database
from core.trouble import OutcomeUncertain
from services import upkeep
from tests.conftest import START, Person
from tests.faults.machines.fleet import problem_of

BREAKS_IN_THE_COMMIT = """
CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER break_off AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION break_off()
"""


@pytest.fixture(params=["loop", "thread"])
def write(request: pytest.FixtureRequest, database: Database) -> Callable[..., Any]:
    """The two ways to write."""
    if not database.is_postgresql:
        pytest.skip("a SQLite file has no connection that could break")
    if request.param == "loop":
        return database.write
    return lambda *given, **named: database.in_thread(database.threads.write, *given, **named)


def break_off_when_stored(database: Database, table: str) -> None:
    statements = BREAKS_IN_THE_COMMIT.format(table=table)
    database.threads.write(lambda connection: connection.execute(text(statements)) and None)


async def test_a_connection_that_breaks_in_the_commit_leaves_the_outcome_open(
    database: Database, write: Callable[..., Any]
) -> None:
    break_off_when_stored(database, "heartbeat")
    with pytest.raises(OutcomeUncertain):
        await write(upkeep.beat, now=START, detail={})
    assert await database.read(upkeep.last_beat) is None


async def test_a_connection_that_breaks_before_the_commit_has_stored_nothing(
    database: Database, write: Callable[..., Any]
) -> None:
    def broken(connection: Connection) -> None:
        upkeep.beat(connection, now=START, detail={})
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(OperationalError):
        await write(broken)
    assert await database.read(upkeep.last_beat) is None
    # The next one gets a connection that works.
    await write(upkeep.beat, now=START, detail={})


async def test_an_api_that_cannot_know_says_so(database: Database, ada: Person, client: httpx2.AsyncClient) -> None:
    if not database.is_postgresql:
        pytest.skip("a file has no connection that could break")
    break_off_when_stored(database, "invitation")
    answer = await ada.client.post("/api/v1/invitations", json={"company": "Acme"})
    assert problem_of(answer) == "outcome-uncertain"
    assert "may have been" in answer.json()["detail"]
    # A client that obeys it would send the same again, and might record it twice.
    assert "retry-after" not in answer.headers
    named = {"idempotency-key": "0123456789abcdef"}
    answer = await ada.client.post("/api/v1/invitations", json={"company": "Acme"}, headers=named)
    assert problem_of(answer) == "outcome-uncertain"
    assert "retry-after" in answer.headers
    assert (await ada.client.get("/api/v1/invitations")).json()["items"] == []
