"""Every passed deadline is flagged once: with one event a level, and one alert about the highest."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from core.database import Database
from core.settings import Settings
from core.vocabulary import Attention, ReplyKind, Want
from models.invitation import INVITATION
from services import answering, flagging, silencing, tracking
from tests.conftest import START, Clock, Person
from tests.reminders import add_channel, flag, flag_events, ledger, one, record, reply, run

DUE_SOON_AT = datetime(2026, 11, 24, 17, tzinfo=UTC)
RESPOND_BY = datetime(2026, 11, 25, 17, tzinfo=UTC)
GHOSTING_AT = datetime(2026, 11, 30, 17, tzinfo=UTC)
"""What the policy makes of an invitation received on Monday morning in Berlin."""

INSTANT = timedelta(microseconds=1)


@pytest.fixture
def acme(database: Database, ada: Person, clock: Clock) -> UUID:
    return record(database, ada.owner, now=clock())


@pytest.mark.parametrize(
    ("at", "level"),
    [(DUE_SOON_AT, "due_soon"), (RESPOND_BY, "overdue"), (GHOSTING_AT, "ghosting")],
)
def test_a_level_is_flagged_at_its_very_instant_and_not_before(
    database: Database, acme: UUID, at: datetime, level: str
) -> None:
    flag(database, at - INSTANT)
    assert level not in dict(flag_events(database, acme))
    assert flag(database, at).rows == 1
    assert flag_events(database, acme)[-1] == (level, True)


def test_a_deadline_is_flagged_once_however_often_anybody_looks(database: Database, acme: UUID) -> None:
    for minutes in range(5):
        flag(database, RESPOND_BY + timedelta(minutes=minutes))
    assert flag_events(database, acme) == [("due_soon", True), ("overdue", True)]


def test_levels_crossed_in_an_outage_are_an_event_each_and_one_alert_about_the_highest(
    database: Database, ada: Person, settings: Settings, acme: UUID
) -> None:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    done = flag(database, GHOSTING_AT + timedelta(days=3))
    assert (done.rows, done.levels, done.alerts) == (1, 3, 1)
    assert flag_events(database, acme) == [("due_soon", True), ("overdue", True), ("ghosting", True)]
    assert [row.level for row in ledger(database)] == ["ghosting"]


def test_only_channels_that_want_alerts_are_alerted(
    database: Database, ada: Person, ben: Person, settings: Settings, acme: UUID
) -> None:
    wanting = add_channel(database, ada.owner, settings, Want.ALERTS, Want.DIGEST, now=START, name="Both")
    add_channel(database, ada.owner, settings, Want.DIGEST, now=START, name="Digest")
    add_channel(database, ada.owner, settings, now=START, name="Nothing")
    add_channel(database, ben.owner, settings, Want.ALERTS, now=START, name="Ben")
    flag(database, DUE_SOON_AT)
    assert [(row.channel_id, row.kind, row.state) for row in ledger(database)] == [(wanting, "alert", "planned")]


def test_a_snoozed_invitation_is_flagged_in_silence(
    database: Database, ada: Person, settings: Settings, acme: UUID
) -> None:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    database.threads.write(silencing.snooze, ada.owner, acme, RESPOND_BY, now=START)
    flag(database, DUE_SOON_AT)
    assert flag_events(database, acme) == [("due_soon", False)]
    assert ledger(database) == []
    flag(database, RESPOND_BY)
    assert flag_events(database, acme)[-1] == ("overdue", True)
    assert [row.level for row in ledger(database)] == ["overdue"]


def test_an_answered_invitation_is_never_flagged(database: Database, ada: Person, acme: UUID) -> None:
    reply(database, ada.owner, acme, ReplyKind.DECLINE, now=START)
    assert flag(database, GHOSTING_AT).rows == 0


def test_a_deleted_invitation_is_never_flagged(database: Database, ada: Person, acme: UUID) -> None:
    database.threads.write(tracking.delete, ada.owner, acme, now=START)
    assert flag(database, GHOSTING_AT).rows == 0


def test_levels_that_had_passed_when_a_row_was_recorded_alert_nobody(
    database: Database, ada: Person, settings: Settings
) -> None:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    late = record(database, ada.owner, now=START, received_at=START - timedelta(days=30))
    assert flag(database, START).rows == 0
    assert flag_events(database, late) == [("due_soon", False), ("overdue", False), ("ghosting", False)]
    assert ledger(database) == []


def test_an_answer_that_is_taken_back_owes_its_next_level_again(database: Database, ada: Person, acme: UUID) -> None:
    flag(database, DUE_SOON_AT)
    reply(database, ada.owner, acme, ReplyKind.DECLINE, now=DUE_SOON_AT)
    database.threads.write(answering.undo, ada.owner, acme, now=DUE_SOON_AT + timedelta(hours=1))
    flag(database, RESPOND_BY)
    assert flag_events(database, acme) == [("due_soon", True), ("overdue", True)]


def test_a_moved_deadline_is_alerted_of_again(database: Database, ada: Person, settings: Settings, acme: UUID) -> None:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    flag(database, RESPOND_BY)
    later = RESPOND_BY + timedelta(days=14)
    database.threads.write(tracking.edit, ada.owner, acme, {"respond_by": later}, now=RESPOND_BY)
    flag(database, later)
    assert [row.level for row in ledger(database)] == ["overdue", "overdue"]


def spoil(database: Database, invitation: UUID) -> None:
    """An instant that no program can read, as a mishap in the file would leave it; PostgreSQL would never store one."""
    key = invitation.hex
    run(database, text("UPDATE invitation SET ghosting_at = 'yesterday or so' WHERE id = :id").bindparams(id=key))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_that_cannot_be_read_stops_no_other_and_is_left_alone_after_three_failures(
    database: Database, ada: Person, acme: UUID
) -> None:
    others = [record(database, ada.owner, f"Other {number}", now=START) for number in range(3)]
    spoil(database, acme)
    at = DUE_SOON_AT
    for failures in (1, 2, 3):
        done = flag(database, at)
        assert done.failed == 1
        assert done.rows == (4 if failures == 1 else 1)
        assert flag(database, at + timedelta(minutes=59)).rows == 0
        at += flagging.SETBACK
    assert flag(database, at + timedelta(days=1)).failed == 0
    for other in others:
        assert flag_events(database, other)[0] == ("due_soon", True)


def test_failures_count_in_a_row_only(database: Database, acme: UUID) -> None:
    run(database, update(INVITATION).values(flag_failures=2))
    flag(database, DUE_SOON_AT)
    assert one(database, INVITATION, acme).flag_failures == 0


def test_flagging_in_small_batches_flags_the_same(database: Database, ada: Person) -> None:
    rows = [record(database, ada.owner, f"Company {number}", now=START) for number in range(7)]
    assert flag(database, RESPOND_BY, most=2).rows == 7
    assert all(len(flag_events(database, row)) == 2 for row in rows)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@with_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=st.lists(st.integers(-48, 24 * 12), min_size=1, max_size=8))
def test_whenever_the_scheduler_looks_each_level_is_told_once_and_in_order(
    database: Database, ada: Person, looks: list[int]
) -> None:
    """`looks` are hours around the first threshold, in any order, as the clock of a sick machine might have it."""
    invitation = record(database, ada.owner, now=START)
    for hours in looks:
        flag(database, DUE_SOON_AT + timedelta(hours=hours))
    latest = DUE_SOON_AT + timedelta(hours=max(looks))
    passed = [at for at in (DUE_SOON_AT, RESPOND_BY, GHOSTING_AT) if at <= latest]
    assert [level for level, _ in flag_events(database, invitation)] == [
        Attention.of_rank(rank).value for rank in range(1, len(passed) + 1)
    ]
