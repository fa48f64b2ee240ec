"""Upkeep: what may wait a minute is done in short transactions, and nothing keeps the rest from being done."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, insert, select, text, update

from core.database import Database
from core.ids import new_ids
from core.settings import Settings
from core.vocabulary import ReplyKind, Want
from models.account import ACCOUNT
from models.channel import REMINDER
from models.credential import SESSION, SIGN_IN_ATTEMPT
from models.invitation import ANSWER, EVENT, INVITATION
from models.upkeep import IDEMPOTENCY_KEY
from scheduler.tend import tend
from services import replanning, tracking, upkeep
from tests.conftest import START, Clock, Person
from tests.reminders import add_channel, configure, flag, ledger, one, pile_up, present, record, reply, run


def count(database: Database, table: object, **where: object) -> int:
    def counted(connection: Connection) -> int:
        wanted = [table.c[name] == value for name, value in where.items()]  # type: ignore[attr-defined]
        return connection.execute(select(func.count()).select_from(table).where(*wanted)).scalar_one()  # type: ignore[arg-type]

    return database.threads.read(counted)


async def test_a_changed_zone_is_planned_anew_at_once_for_a_thousand_and_by_the_tick_for_the_rest(
    database: Database, ada: Person, clock: Clock
) -> None:
    ids = pile_up(database, ada.owner, 1_250, now=START)
    owner = configure(database, ada.owner, now=START, time_zone="Asia/Tokyo")
    assert database.threads.write(replanning.replan_account, owner, now=START) == 1_000
    assert one(database, ACCOUNT, ada.id).replan_after == ids[999]
    assert count(database, INVITATION, version=1) == 250
    await tend(database, clock=clock)
    assert one(database, ACCOUNT, ada.id).replan_after is None
    assert count(database, INVITATION, version=2) == 1_250
    # Received Friday 18:00 in Tokyo, counted from there: Tuesday 18:00, which is nine in the morning in UTC.
    assert {row.hour for row in _deadlines(database)} == {9}


def _deadlines(database: Database) -> set[object]:
    return set(
        database.threads.read(lambda connection: connection.execute(select(INVITATION.c.respond_by)).scalars().all())
    )


def test_a_deadline_that_is_planned_anew_takes_back_what_was_planned_on_the_old_one(
    database: Database, ada: Person, settings: Settings
) -> None:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    acme = record(database, ada.owner, now=START)
    due_soon_at = one(database, INVITATION, acme).due_soon_at
    flag(database, due_soon_at)
    owner = configure(database, ada.owner, now=due_soon_at, reply_business_days=9)
    database.threads.write(replanning.replan_account, owner, now=due_soon_at)
    assert [(row.state, row.why) for row in ledger(database)] == [("skipped", "The deadline was planned anew.")]
    assert one(database, INVITATION, acme).flagged == 0


def test_what_stays_where_it_was_is_not_reminded_of_again(database: Database, ada: Person, settings: Settings) -> None:
    """Ada was told this morning what is due tonight; a changed policy that leaves it alone tells her nothing new."""
    add_channel(database, ada.owner, settings, Want.DIGEST, now=START)
    record(database, ada.owner, now=START)
    wednesday = START + timedelta(days=2)
    run(database, update(ACCOUNT).values(next_digest_at=wednesday + timedelta(hours=22)))
    owner = configure(database, ada.owner, now=wednesday, ghosting_business_days=4)
    database.threads.write(replanning.replan_account, owner, now=wednesday)
    assert ledger(database, kind="urgent") == []


async def test_an_account_that_cannot_be_planned_anew_keeps_nobody_else_from_their_turn(
    database: Database, ada: Person, ben: Person, clock: Clock
) -> None:
    pile_up(database, ada.owner, 3, now=START)
    pile_up(database, ben.owner, 3, now=START)
    run(database, update(ACCOUNT).values(replan_after=UUID(int=0)))
    run(database, update(ACCOUNT).where(ACCOUNT.c.id == ada.id).values(time_zone="Nowhere/Land"))
    await tend(database, clock=clock)
    assert count(database, INVITATION, version=2, account_id=ben.id) == 3
    assert present(database, ben.owner)
    assert one(database, ACCOUNT, ada.id).replan_after is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_words_are_taken_into_the_index(database: Database, ada: Person, clock: Clock) -> None:
    for number in range(5):
        record(database, ada.owner, f"Company {number}", now=START)
    await tend(database, clock=clock)
    waiting, indexed = database.threads.read(
        lambda connection: (
            connection.execute(text("SELECT count(*) FROM search_queue")).scalar_one(),
            connection.execute(text("SELECT count(*) FROM invitation_search")).scalar_one(),
        )
    )
    assert (waiting, indexed) == (0, 5)


async def test_a_deleted_invitation_goes_for_good_after_thirty_days_with_all_that_hangs_on_it(
    database: Database, ada: Person, clock: Clock
) -> None:
    gone = record(database, ada.owner, "Gone", now=START)
    kept = record(database, ada.owner, "Kept", now=START)
    for invitation in (gone, kept):
        reply(database, ada.owner, invitation, ReplyKind.DECLINE, now=START)
        database.threads.write(tracking.delete, ada.owner, invitation, now=START)
    run(database, update(INVITATION).where(INVITATION.c.id == kept).values(deleted_at=START + timedelta(minutes=2)))
    clock.set(START + timedelta(days=30, minutes=1))
    await tend(database, clock=clock)
    for table in (EVENT, ANSWER):
        assert count(database, table, invitation_id=gone) == 0
        assert count(database, table, invitation_id=kept) > 0
    assert count(database, INVITATION) == 1
    clock.forward(minutes=1, seconds=1)
    await tend(database, clock=clock)
    assert count(database, INVITATION) == 0


def keys_of(instant: datetime, count: int) -> list[UUID]:
    """Keys as a process makes them whose clock shows that instant; ours may have made later ones already."""
    return [UUID(int=(int(instant.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | n) for n in range(count)]


async def test_what_nobody_needs_any_more_goes_however_much_it_is(
    database: Database, ada: Person, clock: Clock
) -> None:
    old, fresh = START, START + upkeep.LEDGER_KEPT_PERIOD
    note = {
        "account_id": ada.id,
        "channel_name": "Hook",
        "kind": "digest",
        "detail": {},
        "attempts": 1,
    }
    settled = {"state": "sent", "next_attempt_at": None}
    rows = [
        note | settled | {"id": key, "dedupe_key": str(key), "created_at": at}
        for at in (old, fresh)
        for key in keys_of(at, 450)
    ]
    (waiting,) = keys_of(old - timedelta(days=1), 1)
    rows.append(
        note | {"id": waiting, "dedupe_key": "x", "created_at": old, "state": "planned", "next_attempt_at": fresh}
    )
    run(database, insert(REMINDER).values(rows))
    clock.set(fresh + timedelta(seconds=1))
    await tend(database, clock=clock)
    assert count(database, REMINDER, state="sent") == 450
    assert count(database, REMINDER, state="planned") == 1


def test_attempts_answers_and_sessions_are_kept_for_their_time_and_no_longer(database: Database, ada: Person) -> None:
    def fill(connection: Connection) -> None:
        attempt, session, stored = new_ids(START, 3)
        connection.execute(insert(SIGN_IN_ATTEMPT).values(id=attempt, subject="ada@example.com", at=START))
        connection.execute(
            insert(IDEMPOTENCY_KEY).values(
                account_id=ada.id, key=str(stored), fingerprint="x", status=201, body="{}", headers={}, created_at=START
            )
        )
        connection.execute(
            insert(SESSION).values(
                account_id=ada.id,
                id=session,
                digest="x",
                created_at=START,
                expires_at=START + timedelta(hours=2),
                last_used_at=START,
            )
        )

    database.threads.write(fill)
    left: list[tuple[int, int, int]] = []
    for period in (timedelta(hours=1), timedelta(hours=1, seconds=1), timedelta(hours=2, seconds=1)):
        database.threads.write(upkeep.clear_old, now=START + period)
        left.append(tuple(count(database, table) for table in (SIGN_IN_ATTEMPT, SESSION, IDEMPOTENCY_KEY)))  # type: ignore[arg-type]
    assert left == [(1, 1, 1), (0, 1, 1), (0, 0, 1)]
    database.threads.write(upkeep.clear_old, now=START + timedelta(hours=24, seconds=1))
    assert count(database, IDEMPOTENCY_KEY) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_part_of_the_upkeep_that_fails_keeps_no_other_from_being_done(
    database: Database, ada: Person, clock: Clock
) -> None:
    acme = record(database, ada.owner, now=START)
    database.threads.write(tracking.delete, ada.owner, acme, now=START)
    run(database, text("ALTER TABLE account RENAME COLUMN replan_after TO no_longer"))
    clock.forward(days=31)
    await tend(database, clock=clock)
    assert count(database, INVITATION) == 0
