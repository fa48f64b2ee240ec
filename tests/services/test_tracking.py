"""Tracking: what recording, editing, deleting, restoring and snoozing do to the row, its clock and its history."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from core.errors import Invalid, LostRace
from core.ids import new_id
from core.vocabulary import ReplyKind, Status
from services import silencing, tracking, viewing
from services.silencing import NothingOwed
from services.tracking import KEPT_PERIOD, InvitationAlreadyRecorded
from services.viewing import InvitationNotFound
from tests.tracked import Diary

LONG_AGO = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def diary(database, ada, clock):
    return Diary(database, ada.id, clock)


def test_only_the_company_is_needed_and_the_clock_starts_now(diary):
    shown = diary.record("Acme")
    # Monday 10:00 in Berlin, and two business days on: Wednesday 18:00.
    assert shown["received_at"] == diary.now
    assert shown["respond_by"] == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert (shown["status"], shown["attention"], shown["version"]) == ("awaiting_reply", "on_track", 1)
    assert (shown["tags"], shown["role"], shown["source"]) == ([], None, None)


def test_what_is_shown_of_a_new_one_is_what_is_shown_of_it_later(diary):
    shown = diary.record("Acme", role="Engineer", tags=["remote"], notes="Zeile\nzwei", received_at=LONG_AGO)
    again = diary.database.threads.read(
        viewing.show, diary.account_id, shown["id"], language=diary.owner.language, now=diary.now
    )
    assert again == shown


def test_an_old_invitation_is_flagged_silently_and_reminds_nobody(diary):
    diary.open_channel()
    invitation = diary.record(received_at=LONG_AGO)["id"]
    flags = [event.detail for event in diary.events(invitation) if event.type == "flagged"]
    assert flags == [
        {"level": "due_soon", "announced": False},
        {"level": "overdue", "announced": False},
        {"level": "ghosting", "announced": False},
    ]
    assert diary.reminders() == []
    assert (diary.row(invitation)["flagged"], diary.row(invitation)["next_flag_at"]) == (3, None)


def test_a_deadline_before_the_next_digest_is_reminded_of_at_once(diary):
    channel = diary.open_channel()
    invitation = diary.record(respond_by=diary.now + timedelta(hours=3))["id"]
    [reminder] = diary.reminders()
    assert (reminder.kind, reminder.state, reminder.channel_id) == ("urgent", "planned", channel)
    assert (reminder.invitation_id, reminder.next_attempt_at) == (invitation, diary.now)


@pytest.mark.parametrize(("offset", "is_urgent"), [(-1, True), (0, True), (1, False)])
def test_what_the_next_digest_can_still_tell_isnt_urgent(diary, offset, is_urgent):
    diary.open_channel()
    next_digest = diary.owner.next_digest_at
    assert next_digest is not None
    diary.record(respond_by=next_digest + timedelta(seconds=offset))
    assert bool(diary.reminders()) is is_urgent


@pytest.mark.parametrize("source", ["huntr", None])
def test_the_same_source_and_external_id_names_the_one_that_is_there(diary, source):
    first = diary.record(source=source, external_id="17")["id"]
    with pytest.raises(InvitationAlreadyRecorded) as refused:
        diary.record("Other", source=source, external_id="17")
    assert refused.value.extensions == {"invitation_id": str(first)}
    diary.record(source="teal", external_id="17")


def test_a_deleted_twin_is_to_be_restored(diary):
    first = diary.record(source="huntr", external_id="17")["id"]
    diary.write(tracking.delete, first)
    with pytest.raises(InvitationAlreadyRecorded, match="Restore"):
        diary.record(source="huntr", external_id="17")


def test_an_edit_cant_take_anothers_external_id(diary):
    first = diary.record(source="huntr", external_id="17")["id"]
    second = diary.record(source="huntr", external_id="18")["id"]
    with pytest.raises(InvitationAlreadyRecorded) as refused:
        diary.edit(second, external_id="17")
    assert refused.value.extensions == {"invitation_id": str(first)}
    assert diary.edit(first, external_id="17", role="Engineer")["role"] == "Engineer"


def test_a_patch_changes_what_it_names_and_nothing_else(diary, clock):
    before = diary.record(role="Engineer", salary="60k", tags=["a"])
    clock.forward(minutes=1)
    after = diary.edit(before["id"], salary=None, tags=None, location="Berlin")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"salary", "tags", "location", "version", "updated_at"}
    assert (after["salary"], after["tags"], after["version"]) == (None, [], 2)


def test_an_edit_that_changes_nothing_leaves_no_trace(diary):
    invitation = diary.record(role="Engineer")["id"]
    assert diary.edit(invitation, role="Engineer", respond_by=None)["version"] == 1
    assert diary.types(invitation) == ["recorded"]


def test_the_history_tells_old_and_new_by_the_names_of_the_contract(diary):
    invitation = diary.record(salary="60k")["id"]
    diary.edit(invitation, salary="70k", respond_by=date(2026, 11, 30))
    edited = diary.events(invitation)[1]
    assert edited.detail == {"changed": {"salary": ["60k", "70k"], "respond_by": [None, "2026-11-30"]}}


def test_a_changed_receipt_decides_a_policy_deadline_anew(diary):
    invitation = diary.record()["id"]
    shown = diary.edit(invitation, received_at=datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert shown["respond_by"] == datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert diary.types(invitation) == ["recorded", "edited", "deadline_changed"]


def test_a_new_interview_caps_the_deadline_and_its_removal_frees_it(diary):
    invitation = diary.record()["id"]
    capped = diary.edit(invitation, interview_at=datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert (capped["respond_by"], capped["respond_by_basis"]) == (
        datetime(2026, 11, 24, 9, tzinfo=UTC),
        "before_interview",
    )
    assert diary.edit(invitation, interview_at=None)["respond_by_basis"] == "policy"


def test_a_stated_date_ends_with_the_working_day_and_null_returns_to_the_policy(diary):
    invitation = diary.record(respond_by=date(2026, 11, 29))["id"]
    assert diary.row(invitation)["respond_by"] == datetime(2026, 11, 29, 17, tzinfo=UTC)
    assert diary.edit(invitation, respond_by=datetime(2026, 11, 30, 9, tzinfo=UTC))["respond_by_basis"] == "stated"
    shown = diary.edit(invitation, respond_by=None)
    assert (shown["respond_by_basis"], shown["respond_by"]) == ("policy", datetime(2026, 11, 25, 17, tzinfo=UTC))


def test_a_new_slot_ends_the_rescheduling(diary):
    invitation = diary.bring_to(Status.RESCHEDULING)
    assert diary.edit(invitation, location="Berlin")["status"] == Status.RESCHEDULING
    assert diary.edit(invitation, interview_at=datetime(2026, 12, 9, 9, tzinfo=UTC))["status"] == Status.AWAITING_REPLY
    assert diary.row(invitation)["next_flag_at"] is not None


def test_a_new_slot_starts_the_clock_anew_and_ends_old_deadlines_and_promises(diary):
    invitation = diary.bring_to(Status.RESCHEDULING)
    diary.edit(invitation, respond_by=date(2026, 11, 24))
    diary.clock.forward(days=14)
    shown = diary.edit(invitation, interview_at=diary.now + timedelta(days=10))
    assert (shown["received_at"], shown["respond_by_basis"]) == (diary.now, "policy")
    assert shown["attention"] == "on_track"
    assert shown["answered_at"] is None


def test_a_new_slot_that_says_when_it_came_is_taken_at_its_word(diary):
    invitation = diary.bring_to(Status.RESCHEDULING)
    came = diary.now + timedelta(days=1)
    diary.clock.forward(days=2)
    shown = diary.edit(invitation, interview_at=diary.now + timedelta(days=10), received_at=came)
    assert shown["received_at"] == came


def test_a_moved_deadline_takes_back_what_was_planned_on_the_old_one(diary):
    diary.open_channel()
    invitation = diary.record(respond_by=diary.now + timedelta(hours=3))["id"]
    diary.edit(invitation, respond_by=date(2026, 11, 30))
    assert [reminder.state for reminder in diary.reminders()] == ["skipped"]


def test_an_edit_that_leaves_the_deadline_where_it_is_loses_no_reminder(diary):
    diary.open_channel()
    invitation = diary.record(respond_by=diary.now + timedelta(hours=3))["id"]
    diary.edit(invitation, interview_at=datetime(2026, 12, 9, 9, tzinfo=UTC))
    assert [reminder.state for reminder in diary.reminders()] == ["planned"]


def test_a_deleted_invitation_is_gone_until_it_is_restored(diary, clock):
    diary.open_channel()
    before = diary.record(respond_by=diary.now + timedelta(hours=3))
    diary.write(tracking.delete, before["id"])
    assert [reminder.state for reminder in diary.reminders()] == ["skipped"]
    assert diary.row(before["id"])["next_flag_at"] is None
    for act in (diary.edit, diary.undo, lambda one: diary.answer(one, ReplyKind.DECLINE)):
        with pytest.raises(InvitationNotFound):
            act(before["id"])
    restored = diary.write(tracking.restore, before["id"])
    assert restored | {"version": 1} == before
    assert [reminder.state for reminder in diary.reminders()] == ["planned"]
    assert diary.types(before["id"]) == ["recorded", "flagged", "deleted", "restored"]


def test_levels_that_passed_while_it_was_deleted_are_recorded_silently(diary, clock):
    invitation = diary.record()["id"]
    diary.write(tracking.delete, invitation)
    clock.forward(days=3)
    assert diary.write(tracking.restore, invitation)["attention"] == "overdue"
    flags = [event.detail for event in diary.events(invitation) if event.type == "flagged"]
    assert flags == [{"level": "due_soon", "announced": False}, {"level": "overdue", "announced": False}]


def test_a_deleted_invitation_can_be_restored_for_thirty_days(diary, clock):
    invitation = diary.record()["id"]
    diary.write(tracking.delete, invitation)
    clock.set(diary.now + KEPT_PERIOD)
    with pytest.raises(InvitationNotFound):
        diary.write(tracking.restore, invitation)


def test_restoring_what_wasnt_deleted_changes_nothing(diary):
    shown = diary.record()
    assert diary.write(tracking.restore, shown["id"]) == shown


def test_a_snooze_moves_neither_the_deadline_nor_the_level(diary, clock):
    before = diary.record(received_at=LONG_AGO)
    shown = diary.write(silencing.snooze, before["id"], diary.now + timedelta(days=5))
    changed = {name for name in before if before[name] != shown[name]}
    assert changed == {"snoozed_until", "version"}
    row = diary.row(before["id"])
    assert (row["respond_by"], row["flagged"]) == (before["respond_by"], 3)


def test_a_snooze_takes_back_what_was_planned_and_waking_plans_it_again(diary):
    diary.open_channel()
    invitation = diary.record(respond_by=diary.now + timedelta(hours=3))["id"]
    diary.write(silencing.snooze, invitation, diary.now + timedelta(hours=1))
    assert [reminder.state for reminder in diary.reminders()] == ["skipped"]
    assert diary.write(silencing.wake, invitation)["snoozed_until"] is None
    assert [reminder.state for reminder in diary.reminders()] == ["planned"]
    assert diary.types(invitation) == ["recorded", "flagged", "snoozed", "unsnoozed"]


def test_a_snoozed_invitation_isnt_reminded_of_by_an_edit(diary):
    diary.open_channel()
    invitation = diary.record()["id"]
    diary.write(silencing.snooze, invitation, diary.now + timedelta(hours=5))
    diary.edit(invitation, respond_by=diary.now + timedelta(hours=3))
    assert diary.reminders() == []


def test_only_what_is_owed_can_be_snoozed_and_only_into_the_future(diary):
    with pytest.raises(NothingOwed):
        diary.write(silencing.snooze, diary.bring_to(Status.DECLINED), diary.now + timedelta(hours=1))
    with pytest.raises(Invalid):
        diary.write(silencing.snooze, diary.record()["id"], diary.now)


def test_a_version_that_isnt_the_present_one_changes_nothing(diary):
    invitation = diary.record()["id"]
    diary.edit(invitation, role="Engineer")
    with pytest.raises(LostRace) as lost:
        diary.write(tracking.edit, invitation, {"role": "Chef"}, if_version=1)
    assert lost.value.extensions == {"version": 2}
    with pytest.raises(LostRace):
        diary.write(tracking.delete, invitation, if_version=1)
    assert diary.row(invitation)["role"] == "Engineer"


def test_the_history_comes_in_pages_that_miss_nothing(diary):
    invitation = diary.record()["id"]
    for n in range(7):
        diary.edit(invitation, salary=str(n))
    seen: list[UUID] = []
    after = None
    while True:
        page = diary.read(tracking.list_events, invitation, most=3, after=after)
        seen += [event["id"] for event in page["items"]]
        if page["next_cursor"] is None:
            break
        after = UUID(page["next_cursor"])
    assert seen == [event.id for event in diary.events(invitation)]


def test_a_strangers_invitation_is_one_that_never_existed(diary, database, ben, clock):
    mine = diary.record()["id"]
    stranger = Diary(database, ben.id, clock)
    said: list[set[str]] = []
    for act in (
        lambda one: stranger.edit(one, role="Chef"),
        lambda one: stranger.write(tracking.delete, one),
        lambda one: stranger.write(tracking.restore, one),
        lambda one: stranger.write(silencing.snooze, one, stranger.now + timedelta(hours=1)),
        lambda one: stranger.write(silencing.wake, one),
        lambda one: stranger.read(tracking.list_events, one),
        lambda one: stranger.answer(one, ReplyKind.DECLINE),
        stranger.undo,
    ):
        answers = set()
        for one in (mine, new_id(stranger.now)):
            with pytest.raises(InvitationNotFound) as refused:
                act(one)
            answers.add(refused.value.detail)
        said.append(answers)
    assert all(len(answers) == 1 for answers in said)
    assert diary.row(mine)["version"] == 1
    assert diary.types(mine) == ["recorded"]
