"""What a scheduler tells of its work to Prometheus. Labels are words of the vocabulary: there are only so many."""

from collections.abc import Iterable
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from core.vocabulary import ReminderKind
from scheduler.attempts import Attempt, Outcome
from scheduler.fetching import Fetchings
from scheduler.sending import Sendings
from scheduler.tick import TickReport

_TICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
_DELAY = (1.0, 2.5, 5.0, 15.0, 30.0, 60.0, 300.0, 1_800.0, 7_200.0, 86_400.0, 259_200.0)


class Step(StrEnum):
    """The steps of the scheduler, each of which fails by itself."""

    FLAG = "flag"
    PLAN = "plan"
    DELIVER = "deliver"
    NOTE = "note"
    FETCH = "fetch"
    SEND = "send"
    TEND = "tend"


class SchedulerMetrics:
    """The counters of one process's scheduler. Every combination of labels is exported from the start, as 0.

    Prometheus sees no increase in a counter that first appears as 1: nobody would be told of the first failure.
    """

    def __init__(self, sendings: Sendings, fetchings: Fetchings) -> None:
        self.registry = CollectorRegistry()
        self.tick_seconds = Histogram(
            "replyby_tick_seconds",
            "How long a tick took, deliveries aside.",
            buckets=_TICK,
            registry=self.registry,
        )
        self.failed_steps = Counter(
            "replyby_tick_failed_steps", "Steps of ticks that could not be done.", ("step",), registry=self.registry
        )
        self.own_tick = Gauge(
            "replyby_scheduler_tick_timestamp_seconds",
            "When this process last completed a tick; 0 before the first.",
            registry=self.registry,
        )
        self.flagged = Counter("replyby_invitations_flagged", "Invitations flagged.", registry=self.registry)
        self.planned = Counter("replyby_reminders_planned", "Reminders planned.", ("kind",), registry=self.registry)
        self.missed = Counter("replyby_digests_missed", "Digests of a day that had passed.", registry=self.registry)
        self.reminders = Counter(
            "replyby_reminders", "Attempts to deliver a reminder.", ("kind", "outcome"), registry=self.registry
        )
        self.delay = Histogram(
            "replyby_reminder_delay_seconds",
            "From the moment that a reminder was planned until it was taken.",
            ("kind",),
            buckets=_DELAY,
            registry=self.registry,
        )
        self.registry.register(_Carried(sendings, fetchings))
        self._planned_alerts = self.planned.labels(ReminderKind.ALERT.value)
        self._planned_digests = self.planned.labels(ReminderKind.DIGEST.value)
        for step in Step:
            self.failed_steps.labels(step.value)
        for kind in ReminderKind:
            self.delay.labels(kind.value)
            for outcome in Outcome:
                self.reminders.labels(kind.value, outcome.value)

    def ticked(self, report: TickReport, *, seconds: float) -> None:
        """Count what a tick did."""
        self.tick_seconds.observe(seconds)
        self.flagged.inc(report.invitations_flagged)
        self._planned_alerts.inc(report.alerts_planned)
        self._planned_digests.inc(report.digests_planned)
        self.missed.inc(report.digests_missed)

    def failed(self, step: Step) -> None:
        """Count a step that could not be done."""
        self.failed_steps.labels(step.value).inc()

    def settled(self, attempt: Attempt) -> None:
        """Count an attempt to deliver a reminder."""
        self.reminders.labels(attempt.kind.value, attempt.outcome.value).inc()
        if attempt.outcome is Outcome.SENT:
            self.delay.labels(attempt.kind.value).observe(max(0.0, attempt.waited.total_seconds()))

    def exposition(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)


class _Carried(Collector):
    """What the postman and the fetcher count by themselves."""

    def __init__(self, sendings: Sendings, fetchings: Fetchings) -> None:
        self._sendings = sendings
        self._fetchings = fetchings

    def describe(self) -> Iterable[Metric]:
        """The same names at any time."""
        return self.collect()

    def collect(self) -> Iterable[Metric]:
        """What they have counted so far."""
        replies = CounterMetricFamily("replyby_replies", "Replies handed over, or not.", labels=("outcome",))
        replies.add_metric(("sent",), self._sendings.taken)
        replies.add_metric(("not_taken",), self._sendings.not_taken)
        replies.add_metric(("held",), self._sendings.held)
        replies.add_metric(("outcome_unknown",), self._sendings.unknown)
        mail = CounterMetricFamily("replyby_mail", "Messages fetched from mailboxes.", labels=("outcome",))
        mail.add_metric(("stored",), self._fetchings.stored)
        mail.add_metric(("passed_over",), self._fetchings.passed_over)
        failures = CounterMetricFamily(
            "replyby_mailbox_failures", "Times that a mailbox could not be read.", value=self._fetchings.failed
        )
        return (replies, mail, failures)
