"""Answers: what each status takes, what stops the clock, and how an answer is taken back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from core.errors import Conflict, Invalid
from core.vocabulary import OWED_STATUSES, Reason, ReplyKind, RespondByBasis, Status
from services.answering import NothingToUndo
from services.permitted_answers import InvitationAlreadyAnswered, PromiseAlreadyMade
from services.tracking import StatusNotEditable
from tests.tracked import Diary

# The same kind again corrects what was noted.
BY_ANSWER = {
    Status.AWAITING_REPLY: {
        ReplyKind.ACCEPT: Status.ACCEPTED,
        ReplyKind.DECLINE: Status.DECLINED,
        ReplyKind.RESCHEDULE: Status.RESCHEDULING,
        ReplyKind.HOLD: Status.HOLDING,
    },
    Status.HOLDING: {
        ReplyKind.HOLD: Status.HOLDING,
        ReplyKind.ACCEPT: Status.ACCEPTED,
        ReplyKind.DECLINE: Status.DECLINED,
        ReplyKind.RESCHEDULE: Status.RESCHEDULING,
    },
    Status.ACCEPTED: {
        ReplyKind.ACCEPT: Status.ACCEPTED,
        ReplyKind.WITHDRAW: Status.WITHDRAWN,
        ReplyKind.RESCHEDULE: Status.RESCHEDULING,
    },
    Status.RESCHEDULING: {ReplyKind.RESCHEDULE: Status.RESCHEDULING, ReplyKind.DECLINE: Status.DECLINED},
    Status.DECLINED: {ReplyKind.DECLINE: Status.DECLINED},
    Status.WITHDRAWN: {ReplyKind.WITHDRAW: Status.WITHDRAWN},
}
FILED = {Status.CANCELLED_BY_EMPLOYER, Status.CLOSED, Status.LAPSED}
BY_EDIT = {
    Status.AWAITING_REPLY: FILED,
    Status.HOLDING: FILED,
    Status.ACCEPTED: {Status.CANCELLED_BY_EMPLOYER, Status.CLOSED},
    Status.RESCHEDULING: {Status.CANCELLED_BY_EMPLOYER, Status.CLOSED, Status.AWAITING_REPLY},
    Status.DECLINED: {Status.CLOSED},
    Status.WITHDRAWN: {Status.CLOSED},
    Status.CANCELLED_BY_EMPLOYER: {Status.CLOSED, Status.LAPSED, Status.AWAITING_REPLY},
    Status.CLOSED: {Status.LAPSED, Status.AWAITING_REPLY},
    Status.LAPSED: {Status.CLOSED, Status.AWAITING_REPLY},
}
KEPT = (
    *("status", "answered_at", "reason", "promised_at", "respond_by", "respond_by_basis", "respond_by_facts"),
    *("due_soon_at", "ghosting_at", "flagged", "next_flag_at", "snoozed_until"),
)


@pytest.fixture
def diary(database, ada, clock):
    return Diary(database, ada.id, clock)


@pytest.mark.parametrize("status", Status)
def test_a_status_takes_the_answers_of_the_table_and_no_other(diary, status):
    for kind in ReplyKind:
        invitation = diary.bring_to(status)
        before = diary.row(invitation)
        expected = BY_ANSWER.get(status, {}).get(kind)
        if expected is None:
            with pytest.raises((Conflict, Invalid)):
                diary.answer(invitation, kind)
            assert diary.row(invitation) == before
        else:
            assert diary.answer(invitation, kind)["status"] == expected


@pytest.mark.parametrize("status", Status)
def test_an_edit_reaches_the_statuses_of_the_table_and_no_other(diary, status):
    for wanted in set(Status) - {status}:
        invitation = diary.bring_to(status)
        if wanted in BY_EDIT[status]:
            assert diary.edit(invitation, status=wanted.value)["status"] == wanted
        else:
            with pytest.raises(StatusNotEditable):
                diary.edit(invitation, status=wanted.value)


@pytest.mark.parametrize("status", Status)
def test_the_clock_runs_only_where_an_answer_is_owed(diary, status):
    row = diary.row(diary.bring_to(status))
    assert (row["next_flag_at"] is not None) == (status in OWED_STATUSES)


def test_an_accepted_interview_is_taken_back_by_withdrawing_and_the_refusal_says_so(diary):
    invitation = diary.bring_to(Status.ACCEPTED)
    with pytest.raises(InvitationAlreadyAnswered, match="withdraw"):
        diary.answer(invitation, ReplyKind.DECLINE)


def test_a_hold_moves_the_deadline_to_the_promise(diary):
    promise = datetime(2026, 11, 27, 11, tzinfo=UTC)
    invitation = diary.record()["id"]
    shown = diary.answer(invitation, ReplyKind.HOLD, promised_by=promise)
    assert (shown["respond_by"], shown["respond_by_basis"]) == (promise, RespondByBasis.PROMISED)
    assert diary.types(invitation) == ["recorded", "answered", "deadline_changed"]


def test_there_is_one_promise_however_it_is_repeated(diary):
    invitation = diary.bring_to(Status.HOLDING)
    before = diary.row(invitation)
    with pytest.raises(PromiseAlreadyMade):
        diary.answer(invitation, ReplyKind.HOLD, promised_by=diary.now + timedelta(days=9))
    assert diary.row(invitation) == before


def test_the_same_hold_sent_twice_stays_one_promise(diary):
    invitation = diary.bring_to(Status.HOLDING)
    promise = diary.row(invitation)["promised_at"]
    diary.answer(invitation, ReplyKind.HOLD, promised_by=promise)
    assert diary.row(invitation)["promised_at"] == promise
    assert len(diary.answers(invitation)) == 1


def test_no_second_promise_after_a_reopened_one(diary):
    invitation = diary.bring_to(Status.HOLDING)
    diary.edit(invitation, status="closed")
    diary.edit(invitation, status="awaiting_reply")
    with pytest.raises(PromiseAlreadyMade):
        diary.answer(invitation, ReplyKind.HOLD)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": ReplyKind.HOLD, "promised_by": None}, "promised_by"),
        ({"kind": ReplyKind.HOLD, "promised_by": datetime(2026, 11, 1, tzinfo=UTC)}, "promised_by"),
        ({"kind": ReplyKind.DECLINE, "answered_at": datetime(2026, 12, 1, tzinfo=UTC)}, "answered_at"),
        ({"kind": ReplyKind.CHECK_IN}, "kind"),
    ],
)
def test_an_impossible_answer_is_refused_by_its_field(diary, given, field):
    invitation = diary.record()["id"]
    with pytest.raises(Invalid) as refused:
        diary.answer(invitation, **given)
    assert refused.value.errors[0]["loc"] == ["body", field]
    assert diary.row(invitation)["version"] == 1


def test_the_same_kind_again_corrects_the_answer_and_stacks_nothing(diary):
    invitation = diary.bring_to(Status.DECLINED)
    earlier = diary.now - timedelta(hours=5)
    shown = diary.answer(invitation, ReplyKind.DECLINE, reason=Reason.SALARY, answered_at=earlier)
    assert (shown["reason"], shown["answered_at"]) == ("salary", earlier)
    assert len(diary.answers(invitation)) == 1
    assert diary.undo(invitation)["status"] == Status.AWAITING_REPLY


@pytest.mark.parametrize(
    "kinds",
    [
        (ReplyKind.DECLINE,),
        (ReplyKind.HOLD, ReplyKind.DECLINE),
        (ReplyKind.HOLD, ReplyKind.ACCEPT, ReplyKind.WITHDRAW),
        (ReplyKind.ACCEPT, ReplyKind.RESCHEDULE, ReplyKind.DECLINE),
    ],
)
def test_undo_takes_one_answer_after_the_other_back_to_the_letter(diary, clock, kinds):
    invitation = diary.record(interview_at=datetime(2026, 12, 9, 9, tzinfo=UTC), respond_by=None)["id"]
    states = [diary.row(invitation)]
    for kind in kinds:
        clock.forward(minutes=5)
        diary.answer(invitation, kind, reason=Reason.TIMING)
        states.append(diary.row(invitation))
    for later, earlier in pairwise(reversed(states)):
        assert later["version"] > earlier["version"]
        diary.undo(invitation)
        restored = diary.row(invitation)
        assert {name: restored[name] for name in KEPT} == {name: earlier[name] for name in KEPT}
    with pytest.raises(NothingToUndo):
        diary.undo(invitation)


def test_undo_keeps_the_snooze_that_the_answer_made_needless(diary):
    from services import silencing

    invitation = diary.record()["id"]
    until = diary.now + timedelta(days=1)
    diary.write(silencing.snooze, invitation, until)
    assert diary.answer(invitation, ReplyKind.DECLINE)["snoozed_until"] is None
    assert diary.undo(invitation)["snoozed_until"] == until


def test_undo_records_no_level_a_second_time(diary, clock):
    invitation = diary.record(received_at=datetime(2026, 11, 10, 9, tzinfo=UTC))["id"]
    flagged = diary.types(invitation).count("flagged")
    assert flagged == 3
    diary.answer(invitation, ReplyKind.DECLINE)
    diary.undo(invitation)
    assert diary.types(invitation).count("flagged") == flagged
    assert diary.row(invitation)["flagged"] == 3


def test_an_imported_answer_can_be_undone_too(diary, database):
    from sqlalchemy import update

    from models.invitation import INVITATION

    invitation = diary.record()["id"]
    database.threads.write(
        lambda connection: connection.execute(update(INVITATION).values(status="declined", next_flag_at=None))
    )
    assert diary.undo(invitation)["status"] == Status.AWAITING_REPLY
    assert diary.row(invitation)["next_flag_at"] is not None


def test_a_closed_invitation_is_reopened_and_not_undone(diary):
    invitation = diary.bring_to(Status.DECLINED)
    diary.edit(invitation, status="closed")
    with pytest.raises(NothingToUndo, match="awaiting_reply"):
        diary.undo(invitation)
    reopened = diary.edit(invitation, status="awaiting_reply")
    assert (reopened["answered_at"], reopened["attention"]) == (None, "on_track")
    with pytest.raises(NothingToUndo):
        diary.undo(invitation)


def test_an_answer_takes_back_what_was_planned_and_undo_plans_it_again(diary):
    diary.open_channel()
    invitation = diary.record(respond_by=diary.now + timedelta(hours=3))["id"]
    diary.answer(invitation, ReplyKind.DECLINE)
    assert [reminder.state for reminder in diary.reminders()] == ["skipped"]
    diary.undo(invitation)
    assert [reminder.state for reminder in diary.reminders()] == ["planned"]


def test_what_was_answered_stays_in_the_history_with_who_did_it(diary):
    invitation = diary.bring_to(Status.DECLINED)
    diary.undo(invitation)
    assert diary.types(invitation) == ["recorded", "answered", "answer_undone"]
    assert {event.actor for event in diary.events(invitation)} == {"person"}
