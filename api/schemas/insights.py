"""How a person answers: which invitations are asked about, and what is said of them."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator, with_config
from typing_extensions import TypedDict

from api.schemas.base import Shape
from api.schemas.fields import Day
from core.vocabulary import Medium, Reason, ReplyKind

Share = Annotated[float, Field(ge=0, le=1)]

EXAMPLE: dict[str, Any] = {
    "from_on": "2025-12-01",
    "to_on": "2026-11-23",
    "time_zone": "Europe/Berlin",
    "least": 5,
    "counts": {
        "invitations": 9,
        "answered": 6,
        "owed": 2,
        "ghosting": 1,
        "lapsed": 0,
        "called_off": 1,
        "closed": 0,
    },
    "reply_times": {
        "n": 6,
        "lower_quartile_seconds": 10_800,
        "median_seconds": 72_000,
        "upper_quartile_seconds": 140_000,
        "within_24_h": {"share": 0.6667, "n": 6},
        "within_48_h": {"share": 0.8333, "n": 6},
        "histogram": [
            {"from_seconds": 0, "to_seconds": 3_600, "n": 1},
            {"from_seconds": 3_600, "to_seconds": 14_400, "n": 1},
            {"from_seconds": 14_400, "to_seconds": 43_200, "n": 0},
            {"from_seconds": 43_200, "to_seconds": 86_400, "n": 2},
            {"from_seconds": 86_400, "to_seconds": 172_800, "n": 1},
            {"from_seconds": 172_800, "to_seconds": 345_600, "n": 1},
            {"from_seconds": 345_600, "to_seconds": 604_800, "n": 0},
            {"from_seconds": 604_800, "to_seconds": 1_209_600, "n": 0},
            {"from_seconds": 1_209_600, "to_seconds": None, "n": 0},
        ],
    },
    "on_time": {"share": 0.8333, "n": 6},
    "ghost_rate": {"share": 0.1429, "n": 7},
    "benchmark": {"share": 0.28, "year": 2021, "share_before": 0.18, "year_before": 2019, "source": "Indeed"},
    "answers": [{"kind": "decline", "n": 4}, {"kind": "accept", "n": 2}],
    "reasons": [{"reason": "salary", "n": 3}, {"reason": "location", "n": 1}],
    "by_medium": [
        {
            "medium": "email",
            "invitations": 9,
            "answered": 6,
            "ghosted": 1,
            "ghost_rate": {"share": 0.1429, "n": 7},
            "on_time": {"share": 0.8333, "n": 6},
            "timed": 6,
            "median_seconds": 72_000,
        }
    ],
    "by_month": [
        {
            "month": "2026-11",
            "invitations": 9,
            "answered": 6,
            "ghosted": 1,
            "reasons": [{"reason": "salary", "n": 3}, {"reason": "location", "n": 1}],
        }
    ],
}


class InsightsQuery(Shape):
    """Which invitations: by the local date of their receipt, in the account's zone."""

    # Its fields become parameters, which are no shape of their own in the OpenAPI.
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    from_on: Annotated[Day | None, Field(alias="from")] = None
    """The first day. Left out: so that there are twelve months, of which the last may have begun lately."""
    to_on: Annotated[Day | None, Field(alias="to")] = None
    """The last day, the whole of it. Left out: today."""
    everything: Annotated[bool, Field(alias="all")] = False
    """Whatever was received at any time; not together with `from` or `to`."""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.everything and (self.from_on or self.to_on):
            raise ValueError("all means every date there is: leave from and to out, or leave all out")
        return self


class Rate(TypedDict):
    """A share of `n`."""

    share: Share | None
    """Null where `n` is below `least`: too few to say."""
    n: int


class InsightCounts(TypedDict):
    """`answered`, `owed`, `lapsed`, `called_off` and `closed` add up to `invitations`."""

    invitations: int
    answered: int
    """Accepted, declined, withdrawn from, or asked to be moved; also where it was filed away or called off later."""
    owed: int
    ghosting: int
    """Of those owed: at the level `ghosting` now."""
    lapsed: int
    """Filed away as never answered."""
    called_off: int
    """By the employer, before there was an answer."""
    closed: int
    """Filed away without an answer and without having lapsed."""


class Bucket(TypedDict):
    """Replies that took longer than `from_seconds` and at most `to_seconds`; the first holds those of no time too."""

    from_seconds: int
    to_seconds: int | None
    """Null in the last one."""
    n: int


class ReplyTimesView(TypedDict):
    """From receipt to the first reply that settled the question, in whole seconds; 0 where it is dated earlier."""

    n: int
    """How many answers have a time; an imported one may have none."""
    lower_quartile_seconds: int | None
    """A quarter of the replies took this long or less. Like all below, null where `n` is below `least`."""
    median_seconds: int | None
    upper_quartile_seconds: int | None
    within_24_h: Rate
    within_48_h: Rate
    histogram: list[Bucket] | None


class Benchmark(TypedDict):
    """How many of all job seekers say that they ghosted an employer within a year: a share of people, by a survey."""

    share: Share
    year: int
    share_before: Share
    year_before: int
    source: str


class AnswersOfKind(TypedDict):
    """How many were last answered so; `hold` where the promised answer is still owed."""

    kind: ReplyKind
    n: int


class AnswersForReason(TypedDict):
    """How many were declined or withdrawn from for this reason."""

    reason: Reason
    n: int


class MediumInsights(TypedDict):
    """The invitations that arrived in one way."""

    medium: Medium | None
    """Null where it isn't known."""
    invitations: int
    answered: int
    ghosted: int
    ghost_rate: Rate
    on_time: Rate
    timed: int
    """How many answers have a time."""
    median_seconds: int | None
    """Null where `timed` is below `least`."""


class MonthInsights(TypedDict):
    """The invitations that were received in one calendar month of the account's zone."""

    month: str
    """As in `2026-11`."""
    invitations: int
    answered: int
    ghosted: int
    reasons: list[AnswersForReason]


@with_config(ConfigDict(json_schema_extra={"example": EXAMPLE}))
class InsightsView(TypedDict):
    """How the invitations that were received in a span were answered. Deleted ones don't count."""

    from_on: date | None
    """The first day that was looked at; null where all was asked for and there is nothing."""
    to_on: date | None
    time_zone: str
    least: int
    """Of fewer than this many, no rate, median or distribution is told."""
    counts: InsightCounts
    reply_times: ReplyTimesView
    on_time: Rate
    """Of the answers that have a time, those given at or before the deadline."""
    ghost_rate: Rate
    """Lapsed or at the level `ghosting`, of those and the answered ones; what is owed otherwise isn't decided yet."""
    benchmark: Benchmark
    answers: list[AnswersOfKind]
    """The most frequent first."""
    reasons: list[AnswersForReason]
    """The most frequent first."""
    by_medium: list[MediumInsights]
    """The most frequent first."""
    by_month: list[MonthInsights]
    """Every month of the span, the oldest first."""


INSIGHTS: TypeAdapter[InsightsView] = TypeAdapter(InsightsView)
