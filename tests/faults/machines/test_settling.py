"""What a courier or a postman knows is written down, also where the database comes back only afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from core.database import Database
from core.settings import Settings
from core.vocabulary import Want
from scheduler import courier, sending
from scheduler.tick import tick
from tests.conftest import START, Clock, Person
from tests.outgoing import UNDO, approved, deliver, letterbox, row_of, set_identity
from tests.reminders import Outbox, add_channel, ledger, pile_up

AWAY = 3
"""So many statements in a row find no database."""


@pytest.fixture
def away(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """From when it is called, the first transactions that would run a service find no database."""
    left: dict[str, int] = {}
    read, write, thread_write = database.threads.read, database.write, database.threads.write

    def is_away(service: Callable[..., Any]) -> bool:
        if left.get(service.__name__, 0) == 0:
            return False
        left[service.__name__] -= 1
        return True

    def watched(verb: Callable[..., Any]) -> Callable[..., Any]:
        def run(service: Callable[..., Any], *given: Any, **named: Any) -> Any:
            if is_away(service):
                raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))
            return verb(service, *given, **named)

        return run

    monkeypatch.setattr(database.threads, "read", watched(read))
    monkeypatch.setattr(database.threads, "write", watched(thread_write))
    monkeypatch.setattr(database, "write", watched(write))
    for module in (courier, sending):
        monkeypatch.setattr(module, "LONGEST_PAUSE", 0.01)
    return lambda service: left.update({service.__name__: AWAY})


@pytest.mark.parametrize("step", ["write_message", "settle_sent"])
async def test_a_reminder_whose_database_is_away_for_a_moment_goes_out_once(
    database: Database, ada: Person, settings: Settings, clock: Clock, away: Callable[..., None], step: str
) -> None:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    pile_up(database, ada.owner, 1, now=START)
    outbox = Outbox()
    away(_named(step))
    await tick(database, outbox.courier(database, settings, clock))
    assert [(row.state, row.attempts) for row in ledger(database)] == [("sent", 1)]
    assert len(outbox.messages) == 1


@pytest.mark.parametrize("step", ["settle_taken", "settle_not_taken"])
async def test_what_became_of_a_reply_is_told_when_the_database_is_back(
    database: Database, ada: Person, settings: Settings, clock: Clock, away: Callable[..., None], step: str
) -> None:
    with letterbox("250 taken" if step == "settle_taken" else "550 no") as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        away(_named(step))
        await deliver(database, settings, clock)
    assert row_of(database, reply).state == ("sent" if step == "settle_taken" else "failed")


async def test_a_reply_that_could_not_be_looked_at_is_put_off_and_nobody_is_asked(
    database: Database, ada: Person, settings: Settings, clock: Clock, away: Callable[..., None]
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        away(_named("prepare"))
        await deliver(database, settings, clock)
        assert box.mails == []
        assert row_of(database, reply).state == "approved"


def _named(name: str) -> Callable[..., Any]:
    def service() -> None: ...

    service.__name__ = name
    return service
