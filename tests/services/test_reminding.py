"""The ledger: a reminder is decided once, taken back with its reason, and remembered."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from core.database import Database
from core.settings import Settings
from core.vocabulary import ReminderKind, ReminderState, ReplyKind, Want
from models.channel import CHANNEL, REMINDER
from models.invitation import INVITATION
from services import channels, reminding, silencing, tracking
from tests.conftest import START, Person
from tests.reminders import add_channel, flag, ledger, one, record, reply, run


@pytest.fixture
def hook(database: Database, ada: Person, settings: Settings) -> UUID:
    return add_channel(database, ada.owner, settings, Want.ALERTS, now=START)


@pytest.fixture
def acme(database: Database, ada: Person, hook: UUID) -> UUID:
    """An invitation whose first level has been crossed and alerted of, the alert not sent yet."""
    made = record(database, ada.owner, now=START)
    flag(database, one(database, INVITATION, made).due_soon_at)
    assert [row.state for row in ledger(database)] == ["planned"]
    return made


def digest_row(
    person: Person, channel: UUID, key: str, state: ReminderState = ReminderState.PLANNED
) -> dict[str, object]:
    return reminding.planned(
        ReminderKind.DIGEST,
        account_id=person.id,
        channel_id=channel,
        channel_name="Hook",
        dedupe_key=key,
        now=START,
        state=state,
    )


def test_what_is_decided_twice_is_stored_once(database: Database, ada: Person, hook: UUID) -> None:
    for _ in range(2):
        database.threads.write(reminding.plan, [digest_row(ada, hook, "digest:today")])
    assert len(ledger(database)) == 1


def test_the_keys_of_two_accounts_are_their_own(database: Database, ada: Person, ben: Person, hook: UUID) -> None:
    database.threads.write(reminding.plan, [digest_row(ada, hook, "same"), digest_row(ben, hook, "same")])
    assert len(ledger(database)) == 2


@pytest.mark.parametrize("state", ["sent", "failed", "missed", "sending"])
def test_only_what_was_taken_back_is_ever_planned_again(
    database: Database, ada: Person, hook: UUID, state: str
) -> None:
    database.threads.write(reminding.plan, [digest_row(ada, hook, "digest:today")])
    run(database, update(REMINDER).values(state=state, next_attempt_at=None))
    database.threads.write(reminding.plan, [digest_row(ada, hook, "digest:today")])
    assert [row.state for row in ledger(database)] == [state]


def test_a_note_of_a_missed_day_overwrites_nothing(database: Database, ada: Person, hook: UUID) -> None:
    database.threads.write(reminding.plan, [digest_row(ada, hook, "digest:today")])
    run(database, update(REMINDER).values(state="skipped", next_attempt_at=None, why="There was nothing to say."))
    database.threads.write(reminding.plan, [digest_row(ada, hook, "digest:today", ReminderState.MISSED)])
    assert [(row.state, row.why) for row in ledger(database)] == [("skipped", "There was nothing to say.")]


def test_an_answer_takes_back_what_is_planned_about_that_invitation_alone(
    database: Database, ada: Person, acme: UUID
) -> None:
    other = record(database, ada.owner, "Other", now=START)
    flag(database, one(database, INVITATION, other).due_soon_at)
    reply(database, ada.owner, acme, ReplyKind.DECLINE, now=START + timedelta(days=2))
    states = {row.invitation_id: row.state for row in ledger(database)}
    assert states == {acme: "skipped", other: "planned"}
    (taken_back,) = ledger(database, state="skipped")
    assert taken_back.why
    assert taken_back.next_attempt_at is None


def test_a_snooze_a_deletion_and_a_moved_deadline_take_it_back_too(database: Database, ada: Person, acme: UUID) -> None:
    now = one(database, INVITATION, acme).due_soon_at
    far = now + timedelta(days=9)
    takes_back = (
        lambda: database.threads.write(silencing.snooze, ada.owner, acme, far, now=now),
        lambda: database.threads.write(tracking.edit, ada.owner, acme, {"respond_by": far}, now=now),
        lambda: database.threads.write(tracking.delete, ada.owner, acme, now=now),
    )
    for act in takes_back:
        run(database, update(REMINDER).values(state="planned", next_attempt_at=now, why=None))
        act()
        assert [row.state for row in ledger(database)] == ["skipped"]


def test_what_is_being_sent_is_not_taken_back(database: Database, ada: Person, acme: UUID) -> None:
    """Whoever holds it re-reads the invitation, and settles it as they find it."""
    run(database, update(REMINDER).values(state="sending"))
    database.threads.write(reminding.cancel, ada.id, acme, because="Answered.")
    assert [row.state for row in ledger(database)] == ["sending"]


def test_a_channel_that_wants_alerts_no_more_gets_none_of_those_that_are_planned(
    database: Database, ada: Person, settings: Settings, hook: UUID, acme: UUID
) -> None:
    from core.secrets import Keyring

    database.threads.write(
        channels.edit_channel, ada.owner, Keyring(settings.key()), hook, {"wants": [Want.DIGEST]}, now=START
    )
    assert [(row.state, row.why) for row in ledger(database)] == [
        ("skipped", "The channel doesn't want these any more.")
    ]


def test_urgent_reminders_go_to_every_usable_channel_whatever_it_wants(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    quiet = add_channel(database, ada.owner, settings, now=START, name="Quiet")
    for name, changes in (("Disabled", {"disabled_at": START}), ("Unconfirmed", {"confirmed_at": None})):
        made = add_channel(database, ada.owner, settings, now=START, name=name)
        run(database, update(CHANNEL).where(CHANNEL.c.id == made).values(**changes))
    record(database, ada.owner, now=START, respond_by=START + timedelta(hours=3))
    assert {row.channel_id for row in ledger(database, kind="urgent")} == {hook, quiet}


def test_one_deadline_is_urgent_once(database: Database, ada: Person, hook: UUID) -> None:
    acme = record(database, ada.owner, now=START, respond_by=START + timedelta(hours=3))
    row = one(database, INVITATION, acme)
    for _ in range(3):
        database.threads.write(reminding.plan_urgent, ada.id, [(acme, row.respond_by)], now=START)
    assert len(ledger(database)) == 1


def test_nothing_urgent_makes_no_reminder(database: Database, ada: Person, hook: UUID) -> None:
    database.threads.write(reminding.plan_urgent, ada.id, [], now=START)
    database.threads.write(reminding.plan, [])
    assert ledger(database) == []


def test_an_account_without_channels_has_none(database: Database, ada: Person) -> None:
    stranger = uuid4()
    found = database.threads.read(reminding.usable_channels, [ada.id, stranger])
    assert found == {ada.id: [], stranger: []}
