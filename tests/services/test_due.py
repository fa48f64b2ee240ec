"""What is due: who is listed and in which order, with which words and next step, and the account's counts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, event, insert, text, update

from core.database import Database
from core.ids import new_id
from core.vocabulary import Attention, ReplyKind, Status
from models.invitation import INVITATION
from models.reply import REPLY
from notifications.content import NextStep
from services import due, silencing, tracking
from services.digest import digest_of
from tests.conftest import Clock, Person
from tests.reminders import configure, run
from tests.tracked import Diary

NOW = datetime(2026, 11, 25, 7, tzinfo=UTC)
"""Wednesday, eight o'clock in Berlin."""


@pytest.fixture
def diary(database: Database, ada: Person, clock: Clock) -> Diary:
    clock.set(NOW)
    return Diary(database, ada.id, clock)


def shown(diary: Diary, now: datetime = NOW, **given: Any) -> dict[str, Any]:
    return diary.read(due.show_due, now=now, **given)


def companies(diary: Diary, now: datetime = NOW, **given: Any) -> list[str]:
    return [item["company"] for item in shown(diary, now, **given)["items"]]


def record(diary: Diary, company: str, hours_left: float, **fields: Any) -> UUID:
    """An invitation that the employer wants answered so many hours from now."""
    received = {"received_at": NOW - timedelta(days=30)} | fields
    return diary.record(company, respond_by=NOW + timedelta(hours=hours_left), **received)["id"]


def promise(diary: Diary, company: str, hours_left: float) -> UUID:
    """One whose answer was promised for so many hours from now."""
    invitation = record(diary, company, 24 * 30)
    until = NOW + timedelta(hours=hours_left)
    diary.answer(invitation, ReplyKind.HOLD, answered_at=NOW - timedelta(days=29), promised_by=until)
    return invitation


def draft(database: Database, person: Person, invitation: UUID, at: datetime, **changes: object) -> UUID:
    made = new_id(at)
    values: dict[str, object] = {
        "account_id": person.id,
        "id": made,
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
        "state": "draft",
        "version": 1,
        "created_at": at,
        "updated_at": at,
    }
    run(database, insert(REPLY).values(**values | changes))
    return made


def test_broken_promises_stand_first_and_then_what_is_due_soonest(diary: Diary) -> None:
    record(diary, "Late", -2)
    record(diary, "Ghost", -24 * 20)
    record(diary, "Later", 40)
    record(diary, "Soon", 3)
    promise(diary, "Broken yesterday", -24)
    promise(diary, "Broken just now", 0)
    promise(diary, "Promised", 10)
    assert companies(diary) == [
        *("Broken yesterday", "Broken just now"),
        *("Ghost", "Late", "Soon", "Promised", "Later"),
    ]
    for most in range(1, 7):
        page = shown(diary, limit=most)
        assert [item["company"] for item in page["items"]] == companies(diary)[:most]
        assert page["more"] is True
    assert shown(diary, limit=7)["more"] is False


def test_what_owes_no_answer_is_not_due(diary: Diary) -> None:
    for status in set(Status) - {Status.AWAITING_REPLY, Status.HOLDING}:
        diary.bring_to(status, company=status.value)
    diary.write(tracking.delete, record(diary, "Deleted", -1))
    assert shown(diary) == {
        "items": [],
        "more": False,
        "also": [],
        "counts": dict.fromkeys(
            ("owed", "promises_overdue", "ghosting", "overdue", "due_soon", "on_track", "snoozed"), 0
        ),
    }


def test_nobody_sees_what_another_owes(diary: Diary, database: Database, ben: Person, clock: Clock) -> None:
    draft(database, ben, record(Diary(database, ben.id, clock), "Of Ben", -1), NOW)
    diary.bring_to(Status.ACCEPTED, interview_at=NOW + timedelta(hours=30))
    stranger = Diary(database, ben.id, clock)
    assert companies(diary) == []
    assert companies(stranger) == ["Of Ben"]
    assert shown(stranger)["also"] == []


def test_the_counts_are_those_of_the_whole_account_however_short_the_list(diary: Diary) -> None:
    for company, hours in (("A", -24 * 20), ("B", -1), ("C", -2), ("D", 5), ("E", 24 * 9)):
        record(diary, company, hours)
    promise(diary, "F", -24 * 20)
    promise(diary, "G", -1)
    promise(diary, "H", 24 * 9)
    diary.write(silencing.snooze, record(diary, "I", -3), NOW + timedelta(hours=1))
    page = shown(diary, limit=1)
    assert page["counts"] == {
        "owed": 9,
        "promises_overdue": 2,
        "ghosting": 2,
        "overdue": 4,
        "due_soon": 1,
        "on_track": 2,
        "snoozed": 1,
    }
    assert len(page["items"]) == 1
    later = shown(diary, NOW + timedelta(hours=1))
    assert later["counts"]["snoozed"] == 0


def test_an_item_has_all_that_is_shown_of_an_invitation(diary: Diary) -> None:
    invitation = record(diary, "Acme", 5, role="Engineer", tags=["remote"], notes="…")
    (item,) = shown(diary)["items"]
    alone = diary.edit(invitation)
    assert {name: item[name] for name in alone} == alone
    assert set(item) - set(alone) == {"clock", "waiting", "next_step", "draft", "elapsed", "is_snoozed"}


@pytest.mark.parametrize(
    ("language", "clock_words", "waiting"),
    [
        ("en", "5 hours left, until 13:00", "waiting 31 h; most people answer within 24 h"),
        ("de", "noch 5 Stunden, bis 13:00", "wartet seit 31 Std.; die meisten antworten innerhalb von 24 Std."),
    ],
)
def test_the_words_are_those_of_the_accounts_language(
    diary: Diary, database: Database, ada: Person, language: str, clock_words: str, waiting: str
) -> None:
    configure(database, ada.owner, now=NOW, language=language)
    record(diary, "Acme", 5, received_at=NOW - timedelta(hours=31))
    (item,) = shown(diary)["items"]
    assert (item["clock"], item["waiting"]) == (clock_words, waiting)


def test_a_snoozed_one_stays_in_its_place_and_says_so(diary: Diary) -> None:
    acme = record(diary, "Acme", -2)
    record(diary, "Later", 9)
    diary.write(silencing.snooze, acme, NOW + timedelta(hours=3))
    first, second = shown(diary)["items"]
    assert (first["company"], first["is_snoozed"], second["is_snoozed"]) == ("Acme", True, False)
    assert first["attention"] is Attention.OVERDUE
    assert first["clock"] == "snoozed until 11:00; overdue since 06:00 (2 hours)"
    awake = shown(diary, NOW + timedelta(hours=3))["items"][0]
    assert (awake["is_snoozed"], awake["clock"]) == (False, "overdue since 06:00 (5 hours)")


@pytest.mark.parametrize(
    ("received", "left", "elapsed"),
    [
        (timedelta(hours=-30), timedelta(hours=10), 0.75),
        (timedelta(0), timedelta(hours=10), 0.0),
        (timedelta(days=2), timedelta(days=4), 0.0),  # dated ahead
        (timedelta(hours=-30), timedelta(0), 1.0),
        (timedelta(hours=-30), timedelta(hours=-1), 1.0),
        (timedelta(0), timedelta(0), 1.0),
        (timedelta(days=2), timedelta(hours=-5), 1.0),  # a deadline that lies before the receipt
        (timedelta(days=-365), timedelta(seconds=1), 1.0),
    ],
)
def test_elapsed_is_the_part_of_the_time_that_has_passed(
    diary: Diary, database: Database, received: timedelta, left: timedelta, elapsed: float
) -> None:
    acme = record(diary, "Acme", 5)
    until = NOW + left
    run(
        database,
        update(INVITATION)
        .where(INVITATION.c.id == acme)
        .values(received_at=NOW + received, due_soon_at=until, respond_by=until, ghosting_at=until),
    )
    assert shown(diary)["items"][0]["elapsed"] == elapsed


def test_the_draft_is_the_one_that_was_worked_on_last(diary: Diary, database: Database, ada: Person) -> None:
    acme = record(diary, "Acme", 50)
    first = draft(database, ada, acme, NOW - timedelta(hours=9))
    draft(database, ada, acme, NOW - timedelta(hours=5))
    run(database, update(REPLY).where(REPLY.c.id == first).values(updated_at=NOW - timedelta(hours=1)))
    (item,) = shown(diary)["items"]
    assert item["draft"] == {"id": first, "kind": "decline", "state": "draft", "updated_at": NOW - timedelta(hours=1)}
    assert item["next_step"] is NextStep.SEND_DRAFT


@pytest.mark.parametrize("changes", [{"state": "sent"}, {"state": "superseded"}, {"kind": "check_in"}])
def test_what_was_sent_or_put_aside_or_answers_nothing_is_no_draft(
    diary: Diary, database: Database, ada: Person, changes: dict[str, str]
) -> None:
    draft(database, ada, record(diary, "Acme", 50), NOW - timedelta(hours=9), **changes)
    (item,) = shown(diary)["items"]
    assert (item["draft"], item["next_step"]) == (None, NextStep.DECIDE)


@pytest.mark.parametrize(
    ("hours_left", "is_promised", "interview_in", "has_draft", "step"),
    [
        (40, False, None, False, NextStep.DECIDE),
        (16, False, None, False, NextStep.DECIDE),  # midnight is tomorrow's
        (15.99, False, None, False, NextStep.SEND_REPLY),
        (0, False, None, False, NextStep.APOLOGISE_AND_REPLY),
        (-24 * 20, False, None, False, NextStep.APOLOGISE_AND_REPLY),
        (0, True, None, False, NextStep.KEEP_PROMISE),
        (16, True, None, False, NextStep.DECIDE),
        (0, True, None, True, NextStep.SEND_DRAFT),
        (40, False, None, True, NextStep.SEND_DRAFT),
        (10, False, 23.9, True, NextStep.TELEPHONE_FIRST),
        (-1, False, 1, False, NextStep.TELEPHONE_FIRST),
        (10, False, 24, False, NextStep.SEND_REPLY),
        (-9, False, -1, False, NextStep.APOLOGISE_AND_REPLY),  # the interview is over
    ],
)
def test_the_next_step(
    diary: Diary,
    database: Database,
    ada: Person,
    hours_left: float,
    is_promised: bool,
    interview_in: float | None,
    has_draft: bool,
    step: NextStep,
) -> None:
    acme = promise(diary, "Acme", hours_left) if is_promised else record(diary, "Acme", hours_left)
    if interview_in is not None:
        slot = NOW + timedelta(hours=interview_in)
        run(database, update(INVITATION).where(INVITATION.c.id == acme).values(interview_at=slot))
    if has_draft:
        draft(database, ada, acme, NOW - timedelta(hours=1))
    assert shown(diary)["items"][0]["next_step"] is step


def test_beside_it_stands_what_the_digest_lists_of_answered_ones(diary: Diary, database: Database) -> None:
    diary.bring_to(Status.ACCEPTED, company="Going", role="PM", interview_at=NOW + timedelta(hours=30))
    diary.bring_to(Status.ACCEPTED, company="Far", interview_at=NOW + timedelta(hours=49))
    quiet = diary.bring_to(Status.RESCHEDULING, company="Quiet")
    diary.bring_to(Status.RESCHEDULING, company="Asked today")
    asked_at = NOW - timedelta(days=2)
    run(database, update(INVITATION).where(INVITATION.c.id == quiet).values(answered_at=asked_at))
    ahead, gone_quiet = shown(diary)["also"]
    (going,), (nudge,) = ahead.pop("items"), gone_quiet.pop("items")
    assert [ahead, gone_quiet] == [{"code": "interviews_ahead"}, {"code": "reschedules_quiet"}]
    assert (going["company"], going["role"], going["status"]) == ("Going", "PM", "accepted")
    assert (going["clock"], going["next_step"]) == ("interview Thu 14:00 Europe/Berlin", NextStep.CONFIRM_OR_CANCEL)
    assert (nudge["id"], nudge["answered_at"], nudge["next_step"]) == (quiet, asked_at, NextStep.NUDGE)
    assert nudge["clock"] == "asked for another time 2 days ago, no answer yet"
    assert companies(diary) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@with_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.integers(-30 * 1440, 10 * 1440),
    is_promised=st.booleans(),
    interview_in=st.none() | st.integers(-3_000, 5_000),
)
def test_the_digest_gives_the_same_advice(
    diary: Diary, database: Database, minutes: int, is_promised: bool, interview_in: int | None
) -> None:
    run(database, delete(INVITATION))
    acme = record(diary, "Acme", minutes / 60)
    status = "holding" if is_promised else "awaiting_reply"
    slot = None if interview_in is None else NOW + timedelta(minutes=interview_in)
    run(database, update(INVITATION).where(INVITATION.c.id == acme).values(status=status, interview_at=slot))
    (item,) = shown(diary)["items"]
    for section in diary.read(digest_of, now=NOW, link_base="https://replyby.example.com").sections:
        assert [(line.next_step, line.clock) for line in section.lines] == [(item["next_step"], item["clock"])]


def test_it_is_the_same_few_statements_however_much_is_due(diary: Diary, database: Database, ada: Person) -> None:
    asked: dict[int, int] = {}
    for count in (1, 30):
        for number in range(count):
            draft(database, ada, record(diary, f"Acme {number}", number), NOW)
        asked[count] = len(_statements(database, diary))
    assert asked[1] == asked[30] <= 6


def test_everything_is_found_by_an_index(diary: Diary, database: Database) -> None:
    record(diary, "Acme", -1)
    statements = _statements(database, diary)

    def plans(connection: Connection) -> list[str]:
        if database.is_postgresql:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        verb = "EXPLAIN" if database.is_postgresql else "EXPLAIN QUERY PLAN"
        return [
            "\n".join(str(line[-1]) for line in connection.exec_driver_sql(f"{verb} {statement}", parameters))
            for statement, parameters in statements
        ]

    counts, promises, others, drafts, ahead, asked = database.threads.read(plans)
    for plan in (counts, promises, others):
        assert "ix_invitation_respond_by" in plan
    # Which of two fitting indexes a planner takes of a nearly empty table is its own affair.
    assert "ix_reply_invitation_id" in drafts or "ix_reply_unsent" in drafts
    assert "ix_invitation_ahead" in ahead or "ix_invitation_interview_at" in ahead
    assert "ix_invitation_ahead" in asked


def _statements(database: Database, diary: Diary) -> list[tuple[str, Any]]:
    asked: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    def look(connection: Connection) -> None:
        event.listen(connection, "before_cursor_execute", listen)
        due.show_due(connection, diary.owner, now=NOW)
        event.remove(connection, "before_cursor_execute", listen)

    database.threads.read(look)
    return asked
