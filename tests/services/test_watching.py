"""What a live page must fetch again is seen by one look, whoever changed it and in whatever order it was committed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, update

from core.database import Database
from core.ids import new_ids
from core.settings import Settings
from core.vocabulary import EventType, Scope, Want
from models.channel import REMINDER
from models.import_batch import IMPORT_BATCH
from models.invitation import EVENT
from services import history, watching
from services.identity import accounts, credentials
from services.watching import CROWD, LATEST_COMMIT, MOST_READ, Look, What
from tests.conftest import Clock, Person
from tests.reminders import add_channel
from tests.scheduler.test_plans_of_queries import plans
from tests.tracked import Diary


@pytest.fixture
def diary(database: Database, ada: Person, clock: Clock) -> Diary:
    return Diary(database, ada.id, clock)


@pytest.fixture
def look(database: Database, clock: Clock) -> Callable[..., Look]:
    """Look at people's accounts, at the clock's present."""

    def at(*people: Person, since: datetime | None = None) -> Look:
        return database.threads.read(watching.look, [one.id for one in people], since=since or clock())

    return at


def key_of(at: datetime) -> UUID:
    """A key as another machine makes it at an instant: this process's own only ever rise."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | uuid4().int & ((1 << 74) - 1))


def happen(connection: Connection, account: UUID, invitation: UUID, at: datetime, **other: Any) -> UUID:
    event = history.event(account, invitation, EventType.FLAGGED, at=at, actor="scheduler") | {"id": key_of(at)} | other
    history.remember(connection, [event])
    return event["id"]


def flagged_in(look: Look, person: Person) -> set[UUID]:
    return {one.id for one in look.happened.get(person.id, []) if one.type is EventType.FLAGGED}


def types_of(look: Look, person: Person) -> set[str]:
    return {one.type.value for one in look.happened.get(person.id, [])}


def test_a_look_names_the_invitation_and_what_happened_to_it(diary, look, ada):
    invitation = diary.record("Acme", notes="private")["id"]
    diary.edit(invitation, notes="more private")
    (first, second) = sorted(look(ada).happened[ada.id])
    assert (first.invitation_id, first.type) == (invitation, EventType.RECORDED)
    assert (second.invitation_id, second.type) == (invitation, EventType.EDITED)
    assert "private" not in repr(look(ada))


def test_nobody_elses_changes_are_seen(diary, look, ada, ben):
    diary.record("Acme")
    assert look(ben).happened == {}
    assert set(look(ben).standing) == {ben.id}
    assert set(look(ada, ben).happened) == {ada.id}


def test_an_event_that_is_committed_after_a_later_one_was_seen_is_seen_too(database, diary, look, ada, clock):
    invitation = diary.record("Acme")["id"]
    decided_at = clock()
    later = database.threads.write(happen, ada.id, invitation, clock.forward(seconds=50))
    assert flagged_in(look(ada), ada) == {later}
    late = database.threads.write(happen, ada.id, invitation, decided_at)
    assert flagged_in(look(ada), ada) == {later, late}


def test_what_was_long_ago_is_not_read_again(database, diary, look, ada, clock):
    invitation = diary.record("Acme")["id"]
    old = database.threads.write(happen, ada.id, invitation, clock())
    assert flagged_in(look(ada), ada) == {old}
    clock.forward(seconds=LATEST_COMMIT.total_seconds() + 1)
    assert flagged_in(look(ada), ada) == set()


def test_an_import_is_told_by_itself_and_not_by_its_events(database, diary, look, ada, clock):
    invitation = diary.record("Acme")["id"]
    database.threads.write(happen, ada.id, invitation, clock(), actor=history.IMPORT, type="imported")
    assert types_of(look(ada), ada) == {"recorded"}
    batch: dict[str, Any] = {
        "account_id": ada.id, "id": key_of(clock()), "size": 1, "digest": "d", "options": {}, "detected": {},
        "counts": {}, "sample": [], "problems": [], "progress": {}, "state": "importing", "rows_done": 0, "version": 1,
        "expires_at": clock(), "created_at": clock(), "updated_at": clock(),
    }  # fmt: skip
    stood = [look(ada).standing[ada.id][What.IMPORT]]
    for change in (
        insert(IMPORT_BATCH).values(batch),
        update(IMPORT_BATCH).values(rows_done=20),
        update(IMPORT_BATCH).values(state="imported", updated_at=clock() + timedelta(milliseconds=1)),
        update(IMPORT_BATCH).values(version=2),
    ):
        database.threads.write(lambda connection, change=change: connection.execute(change))
        stood.append(look(ada).standing[ada.id][What.IMPORT])
    assert len(set(stood)) == len(stood)


def test_the_profile_the_channels_and_the_reminders_stand_otherwise_once_they_change(
    database: Database, look: Callable[..., Look], ada: Person, ben: Person, settings: Settings, clock: Clock
) -> None:
    def changed(work: Callable[[], object]) -> set[What]:
        before = look(ada, ben).standing
        work()
        after = look(ada, ben).standing
        assert after[ben.id] == before[ben.id]
        return {what for what in after[ada.id] if after[ada.id][what] != before[ada.id][what]}

    def rename(connection: Connection) -> None:
        accounts.edit_profile(connection, ada.id, {"name": "Ada W."}, now=clock())

    def settle(connection: Connection) -> None:
        connection.execute(update(REMINDER).values(state="sent"))

    assert changed(lambda: database.threads.write(rename)) == {What.PROFILE}
    assert changed(lambda: add_channel(database, ada.owner, settings, Want.ALERTS, now=clock())) == {What.CHANNEL}
    assert changed(lambda: None) == set()
    channel = add_channel(database, ada.owner, settings, Want.DIGEST, now=clock())
    planned: dict[str, Any] = {
        "account_id": ada.id, "id": key_of(clock()), "channel_id": channel, "channel_name": "Hook", "kind": "digest",
        "dedupe_key": "digest:today", "state": "planned", "attempts": 0, "detail": {}, "created_at": clock(),
    }  # fmt: skip
    plan = insert(REMINDER).values(planned)
    assert changed(lambda: database.threads.write(lambda connection: connection.execute(plan))) == {What.REMINDER}
    assert changed(lambda: database.threads.write(settle)) == {What.REMINDER}


def test_a_deleted_account_has_no_standing(look, ada, ben, database):
    database.threads.write(lambda connection: connection.exec_driver_sql("DELETE FROM account WHERE name = 'Ben'"))
    assert set(look(ada, ben).standing) == {ada.id}


def test_a_crowd_is_told_as_a_crowd_and_hides_nobody_else(database, diary, look, ada, ben, clock):
    invitation = diary.record("Acme")["id"]
    crowd = [
        history.event(ada.id, invitation, EventType.DEADLINE_CHANGED, at=clock(), actor="person") | {"id": key}
        for key in new_ids(clock(), MOST_READ)
    ]
    database.threads.write(lambda connection: connection.execute(insert(EVENT), crowd))
    other = Diary(database, ben.id, clock).record("Blue Fir")["id"]
    seen = look(ada, ben)
    assert seen.crowded == {ada.id}
    assert [one.invitation_id for one in seen.happened[ben.id]] == [other]
    assert ada.id not in seen.happened
    assert CROWD < MOST_READ


def test_a_look_finds_by_an_index_what_happened_lately(database, diary, ada, clock):
    invitation = diary.record("Acme")["id"]
    old = [history.event(ada.id, invitation, EventType.EDITED, at=clock(), actor="person") for _ in range(3_000)]
    database.threads.write(history.remember, [event | {"id": key_of(clock())} for event in old])
    if database.is_postgresql:
        database.threads.write(lambda connection: connection.exec_driver_sql("ANALYZE"))
    clock.forward(hours=1)
    plan = plans(database, lambda connection: watching.look(connection, [ada.id], since=clock()))
    assert "ix_event_lately" in plan
    assert "Seq Scan on event" not in plan
    assert "SCAN event" not in plan


def test_a_session_or_token_is_good_until_it_is_ended_or_over(database, ada, ben, clock):
    read = frozenset({Scope.READ})
    over = clock() + timedelta(hours=1)
    lasting, passing, revoked = (
        database.threads.write(credentials.make_token, ada.id, name="t", scopes=read, expires_at=until, now=clock()).id
        for until in (None, over, None)
    )
    stays, ends = (
        database.threads.write(credentials.open_session, person.id, user_agent=None, address=None, now=clock()).id
        for person in (ada, ben)
    )

    def good(at: datetime) -> set[UUID]:
        sessions, tokens = {stays, ends}, {lasting, passing, revoked}
        return database.threads.read(watching.still_good, sessions, tokens, now=at)

    assert good(clock()) == {stays, ends, lasting, passing, revoked}
    database.threads.write(credentials.revoke_token, ada.id, revoked)
    database.threads.write(credentials.end_session, ben.id, ends)
    assert good(clock()) == {stays, lasting, passing}
    assert good(over) == {stays, lasting}
    assert good(clock() + credentials.IDLE_PERIOD) == {lasting}
