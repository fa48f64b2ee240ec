"""The digest: what stands in it, in which part, in which order and words, and what a snooze keeps out."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from core.database import Database
from core.ids import new_id
from core.settings import Settings
from core.vocabulary import ReplyKind, ReplyState, Want
from models.channel import REMINDER
from models.contact import CONTACT
from models.invitation import INVITATION
from models.reply import REPLY
from notifications.content import Digest, DigestLine, NextStep, SectionCode
from notifications.render import render_digest
from services import digest as digests
from services import silencing, tracking
from services.keeping_in_touch import contacts, speaking
from tests.conftest import START, Person
from tests.reminders import add_channel, configure, flag, one, pile_up, plan, present, record, reply, run

TODAY = date(2026, 11, 25)
HOME = "https://replyby.example.com"
MORNING = datetime(2026, 11, 25, 7, tzinfo=UTC)
"""Wednesday, eight o'clock in Berlin."""
MIDNIGHT = datetime(2026, 11, 24, 23, tzinfo=UTC)
TOMORROW = MIDNIGHT + timedelta(days=1)

Sections = list[tuple[str, list[str]]]


def digest_of(database: Database, person: Person, now: datetime = MORNING) -> Digest:
    owner = present(database, person.owner)
    return database.threads.read(digests.digest_of, owner, now=now, link_base=HOME)


def told(database: Database, person: Person, now: datetime = MORNING) -> Sections:
    """The digest's parts, each with its companies."""
    sections = digest_of(database, person, now).sections
    return [(section.code.value, [line.company for line in section.lines]) for section in sections]


def draft(database: Database, person: Person, invitation: UUID, at: datetime, **changes: object) -> None:
    values: dict[str, object] = {
        "account_id": person.id,
        "id": new_id(at),
        "invitation_id": invitation,
        "kind": ReplyKind.DECLINE.value,
        "reason": "salary",
        "tone": "neutral",
        "language": "en",
        "options": {},
        "subject": "Re: the interview",
        "body": "Thank you.",
        "advice": [],
        "findings": [],
        "state": ReplyState.DRAFT.value,
        "version": 1,
        "created_at": at,
        "updated_at": at,
    }
    run(database, insert(REPLY).values(**values | changes))


def due(database: Database, person: Person, company: str, respond_by: datetime, **given: object) -> UUID:
    """An invitation that the employer wants answered by an instant."""
    return record(database, person.owner, company, now=START, respond_by=respond_by, **given)


def know(database: Database, person: Person, name: str, **given: object) -> UUID:
    """Somebody to keep in touch with."""
    return database.threads.write(contacts.record, person.owner, {"name": name, **given}, now=START)["id"]


def spoke(database: Database, person: Person, contact: UUID, at: datetime) -> None:
    """A touchpoint, noted behind the back of the next day to speak."""
    before = one(database, CONTACT, contact).speak_on
    database.threads.write(speaking.note, person.owner, contact, speaking.Spoken(spoke_at=at), now=START)
    database.threads.write(contacts.edit, person.owner, contact, {"speak_on": before}, now=START)


def people(database: Database, person: Person, now: datetime = MORNING) -> tuple[list[str], int]:
    """Whom the digest names, and how many more it counts."""
    digest = digest_of(database, person, now)
    return [line.name for line in digest.people], digest.more_people


def everything(database: Database, person: Person) -> None:
    """One invitation for each part of a digest, and some that belong in none."""
    now = MORNING
    due(database, person, "Soon Ltd", now + timedelta(hours=23), role="Analyst")
    due(database, person, "Today Inc", now + timedelta(hours=9), role="Data Engineer")
    due(database, person, "Late AG", now - timedelta(hours=14), role="Developer")
    due(database, person, "Ghost & Sons", now - timedelta(days=9))
    promised = due(database, person, "Promise plc", now + timedelta(days=30), role="Writer")
    reply(database, person.owner, promised, ReplyKind.HOLD, now=START, promised_by=MORNING - timedelta(hours=20))
    drafted = due(database, person, "Draft SE", now + timedelta(days=20), role="Tester")
    draft(database, person, drafted, now - timedelta(hours=25))
    going = due(
        database, person, "Going Co", now + timedelta(days=1), interview_at=now + timedelta(hours=30), role="PM"
    )
    reply(database, person.owner, going, ReplyKind.ACCEPT, now=START)
    asked = due(database, person, "Quiet Oy", now + timedelta(days=20), role="Nurse")
    reply(database, person.owner, asked, ReplyKind.RESCHEDULE, now=START - timedelta(days=5))
    snoozed = due(database, person, "Snooze KG", now + timedelta(days=20), role="Cook")
    database.threads.write(silencing.snooze, person.owner, snoozed, now + timedelta(hours=8), now=START)
    due(database, person, "Far off", now + timedelta(days=20))
    answered = due(database, person, "Answered", now - timedelta(hours=1))
    reply(database, person.owner, answered, ReplyKind.DECLINE, now=START)
    deleted = due(database, person, "Deleted", now - timedelta(hours=1))
    database.threads.write(tracking.delete, person.owner, deleted, now=START)
    know(database, person, "Dora Dale", speak_on=TODAY)
    cleo = know(database, person, "Cleo Park", company="Acme", speak_on=TODAY - timedelta(days=7))
    spoke(database, person, cleo, MORNING - timedelta(days=187))
    know(database, person, "Not yet", speak_on=TODAY + timedelta(days=1))


def test_the_parts_stand_in_the_order_in_which_they_press(database: Database, ada: Person, ben: Person) -> None:
    everything(database, ada)
    due(database, ben, "Of Ben", MORNING - timedelta(hours=1))
    assert told(database, ada) == [
        ("promises_overdue", ["Promise plc"]),
        ("drafts_unsent", ["Draft SE"]),
        ("interviews_ahead", ["Going Co"]),
        ("ghosting", ["Ghost & Sons"]),
        ("overdue", ["Late AG"]),
        ("due_today", ["Today Inc"]),
        ("due_soon", ["Soon Ltd"]),
        ("reschedules_quiet", ["Quiet Oy"]),
        ("snoozes_ending", ["Snooze KG"]),
    ]
    assert [code for code, _ in told(database, ada)] == [code.value for code in SectionCode]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_a_person_reads(database: Database, ada: Person, language: str) -> None:
    """Word for word, in `digest.en.txt` and `digest.de.txt`: read them aloud before you change them."""
    everything(database, ada)
    configure(database, ada.owner, now=START, language=language)
    written = render_digest(digest_of(database, ada), public_url=HOME, unsubscribe_url=f"{HOME}/leave")
    text = re.sub(r"(invitations|people)/[0-9a-f-]{36}", r"\1/ID", f"{written.subject}\n\n{written.text}")
    assert text == Path(__file__).with_name(f"digest.{language}.txt").read_text(encoding="utf-8")


def test_people_alone_make_a_digest_that_is_sent(database: Database, ada: Person) -> None:
    know(database, ada, "Cleo Park", speak_on=TODAY)
    digest = digest_of(database, ada)
    assert (digest.is_empty, digest.sections) == (False, ())
    written = render_digest(digest, public_url=HOME, unsubscribe_url=None)
    assert written.subject == "Replyby: 1 person to keep in touch with"
    assert f"{HOME}/people/{digest.people[0].contact_id}" in written.text
    assert f"{HOME}/people/{digest.people[0].contact_id}" in written.html


def test_people_stand_after_all_that_is_owed_and_theirs_alone_are_named(
    database: Database, ada: Person, ben: Person
) -> None:
    everything(database, ada)
    know(database, ben, "Of Ben", speak_on=TODAY)
    assert people(database, ada) == (["Cleo Park", "Dora Dale"], 0)
    text = render_digest(digest_of(database, ada), public_url=HOME, unsubscribe_url=None).text
    assert text.index("Keep in touch") > text.index("Snoozed until today")


def test_somebody_is_named_on_the_day_and_once_a_week_from_then_on(database: Database, ada: Person) -> None:
    know(database, ada, "Cleo Park", speak_on=TODAY)
    named = [days for days in range(-3, 24) if people(database, ada, MORNING + timedelta(days=days))[0]]
    assert named == [0, 7, 14, 21]


def test_somebody_due_on_a_day_without_a_digest_is_named_on_the_next(database: Database, ada: Person) -> None:
    know(database, ada, "Cleo Park", speak_on=date(2026, 11, 28))
    configure(database, ada.owner, now=START, digest_days=[0, 2])
    digests_on = [datetime(2026, 11, 25, 7, tzinfo=UTC) + timedelta(days=days) for days in (0, 5, 7, 12, 14)]
    assert [bool(people(database, ada, now)[0]) for now in digests_on] == [False, True, False, True, False]


def test_three_people_are_named_at_the_most_and_the_others_have_their_turn(database: Database, ada: Person) -> None:
    for number in range(7):
        know(database, ada, f"P{number}", speak_on=TODAY - timedelta(days=14 * (7 - number)))
    weeks = [people(database, ada, MORNING + timedelta(days=7 * week)) for week in range(3)]
    assert all(len(names) == 3 and more == 4 for names, more in weeks)
    assert all(names == sorted(names) for names, _ in weeks)
    assert {name for names, _ in weeks for name in names} == {f"P{number}" for number in range(7)}
    text = render_digest(digest_of(database, ada), public_url=HOME, unsubscribe_url=None).text
    assert "And 4 more people to keep in touch with, in Replyby." in text
    # On a day that names nobody, nobody is counted either.
    assert people(database, ada, MORNING + timedelta(days=1)) == ([], 0)


def test_with_nothing_to_say_it_is_empty(database: Database, ada: Person) -> None:
    due(database, ada, "Far off", MORNING + timedelta(days=20))
    assert digest_of(database, ada).is_empty


@pytest.mark.parametrize(
    ("respond_by", "part"),
    [
        (MORNING, "overdue"),
        (MORNING + timedelta(microseconds=1), "due_today"),
        (TOMORROW - timedelta(microseconds=1), "due_today"),
        (TOMORROW, "due_soon"),
        # One business day before it is this very moment.
        (MORNING + timedelta(days=1), "due_soon"),
        (MORNING + timedelta(days=1, microseconds=1), None),
        # Three business days past it is this very moment: Friday and Monday and Tuesday.
        (MORNING - timedelta(days=5), "ghosting"),
        (MORNING - timedelta(days=5) + timedelta(microseconds=1), "overdue"),
    ],
)
def test_an_owed_answer_stands_in_the_part_of_its_deadline(
    database: Database, ada: Person, respond_by: datetime, part: str | None
) -> None:
    record(database, ada.owner, "Acme", now=START - timedelta(days=9), respond_by=respond_by)
    assert told(database, ada) == ([(part, ["Acme"])] if part else [])


def test_today_is_the_day_of_the_accounts_zone(database: Database, ada: Person) -> None:
    """Eight in the evening in UTC is tomorrow in Tokyo."""
    due(database, ada, "Acme", MORNING + timedelta(hours=12))
    configure(database, ada.owner, now=START, time_zone="Asia/Tokyo")
    assert told(database, ada) == [("due_soon", ["Acme"])]
    assert digest_of(database, ada).local_on.isoformat() == "2026-11-25"


@pytest.mark.parametrize(
    ("hours", "part"), [(-1, None), (0, None), (1, "interviews_ahead"), (48, "interviews_ahead"), (48.001, None)]
)
def test_an_accepted_interview_is_asked_about_for_two_days(
    database: Database, ada: Person, hours: float, part: str | None
) -> None:
    slot = MORNING + timedelta(hours=hours)
    acme = due(database, ada, "Acme", START + timedelta(hours=1), interview_at=slot)
    reply(database, ada.owner, acme, ReplyKind.ACCEPT, now=START)
    assert told(database, ada) == ([(part, ["Acme"])] if part else [])


@pytest.mark.parametrize(("days", "is_told"), [(1, False), (2, True), (6, True)])
def test_a_request_for_another_time_is_quiet_after_two_business_days(
    database: Database, ada: Person, days: int, is_told: bool
) -> None:
    asked_at = MORNING - timedelta(days=days)
    acme = due(database, ada, "Acme", MORNING + timedelta(days=20))
    run(
        database,
        update(INVITATION).where(INVITATION.c.id == acme).values(status="rescheduling", answered_at=asked_at),
    )
    assert told(database, ada) == ([("reschedules_quiet", ["Acme"])] if is_told else [])


def test_a_weekend_is_not_held_against_those_who_were_asked(database: Database, ada: Person) -> None:
    acme = due(database, ada, "Acme", MORNING + timedelta(days=20))
    friday = datetime(2026, 11, 20, 12, tzinfo=UTC)
    run(database, update(INVITATION).where(INVITATION.c.id == acme).values(status="rescheduling", answered_at=friday))
    assert told(database, ada, friday + timedelta(days=3, hours=23)) == []
    assert told(database, ada, friday + timedelta(days=4)) == [("reschedules_quiet", ["Acme"])]


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        ({"kind": "hold"}, False),
        ({"state": "sent"}, False),
        ({"state": "superseded"}, False),
        ({"created_at": MORNING - timedelta(hours=24)}, True),
        ({"created_at": MORNING - timedelta(hours=24) + timedelta(microseconds=1)}, False),
    ],
)
def test_a_decline_that_was_drafted_a_day_ago_and_not_sent_stands_near_the_top(
    database: Database, ada: Person, changes: dict[str, object], is_told: bool
) -> None:
    acme = due(database, ada, "Acme", MORNING + timedelta(days=20))
    draft(database, ada, acme, MORNING - timedelta(hours=30), **changes)
    assert told(database, ada) == ([("drafts_unsent", ["Acme"])] if is_told else [])


def test_several_drafts_for_one_invitation_are_one_line(database: Database, ada: Person) -> None:
    acme = due(database, ada, "Acme", MORNING - timedelta(hours=1))
    for hours in (30, 40, 50):
        draft(database, ada, acme, MORNING - timedelta(hours=hours))
    assert told(database, ada) == [("drafts_unsent", ["Acme"])]
    assert "50 h" in _only_line(database, ada).clock or "2 days" in _only_line(database, ada).clock


def _only_line(database: Database, person: Person, now: datetime = MORNING) -> DigestLine:
    ((line,),) = (section.lines for section in digest_of(database, person, now).sections)
    return line


def test_an_invitation_stands_once_in_the_first_part_that_it_belongs_to(database: Database, ada: Person) -> None:
    acme = due(database, ada, "Acme", MORNING + timedelta(days=9))
    reply(database, ada.owner, acme, ReplyKind.HOLD, now=START, promised_by=MORNING - timedelta(hours=1))
    draft(database, ada, acme, MORNING - timedelta(hours=30))
    assert told(database, ada) == [("promises_overdue", ["Acme"])]


def test_shortly_before_the_interview_the_next_step_is_to_telephone(database: Database, ada: Person) -> None:
    due(database, ada, "Acme", MORNING + timedelta(hours=2), interview_at=MORNING + timedelta(hours=23))
    assert _only_line(database, ada).next_step is NextStep.TELEPHONE_FIRST


def test_a_snoozed_invitation_is_silent_until_its_snooze_ends(database: Database, ada: Person) -> None:
    acme = due(database, ada, "Acme", START - timedelta(hours=1))
    assert told(database, ada) == [("overdue", ["Acme"])]
    database.threads.write(silencing.snooze, ada.owner, acme, MORNING + timedelta(days=2), now=START)
    assert told(database, ada) == []
    assert told(database, ada, MORNING + timedelta(days=2)) == [("ghosting", ["Acme"])]


def test_a_level_crossed_in_a_snooze_is_told_once_by_the_next_digest(
    database: Database, ada: Person, settings: Settings
) -> None:
    add_channel(database, ada.owner, settings, Want.DIGEST, now=START)
    acme = due(database, ada, "Acme", MORNING - timedelta(hours=5))
    evening = MORNING - timedelta(hours=12)
    database.threads.write(silencing.snooze, ada.owner, acme, MORNING + timedelta(days=30), now=evening)
    assert told(database, ada, MORNING - timedelta(hours=6)) == []
    # The scheduler looks some seconds after eight, and the level of the night must not be lost by that.
    at = MORNING + timedelta(seconds=9)
    plan(database, at)
    assert told(database, ada, at) == [("overdue", ["Acme"])]
    run(database, update(REMINDER).where(REMINDER.c.state == "planned").values(state="sent"))
    # The rest of the day, `GET /digest` shows what today's digest said.
    assert told(database, ada, MORNING + timedelta(hours=10)) == [("overdue", ["Acme"])]
    assert told(database, ada, MORNING + timedelta(days=1)) == []
    flag(database, MORNING + timedelta(days=9))
    assert told(database, ada, MORNING + timedelta(days=9)) == [("ghosting", ["Acme"])]


def test_a_level_that_an_outage_kept_untold_is_told_by_the_first_digest_after_it(
    database: Database, ada: Person
) -> None:
    """No digest was sent on the days between: the calendar says there was one, the ledger says there wasn't."""
    acme = due(database, ada, "Acme", MORNING - timedelta(hours=5))
    database.threads.write(silencing.snooze, ada.owner, acme, MORNING + timedelta(days=30), now=START)
    assert told(database, ada, MORNING + timedelta(days=2)) == [("overdue", ["Acme"])]


def test_what_was_known_when_somebody_snoozed_stays_silent(database: Database, ada: Person) -> None:
    """Overdue at noon, snoozed in the evening: the digest of the next morning doesn't bring it up."""
    acme = due(database, ada, "Acme", MORNING - timedelta(hours=20))
    database.threads.write(
        silencing.snooze, ada.owner, acme, MORNING + timedelta(days=3), now=MORNING - timedelta(hours=12)
    )
    assert told(database, ada) == []


@pytest.mark.parametrize(
    ("until", "is_told"),
    [(MIDNIGHT - timedelta(seconds=1), False), (MIDNIGHT, True), (TOMORROW - timedelta(seconds=1), True),
     (TOMORROW, False)],
)  # fmt: skip
def test_a_snooze_that_ends_today_is_told_of(database: Database, ada: Person, until: datetime, is_told: bool) -> None:
    acme = due(database, ada, "Acme", MORNING + timedelta(days=20))
    database.threads.write(silencing.snooze, ada.owner, acme, until, now=START)
    assert told(database, ada) == ([("snoozes_ending", ["Acme"])] if is_told else [])


def test_a_hundred_lines_are_shown_and_the_rest_is_counted(database: Database, ada: Person) -> None:
    pile_up(database, ada.owner, 1_030, now=MORNING)
    due(database, ada, "Today Inc", MORNING + timedelta(hours=1))
    shown = digest_of(database, ada)
    assert sum(len(section.lines) for section in shown.sections) == digests.MOST_LINES
    assert shown.more == 1_031 - digests.MOST_LINES


def test_a_german_digest_holds_no_english_word(database: Database, ada: Person) -> None:
    everything(database, ada)
    configure(database, ada.owner, now=START, language="de")
    written = render_digest(digest_of(database, ada), public_url=HOME, unsubscribe_url=f"{HOME}/leave")
    # Names of companies and roles, and addresses, are what they are.
    text = re.sub(r"^\* .*$|https://\S+", "", f"{written.subject}\n{written.text}", flags=re.MULTILINE)
    words = set(re.findall(r"[a-zäöüß]+", text.lower()))
    english = {"the", "next", "until", "overdue", "due", "today", "days", "hours", "left", "open", "stop", "since"}
    assert not words & (english | {"hello", "reply", "snoozed", "interview", "ago", "for", "no", "you"})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@with_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.integers(-30 * 1440, 10 * 1440),
    status=st.sampled_from(["awaiting_reply", "holding"]),
    snooze=st.none() | st.integers(1, 5_000),
    drafted=st.none() | st.integers(0, 4_000),
)
def test_every_level_that_presses_stands_in_the_digest_exactly_once(
    database: Database, ada: Person, minutes: int, status: str, snooze: int | None, drafted: int | None
) -> None:
    run(database, delete(INVITATION))
    respond_by = MORNING + timedelta(minutes=minutes)
    acme = record(database, ada.owner, "Acme", now=MORNING - timedelta(days=40), respond_by=respond_by)
    until = None if snooze is None else MORNING + timedelta(minutes=snooze)
    run(database, update(INVITATION).where(INVITATION.c.id == acme).values(status=status, snoozed_until=until))
    if drafted is not None:
        draft(database, ada, acme, MORNING - timedelta(minutes=drafted))
    row = one(database, INVITATION, acme)
    presses = row.due_soon_at <= MORNING or row.respond_by < TOMORROW
    is_old_draft = drafted is not None and drafted >= 1_440
    ends_today = until is not None and until < TOMORROW
    companies = [company for _, told_of in told(database, ada) for company in told_of]
    if until is None:
        assert companies == (["Acme"] if presses or is_old_draft else [])
    else:
        assert companies == (["Acme"] if ends_today else [])


@pytest.mark.parametrize(
    ("state", "step"),
    [(ReplyState.OUTCOME_UNKNOWN, NextStep.SAY_OUTCOME), (ReplyState.FAILED, NextStep.SEND_DRAFT)],
)
def test_a_reply_that_was_let_go_and_may_not_have_gone_out_stands_first_at_once_whatever_is_snoozed(
    database: Database, ada: Person, state: ReplyState, step: NextStep
) -> None:
    record(database, ada.owner, "Late", now=MORNING - timedelta(days=9))
    invitation = record(database, ada.owner, "Stuck", now=MORNING - timedelta(hours=1))
    draft(database, ada, invitation, MORNING - timedelta(minutes=5), state=state.value)
    silencing_until = MORNING + timedelta(days=3)
    run(database, update(INVITATION).where(INVITATION.c.id == invitation).values(snoozed_until=silencing_until))
    first = digest_of(database, ada).sections[0]
    assert (first.code, [line.company for line in first.lines]) == (SectionCode.DRAFTS_UNSENT, ["Stuck"])
    assert first.lines[0].next_step is step
    run(database, update(REPLY).values(state=ReplyState.SENT.value))
    assert "Stuck" not in str(told(database, ada))
