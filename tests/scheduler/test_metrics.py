"""The counters of a scheduler: what is to be told of at its first occurrence is exported before it."""

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from core.database import Database
from core.settings import Settings
from core.vocabulary import ReminderKind
from scheduler.attempts import Attempt, Outcome
from scheduler.loop import Metronome
from scheduler.metrics import SchedulerMetrics, Step
from scheduler.tick import TickReport
from tests.conftest import Clock


def told_by(metrics: SchedulerMetrics) -> dict[tuple[str, ...], float]:
    """Each sample's value by its name and the values of its labels, but for when a series began."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.exposition().decode())
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def test_a_fresh_scheduler_exports_that_nothing_has_happened(
    database: Database, settings: Settings, clock: Clock
) -> None:
    told = told_by(Metronome(database, settings, clock).metrics)
    assert set(told.values()) == {0.0}
    expected = {("replyby_tick_failed_steps_total", step) for step in Step}
    expected |= {("replyby_reminders_total", kind, outcome) for kind in ReminderKind for outcome in Outcome}
    expected |= {("replyby_reminder_delay_seconds_count", kind) for kind in ReminderKind}
    expected |= {("replyby_reminders_planned_total", kind) for kind in ("alert", "digest")}
    assert expected <= told.keys()


async def test_nothing_that_it_counts_begins_a_new_series(database: Database, settings: Settings, clock: Clock) -> None:
    metrics = Metronome(database, settings, clock).metrics
    before = told_by(metrics)
    for step in Step:
        metrics.failed(step)
    for kind in ReminderKind:
        for outcome in Outcome:
            metrics.settled(Attempt(kind, outcome, timedelta(seconds=3)))
    metrics.ticked(TickReport(at=clock(), alerts_planned=2, digests_planned=3), seconds=0.1)
    after = told_by(metrics)
    assert after.keys() == before.keys()
    assert after["replyby_tick_failed_steps_total", "flag"] == 1
    assert after["replyby_reminders_total", "digest", "failed"] == 1
    assert (after["replyby_reminders_planned_total", "alert"], after["replyby_reminders_planned_total", "digest"]) == (
        2,
        3,
    )
