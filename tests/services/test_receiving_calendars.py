"""Calendar requests: recorded once, followed through their revisions, and closed by nobody but who opened them."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from core.database import Database
from core.vocabulary import MessageOutcome, MessageState, MessageWay, ReplyKind, Status
from models.invitation import INVITATION
from services.receiving.decision import CALENDAR
from services.receiving.placing import place, set_state
from services.receiving.receiving import receive
from services.tracking import delete
from tests.conftest import Clock, Person
from tests.inboxes import Inbox
from tests.letters import calendar, event, ics, mail
from tests.tracked import Diary

AT_FIRST = datetime(2026, 12, 1, 14, tzinfo=UTC)
LATER = datetime(2026, 12, 3, 10, tzinfo=UTC)
STAMPED = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def inbox(database: Database, ada: Person, clock: Clock) -> Inbox:
    return Inbox(database, ada, clock)


@pytest.fixture
def diary(database: Database, ada: Person, clock: Clock) -> Diary:
    return Diary(database, ada.id, clock)


def moved(sequence: int = 1, starts: datetime = LATER, **more: Any) -> bytes:
    return ics(event(sequence=sequence, starts=starts, **{"stamped": STAMPED, **more}))


def called_off(sequence: int = 1, **more: Any) -> bytes:
    return ics(event(sequence=sequence, **{"stamped": STAMPED, **more}), method="CANCEL")


def test_a_request_is_recorded_with_its_time_its_place_and_its_revision(inbox: Inbox, diary: Diary) -> None:
    received = inbox.bring(ics())
    assert received.outcome is MessageOutcome.RECORDED
    row = diary.row(received.invitation_id)
    assert (row["company"], row["source"], row["location"]) == ("Acme", "calendar", "Harbour Street 1")
    assert row["interview_at"] == AT_FIRST
    assert (row["calendar_uid"], row["calendar_sequence"]) == ("talk-1@acme.example", 0)
    assert row["calendar_stamped_at"] == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert (row["contact_name"], row["contact_email"]) == ("Ben Weber", "ben@acme.example")


def test_a_higher_sequence_moves_the_interview_and_its_deadline_and_the_history_says_so(
    inbox: Inbox, diary: Diary
) -> None:
    # The interview was so near that it had brought the deadline forward.
    first = inbox.bring(ics(event(starts=datetime(2026, 11, 24, 9, tzinfo=UTC))))
    before = diary.row(first.invitation_id)
    update = inbox.bring(moved())
    assert (update.outcome, update.invitation_id) == (MessageOutcome.UPDATED, first.invitation_id)
    after = diary.row(first.invitation_id)
    assert (after["interview_at"], after["calendar_sequence"]) == (LATER, 1)
    assert after["respond_by"] > before["respond_by"]
    (edited,) = [one for one in diary.events(first.invitation_id) if one.type == "edited"]
    assert (edited.actor, list(edited.detail["changed"])) == (CALENDAR, ["interview_at"])
    assert "deadline_changed" in diary.types(first.invitation_id)


def test_the_same_sequence_counts_by_its_stamp(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(ics())
    assert inbox.bring(moved(sequence=0)).outcome is MessageOutcome.UPDATED
    late = inbox.bring(moved(sequence=0, starts=LATER + timedelta(days=1), stamped=STAMPED - timedelta(minutes=1)))
    assert late.outcome is MessageOutcome.KNOWN
    assert diary.row(first.invitation_id)["interview_at"] == LATER


def test_a_sequence_that_goes_back_changes_nothing_and_is_kept(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(moved(sequence=3))
    before = diary.row(first.invitation_id)
    for stale in (moved(sequence=2, starts=LATER + timedelta(days=2)), called_off(sequence=2)):
        received = inbox.bring(stale)
        assert (received.outcome, received.invitation_id) == (MessageOutcome.KNOWN, first.invitation_id)
        assert inbox.because(received) == "messages.older"
        assert inbox.message(received)["state"] == MessageState.PLACED
    assert diary.row(first.invitation_id) == before


def test_the_organiser_calls_it_off_and_nothing_is_owed_any_more(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(ics())
    received = inbox.bring(called_off(sequence=0))
    assert (received.outcome, received.invitation_id) == (MessageOutcome.CANCELLED, first.invitation_id)
    row = diary.row(first.invitation_id)
    assert (row["status"], row["next_flag_at"]) == (Status.CANCELLED_BY_EMPLOYER, None)
    assert diary.events(first.invitation_id)[-1].actor == CALENDAR


@pytest.mark.parametrize("sequence", [0, 1])
def test_a_cancellation_that_comes_before_its_request_waits_and_calls_it_off_when_that_comes(
    inbox: Inbox, diary: Diary, sequence: int
) -> None:
    early = inbox.bring(called_off(sequence=sequence))
    assert (early.outcome, inbox.because(early)) == (MessageOutcome.UNCLEAR, "messages.cancels_unknown")
    received = inbox.bring(ics())
    row = diary.row(received.invitation_id)
    assert (row["status"], row["next_flag_at"]) == (Status.CANCELLED_BY_EMPLOYER, None)
    assert [(one.type, one.actor) for one in diary.events(row["id"])] == [("recorded", "mail"), ("edited", CALENDAR)]
    message = inbox.message(early)
    assert (message["state"], message["outcome"]) == (MessageState.PLACED, MessageOutcome.CANCELLED)
    assert message["invitation_id"] == row["id"]


@pytest.mark.parametrize("request_", [ics(event(sequence=2)), ics(event(organizer="cleo@other.example"))])
def test_a_cancellation_that_waited_calls_off_neither_a_newer_request_nor_somebody_else_s(
    inbox: Inbox, diary: Diary, request_: bytes
) -> None:
    early = inbox.bring(called_off())
    received = inbox.bring(request_)
    assert diary.row(received.invitation_id)["status"] == Status.AWAITING_REPLY
    assert inbox.message(early)["state"] == MessageState.WAITING


def test_what_the_person_put_aside_calls_nothing_off(inbox: Inbox, diary: Diary) -> None:
    early = inbox.bring(called_off())
    diary.write(set_state, early.message_id, MessageState.DISMISSED)
    received = inbox.bring(ics())
    assert diary.row(received.invitation_id)["status"] == Status.AWAITING_REPLY


@pytest.mark.parametrize("raws", [(ics(), called_off()), (called_off(), ics())], ids=["request", "cancellation"])
def test_a_request_and_its_cancellation_at_the_same_moment_do_not_miss_each_other(
    inbox: Inbox, diary: Diary, raws: tuple[bytes, bytes]
) -> None:
    (first,), (second,) = map(inbox.read, raws)
    is_stored, may_end = threading.Event(), threading.Event()

    def receive_slowly(connection: Connection) -> None:
        receive(connection, diary.owner, first, way=MessageWay.FORWARD, now=diary.now, actor="mail")
        is_stored.set()
        may_end.wait(10)

    slow = threading.Thread(target=diary.database.threads.write, args=(receive_slowly,))
    quick = threading.Thread(target=inbox.receive, args=(second,))
    slow.start()
    assert is_stored.wait(10)
    quick.start()
    quick.join(0.4)
    may_end.set()
    for thread in (slow, quick):
        thread.join(20)
    query = select(INVITATION.c.status)
    assert diary.database.threads.read(lambda connection: connection.execute(query).scalars().all()) == [
        Status.CANCELLED_BY_EMPLOYER
    ]


def test_who_wrote_into_the_thread_unasked_can_not_call_it_off_for_the_organiser(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(mail(request=calendar(event())))
    mallory = "mallory@else.example"
    inbox.bring(mail("Hello.\n", message_id="a@else.example", sender=mallory, references=("first@acme.example",)))
    request = calendar(event(sequence=1, stamped=STAMPED), method="CANCEL")
    received = inbox.bring(mail(message_id="b@else.example", sender=mallory, request=request))
    assert inbox.because(received) == "messages.other_organizer"
    assert diary.row(first.invitation_id)["status"] == Status.AWAITING_REPLY


def test_a_stranger_s_request_in_the_thread_is_a_suggestion_and_takes_no_answer(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(mail("we would like to invite you to an interview for the Data Engineer role at Acme.\n"))
    request = calendar(event(organizer="mallory@else.example"))
    joined = inbox.bring(
        mail(
            message_id="a@else.example", sender="mallory@else.example", references=("first@acme.example",),
            request=request,
        )
    )  # fmt: skip
    assert (joined.outcome, joined.invitation_id) == (MessageOutcome.JOINED, first.invitation_id)
    row = diary.row(first.invitation_id)
    assert (row["interview_at"], row["calendar_uid"], inbox.thread(first).request) == (None, None, None)
    assert "interview_at" in diary.events(row["id"])[-1].detail["suggests"]


@pytest.mark.parametrize("spoof", [called_off, moved])
def test_a_stranger_s_word_about_a_known_interview_waits_for_the_person(
    inbox: Inbox, diary: Diary, spoof: Callable[..., bytes]
) -> None:
    first = inbox.bring(ics())
    before = diary.row(first.invitation_id)
    received = inbox.bring(spoof(organizer="mallory@else.example"))
    assert (received.outcome, received.invitation_id) == (MessageOutcome.UNCLEAR, None)
    assert inbox.because(received) == "messages.other_organizer"
    assert diary.row(first.invitation_id) == before


def test_a_mail_that_nobody_of_the_thread_sent_waits_though_it_names_the_organiser(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(mail(request=calendar(event())))
    before = diary.row(first.invitation_id)
    request = calendar(event(sequence=1, stamped=STAMPED), method="CANCEL")
    received = inbox.bring(mail(message_id="spoof@else.example", sender="mallory@else.example", request=request))
    assert (received.outcome, received.invitation_id) == (MessageOutcome.UNCLEAR, None)
    assert inbox.because(received) == "messages.other_organizer"
    assert diary.row(first.invitation_id) == before


def test_a_system_that_sent_the_request_for_the_organiser_may_change_it(inbox: Inbox, diary: Diary) -> None:
    sender = "Acme Scheduling <calendar@scheduling.example>"
    first = inbox.bring(mail(sender=sender, request=calendar(event())))
    request = calendar(event(sequence=1, starts=LATER, stamped=STAMPED))
    received = inbox.bring(mail(message_id="second@acme.example", sender=sender, request=request))
    assert (received.outcome, received.invitation_id) == (MessageOutcome.UPDATED, first.invitation_id)
    assert diary.row(first.invitation_id)["interview_at"] == LATER


def test_at_the_person_s_word_a_stranger_s_cancellation_counts(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(ics())
    waiting = inbox.bring(called_off(organizer="new-recruiter@acme.example"))
    shown = diary.write(place, waiting.message_id, {"invitation_id": first.invitation_id})
    assert (shown["id"], shown["status"]) == (first.invitation_id, Status.CANCELLED_BY_EMPLOYER)
    assert diary.events(first.invitation_id)[-1].actor == "person"


@pytest.mark.parametrize("status", [Status.DECLINED, Status.CLOSED, Status.WITHDRAWN])
def test_what_is_over_stays_as_it_is_whatever_the_calendar_says(inbox: Inbox, diary: Diary, status: Status) -> None:
    first = inbox.bring(ics())
    if status is Status.CLOSED:
        diary.edit(first.invitation_id, status=status.value)
    else:
        kinds = {Status.DECLINED: [ReplyKind.DECLINE], Status.WITHDRAWN: [ReplyKind.ACCEPT, ReplyKind.WITHDRAW]}
        for kind in kinds[status]:
            diary.answer(first.invitation_id, kind)
    for late in (moved(), called_off(sequence=2)):
        received = inbox.bring(late)
        assert (received.outcome, received.invitation_id) == (MessageOutcome.JOINED, first.invitation_id)
        assert inbox.because(received) == "messages.not_open"
    row = diary.row(first.invitation_id)
    assert (row["status"], row["interview_at"]) == (status, AT_FIRST)


@pytest.mark.parametrize("starts", [LATER, AT_FIRST], ids=["another time", "the same time"])
def test_an_update_of_what_is_being_rescheduled_awaits_a_reply_again_from_now_on(
    inbox: Inbox, diary: Diary, clock: Clock, starts: datetime
) -> None:
    first = inbox.bring(ics())
    diary.answer(first.invitation_id, ReplyKind.RESCHEDULE)
    now = clock.forward(days=1)
    assert inbox.bring(moved(starts=starts)).outcome is MessageOutcome.UPDATED
    row = diary.row(first.invitation_id)
    assert (row["status"], row["interview_at"], row["received_at"]) == (Status.AWAITING_REPLY, starts, now)
    assert row["respond_by"] > now


def test_what_the_organiser_left_as_it_was_stays_as_the_person_corrected_it(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(ics())
    diary.edit(first.invitation_id, location="Canal Street 2")
    inbox.bring(moved())
    row = diary.row(first.invitation_id)
    assert (row["location"], row["interview_at"]) == ("Canal Street 2", LATER)
    inbox.bring(moved(sequence=2, location="Mill Street 3"))
    assert diary.row(first.invitation_id)["location"] == "Mill Street 3"


def test_one_date_of_a_series_that_is_called_off_leaves_the_invitation(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(ics(event(more=("RRULE:FREQ=WEEKLY;COUNT=3",))))
    received = inbox.bring(called_off(more=("RECURRENCE-ID:20261208T140000Z",)))
    assert (received.outcome, received.invitation_id) == (MessageOutcome.JOINED, first.invitation_id)
    assert inbox.because(received) == "messages.one_date"
    assert diary.row(first.invitation_id)["status"] == Status.AWAITING_REPLY


def test_a_cancellation_of_what_is_not_recorded_waits(inbox: Inbox) -> None:
    received = inbox.bring(called_off())
    assert (received.outcome, inbox.because(received)) == (MessageOutcome.UNCLEAR, "messages.cancels_unknown")
    assert inbox.count(INVITATION) == 0


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH", "ADD"])
def test_what_attendees_and_calendars_say_to_each_other_waits(inbox: Inbox, diary: Diary, method: str) -> None:
    alone = inbox.bring(ics(event(uid="other@acme.example"), method=method))
    assert (alone.outcome, inbox.because(alone)) == (MessageOutcome.UNCLEAR, "messages.other_method")
    first = inbox.bring(ics())
    about = inbox.bring(ics(event(sequence=5), method=method))
    assert (about.outcome, about.invitation_id) == (MessageOutcome.UNCLEAR, None)
    assert diary.row(first.invitation_id)["calendar_sequence"] == 0


def test_a_deleted_invitation_is_not_brought_back_by_its_calendar(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(ics())
    diary.write(delete, first.invitation_id)
    received = inbox.bring(moved())
    assert (received.outcome, received.invitation_id) == (MessageOutcome.JOINED, first.invitation_id)
    row = diary.row(first.invitation_id)
    assert (row["deleted_at"] is not None, row["calendar_sequence"]) == (True, 0)


def test_the_request_in_a_mail_and_as_a_file_are_one_invitation_that_is_answered_by_its_newest_revision(
    inbox: Inbox,
) -> None:
    first = inbox.bring(mail(request=calendar(event())))
    assert inbox.bring(ics()).invitation_id == first.invitation_id
    inbox.bring(moved())
    inbox.bring(called_off(sequence=0))
    thread = inbox.thread(first)
    assert thread.head.message_id == "first@acme.example"
    assert "SEQUENCE:1" in thread.request
    assert inbox.count(INVITATION) == 1


def test_a_request_within_the_thread_fills_what_is_empty_and_overwrites_nothing(inbox: Inbox, diary: Diary) -> None:
    words = "we would like to invite you to an interview for the Data Engineer position at Acme.\n"
    first = inbox.bring(mail(words))
    diary.edit(first.invitation_id, location="Canal Street 2")
    reply = mail(
        "see you.\n", message_id="r@acme.example", references=("first@acme.example",), request=calendar(event())
    )
    received = inbox.bring(reply)
    assert (received.outcome, received.invitation_id) == (MessageOutcome.UPDATED, first.invitation_id)
    row = diary.row(first.invitation_id)
    assert (row["location"], row["interview_at"]) == ("Canal Street 2", AT_FIRST)
    assert row["calendar_uid"] == "talk-1@acme.example"
    assert inbox.bring(moved()).invitation_id == first.invitation_id
