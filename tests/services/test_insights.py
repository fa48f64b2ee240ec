"""Insights: what is counted as what, how long replies took, and what is too little to say."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, event, update

from core.database import Database
from core.errors import Invalid
from core.vocabulary import Reason, ReplyKind, Status
from models.invitation import ANSWER, INVITATION
from services import tracking
from services.insights.showing import show_insights
from tests.conftest import START, Clock, Person
from tests.reminders import configure, run
from tests.tracked import Diary

NOW = START
"""Monday, 23 November 2026, ten o'clock in Berlin."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def diary(database: Database, ada: Person, clock: Clock) -> Diary:
    return Diary(database, ada.id, clock)


def told(diary: Diary, now: datetime = NOW, **asked: Any) -> dict[str, Any]:
    return diary.read(show_insights, now=now, **asked)


def answered(diary: Diary, took: timedelta, kind: ReplyKind = ReplyKind.DECLINE, **given: Any) -> Any:
    """An invitation of ten days ago, answered after so long."""
    received = NOW - 10 * DAY
    fields = {name: given.pop(name) for name in ("medium", "respond_by", "received_at") if name in given}
    made = diary.record(**{"received_at": received, **fields})["id"]
    diary.answer(made, kind, answered_at=received + took, **given)
    return made


def share(shown: dict[str, Any], name: str) -> tuple[float | None, int]:
    return shown[name]["share"], shown[name]["n"]


def test_with_nothing_recorded_everything_is_zero_or_null(diary: Diary) -> None:
    shown = told(diary)
    assert set(shown["counts"].values()) == {0}
    assert share(shown, "ghost_rate") == share(shown, "on_time") == (None, 0)
    assert shown["reply_times"]["histogram"] is None
    assert (shown["answers"], shown["reasons"], shown["by_medium"]) == ([], [], [])
    assert [month["month"] for month in shown["by_month"]] == [
        *("2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"),
        *("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"),
    ]
    whole = told(diary, everything=True)
    assert (whole["from_on"], whole["to_on"], whole["by_month"]) == (None, None, [])


def test_five_replies_by_hand(diary: Diary) -> None:
    for took in (HOUR, 4 * HOUR, 24 * HOUR, 24 * HOUR + timedelta(seconds=1), 20 * DAY - 10 * DAY):
        answered(diary, took, respond_by=NOW - 8 * DAY)
    shown = told(diary)
    times = shown["reply_times"]
    assert times["n"] == 5
    assert [times[f"{name}_seconds"] for name in ("lower_quartile", "median", "upper_quartile")] == [
        *(4 * 3_600, 86_400, 86_401)
    ]
    assert times["within_24_h"] == {"share": 0.6, "n": 5}
    assert times["within_48_h"] == {"share": 0.8, "n": 5}
    assert [bucket["n"] for bucket in times["histogram"]] == [1, 1, 0, 1, 1, 0, 0, 1, 0]
    assert times["histogram"][0] == {"from_seconds": 0, "to_seconds": 3_600, "n": 1}
    assert times["histogram"][-1] == {"from_seconds": 14 * 86_400, "to_seconds": None, "n": 0}
    # Ten days ago plus ten days is two days after the deadline and more.
    assert share(shown, "on_time") == (0.8, 5)


def test_four_replies_are_too_few_to_say_anything_but_how_many(diary: Diary) -> None:
    for _ in range(4):
        answered(diary, HOUR, medium="email")
    shown = told(diary)
    hidden = {"share": None, "n": 4}
    assert shown["reply_times"] == {
        "n": 4,
        "lower_quartile_seconds": None,
        "median_seconds": None,
        "upper_quartile_seconds": None,
        "within_24_h": hidden,
        "within_48_h": hidden,
        "histogram": None,
    }
    assert (shown["on_time"], shown["ghost_rate"], shown["least"]) == (hidden, hidden, 5)
    (medium,) = shown["by_medium"]
    assert (medium["ghost_rate"], medium["on_time"], medium["median_seconds"]) == (hidden, hidden, None)


def test_what_goes_away_while_it_is_counted_does_no_harm(database: Database, diary: Diary) -> None:
    for _ in range(5):
        answered(diary, HOUR, medium="email")
    gone: list[bool] = []

    def go(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if "months" in statement and not gone:
            gone.append(True)
            database.threads.write(lambda connection: connection.execute(delete(INVITATION)))

    event.listen(database.threads.reader, "after_cursor_execute", go)
    (medium,) = told(diary)["by_medium"]
    assert gone
    assert medium["invitations"] == 5
    # SQLite shows one moment to the whole answer, PostgreSQL another to each question.
    assert medium["median_seconds"] == (None if database.is_postgresql else 3_600)


def test_a_reply_that_is_dated_before_the_receipt_took_no_time(diary: Diary) -> None:
    for took in (-DAY, -HOUR, -HOUR, HOUR, HOUR):
        answered(diary, took)
    times = told(diary)["reply_times"]
    assert (times["lower_quartile_seconds"], times["median_seconds"], times["n"]) == (0, 0, 5)
    assert times["histogram"][0]["n"] == 5


@pytest.mark.parametrize(
    ("took", "seconds"),
    [
        (timedelta(microseconds=999_999), 0),
        (timedelta(seconds=1), 1),
        (timedelta(seconds=59, microseconds=999_700), 59),
        (timedelta(days=200, microseconds=1), 200 * 86_400),
    ],
)
def test_seconds_are_rounded_down_whatever_the_fractions(
    diary: Diary, database: Database, took: timedelta, seconds: int
) -> None:
    received = datetime(2026, 3, 1, 12, 0, 0, 600_000, tzinfo=UTC)
    for _ in range(5):
        answered(diary, HOUR)
    run(database, update(INVITATION).values(received_at=received, answered_at=received + took))
    assert told(diary)["reply_times"]["median_seconds"] == seconds


def test_on_time_is_up_to_the_very_deadline(diary: Diary, database: Database) -> None:
    until = NOW - 5 * DAY
    for microseconds in (-1, 0, 1, 2, 3):
        made = answered(diary, HOUR)
        values = {"due_soon_at": until, "respond_by": until, "ghosting_at": until}
        values["answered_at"] = until + timedelta(microseconds=microseconds)
        run(database, update(INVITATION).where(INVITATION.c.id == made).values(**values))
    assert share(told(diary), "on_time") == (0.4, 5)


def test_the_ghost_rate_leaves_out_what_isnt_decided_and_what_nobody_owes_any_more(diary: Diary) -> None:
    old = {"received_at": NOW - 60 * DAY}
    for _ in range(3):
        answered(diary, HOUR)
    diary.bring_to(Status.LAPSED, **old)
    diary.record("Ghosting now", **old)
    diary.record("Overdue", received_at=NOW - 5 * DAY)
    diary.record("On track", received_at=NOW)
    diary.bring_to(Status.CANCELLED_BY_EMPLOYER, **old)
    diary.bring_to(Status.CLOSED, **old)
    shown = told(diary)
    assert shown["counts"] == {
        "invitations": 9,
        "answered": 3,
        "owed": 3,
        "ghosting": 1,
        "lapsed": 1,
        "called_off": 1,
        "closed": 1,
    }
    assert share(shown, "ghost_rate") == (0.4, 5)
    assert shown["benchmark"]["share"] == 0.28
    later = told(diary, NOW + 20 * DAY)
    assert share(later, "ghost_rate") == (0.5714, 7)


def test_a_promise_is_no_answer(diary: Diary) -> None:
    for _ in range(5):
        answered(diary, HOUR, ReplyKind.HOLD, promised_by=NOW + DAY)
    shown = told(diary)
    assert (shown["counts"]["answered"], shown["counts"]["owed"], shown["reply_times"]["n"]) == (0, 5, 0)
    assert shown["answers"] == [{"kind": "hold", "n": 5}]


def test_after_a_promise_the_answer_is_what_counts(diary: Diary) -> None:
    for _ in range(5):
        made = answered(diary, HOUR, ReplyKind.HOLD, promised_by=NOW - 5 * DAY)
        diary.answer(made, ReplyKind.ACCEPT, answered_at=NOW - 7 * DAY)
    shown = told(diary)
    assert shown["reply_times"]["median_seconds"] == 3 * 86_400
    assert share(shown, "on_time") == (1.0, 5)


def test_a_later_word_makes_no_late_reply_of_an_early_one(diary: Diary) -> None:
    """Accepted after an hour and withdrawn a week later; asked for another time, and then declined."""
    for _ in range(3):
        made = answered(diary, HOUR, ReplyKind.ACCEPT)
        diary.answer(made, ReplyKind.WITHDRAW, reason=Reason.STAYING_PUT, answered_at=NOW - DAY)
    made = answered(diary, HOUR, ReplyKind.ACCEPT)
    diary.answer(made, ReplyKind.RESCHEDULE, answered_at=NOW - DAY)
    made = answered(diary, HOUR, ReplyKind.RESCHEDULE)
    diary.answer(made, ReplyKind.DECLINE, reason=Reason.TIMING, answered_at=NOW - DAY)
    shown = told(diary)
    assert shown["reply_times"]["upper_quartile_seconds"] == 3_600
    assert share(shown, "on_time") == (1.0, 5)
    assert shown["answers"] == [
        {"kind": "withdraw", "n": 3},
        {"kind": "decline", "n": 1},
        {"kind": "reschedule", "n": 1},
    ]
    assert shown["reasons"] == [{"reason": "staying_put", "n": 3}, {"reason": "timing", "n": 1}]


def test_a_new_slot_begins_anew(diary: Diary, clock: Clock) -> None:
    for _ in range(5):
        made = answered(diary, HOUR, ReplyKind.RESCHEDULE)
        diary.edit(made, interview_at=NOW + 20 * DAY)
        assert diary.row(made)["received_at"] == NOW
    clock.forward(hours=2)
    for row in diary.read(_all):
        diary.answer(row.id, ReplyKind.ACCEPT)
    assert told(diary, clock())["reply_times"]["median_seconds"] == 2 * 3_600


def _all(connection: Connection, *_: object) -> Sequence[Any]:
    return connection.execute(INVITATION.select()).all()


def test_filing_an_answered_one_away_changes_nothing_but_a_promise_alone_answers_nothing(diary: Diary) -> None:
    for _ in range(5):
        diary.edit(answered(diary, HOUR, reason=Reason.SALARY), status="closed")
    held = answered(diary, HOUR, ReplyKind.HOLD, promised_by=NOW + DAY)
    diary.edit(held, status="cancelled_by_employer")
    kept = answered(diary, HOUR, ReplyKind.HOLD, promised_by=NOW + DAY)
    diary.answer(kept, ReplyKind.ACCEPT, answered_at=NOW - 9 * DAY)
    diary.edit(kept, status="cancelled_by_employer")
    shown = told(diary)
    assert (shown["counts"]["answered"], shown["counts"]["called_off"], shown["counts"]["closed"]) == (6, 1, 0)
    assert shown["reply_times"]["n"] == 6
    assert {"kind": "decline", "n": 5} in shown["answers"]
    assert shown["reasons"] == [{"reason": "salary", "n": 5}]


def test_an_imported_answer_without_a_date_counts_as_answered_and_has_no_time(diary: Diary, database: Database) -> None:
    for _ in range(5):
        answered(diary, HOUR, reason=Reason.SALARY)
    run(database, update(INVITATION).values(answered_at=None))
    run(database, delete(ANSWER))
    shown = told(diary)
    assert (shown["counts"]["answered"], shown["reply_times"]["n"]) == (5, 0)
    assert share(shown, "ghost_rate") == (0.0, 5)
    assert share(shown, "on_time") == (None, 0)
    assert shown["reasons"] == [{"reason": "salary", "n": 5}]


def test_a_reason_for_anything_but_a_no_is_not_among_the_reasons(diary: Diary) -> None:
    answered(diary, HOUR, ReplyKind.ACCEPT, reason=Reason.SALARY)
    answered(diary, HOUR, ReplyKind.RESCHEDULE, reason=Reason.TIMING)
    assert told(diary)["reasons"] == []


def test_each_medium_is_told_apart_and_what_is_unknown_too(diary: Diary) -> None:
    for hours in (1, 2, 3, 4, 5, 6):
        answered(diary, hours * HOUR, medium="email")
    for _ in range(5):
        answered(diary, 50 * HOUR, medium="linkedin")
    diary.record(received_at=NOW - 60 * DAY)
    email, linkedin, unknown = told(diary)["by_medium"]
    assert (email["medium"], email["invitations"], email["median_seconds"]) == ("email", 6, 3 * 3_600)
    assert (linkedin["medium"], linkedin["timed"], linkedin["median_seconds"]) == ("linkedin", 5, 50 * 3_600)
    assert (unknown["medium"], unknown["ghosted"], unknown["median_seconds"]) == (None, 1, None)
    assert unknown["ghost_rate"] == {"share": None, "n": 1}


def test_a_month_is_one_of_the_accounts_zone(diary: Diary, database: Database, ada: Person) -> None:
    """An hour before midnight in UTC on the last of October is November in Berlin, and October in New York."""
    for minutes in (-1, 0):
        answered(diary, HOUR, received_at=datetime(2026, 10, 31, 23, tzinfo=UTC) + timedelta(minutes=minutes))

    def months() -> dict[str, int]:
        return {month["month"]: month["invitations"] for month in told(diary)["by_month"] if month["invitations"]}

    assert months() == {"2026-10": 1, "2026-11": 1}
    configure(database, ada.owner, now=NOW, time_zone="America/New_York")
    assert months() == {"2026-10": 2}
    configure(database, ada.owner, now=NOW, time_zone="Asia/Tokyo")
    assert months() == {"2026-11": 2}


def test_a_span_holds_both_its_days_in_the_accounts_zone(diary: Diary) -> None:
    midnight = datetime(2026, 6, 9, 22, tzinfo=UTC)
    for moment in (midnight - timedelta(microseconds=1), midnight, midnight + DAY - timedelta(microseconds=1)):
        diary.record(received_at=moment)
    diary.record(received_at=midnight + DAY)
    shown = told(diary, from_on=date(2026, 6, 10), to_on=date(2026, 6, 10))
    assert shown["counts"]["invitations"] == 2
    assert [month["month"] for month in shown["by_month"]] == ["2026-06"]
    assert (shown["from_on"], shown["to_on"]) == (date(2026, 6, 10), date(2026, 6, 10))


def test_left_out_dates_mean_twelve_months_that_end_with_the_last_day(diary: Diary) -> None:
    shown = told(diary)
    assert (shown["from_on"], shown["to_on"]) == (date(2025, 12, 1), date(2026, 11, 23))
    earlier = told(diary, to_on=date(2026, 1, 31))
    assert (earlier["from_on"], earlier["to_on"]) == (date(2025, 2, 1), date(2026, 1, 31))
    longer = told(diary, from_on=date(2024, 2, 29))
    assert (longer["from_on"], longer["to_on"], len(longer["by_month"])) == (date(2024, 2, 29), date(2026, 11, 23), 34)


def test_everything_means_from_the_first_to_the_last_that_was_ever_received(diary: Diary) -> None:
    for moment in (datetime(2019, 12, 31, 23, 30, tzinfo=UTC), datetime(2026, 12, 24, tzinfo=UTC)):
        diary.record(received_at=moment)
    shown = told(diary, everything=True)
    assert (shown["from_on"], shown["to_on"]) == (date(2020, 1, 1), date(2026, 12, 24))
    assert (shown["counts"]["invitations"], len(shown["by_month"])) == (2, 84)
    assert told(diary)["counts"]["invitations"] == 0


def test_all_the_time_that_can_be_recorded_can_be_looked_at(diary: Diary) -> None:
    for moment in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, 22, tzinfo=UTC)):
        diary.record(received_at=moment)
    shown = told(diary, everything=True)
    assert (shown["by_month"][0]["invitations"], shown["by_month"][-1]["invitations"]) == (1, 1)
    assert len(shown["by_month"]) == 231 * 12


def test_a_span_that_ends_before_it_begins_is_refused(diary: Diary) -> None:
    with pytest.raises(Invalid):
        told(diary, from_on=date(2026, 6, 10), to_on=date(2026, 6, 9))
    with pytest.raises(Invalid):
        told(diary, from_on=date(2027, 1, 1))


def test_deleted_ones_dont_count(diary: Diary) -> None:
    diary.write(tracking.delete, answered(diary, HOUR))
    shown = told(diary)
    assert (shown["counts"]["invitations"], shown["reply_times"]["n"]) == (0, 0)
    assert told(diary, everything=True)["from_on"] is None


def test_nobody_counts_anothers(diary: Diary, database: Database, ben: Person, clock: Clock) -> None:
    for _ in range(5):
        answered(diary, HOUR, ReplyKind.ACCEPT)
    stranger = Diary(database, ben.id, clock)
    assert told(stranger)["counts"]["invitations"] == 0
    assert told(stranger)["reply_times"]["n"] == 0
    assert told(stranger, everything=True)["to_on"] is None
