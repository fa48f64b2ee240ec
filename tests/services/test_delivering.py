"""A reminder is claimed by one, sent by whoever holds it, and tried until it is taken or visibly failed."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, text, update

from core.database import Database
from core.secrets import Keyring, SecretUnreadable
from core.settings import Settings
from core.vocabulary import ReplyKind, Want
from models.channel import CHANNEL, REMINDER
from notifications.channel import RETRY_PERIODS, DeliveryFailed, FailureCode, failure
from services import answering, channels, delivering, failing, settling
from services import ledger as ledgers
from services.delivering import CLAIM_LEASE, Claimed, Lane
from tests.conftest import START, Person
from tests.reminders import add_channel, channel_row, configure, flag, ledger, one, plan, record, reply, run

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""When the first level of an invitation received at START is crossed."""


@pytest.fixture
def hook(database: Database, ada: Person, settings: Settings) -> UUID:
    """Ada's webhook, for which one alert is due at NOW."""
    made = add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    record(database, ada.owner, now=START)
    flag(database, NOW)
    return made


def claim(database: Database, person: Person, channel: UUID, now: datetime = NOW) -> Claimed | None:
    return database.threads.write(delivering.claim_next, Lane(person.id, channel), due_by=now, now=now)


def claimed(database: Database, person: Person, channel: UUID, now: datetime = NOW) -> Claimed:
    got = claim(database, person, channel, now)
    assert got is not None
    return got


def lanes(database: Database, due_by: datetime, now: datetime | None = None) -> list[Lane]:
    return database.threads.read(delivering.due_lanes, due_by=due_by, now=now or due_by)


def fail(database: Database, got: Claimed, problem: Exception, now: datetime = NOW) -> bool:
    return database.threads.write(settling.settle_failed, got, failing.failure_of(problem), now=now)


def test_a_claimed_reminder_is_nobody_elses(database: Database, ada: Person, hook: UUID) -> None:
    assert lanes(database, NOW) == [Lane(ada.id, hook)]
    claimed(database, ada, hook)
    assert claim(database, ada, hook) is None
    assert lanes(database, NOW) == []


def test_whoever_looks_while_another_one_claims_finds_nothing(database: Database, ada: Person, hook: UUID) -> None:
    """Before the claim is committed, too: on PostgreSQL it is passed over, on SQLite it is waited for."""
    with ThreadPoolExecutor(1) as beside:
        looks: Future[Claimed | None]

        def claim_slowly(connection: Connection) -> Claimed | None:
            nonlocal looks
            got = delivering.claim_next(connection, Lane(ada.id, hook), due_by=NOW, now=NOW)
            looks = beside.submit(claim, database, ada, hook)
            wait([looks], timeout=10 if database.is_postgresql else 0.5)
            assert looks.done() is database.is_postgresql
            return got

        assert database.threads.write(claim_slowly) is not None
        assert looks.result(timeout=10) is None


def test_a_claim_that_nobody_settled_is_taken_up_after_its_lease_with_the_same_id(
    database: Database, ada: Person, hook: UUID
) -> None:
    first = claimed(database, ada, hook)
    assert claim(database, ada, hook, NOW + CLAIM_LEASE - timedelta(seconds=1)) is None
    second = claimed(database, ada, hook, NOW + CLAIM_LEASE)
    assert (second.id, second.attempts) == (first.id, 2)


def test_whoever_lost_the_lease_settles_nothing(database: Database, ada: Person, hook: UUID) -> None:
    first = claimed(database, ada, hook)
    later = NOW + CLAIM_LEASE
    second = claimed(database, ada, hook, later)
    assert not database.threads.write(settling.settle_sent, first, now=later)
    assert not fail(database, first, failure(FailureCode.REFUSED), later)
    assert not database.threads.write(settling.settle_needless, first, "Too late.")
    assert channel_row(database, hook).failures_in_a_row == 0
    assert database.threads.write(settling.settle_sent, second, now=later)
    assert [(row.state, row.sent_at) for row in ledger(database)] == [("sent", later)]


def test_leases_run_on_the_real_clock_whatever_instant_a_tick_decides_by(
    database: Database, ada: Person, hook: UUID
) -> None:
    claimed(database, ada, hook)
    next_year = NOW + timedelta(days=365)
    assert lanes(database, next_year, NOW) == []
    assert lanes(database, next_year, NOW + CLAIM_LEASE) == [Lane(ada.id, hook)]


def test_a_repeat_waits_on_the_real_clock_too(database: Database, ada: Person, hook: UUID) -> None:
    fail(database, claimed(database, ada, hook), failure(FailureCode.REFUSED))
    assert lanes(database, NOW + timedelta(days=365), NOW) == []


def test_a_tick_that_decides_by_a_past_instant_sends_nothing_of_later(
    database: Database, ada: Person, hook: UUID
) -> None:
    assert lanes(database, NOW - timedelta(seconds=1), NOW) == []


def test_a_reminder_is_tried_ten_times_over_three_days_and_then_given_up_visibly(
    database: Database, ada: Person, hook: UUID
) -> None:
    now = NOW
    attempts: list[datetime] = []
    while (row := ledger(database)[0]).state == "planned":
        assert row.next_attempt_at is not None
        now = row.next_attempt_at
        # A channel that failed so often rests; each of these attempts comes after its rest.
        run(database, update(CHANNEL).values(breaker_until=None))
        assert claim(database, ada, hook, now - timedelta(microseconds=1)) is None
        attempts.append(now)
        fail(database, claimed(database, ada, hook, now), failure(FailureCode.SERVER_FAILED), now)
    assert [row.state for row in ledger(database)] == ["failed"]
    assert len(attempts) == 10
    assert [later - earlier for earlier, later in pairwise(attempts)] == list(RETRY_PERIODS[1:])
    assert attempts[-1] - attempts[0] >= timedelta(days=3)
    assert ledger(database)[0].last_error == "The other side failed with an error of its own."


def test_patience_that_the_other_side_asks_for_is_given(database: Database, ada: Person, hook: UUID) -> None:
    problem = failure(FailureCode.SLOWED, retry_after=timedelta(hours=2))
    fail(database, claimed(database, ada, hook), problem)
    assert ledger(database)[0].next_attempt_at == NOW + timedelta(hours=2)


def test_five_failures_in_a_row_rest_a_channel_and_a_success_ends_that(
    database: Database, ada: Person, hook: UUID
) -> None:
    for number in range(6):
        record(database, ada.owner, f"Company {number}", now=START)
    flag(database, NOW)
    for failures in range(1, 6):
        fail(database, claimed(database, ada, hook), failure(FailureCode.UNREACHABLE))
        assert channel_row(database, hook).failures_in_a_row == failures
    assert lanes(database, NOW + timedelta(minutes=14)) == []
    assert claim(database, ada, hook, NOW + timedelta(minutes=14)) is None
    later = NOW + settling.REST_PERIOD
    database.threads.write(settling.settle_sent, claimed(database, ada, hook, later), now=later)
    row = channel_row(database, hook)
    assert (row.failures_in_a_row, row.breaker_until, row.last_sent_at) == (0, None, later)


def test_a_channel_that_says_it_is_gone_is_disabled_and_told_of_elsewhere(
    database: Database, ada: Person, ben: Person, settings: Settings, hook: UUID
) -> None:
    other = add_channel(database, ada.owner, settings, now=START, name="Other")
    add_channel(database, ben.owner, settings, now=START, name="Ben")
    record(database, ada.owner, "Second", now=START)
    flag(database, NOW)
    problem = failure(FailureCode.GONE, is_permanent=True, disables_channel=True)
    fail(database, claimed(database, ada, hook), problem)
    assert channel_row(database, hook).disabled_at == NOW
    told = ledger(database, kind="channel_failed")
    assert [(row.channel_id, row.detail["channel_name"]) for row in told] == [(other, "Hook")]
    assert sorted(row.state for row in ledger(database, kind="alert")) == ["failed", "skipped"]
    assert lanes(database, NOW) == [Lane(ada.id, other)]


def test_several_reminders_that_fail_for_good_on_a_day_are_told_of_once(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    add_channel(database, ada.owner, settings, now=START, name="Other")
    for number in range(3):
        record(database, ada.owner, f"Company {number}", now=START)
    flag(database, NOW)
    for _ in range(4):
        fail(database, claimed(database, ada, hook), failure(FailureCode.RECIPIENT_REFUSED, is_permanent=True))
    assert len(ledger(database, kind="alert", state="failed")) == 4
    assert len(ledger(database, kind="channel_failed")) == 1


def test_a_notice_that_fails_makes_no_further_notice(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    other = add_channel(database, ada.owner, settings, now=START, name="Other")
    problem = failure(FailureCode.MESSAGE_REFUSED, is_permanent=True)
    fail(database, claimed(database, ada, hook), problem)
    fail(database, claimed(database, ada, other), problem)
    assert len(ledger(database, kind="channel_failed")) == 1


def test_what_waits_for_a_deleted_channel_is_taken_back(database: Database, ada: Person, hook: UUID) -> None:
    database.threads.write(channels.delete_channel, ada.id, hook)
    assert [row.state for row in ledger(database)] == ["skipped"]
    assert lanes(database, NOW) == []


@pytest.mark.parametrize("state", ["planned", "sending"])
def test_a_lane_whose_channel_is_gone_ends(database: Database, ada: Person, hook: UUID, state: str) -> None:
    if state == "sending":
        claimed(database, ada, hook)
    run(database, delete(CHANNEL))
    assert claim(database, ada, hook, NOW + CLAIM_LEASE) is None
    assert [row.state for row in ledger(database)] == ["skipped"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_that_cannot_be_read_stops_no_other_and_is_given_up_after_three_times(
    database: Database, ada: Person, hook: UUID
) -> None:
    bad = ledger(database)[0].id
    record(database, ada.owner, "Second", now=START)
    flag(database, NOW)
    run(database, text("UPDATE reminder SET detail = '{not json' WHERE id = :id").bindparams(id=bad.hex))
    other = claimed(database, ada, hook)
    assert other.id != bad
    database.threads.write(settling.settle_sent, other, now=NOW)
    for hours in (1, 2):
        assert lanes(database, NOW + timedelta(hours=hours, microseconds=-1)) == []
        assert claim(database, ada, hook, NOW + timedelta(hours=hours)) is None
    assert lanes(database, NOW + timedelta(days=1)) == []
    run(database, text("UPDATE reminder SET detail = '{}'"))
    assert one(database, REMINDER, bad).state == "failed"


def test_the_channel_is_not_blamed_for_what_could_not_be_written(database: Database, ada: Person, hook: UUID) -> None:
    now = NOW
    for state in ("planned", "planned", "failed"):
        database.threads.write(settling.settle_unwritable, claimed(database, ada, hook, now), now=now)
        assert ledger(database)[0].state == state
        now += delivering.SETBACK
    assert channel_row(database, hook).failures_in_a_row == 0


def test_what_was_taken_back_and_is_needed_again_is_planned_again(
    database: Database, ada: Person, settings: Settings
) -> None:
    """A change takes an urgent reminder back and plans the same one in the same breath: it must not be lost."""
    add_channel(database, ada.owner, settings, now=START)
    soon = START + timedelta(hours=3)
    acme = record(database, ada.owner, now=START, respond_by=soon)
    assert [row.state for row in ledger(database, kind="urgent")] == ["planned"]
    reply(database, ada.owner, acme, ReplyKind.DECLINE, now=START)
    assert [row.state for row in ledger(database, kind="urgent")] == ["skipped"]
    database.threads.write(answering.undo, ada.owner, acme, now=START)
    assert [(row.state, row.why) for row in ledger(database, kind="urgent")] == [("planned", None)]


def test_what_was_sent_is_not_planned_again(database: Database, ada: Person, hook: UUID) -> None:
    got = claimed(database, ada, hook)
    database.threads.write(settling.settle_sent, got, now=NOW)
    run(database, text("UPDATE invitation SET next_flag_at = respond_by, flagged = 0"))
    run(database, text("UPDATE invitation SET next_flag_at = due_soon_at"))
    flag(database, NOW)
    assert [row.state for row in ledger(database)] == ["sent"]


def test_an_unforeseen_problem_is_told_in_a_classified_sentence(database: Database, ada: Person, hook: UUID) -> None:
    fail(database, claimed(database, ada, hook), RuntimeError("token=s3cr3t at https://hooks.example.com/hook"))
    row = ledger(database)[0]
    assert row.state == "planned"
    assert row.last_error == "Something unexpected happened here; the server's log has the details."


def test_a_key_that_was_changed_is_told_as_that_and_tried_again(database: Database, ada: Person, hook: UUID) -> None:
    got = claimed(database, ada, hook)
    with pytest.raises(SecretUnreadable) as raised:
        Keyring("another key altogether, 0123456789").decrypt(got.url_encrypted)
    fail(database, got, raised.value)
    row = ledger(database)[0]
    assert row.state == "planned"
    assert "REPLYBY_SECRET_KEY" in row.last_error


def test_the_ledger_holds_no_address_and_no_secret(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    add_channel(database, ada.owner, settings, now=START, name="Other", url="https://other.example.com/canary-secret")
    fail(database, claimed(database, ada, hook), DeliveryFailed(FailureCode.GONE, "Gone.", is_permanent=True))
    rows = database.threads.read(ledgers.list_reminders, ada.id)["items"]
    stored = database.threads.read(lambda connection: str(connection.execute(text("SELECT * FROM reminder")).all()))
    for secret in ("canary-secret", "hooks.example.com/hook", "whsec_"):
        assert secret not in stored + str(rows)


def test_the_ledger_is_read_in_pages_the_newest_first(database: Database, ada: Person, hook: UUID) -> None:
    for number in range(4):
        record(database, ada.owner, f"Company {number}", now=START)
    flag(database, NOW)
    configure(database, ada.owner, now=START, digest_days=[0, 1, 2, 3, 4, 5, 6])
    plan(database, NOW)
    seen: list[UUID] = []
    cursor: str | None = None
    while True:
        page = database.threads.read(ledgers.list_reminders, ada.id, limit=2, cursor=cursor)
        seen += [item["id"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == sorted((row.id for row in ledger(database)), reverse=True)
    assert len(seen) == 5
