"""While an installation is held nothing leaves it by itself; released, what is still true goes out, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from core.database import Database
from core.secrets import Keyring
from core.settings import Settings
from core.vocabulary import ReplyKind, Want
from models.reply import REPLY
from scheduler.tick import tick
from services import channels
from services.fetching import mailboxes, polling
from services.holding.parking import MAY_HAVE_LEFT, WAITS_FOR_RELEASE, hold
from services.holding.releasing import DISCARDED, NotHeld, release
from services.holding.standing import find_hold
from services.sending import claims, outcomes
from services.sending.settling import settle_taken
from tests.conftest import START, Clock, Person
from tests.outgoing import UNDO, approved, deliver, letterbox, row_of, set_identity, told
from tests.reminders import Outbox, add_channel, configure, ledger, plan, record, reply, run

WEDNESDAY = datetime(2026, 11, 25, 7, tzinfo=UTC)
"""Eight o'clock in Berlin, when the digest is due; what was received at START is due in the evening."""
TUESDAY = date(2026, 11, 24)
WAITED = {("alert", None), ("digest", WEDNESDAY.date())}


@pytest.fixture
def hook(database: Database, ada: Person, settings: Settings) -> UUID:
    """Ada's webhook for digests and alerts."""
    return add_channel(database, ada.owner, settings, Want.ALERTS, Want.DIGEST, now=START)


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


def held(database: Database, clock: Clock) -> None:
    database.threads.write(hold, why="It was restored from kept.db.", now=clock())


def released(database: Database, clock: Clock, *, discard: bool = False) -> None:
    database.threads.write(release, now=clock(), discard=discard)


def states(database: Database) -> dict[tuple[str, date | None], str]:
    """How the rows of the ledger stand, less Tuesday's digest: nothing was running then."""
    return {(row.kind, row.local_on): row.state for row in ledger(database) if row.local_on != TUESDAY}


async def run_tick(database: Database, settings: Settings, clock: Clock, outbox: Outbox) -> list[str]:
    """One whole tick; the kinds of what it sent."""
    before = len(outbox.messages)
    await tick(database, outbox.courier(database, settings, clock))
    return [message.kind for message in outbox.messages[before:]]


async def test_nothing_is_sent_while_it_is_held_and_deadlines_are_noticed_all_the_same(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START)
    held(database, clock)
    clock.set(WEDNESDAY)
    assert await run_tick(database, settings, clock, outbox) == []
    assert states(database) == {("alert", None): "planned", ("digest", WEDNESDAY.date()): "planned"}
    released(database, clock)
    assert sorted(await run_tick(database, settings, clock, outbox)) == ["alert", "digest"]
    assert await run_tick(database, settings, clock, outbox) == []


async def test_what_was_about_to_go_out_waits_and_the_ledger_says_why(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START)
    clock.set(WEDNESDAY)
    outbox.failures["https://hooks.example.com/hook"] = RuntimeError("killed")
    await run_tick(database, settings, clock, outbox)
    outbox.failures.clear()
    held(database, clock)
    assert states(database) == dict.fromkeys(WAITED, "held")
    assert {row.why for row in ledger(database, state="held")} == {WAITS_FOR_RELEASE}
    clock.forward(hours=1)
    assert await run_tick(database, settings, clock, outbox) == []
    released(database, clock)
    assert sorted(await run_tick(database, settings, clock, outbox)) == ["alert", "digest"]
    assert states(database) == dict.fromkeys(WAITED, "sent")


async def test_two_days_later_the_digests_of_days_that_are_over_do_not_come_and_deadlines_do(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    # Received on Monday: its digest is due on Wednesday; the backup is of that moment, the release on Friday.
    record(database, ada.owner, now=START)
    clock.set(WEDNESDAY)
    outbox.failures["https://hooks.example.com/hook"] = RuntimeError("away")
    await run_tick(database, settings, clock, outbox)
    outbox.failures.clear()
    held(database, clock)
    clock.set(WEDNESDAY + timedelta(days=1))
    assert await run_tick(database, settings, clock, outbox) == []
    clock.set(WEDNESDAY + timedelta(days=2, hours=-1))
    released(database, clock)
    assert await run_tick(database, settings, clock, outbox) == ["alert"]
    assert states(database)["digest", WEDNESDAY.date()] == "missed"
    assert states(database)["digest", WEDNESDAY.date() + timedelta(days=1)] == "missed"
    clock.forward(hours=1)
    assert await run_tick(database, settings, clock, outbox) == ["digest"]


async def test_what_was_answered_meanwhile_is_not_reminded_of(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    invitation = record(database, ada.owner, now=START)
    held(database, clock)
    clock.set(WEDNESDAY)
    await run_tick(database, settings, clock, outbox)
    held(database, clock)
    reply(database, ada.owner, invitation, ReplyKind.DECLINE, now=clock())
    released(database, clock)
    assert await run_tick(database, settings, clock, outbox) == []
    assert states(database)["alert", None] == "skipped"


@pytest.mark.parametrize("way", ["unsubscribed", "wants", "answered"])
async def test_what_was_called_off_while_it_was_held_does_not_come_with_the_release(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox, way: str
) -> None:
    invitation = record(database, ada.owner, now=START)
    clock.set(WEDNESDAY)
    outbox.failures["https://hooks.example.com/hook"] = RuntimeError("killed")
    await run_tick(database, settings, clock, outbox)
    outbox.failures.clear()
    held(database, clock)
    assert states(database) == dict.fromkeys(WAITED, "held")
    if way == "unsubscribed":
        database.threads.write(channels.unsubscribe, ada.id, hook, now=clock())
    elif way == "wants":
        keyring, wanted = Keyring(settings.key()), {"wants": [Want.DIGEST]}
        database.threads.write(channels.edit_channel, ada.owner, keyring, hook, wanted, now=clock())
    else:
        reply(database, ada.owner, invitation, ReplyKind.DECLINE, now=clock())
    called_off = ("digest", WEDNESDAY.date()) if way == "unsubscribed" else ("alert", None)
    (other,) = WAITED - {called_off}
    assert states(database) == {called_off: "skipped", other: "held"}
    clock.forward(hours=1)
    released(database, clock)
    assert called_off[0] not in await run_tick(database, settings, clock, outbox)
    assert states(database)[called_off] == "skipped"


async def test_discarded_it_stays_silent_about_what_waited_and_speaks_of_what_comes(
    database: Database, ada: Person, settings: Settings, clock: Clock, hook: UUID, outbox: Outbox
) -> None:
    record(database, ada.owner, now=START)
    held(database, clock)
    clock.set(WEDNESDAY)
    await run_tick(database, settings, clock, outbox)
    released(database, clock, discard=True)
    assert await run_tick(database, settings, clock, outbox) == []
    assert states(database) == dict.fromkeys(WAITED, "skipped")
    assert {row.why for row in ledger(database, state="skipped")} == {DISCARDED}
    clock.forward(days=1)
    assert sorted(await run_tick(database, settings, clock, outbox)) == ["alert", "digest"]


def test_held_twice_it_is_held_since_the_first_time_and_released_once(database: Database, clock: Clock) -> None:
    held(database, clock)
    clock.forward(hours=1)
    held(database, clock)
    found = database.threads.read(find_hold)
    assert found is not None
    assert found.held_at == START
    released(database, clock)
    assert database.threads.read(find_hold) is None
    with pytest.raises(NotHeld):
        released(database, clock)


@pytest.fixture
def leaving(database: Database, ada: Person, settings: Settings, clock: Clock) -> Callable[[str], UUID]:
    """An approved reply that leaves by a server's URL."""

    def make(url: str) -> UUID:
        set_identity(database, ada.owner, settings, url, now=clock())
        return approved(database, ada.owner, now=clock())

    return make


async def test_a_reply_on_its_way_is_asked_about_and_never_sent_by_a_machine(
    database: Database, settings: Settings, clock: Clock, leaving: Callable[[str], UUID]
) -> None:
    with letterbox() as box:
        approved_reply = leaving(box.url)
        held(database, clock)
        row = row_of(database, approved_reply)
        assert (row.state, row.last_error, row.send_at) == ("outcome_unknown", MAY_HAVE_LEFT, None)
        assert told(database, approved_reply)[-1] == "reply_outcome_unknown"
        for step in (lambda: None, lambda: released(database, clock)):
            step()
            clock.forward(minutes=5)
            await deliver(database, settings, clock)
        assert box.mails == []


async def test_a_reply_that_slipped_through_is_not_claimed_while_it_is_held(
    database: Database, settings: Settings, clock: Clock, leaving: Callable[[str], UUID]
) -> None:
    with letterbox() as box:
        waiting = leaving(box.url)
        held(database, clock)
        # As one that was let go in the very moment in which the hold was placed.
        run(
            database,
            update(REPLY).where(REPLY.c.id == waiting).values(state="approved", send_at=clock(), lease_until=None),
        )
        clock.now += UNDO
        await deliver(database, settings, clock)
        assert row_of(database, waiting).state == "approved"
        assert box.mails == []


def test_the_persons_word_that_it_went_out_is_dated_when_it_would_have_left(
    database: Database, ada: Person, clock: Clock, leaving: Callable[[str], UUID]
) -> None:
    waiting = leaving("smtp://127.0.0.1:1")
    would_leave_at = row_of(database, waiting).send_at
    clock.forward(days=2)
    held(database, clock)
    database.threads.write(
        outcomes.say_outcome, ada.owner, waiting, went_out=True, now=clock.forward(hours=1), actor="person"
    )
    assert row_of(database, waiting).sent_at == would_leave_at


def test_a_sender_that_holds_the_lease_can_still_say_that_the_server_took_it(
    database: Database, ada: Person, clock: Clock, leaving: Callable[[str], UUID]
) -> None:
    waiting = leaving("smtp://127.0.0.1:1")
    clock.now += UNDO
    claimed = database.threads.write(claims.claim_next, ada.id, now=clock())
    assert claimed is not None
    held(database, clock)
    assert row_of(database, waiting).state == "outcome_unknown"
    assert database.threads.write(settle_taken, claimed, taken_at=clock(), now=clock())
    assert row_of(database, waiting).state == "sent"


def test_no_mail_is_fetched_while_it_is_held(database: Database, ada: Person, settings: Settings, clock: Clock) -> None:
    wanted = {"host": "imap.example.com", "port": 993, "username": "ada", "password": "x", "folder": "Interviews"}
    database.threads.write(mailboxes.set_mailbox, ada.id, Keyring(settings.key()), wanted, now=clock())
    clock.forward(hours=1)
    held(database, clock)
    assert database.threads.read(polling.due_mailboxes, now=clock()) == []
    assert database.threads.write(polling.claim, ada.id, now=clock()) is None
    released(database, clock)
    assert database.threads.read(polling.due_mailboxes, now=clock()) == [ada.id]


def test_a_person_in_another_zone_has_another_day(
    database: Database, enrol: Callable[..., Person], settings: Settings, clock: Clock
) -> None:
    """Released at 23:00 UTC on Wednesday: in Tokyo that day is over, in Los Angeles it isn't."""
    people = {zone: enrol(zone[:2].lower(), zone) for zone in ("Asia/Tokyo", "America/Los_Angeles")}
    for person in people.values():
        add_channel(database, person.owner, settings, Want.DIGEST, now=START)
        configure(database, person.owner, now=START, digest_time="07:00")
        record(database, person.owner, now=START)
    held(database, clock)
    for hours in range(0, 62, 2):
        plan(database, START + timedelta(hours=hours))
    clock.set(datetime(2026, 11, 25, 23, tzinfo=UTC) - timedelta(hours=1, minutes=30))
    released(database, clock)
    left = {
        zone: {row.local_on.day: row.state for row in ledger(database, account_id=person.id)}
        for zone, person in people.items()
    }
    assert left["Asia/Tokyo"][25] == "missed"
    assert left["America/Los_Angeles"][25] == "planned"


async def test_a_reply_is_not_approved_while_it_is_held_and_the_watch_says_so(
    database: Database, ada: Person, settings: Settings, clock: Clock, leaving: Callable[[str], UUID]
) -> None:
    waiting = leaving("smtp://127.0.0.1:1")
    await ada.client.delete(f"/api/v1/replies/{waiting}/delivery")
    assert (await ada.client.get("/health/ready")).json()["held_since"] is None
    held(database, clock)
    refused = await ada.client.post(f"/api/v1/replies/{waiting}/delivery", json={"recipient": "cleo@acme.example"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:replyby:problem:installation-held")
    ready = await ada.client.get("/health/ready")
    assert (ready.status_code, ready.json()["held_since"]) == (200, "2026-11-23T09:00:00Z")
    released(database, clock)
    taken = await ada.client.post(f"/api/v1/replies/{waiting}/delivery", json={"recipient": "cleo@acme.example"})
    assert taken.status_code == 202
