"""Replanning: a changed policy decides what is open anew, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from core.vocabulary import ReplyKind, Status
from models.account import ACCOUNT
from services import replanning, tracking
from tests.tracked import Diary


@pytest.fixture
def diary(database, ada, clock):
    return Diary(database, ada.id, clock)


def change(diary, **policy):
    diary.database.threads.write(
        lambda connection: connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == diary.account_id).values(**policy))
    )


def test_a_longer_policy_moves_what_is_owed_and_leaves_the_rest(diary):
    owed = diary.record()["id"]
    stated = diary.record(respond_by=datetime(2026, 11, 27, 9, tzinfo=UTC))["id"]
    answered, gone = diary.bring_to(Status.DECLINED), diary.record()["id"]
    diary.write(tracking.delete, gone)
    before = {one: diary.row(one) for one in (stated, answered, gone)}
    change(diary, reply_business_days=3)
    assert diary.write(replanning.replan_account) == 2
    assert diary.row(owed)["respond_by"] == datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert diary.types(owed) == ["recorded", "deadline_changed"]
    assert diary.row(stated)["respond_by"] == before[stated]["respond_by"]
    assert [diary.row(one) for one in (answered, gone)] == [before[answered], before[gone]]


def test_another_zone_moves_the_end_of_the_day(diary):
    owed = diary.record()["id"]
    change(diary, time_zone="Asia/Tokyo")
    diary.write(replanning.replan_account)
    assert diary.row(owed)["respond_by"] == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert diary.row(owed)["respond_by_facts"]["zone"] == "Asia/Tokyo"


def test_levels_that_have_passed_by_the_new_policy_alert_nobody(diary, clock):
    diary.open_channel()
    owed = diary.record(received_at=diary.now - timedelta(days=4))["id"]
    already = diary.types(owed).count("flagged")
    change(diary, reply_business_days=1, ghosting_business_days=0)
    diary.write(replanning.replan_account)
    flags = [event.detail for event in diary.events(owed) if event.type == "flagged"]
    assert len(flags) > already
    assert not any(flag["announced"] for flag in flags)
    assert [reminder.state for reminder in diary.reminders()] == ["skipped"]


def test_a_deadline_that_has_come_near_is_reminded_of_at_once(diary):
    diary.open_channel()
    diary.record()
    change(diary, reply_business_days=1, next_digest_at=diary.now + timedelta(days=3))
    diary.write(replanning.replan_account)
    assert [(reminder.kind, reminder.state) for reminder in diary.reminders()] == [("urgent", "planned")]


def test_a_reminder_planned_on_the_old_deadline_is_taken_back(diary):
    diary.open_channel()
    invitation = diary.record(received_at=diary.now - timedelta(days=3))["id"]
    change(diary, next_digest_at=diary.now + timedelta(days=9))
    diary.edit(invitation, interview_at=diary.now + timedelta(days=20))
    planned = [reminder.state for reminder in diary.reminders()]
    change(diary, reply_business_days=10, next_digest_at=diary.now + timedelta(hours=1))
    diary.write(replanning.replan_account)
    assert planned == ["planned"]
    assert [reminder.state for reminder in diary.reminders()] == ["skipped"]


def test_a_promise_stands_whatever_the_policy(diary):
    invitation = diary.record()["id"]
    promise = diary.now + timedelta(days=4)
    diary.answer(invitation, ReplyKind.HOLD, promised_by=promise)
    change(diary, reply_business_days=9)
    diary.write(replanning.replan_account)
    assert diary.row(invitation)["respond_by"] == promise


def test_the_tick_goes_on_where_the_change_left_off(diary, monkeypatch):
    monkeypatch.setattr(replanning, "AT_ONCE", 3)
    owed = [diary.record()["id"] for _ in range(8)]
    change(diary, reply_business_days=3)
    assert diary.write(replanning.replan_account) == 3
    rounds = 0
    while diary.database.threads.write(replanning.replan_some, now=diary.now, most=2):
        rounds += 1
    assert rounds == 3
    assert {diary.row(one)["respond_by"] for one in owed} == {datetime(2026, 11, 26, 17, tzinfo=UTC)}
    assert {diary.types(one).count("deadline_changed") for one in owed} == {1}
