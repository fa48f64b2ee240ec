"""How long replies took: quartiles, the shares within a day and two, and a histogram. The database does the sorting.

A quartile is a time that really occurred, by the nearest rank: a quarter, half, or three quarters of the replies took
this long or less.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Connection, String, case, func, literal, null, select, type_coerce, union_all

from services.insights import fates
from services.insights.rates import LEAST, rate

_HOUR, _DAY = 3_600, 86_400

BUCKET_ENDS = (_HOUR, 4 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 4 * _DAY, 7 * _DAY, 14 * _DAY)
"""Where the histogram's buckets end, in seconds; each holds its end. The last bucket has none."""


@dataclass(slots=True)
class ReplyTimes:
    """What was found: the replies in each bucket, the seconds at each quartile's rank, the median of each medium."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKET_ENDS) + 1))
    ranks: dict[int, int] = field(default_factory=dict[int, int])
    medians: dict[str | None, int] = field(default_factory=dict[str | None, int])

    @property
    def n(self) -> int:
        """How many replies have a time."""
        return sum(self.buckets)

    def within(self, seconds: int) -> int:
        """How many took that long or less; `seconds` is the end of a bucket."""
        return sum(self.buckets[: BUCKET_ENDS.index(seconds) + 1])

    def quartile(self, quarter: int) -> int | None:
        """The seconds that so many quarters of the replies took at the most; None of fewer than five replies."""
        return self.ranks[_nearest_rank(self.n, quarter)] if self.n >= LEAST else None


def read_reply_times(connection: Connection, account_id: UUID, *, from_at: datetime, to_at: datetime) -> ReplyTimes:
    """The reply times of what was received from one instant until before another."""
    given = {"account": account_id, "from_at": from_at, "to_at": to_at}
    found = ReplyTimes()
    for row in connection.execute(_statement(connection.dialect.name), given):
        if row.what == "bucket":
            found.buckets[row.place] = row.value
        elif row.what == "rank":
            found.ranks[row.place] = row.value
        else:
            found.medians[row.medium] = row.value
    return found


def shown(times: ReplyTimes) -> dict[str, Any]:
    """As a person is told: of fewer than five replies, nothing but how many there are."""
    return {
        "n": times.n,
        "lower_quartile_seconds": times.quartile(1),
        "median_seconds": times.quartile(2),
        "upper_quartile_seconds": times.quartile(3),
        "within_24_h": rate(times.within(_DAY), times.n),
        "within_48_h": rate(times.within(2 * _DAY), times.n),
        "histogram": _histogram(times) if times.n >= LEAST else None,
    }


def _histogram(times: ReplyTimes) -> list[dict[str, int | None]]:
    starts, ends = (0, *BUCKET_ENDS), (*BUCKET_ENDS, None)
    return [
        {"from_seconds": start, "to_seconds": end, "n": n}
        for start, end, n in zip(starts, ends, times.buckets, strict=True)
    ]


def _nearest_rank(n: Any, quarter: int) -> Any:
    """The place, from 1, of the quartile among `n` values in order; `n` is a number or a column."""
    return (n * quarter + 3) // 4


@lru_cache(maxsize=2)
def _statement(dialect: str) -> CompoundSelect[*tuple[Any, ...]]:
    """Three questions to the same rows, which are gathered once: buckets, quartiles, and the median of each medium."""
    timed = fates.reply_times(dialect).cte("timed").prefix_with("MATERIALIZED")
    nobody = type_coerce(null(), String).label("medium")
    bucket = case(*((timed.c.seconds <= end, place) for place, end in enumerate(BUCKET_ENDS)), else_=len(BUCKET_ENDS))
    binned = select(bucket.label("place")).subquery()
    in_order = select(
        timed.c.seconds,
        func.row_number().over(order_by=timed.c.seconds).label("place"),
        func.count().over().label("n"),
    ).subquery()
    by_medium = select(
        timed.c.medium,
        timed.c.seconds,
        func.row_number().over(partition_by=timed.c.medium, order_by=timed.c.seconds).label("place"),
        func.count().over(partition_by=timed.c.medium).label("n"),
    ).subquery()
    return union_all(
        select(literal("bucket").label("what"), nobody, binned.c.place, func.count().label("value")).group_by(
            binned.c.place
        ),
        select(literal("rank"), nobody, in_order.c.place, in_order.c.seconds).where(
            in_order.c.place.in_([_nearest_rank(in_order.c.n, quarter) for quarter in (1, 2, 3)])
        ),
        select(literal("medium"), by_medium.c.medium, by_medium.c.place, by_medium.c.seconds).where(
            by_medium.c.place == _nearest_rank(by_medium.c.n, 2)
        ),
    )
