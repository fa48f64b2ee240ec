"""The heartbeat, and clearing away in steps that are bounded."""

from datetime import timedelta

from sqlalchemy import func, select, update

from core.database import Database
from models.invitation import INVITATION
from services import upkeep
from tests.conftest import START, Person
from tests.reminders import pile_up, run


def test_the_heartbeat_is_the_last_one_of_any_scheduler(database: Database) -> None:
    assert database.threads.read(upkeep.last_beat) is None
    for seconds in (0, 15, 30):
        at = START + timedelta(seconds=seconds)
        database.threads.write(upkeep.beat, now=at, detail={"flagged": seconds})
        assert database.threads.read(upkeep.last_beat) == at


def test_clearing_away_takes_a_bounded_number_at_a_time_and_ends(database: Database, ada: Person) -> None:
    count = upkeep.BATCH * 2 + 50
    pile_up(database, ada.owner, count, now=START)
    run(database, update(INVITATION).values(deleted_at=START))
    later = START + timedelta(days=31)
    steps = []
    while gone := database.threads.write(upkeep.clear_old, now=later):
        steps.append(gone)
    assert steps == [upkeep.BATCH, upkeep.BATCH, 50]


def test_what_was_not_deleted_is_never_cleared_away(database: Database, ada: Person) -> None:
    pile_up(database, ada.owner, 3, now=START)
    assert database.threads.write(upkeep.clear_old, now=START + timedelta(days=4_000)) == 0
    left = database.threads.read(lambda connection: connection.scalar(select(func.count()).select_from(INVITATION)))
    assert left == 3
