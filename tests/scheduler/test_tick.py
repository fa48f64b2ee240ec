"""One tick from end to end: flag, plan, deliver, heartbeat."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update

from core.database import Database
from core.settings import Settings
from core.vocabulary import ReplyKind, Want
from models.account import ACCOUNT
from models.channel import CHANNEL, REMINDER
from notifications.channel import FailureCode, failure
from scheduler.tick import flag_and_plan, rehearse, tick
from services import upkeep
from services.delivering import CLAIM_LEASE
from tests.conftest import START, Clock, Person
from tests.reminders import (
    HOOK,
    Outbox,
    add_channel,
    channel_row,
    configure,
    flag_events,
    ledger,
    pile_up,
    present,
    record,
    reply,
    run,
)

TUESDAY = datetime(2026, 11, 24, 7, tzinfo=UTC)
"""Tuesday, eight o'clock in Berlin: Ada's next digest."""
DUE_SOON_AT = datetime(2026, 11, 24, 17, tzinfo=UTC)
RESPOND_BY = datetime(2026, 11, 25, 17, tzinfo=UTC)


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
def hook(database: Database, ada: Person, settings: Settings) -> UUID:
    return add_channel(database, ada.owner, settings, Want.DIGEST, Want.ALERTS, now=START)


async def test_a_tick_flags_plans_delivers_and_leaves_its_heartbeat(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START)
    courier = outbox.courier(database, settings, clock)
    report = await tick(database, courier)
    assert (report.invitations_flagged, report.digests_planned, report.deliveries.sent) == (0, 0, 0)
    now = clock.set(RESPOND_BY + timedelta(days=1, hours=-8))
    report = await tick(database, courier)
    assert (report.invitations_flagged, report.levels_recorded, report.alerts_planned) == (1, 2, 1)
    assert (report.digests_planned, report.digests_missed) == (1, 2)
    assert (report.deliveries.sent, report.deliveries.failed) == (2, 0)
    assert sorted(message.kind for message in outbox.messages) == ["alert", "digest"]
    assert database.threads.read(upkeep.last_beat) == now
    assert {row.state for row in ledger(database)} == {"sent", "missed"}


async def test_a_second_tick_has_nothing_to_do(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START)
    clock.set(RESPOND_BY)
    courier = outbox.courier(database, settings, clock)
    await tick(database, courier)
    sent = len(outbox.sent)
    report = await tick(database, courier)
    assert (report.invitations_flagged, report.digests_planned, report.deliveries.sent) == (0, 0, 0)
    assert len(outbox.sent) == sent


async def test_a_tick_at_an_instant_ahead_decides_by_it_and_beats_on_the_real_clock(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    acme = record(database, ada.owner, now=START)
    report = await tick(database, outbox.courier(database, settings, clock), at=DUE_SOON_AT)
    assert report.at == DUE_SOON_AT
    assert flag_events(database, acme) == [("due_soon", True)]
    assert sorted(message.kind for message in outbox.messages) == ["alert", "digest"]
    assert database.threads.read(upkeep.last_beat) == START
    assert all(row.sent_at == START for row in ledger(database, state="sent"))


async def test_a_delivery_that_fails_in_such_a_tick_is_repeated_on_the_real_clock_and_the_tick_ends(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START)
    outbox.failures[f"{HOOK}/hook"] = failure(FailureCode.UNREACHABLE)
    report = await tick(database, outbox.courier(database, settings, clock), at=DUE_SOON_AT)
    assert report.deliveries.failed == 1
    tried = ledger(database, state="planned")
    assert sorted(row.attempts for row in tried) == [0, 1]
    assert min(row.next_attempt_at for row in tried) == START + timedelta(seconds=5)


async def test_a_tick_at_a_past_instant_does_nothing_that_is_due_since(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    acme = record(database, ada.owner, now=START)
    clock.set(RESPOND_BY)
    await tick(database, outbox.courier(database, settings, clock), at=START + timedelta(hours=1))
    assert (flag_events(database, acme), outbox.sent) == ([], [])


async def test_a_rehearsal_says_what_would_happen_and_changes_nothing(
    database: Database, ada: Person, clock: Clock, hook: UUID
) -> None:
    acme = record(database, ada.owner, now=START)
    report = rehearse(database, at=DUE_SOON_AT, now=START)
    assert (report.invitations_flagged, report.digests_planned, report.dry_run) == (1, 1, True)
    assert sorted((line["kind"], line["channel"]) for line in report.would_send) == [
        ("alert", "Hook"),
        ("digest", "Hook"),
    ]
    assert (flag_events(database, acme), ledger(database)) == ([], [])
    assert present(database, ada.owner).next_digest_at == TUESDAY
    assert database.threads.read(upkeep.last_beat) is None


async def test_an_invitation_answered_between_plan_and_send_is_not_reminded_of(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    """The answer comes at the worst moment: after the tick decided, before it sent."""
    acme = record(database, ada.owner, now=START)
    now = clock.set(DUE_SOON_AT)
    await flag_and_plan(database, now=now)
    run(database, text("UPDATE invitation SET status = 'declined'"))
    courier = outbox.courier(database, settings, clock)
    await tick(database, courier)
    assert outbox.sent == []
    assert {(row.kind, row.state, row.why) for row in ledger(database)} == {
        ("alert", "skipped", "The invitation has been answered, or is gone."),
        ("digest", "skipped", "There was nothing to say."),
    }
    assert courier.deliveries.skipped == 2
    assert acme


async def test_answering_takes_the_planned_reminder_back_in_the_same_transaction(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    acme = record(database, ada.owner, now=START)
    await flag_and_plan(database, now=clock.set(DUE_SOON_AT))
    reply(database, ada.owner, acme, ReplyKind.ACCEPT, now=DUE_SOON_AT)
    assert [row.state for row in ledger(database, kind="alert")] == ["skipped"]


async def test_a_crash_between_sending_and_settling_sends_again_with_the_same_id(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START)
    clock.set(DUE_SOON_AT)
    configure(database, ada.owner, now=clock(), digest_days=[])
    # What a process leaves behind that dies after the channel took the message: sent, and still claimed.
    await tick(database, outbox.courier(database, settings, clock))
    lease = clock() + CLAIM_LEASE
    run(
        database,
        update(REMINDER).values(state="sending", lease_until=lease, next_attempt_at=lease, sent_at=None, attempts=1),
    )
    await tick(database, outbox.courier(database, settings, clock))
    assert len(outbox.sent) == 1
    clock.forward(seconds=60)
    await tick(database, outbox.courier(database, settings, clock))
    first, second = outbox.messages
    assert (first.id, first.created_at) == (second.id, second.created_at)
    assert [(row.state, row.attempts) for row in ledger(database)] == [("sent", 2)]


async def test_one_failing_channel_keeps_nothing_from_the_others(
    database: Database, ada: Person, ben: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    add_channel(database, ada.owner, settings, Want.DIGEST, now=START, name="Second")
    add_channel(database, ben.owner, settings, Want.DIGEST, now=START, name="Ben")
    outbox.failures[f"{HOOK}/hook"] = RuntimeError("unforeseen")
    for person in (ada, ben):
        record(database, person.owner, now=START)
    clock.set(TUESDAY + timedelta(days=1))
    report = await tick(database, outbox.courier(database, settings, clock))
    assert (report.deliveries.sent, report.deliveries.failed) == (2, 1)
    assert sorted(url for url, _ in outbox.sent) == [f"{HOOK}/ben", f"{HOOK}/second"]
    assert channel_row(database, hook).failures_in_a_row == 1


async def test_what_cannot_be_written_rests_and_the_reminders_behind_it_go_out(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    """Two alerts wait for one channel; the words of the first one can't be made."""
    first = record(database, ada.owner, "First", now=START)
    record(database, ada.owner, "Second", now=START)
    configure(database, ada.owner, now=START, digest_days=[])
    await flag_and_plan(database, now=clock.set(DUE_SOON_AT))
    run(database, update(REMINDER).where(REMINDER.c.invitation_id == first).values(level="no such level"))
    report = await tick(database, outbox.courier(database, settings, clock))
    assert (report.deliveries.sent, report.deliveries.failed) == (1, 1)
    assert channel_row(database, hook).failures_in_a_row == 0
    (waiting,) = ledger(database, state="planned")
    assert (waiting.invitation_id, waiting.next_attempt_at) == (first, DUE_SOON_AT + timedelta(hours=1))
    assert waiting.last_error == "This reminder could not be written; the server's log has the details."


async def test_an_account_whose_zone_is_unknown_delays_nobody(
    database: Database, ada: Person, ben: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    bens = add_channel(database, ben.owner, settings, Want.DIGEST, now=START, name="Ben")
    for person in (ada, ben):
        record(database, person.owner, now=START)
    run(database, update(ACCOUNT).where(ACCOUNT.c.id == ada.id).values(time_zone="Nowhere/Land"))
    clock.set(DUE_SOON_AT)
    report = await tick(database, outbox.courier(database, settings, clock))
    # Ada's digest can't be planned, and her alert can't be written; Ben notices nothing.
    assert (report.failures, report.deliveries.failed) == (1, 1)
    assert [row.state for row in ledger(database, channel_id=bens)] == ["sent"]


async def test_two_ticks_at_once_send_everything_once(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    ids = pile_up(database, ada.owner, 60, now=TUESDAY)
    clock.set(TUESDAY)
    couriers = [outbox.courier(database, settings, clock) for _ in range(2)]
    await asyncio.gather(*(tick(database, courier) for courier in couriers))
    alerted = [row.invitation_id for row in ledger(database, kind="alert", state="sent")]
    assert sorted(alerted) == sorted(ids)
    assert len({message.id for message in outbox.messages}) == len(outbox.messages) == 61


async def test_the_counts_of_a_report_are_its_own(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START)
    courier = outbox.courier(database, settings, clock)
    clock.set(TUESDAY + timedelta(days=1))
    first = await tick(database, courier)
    clock.forward(days=1)
    second = await tick(database, courier)
    clock.forward(minutes=1)
    third = await tick(database, courier)
    assert [report.deliveries.sent for report in (first, second, third)] == [2, 2, 0]


async def test_a_channel_without_a_confirmed_address_is_sent_nothing(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START, respond_by=START + timedelta(hours=5))
    run(database, update(CHANNEL).values(confirmed_at=None))
    report = await tick(database, outbox.courier(database, settings, clock))
    assert (report.deliveries.sent, outbox.sent) == (0, [])
    assert [row.state for row in ledger(database)] == ["skipped"]


async def test_an_urgent_deadline_is_reminded_of_at_once_on_every_channel(
    database: Database, ada: Person, settings: Settings, clock: Clock, outbox: Outbox
) -> None:
    for name, wants in (("Digest", [Want.DIGEST]), ("Alerts", [Want.ALERTS]), ("Neither", [])):
        add_channel(database, ada.owner, settings, *wants, now=START, name=name)
    record(database, ada.owner, now=START, respond_by=START + timedelta(hours=5))
    await tick(database, outbox.courier(database, settings, clock))
    assert sorted(url.rpartition("/")[2] for url, _ in outbox.sent) == ["alerts", "digest", "neither"]
    assert {message.kind for message in outbox.messages} == {"urgent"}
    assert outbox.messages[0].subject == "Replyby: answer Acme before your next digest"


async def test_a_deadline_that_the_next_digest_can_tell_of_is_not_urgent(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START, respond_by=TUESDAY + timedelta(microseconds=1))
    await tick(database, outbox.courier(database, settings, clock))
    assert outbox.sent == []
