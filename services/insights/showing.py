"""What a person is shown of their own answering."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from core.vocabulary import ReplyKind
from models.account import Owner
from services.insights import reply_times
from services.insights.fates import Fate, fates_by_month
from services.insights.rates import LEAST, rate
from services.insights.reply_times import ReplyTimes, read_reply_times
from services.insights.spans import Month, Span, months_of, span_of, whole_span

BENCHMARK: dict[str, Any] = {"share": 0.28, "year": 2021, "share_before": 0.18, "year_before": 2019, "source": "Indeed"}
"""The share of job seekers who said that they had ghosted an employer within a year: of people, not of invitations."""

_REASONED = frozenset({ReplyKind.DECLINE, ReplyKind.WITHDRAW, None})
"""The kinds of answer whose reason says why not. None: an answer of which no more is known, as an import brings it."""


@dataclass(slots=True)
class _Tally:
    """What was counted of some invitations."""

    fates: Counter[str] = field(default_factory=Counter[str])
    kinds: Counter[str] = field(default_factory=Counter[str])
    reasons: Counter[str] = field(default_factory=Counter[str])
    timed: int = 0
    on_time: int = 0

    def add(self, cell: Any) -> None:
        self.fates[cell.fate] += cell.n
        self.timed += cell.timed
        self.on_time += cell.on_time
        if cell.kind is not None:
            self.kinds[cell.kind] += cell.n
        if cell.reason is not None and cell.fate == Fate.ANSWERED and cell.kind in _REASONED:
            self.reasons[cell.reason] += cell.n

    @property
    def answered(self) -> int:
        return self.fates[Fate.ANSWERED]

    @property
    def ghosted(self) -> int:
        return self.fates[Fate.LAPSED] + self.fates[Fate.GHOSTING]

    @property
    def ghost_rate(self) -> dict[str, Any]:
        return rate(self.ghosted, self.answered + self.ghosted)


def show_insights(
    connection: Connection,
    owner: Owner,
    *,
    now: datetime,
    from_on: date | None = None,
    to_on: date | None = None,
    everything: bool = False,
) -> dict[str, Any]:
    """How the invitations of a span were answered: those received from one local date to another, deleted ones not.

    Left out, the dates mean the last twelve months, the present one included; `everything` means all there is.

    *Answered* is what was accepted, declined or withdrawn from, or answered by asking for another time; the reply that
    counts is the first that settled the question. *Ghosted* is what lapsed without an answer, and what is at the level
    `ghosting` now. The ghost rate is ghosted / (answered + ghosted): what is still owed and not yet ghosting, what the
    employer called off and what was filed away without an answer are left out of it. A reply is on time at or before
    the deadline as it stood last.

    Rates, quartiles and distributions of fewer than five are null. Raises Invalid for a span that ends too early.
    """
    span = whole_span(connection, owner) if everything else span_of(owner, from_on=from_on, to_on=to_on, now=now)
    months: Sequence[Month] = months_of(span) if span else ()
    cells = _cells(connection, owner, months, now=now)
    times = _times(connection, owner, span)
    whole = _tallied(cells)
    return {
        "from_on": span and span.from_on,
        "to_on": span and span.to_on,
        "time_zone": owner.time_zone,
        "least": LEAST,
        "counts": _counts(whole),
        "reply_times": reply_times.shown(times),
        "on_time": rate(whole.on_time, whole.timed),
        "ghost_rate": whole.ghost_rate,
        "benchmark": BENCHMARK,
        "answers": _most_first("kind", whole.kinds),
        "reasons": _most_first("reason", whole.reasons),
        "by_medium": _by_medium(cells, times),
        "by_month": _by_month(cells, months),
    }


def _cells(connection: Connection, owner: Owner, months: Sequence[Month], *, now: datetime) -> Sequence[Any]:
    if not months:
        return ()
    return connection.execute(fates_by_month(months), {"account": owner.id, "now": now}).all()


def _times(connection: Connection, owner: Owner, span: Span | None) -> ReplyTimes:
    if span is None:
        return ReplyTimes()
    return read_reply_times(connection, owner.id, from_at=span.from_at, to_at=span.to_at)


def _tallied(cells: Iterable[Any]) -> _Tally:
    tally = _Tally()
    for cell in cells:
        tally.add(cell)
    return tally


def _counts(whole: _Tally) -> dict[str, int]:
    fates = whole.fates
    return {
        "invitations": fates.total(),
        "answered": whole.answered,
        "owed": fates[Fate.OWED] + fates[Fate.GHOSTING],
        "ghosting": fates[Fate.GHOSTING],
        "lapsed": fates[Fate.LAPSED],
        "called_off": fates[Fate.CALLED_OFF],
        "closed": fates[Fate.CLOSED],
    }


def _most_first(name: str, counted: Counter[str]) -> list[dict[str, Any]]:
    return [{name: word, "n": n} for word, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def _by_medium(cells: Sequence[Any], times: ReplyTimes) -> list[dict[str, Any]]:
    tallies: dict[str | None, _Tally] = {}
    for cell in cells:
        tallies.setdefault(cell.medium, _Tally()).add(cell)
    shown = [
        {
            "medium": medium,
            "invitations": tally.fates.total(),
            "answered": tally.answered,
            "ghosted": tally.ghosted,
            "ghost_rate": tally.ghost_rate,
            "on_time": rate(tally.on_time, tally.timed),
            "timed": tally.timed,
            # PostgreSQL answers each question anew: what was counted may have been deleted since.
            "median_seconds": times.medians.get(medium) if tally.timed >= LEAST else None,
        }
        for medium, tally in tallies.items()
    ]
    return sorted(shown, key=lambda one: (-one["invitations"], one["medium"] or ""))


def _by_month(cells: Iterable[Any], months: Sequence[Month]) -> list[dict[str, Any]]:
    tallies = [_Tally() for _ in months]
    for cell in cells:
        tallies[int(cell.month)].add(cell)
    return [
        {
            "month": month.name,
            "invitations": tally.fates.total(),
            "answered": tally.answered,
            "ghosted": tally.ghosted,
            "reasons": _most_first("reason", tally.reasons),
        }
        for month, tally in zip(months, tallies, strict=True)
    ]
