from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vocabulary import OWED_STATUSES, Attention, Status
from models import attention

DUE_SOON_AT = datetime(2026, 11, 23, 17, tzinfo=UTC)
RESPOND_BY = datetime(2026, 11, 24, 17, tzinfo=UTC)
GHOSTING_AT = datetime(2026, 11, 27, 17, tzinfo=UTC)
THRESHOLDS = (DUE_SOON_AT, RESPOND_BY, GHOSTING_AT)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "level"),
    [
        (DUE_SOON_AT - INSTANT, Attention.ON_TRACK),
        (DUE_SOON_AT, Attention.DUE_SOON),
        (RESPOND_BY - INSTANT, Attention.DUE_SOON),
        (RESPOND_BY, Attention.OVERDUE),
        (GHOSTING_AT - INSTANT, Attention.OVERDUE),
        (GHOSTING_AT, Attention.GHOSTING),
        (GHOSTING_AT + timedelta(days=900), Attention.GHOSTING),
    ],
)
def test_a_level_begins_at_the_very_instant_of_its_threshold(now: datetime, level: Attention) -> None:
    assert attention.level(*THRESHOLDS, now) is level


@pytest.mark.parametrize("status", list(Status))
def test_attention_exists_only_while_an_answer_is_owed(status: Status) -> None:
    expected = Attention.OVERDUE if status in OWED_STATUSES else None
    assert attention.of(status, *THRESHOLDS, RESPOND_BY) is expected
    assert attention.of(status.value, *THRESHOLDS, RESPOND_BY) is expected


def test_thresholds_that_coincide_skip_the_levels_between() -> None:
    assert attention.level(RESPOND_BY, RESPOND_BY, RESPOND_BY, RESPOND_BY - INSTANT) is Attention.ON_TRACK
    assert attention.level(RESPOND_BY, RESPOND_BY, RESPOND_BY, RESPOND_BY) is Attention.GHOSTING


def test_every_level_but_the_last_has_a_next_crossing() -> None:
    nexts = [attention.next_flag_at(*THRESHOLDS, level) for level in Attention]
    assert nexts == [DUE_SOON_AT, RESPOND_BY, GHOSTING_AT, None]


def test_the_levels_crossed_exclude_the_old_and_include_the_new() -> None:
    on_track, due_soon, overdue, ghosting = Attention
    assert attention.crossed(on_track, ghosting) == (due_soon, overdue, ghosting)
    assert attention.crossed(due_soon, overdue) == (overdue,)
    assert attention.crossed(overdue, overdue) == ()
    assert attention.crossed(ghosting, due_soon) == ()


@given(st.integers(-20, 20), st.integers(0, 9), st.integers(0, 9), st.integers(-20, 40))
def test_following_the_next_crossings_announces_every_level_once_and_in_order(
    start: int, to_deadline: int, to_ghosting: int, end: int
) -> None:
    due_soon_at = DUE_SOON_AT + timedelta(hours=start)
    respond_by = due_soon_at + timedelta(hours=to_deadline)
    thresholds = (due_soon_at, respond_by, respond_by + timedelta(hours=to_ghosting))
    now = DUE_SOON_AT + timedelta(hours=end)
    flagged, announced = Attention.ON_TRACK, list[Attention]()
    while (at := attention.next_flag_at(*thresholds, flagged)) is not None and at <= now:
        new = attention.level(*thresholds, at)
        announced += attention.crossed(flagged, new)
        flagged = new
    assert flagged is attention.level(*thresholds, now)
    assert announced == list(attention.crossed(Attention.ON_TRACK, flagged))
