"""Whatever a person does in whatever order, a row keeps its invariants, and its history only grows."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.vocabulary import OWED_STATUSES, ReplyKind, Status
from services import silencing, tracking
from tests.tracked import Diary

hours = st.integers(-300, 300)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from([kind for kind in ReplyKind if kind is not ReplyKind.CHECK_IN])),
        st.tuples(st.just("undo"), st.none()),
        st.tuples(st.just("status"), st.sampled_from(Status)),
        st.tuples(st.just("interview_at"), st.none() | hours),
        st.tuples(st.just("received_at"), hours),
        st.tuples(st.just("respond_by"), st.none() | hours),
        st.tuples(st.just("snooze"), st.integers(1, 100)),
        st.tuples(st.just("wake"), st.none()),
        st.tuples(st.just("delete"), st.none()),
        st.tuples(st.just("restore"), st.none()),
        st.tuples(st.just("wait"), st.integers(1, 100)),
    ),
    max_size=14,
)


def take(diary, invitation, step, value):
    if step == "wait":
        diary.clock.forward(hours=value)
    elif step == "answer":
        diary.answer(invitation, value)
    elif step == "undo":
        diary.undo(invitation)
    elif step == "status":
        diary.edit(invitation, status=value.value)
    elif step == "snooze":
        diary.write(silencing.snooze, invitation, diary.now + timedelta(hours=value))
    elif step in {"wake", "delete", "restore"}:
        service = {"wake": silencing.wake, "delete": tracking.delete, "restore": tracking.restore}[step]
        diary.write(service, invitation)
    else:
        instant = None if value is None else datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(hours=value)
        diary.edit(invitation, **{step: instant})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_no_order_of_steps_breaks_an_invariant(database, ada, clock, steps):
    diary = Diary(database, ada.id, clock)
    if not diary.reminders():
        diary.open_channel()
    invitation = diary.record()["id"]
    told: list[object] = []
    for step, value in steps:
        before = diary.row(invitation)
        try:
            take(diary, invitation, step, value)
        except DomainError:
            assert diary.row(invitation) == before
        row = diary.row(invitation)
        runs = row["status"] in OWED_STATUSES and row["deleted_at"] is None
        thresholds = [row["due_soon_at"], row["respond_by"], row["ghosting_at"]]
        assert thresholds == sorted(thresholds)
        assert row["next_flag_at"] in ([*thresholds, None] if runs else [None])
        if runs and row["next_flag_at"] is not None:
            assert row["next_flag_at"] == thresholds[row["flagged"]]
        assert row["version"] >= before["version"]
        assert (row == before) == (row["version"] == before["version"])
        events = [tuple(event) for event in diary.events(invitation)]
        assert events[: len(told)] == told
        assert len(events) > len(told) or row == before or step == "wait"
        told = events
        planned = [one for one in diary.reminders() if one.invitation_id == invitation and one.state == "planned"]
        if planned:
            assert runs
            assert row["snoozed_until"] is None or row["snoozed_until"] <= diary.now
    assert len(diary.answers(invitation)) <= len(steps)
