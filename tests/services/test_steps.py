"""What can be done about an invitation: what is told is exactly what isn't refused."""

from datetime import timedelta

import pytest

from core.errors import Conflict
from core.vocabulary import Status
from services import silencing, tracking, viewing
from services.due import list_due
from services.steps import show_steps
from services.tracking import StatusNotEditable
from services.viewing import InvitationNotFound
from tests.tracked import Diary

PRESSING = ("clock", "waiting", "next_step", "elapsed", "is_snoozed", "draft")


@pytest.fixture
def diary(database, ada, clock):
    return Diary(database, ada.id, clock)


def show(diary, invitation):
    return diary.database.threads.read(viewing.show, diary.account_id, invitation, language="en", now=diary.now)


def steps_of(diary, invitation):
    return diary.read(show_steps, invitation, now=diary.now)


@pytest.mark.parametrize("status", list(Status))
def test_the_statuses_told_are_those_that_an_edit_is_not_refused(diary, status):
    told = steps_of(diary, diary.bring_to(status))["permitted_statuses"]
    for wanted in Status:
        invitation = diary.bring_to(status)
        try:
            diary.edit(invitation, status=wanted.value)
        except StatusNotEditable:
            is_taken = False
        else:
            is_taken = wanted is not status
        assert (wanted in told) is is_taken, wanted


FILED = (Status.CANCELLED_BY_EMPLOYER, Status.CLOSED, Status.LAPSED)


@pytest.mark.parametrize("status", [status for status in Status if status not in FILED])
def test_filing_is_taken_back_by_the_status_that_there_was_before(diary, clock, status):
    for filed in FILED:
        invitation = diary.bring_to(status)
        before = show(diary, invitation)
        if filed not in steps_of(diary, invitation)["permitted_statuses"]:
            continue
        diary.edit(invitation, status=filed.value)
        clock.forward(minutes=1)
        assert status in steps_of(diary, invitation)["permitted_statuses"]
        back = diary.edit(invitation, status=status.value)
        assert {**back, "version": 0, "updated_at": None} == {**before, "version": 0, "updated_at": None}


def test_what_was_reopened_goes_back_to_no_earlier_answer(diary):
    invitation = diary.bring_to(Status.DECLINED)
    diary.edit(invitation, status="closed")
    diary.edit(invitation, status="awaiting_reply")
    diary.edit(invitation, status="closed")
    assert "declined" not in steps_of(diary, invitation)["permitted_statuses"]


@pytest.mark.parametrize("status", list(Status))
def test_an_answer_is_told_as_undoable_exactly_where_undoing_is_not_refused(diary, status):
    invitation = diary.bring_to(status)
    can_undo = steps_of(diary, invitation)["can_undo_answer"]
    try:
        diary.undo(invitation)
    except Conflict:
        assert not can_undo
    else:
        assert can_undo


def test_an_owed_answer_presses_as_the_list_of_what_is_due_says(diary, clock):
    invitation = diary.record(role="Data Engineer")["id"]
    for hours in (0, 30, 100, 300):
        clock.forward(hours=hours)
        [item], _ = diary.read(list_due, now=diary.now, most=5)
        steps = steps_of(diary, invitation)
        assert {name: steps[name] for name in PRESSING} == {name: item[name] for name in PRESSING}


def test_an_accepted_interview_presses_from_48_hours_before_it(diary, clock):
    invitation = diary.bring_to(Status.ACCEPTED, interview_at=diary.now + timedelta(days=4))
    assert (steps_of(diary, invitation)["next_step"], steps_of(diary, invitation)["clock"]) == (None, None)
    clock.forward(days=3)
    steps = steps_of(diary, invitation)
    assert steps["next_step"] == "confirm_or_cancel"
    assert steps["clock"].startswith("interview ")
    assert (steps["waiting"], steps["elapsed"]) == (None, None)


def test_of_several_requests_for_another_time_each_tells_its_own(diary, clock):
    first = diary.bring_to(Status.RESCHEDULING, company="Acme")
    clock.forward(days=7)
    second = diary.bring_to(Status.RESCHEDULING, company="Acme Labs")
    assert steps_of(diary, first)["next_step"] == "nudge"
    assert steps_of(diary, second)["next_step"] is None


def test_an_answered_invitation_has_no_clock_and_no_next_step(diary):
    steps = steps_of(diary, diary.bring_to(Status.DECLINED))
    assert {name: steps[name] for name in PRESSING} == {**dict.fromkeys(PRESSING), "is_snoozed": False}
    assert steps["permitted_answers"] == []


def test_a_snooze_is_told_beside_the_clock(diary, clock):
    invitation = diary.record()["id"]
    diary.write(silencing.snooze, invitation, diary.now + timedelta(days=1))
    steps = steps_of(diary, invitation)
    assert steps["is_snoozed"]
    assert steps["clock"].startswith("snoozed until ")
    clock.forward(days=1, minutes=1)
    assert not steps_of(diary, invitation)["is_snoozed"]


def test_a_deleted_invitation_has_no_steps(diary):
    invitation = diary.record()["id"]
    diary.write(tracking.delete, invitation)
    with pytest.raises(InvitationNotFound):
        steps_of(diary, invitation)


async def test_the_interface_tells_the_steps(ada):
    made = await ada.client.post("/api/v1/invitations", json={"company": "Acme"})
    answer = await ada.client.get(f"{made.headers['location']}/steps")
    assert answer.status_code == 200
    told = answer.json()
    assert told["permitted_answers"] == made.json()["permitted_answers"]
    assert told["permitted_statuses"] == ["cancelled_by_employer", "closed", "lapsed"]
    assert (told["next_step"], told["can_undo_answer"]) == ("decide", False)
