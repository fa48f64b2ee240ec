"""What a claimed reminder says is decided when it is sent: from what is true then, or not at all."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from core.database import Database
from core.settings import Settings
from core.vocabulary import ChannelKind, ReminderKind, ReplyKind, Want
from models.invitation import INVITATION
from notifications.channel import Message
from notifications.webhook import body_of
from services import delivering, reminding
from services.delivering import Claimed, Lane
from services.messages import Needless, write_message
from tests.conftest import START, Clock, Person
from tests.reminders import add_channel, configure, flag, ledger, links, plan, record, reply, run

DUE_SOON_AT = datetime(2026, 11, 24, 17, tzinfo=UTC)
RESPOND_BY = datetime(2026, 11, 25, 17, tzinfo=UTC)


@pytest.fixture
def hook(database: Database, ada: Person, settings: Settings) -> UUID:
    return add_channel(database, ada.owner, settings, Want.ALERTS, Want.DIGEST, now=START)


def claim(database: Database, person: Person, channel: UUID, now: datetime) -> Claimed:
    lane = Lane(person.id, channel)
    got = database.threads.write(delivering.claim_next, lane, due_by=now, now=now)
    assert got is not None
    return got


def write(database: Database, settings: Settings, claimed: Claimed, now: datetime) -> Message | Needless:
    return database.threads.read(write_message, claimed, now=now, links=links(settings, Clock(now)))


def why(said: Message | Needless) -> str:
    assert isinstance(said, Needless)
    return said.why


def message(said: Message | Needless) -> Message:
    assert isinstance(said, Message)
    return said


def test_an_alert_names_the_company_the_role_the_clock_and_the_next_step(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    acme = record(database, ada.owner, now=START, role="Data Analyst")
    flag(database, DUE_SOON_AT)
    got = claim(database, ada, hook, DUE_SOON_AT)
    said = message(write(database, settings, got, DUE_SOON_AT))
    assert said.subject == "Replyby: Acme expects your answer soon"
    for part in ("Acme – Data Analyst", "1 day left, until Wed 18:00", f"/invitations/{acme}"):  # noqa: RUF001
        assert part in said.text
    assert "Next: Decide, and send the reply" in said.text
    assert (said.id, said.kind, said.created_at) == (str(got.id), "alert", DUE_SOON_AT)
    assert b'"type":"reminder.alert"' in body_of(said)


def test_a_german_account_is_alerted_in_german(database: Database, ada: Person, settings: Settings, hook: UUID) -> None:
    configure(database, ada.owner, now=START, language="de")
    record(database, ada.owner, now=START)
    flag(database, RESPOND_BY)
    said = message(write(database, settings, claim(database, ada, hook, RESPOND_BY), RESPOND_BY))
    assert said.subject == "Replyby: deine Antwort an Acme ist überfällig"
    assert said.language == "de"


def test_an_alert_tells_of_the_level_at_the_moment_of_sending(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    """The channel was down for a day. The alert of yesterday yields to that of today; two would say the same."""
    record(database, ada.owner, now=START)
    flag(database, DUE_SOON_AT)
    first = claim(database, ada, hook, DUE_SOON_AT)
    late = message(write(database, settings, first, RESPOND_BY))
    assert late.subject == "Replyby: your answer to Acme is overdue"
    flag(database, RESPOND_BY)
    assert why(write(database, settings, first, RESPOND_BY)) == (
        "A later alert tells of the level that it has reached since."
    )
    # The first one's lease ran out long ago, so that it is claimed before the second.
    again, second = (claim(database, ada, hook, RESPOND_BY) for _ in range(2))
    assert again.id == first.id
    assert message(write(database, settings, second, RESPOND_BY)).subject == late.subject


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "declined"}, "The invitation has been answered, or is gone."),
        ({"deleted_at": DUE_SOON_AT}, "The invitation has been answered, or is gone."),
        ({"snoozed_until": DUE_SOON_AT + timedelta(hours=1)}, "The invitation is snoozed."),
        ({"due_soon_at": DUE_SOON_AT + timedelta(hours=1)}, "The deadline has been moved since."),
    ],
)
def test_what_has_become_needless_is_not_said(
    database: Database, ada: Person, settings: Settings, hook: UUID, changes: dict[str, object], reason: str
) -> None:
    record(database, ada.owner, now=START)
    flag(database, DUE_SOON_AT)
    got = claim(database, ada, hook, DUE_SOON_AT)
    run(database, update(INVITATION).values(**changes))
    assert why(write(database, settings, got, DUE_SOON_AT)) == reason


def test_an_urgent_reminder_that_comes_too_late_says_that_it_is_late(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    record(database, ada.owner, now=START, respond_by=START + timedelta(hours=2))
    got = claim(database, ada, hook, START)
    assert message(write(database, settings, got, START)).subject == "Replyby: answer Acme before your next digest"
    late = START + timedelta(hours=3)
    assert message(write(database, settings, got, late)).subject == "Replyby: your answer to Acme is overdue"


def test_many_urgent_deadlines_make_one_reminder_with_the_most_pressing_first(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    due: list[tuple[UUID, datetime]] = []
    for hours in (5, 2, 4):
        at = START + timedelta(hours=hours)
        due.append((record(database, ada.owner, f"In {hours} h", now=START, respond_by=at), at))
    before = len(ledger(database))
    database.threads.write(reminding.plan_urgent, ada.id, due, now=START)
    assert len(ledger(database)) == before + 1
    answered = due[1][0]
    reply(database, ada.owner, answered, ReplyKind.DECLINE, now=START)
    claims = [claim(database, ada, hook, START) for _ in range(3)]
    said = message(write(database, settings, claims[-1], START))
    (section,) = said.payload["sections"]  # type: ignore[misc]
    assert [line["company"] for line in section["items"]] == ["In 4 h", "In 5 h"]
    assert said.subject == "Replyby: 2 answers owed"


def test_a_digest_with_nothing_to_say_is_not_sent_unless_that_is_wanted(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    at = datetime(2026, 11, 24, 7, tzinfo=UTC)
    plan(database, at)
    got = claim(database, ada, hook, at)
    assert why(write(database, settings, got, at)) == "There was nothing to say."
    configure(database, ada.owner, now=at, digest_when_empty=True)
    said = message(write(database, settings, got, at))
    assert said.subject == "Replyby: nothing waits for you today"


def test_a_way_out_by_a_link_is_for_mail_alone(database: Database, ada: Person, settings: Settings, hook: UUID) -> None:
    kind, url = ChannelKind.EMAIL, ada.email
    mail = add_channel(database, ada.owner, settings, Want.DIGEST, now=START, kind=kind, url=url, name="Mail")
    configure(database, ada.owner, now=START, digest_when_empty=True)
    at = datetime(2026, 11, 24, 7, tzinfo=UTC)
    plan(database, at)
    by_mail = message(write(database, settings, claim(database, ada, mail, at), at))
    by_hook = message(write(database, settings, claim(database, ada, hook, at), at))
    assert "/api/v1/unsubscribe/" in str(by_mail.unsubscribe_url)
    assert str(by_mail.unsubscribe_url) in by_mail.text
    assert by_hook.unsubscribe_url is None
    assert "unsubscribe" not in by_hook.text


def test_the_digest_of_a_day_gone_by_yields_to_that_of_a_later_day(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    """It was under way when the service died, and the next day's is planned: not both of them arrive."""
    record(database, ada.owner, now=START)
    wednesday = datetime(2026, 11, 25, 7, tzinfo=UTC)
    plan(database, wednesday)
    got = claim(database, ada, hook, wednesday)
    thursday = wednesday + timedelta(days=1)
    # Until the later one exists, a repeat tells what is true on Thursday, and is still Wednesday's.
    late = message(write(database, settings, got, thursday - timedelta(hours=1)))
    assert late.payload["local_on"] == "2026-11-25"
    assert "Thursday 26 November" in late.text
    plan(database, thursday)
    assert why(write(database, settings, got, thursday)) == "The digest of a later day tells all that still matters."


def test_a_channel_that_failed_is_told_of_without_its_address(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    other = add_channel(database, ada.owner, settings, now=START, name="Other", url="https://x.example.com/canary")
    detail = {"channel_name": "Other", "masked": "https://x.example.com/…", "failure_code": "gone", "is_disabled": True}
    row = reminding.planned(
        ReminderKind.CHANNEL_FAILED,
        account_id=ada.id,
        channel_id=hook,
        channel_name="Hook",
        dedupe_key=f"channel_failed:{other}",
        now=START,
        detail=detail,
    )
    database.threads.write(reminding.plan, [row])
    said = message(write(database, settings, claim(database, ada, hook, START), START))
    assert said.subject == "Replyby: reminders no longer reach “Other”"
    assert "canary" not in said.text + str(said.html)


def test_the_person_is_called_by_name_and_text_from_outside_stays_text(
    database: Database, ada: Person, settings: Settings, hook: UUID
) -> None:
    record(database, ada.owner, "<script>alert(1)</script>", now=START)
    flag(database, DUE_SOON_AT)
    said = message(write(database, settings, claim(database, ada, hook, DUE_SOON_AT), DUE_SOON_AT))
    assert said.text.startswith("Hello Ada,")
    assert "<script>" not in str(said.html)
