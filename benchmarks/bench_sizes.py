"""How cost grows with what is stored: the questions that are asked most, at a thousand invitations and at ten million.

    python -m benchmarks sizes [--most-rows 10000000] [--rounds 15] [--no-http]

The same person is asked about at every size, who holds 2,000 of them, and one who holds 100,000. The floor is the
driver's own look-up of one invitation by its key, on the same database and in the same run: a cost is told in how many
of those it takes. The sizes take turns, so that a machine that slows down slows all of them.
"""

import argparse
import asyncio
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import psycopg
from sqlalchemy.engine import make_url

from benchmarks import bench_http
from benchmarks.filling import fill
from benchmarks.places import DATABASES, check_room, place, say
from benchmarks.prepared import Prepared, prepare
from benchmarks.questions import LIST, READ_ONE, SEARCH, TARGET_GROWTH, Question, questions
from benchmarks.report import Report, table
from benchmarks.rows import Crowd, crowd
from core import clock
from core.database import Database
from services.identity.accounts import load_owner

SIZES = (1_000, 100_000, 10_000_000)
COMPARED_WITH = 100_000
"""The size whose cost the costs at other sizes are compared with."""

ALSO_OF_CLEO = (READ_ONE, LIST, "list by company", SEARCH, "what is due", "digest")
"""What the table tells of the person with very many, too."""

LONGEST_SECONDS = 8.0
"""After which a question isn't asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question's median, in milliseconds and in look-ups by key."""

    database: str
    rows: int
    person: str
    held: int
    question: str
    ms: float
    lookups: float


@dataclass(frozen=True, slots=True)
class _Opened:
    """A filled database that is being asked."""

    made: Crowd
    prepared: Prepared
    database: Database
    look_up: Callable[[], object]


def main(arguments: list[str] | None = None, report: Report | None = None) -> None:
    """Fill, ask, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks sizes")
    parser.add_argument("--most-rows", type=int, default=SIZES[-1])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--no-http", action="store_true", help="leave the servers out")
    given = parser.parse_args(arguments)
    sizes = sizes_up_to(given.most_rows)
    check_room(sum(sizes))
    kept = report or Report()
    found: list[Asked] = []
    served: list[bench_http.Compared] = []
    for name in DATABASES:
        with place(name) as (_, make), ExitStack() as stack:
            now = clock.now().replace(microsecond=0)
            opened = [stack.enter_context(_opened(make(f"rows_{rows}"), crowd(rows, now=now))) for rows in sizes]
            for one in _ask_all(name, opened, rounds=given.rounds, now=now):
                found.append(one)
                kept.keep("sizes", asdict(one))
            if given.no_http:
                continue
            for one in opened:
                for compared in bench_http.compare(name, one.prepared, seconds=2.0, rounds=2):
                    served.append(compared)
                    kept.keep("http", asdict(compared))
    print(table_of(found))
    print()
    print(verdict_of(found))
    if served:
        print()
        print(bench_http.table_of(served))


def sizes_up_to(most: int) -> tuple[int, ...]:
    """The sizes that are no larger, and the largest one that was asked for."""
    smaller = tuple(size for size in SIZES if size < most)
    return (*smaller, most)


@contextmanager
def _opened(url: str, made: Crowd) -> Iterator[_Opened]:
    fill(url, made)
    prepared = prepare(url, made)
    database = Database(url, pool_size=2)
    with _look_up(url, made.ada, prepared.invitation) as look_up:
        yield _Opened(made, prepared, database, look_up)
    asyncio.run(database.close())


def _ask_all(name: str, opened: list[_Opened], *, rounds: int, now: datetime) -> Iterator[Asked]:
    floors = _medians([one.look_up for one in opened], rounds=rounds * 20)
    for person in ("Ada", "Cleo"):
        asked = [_questions(one, person, now=now) for one in opened]
        for same in zip(*asked, strict=True):
            asks = [_in_database(one, question) for one, question in zip(opened, same, strict=True)]
            medians = _medians(asks, rounds=rounds)
            costs = zip(opened, medians, floors, strict=True)
            say(f"{name}: {person}: {same[0].name}: {', '.join(f'{ms:.2f} ms' for ms in medians)}")
            for one, ms, floor in costs:
                key = one.made.ada if person == "Ada" else one.made.cleo
                yield Asked(
                    database=name,
                    rows=one.made.rows,
                    person=person,
                    held=one.made.held(key),
                    question=same[0].name,
                    ms=ms,
                    lookups=ms / floor,
                )


def _questions(one: _Opened, person: str, *, now: datetime) -> list[Question]:
    key = one.made.ada if person == "Ada" else one.made.cleo
    owner = one.database.threads.read(load_owner, key)
    if owner is None:
        raise AssertionError("the crowd's accounts are stored")
    return one.database.threads.read(questions, owner, now=now)


def _in_database(one: _Opened, question: Question) -> Callable[[], object]:
    return lambda: one.database.threads.read(question.ask)


def _medians(asks: Iterable[Callable[[], object]], *, rounds: int) -> list[float]:
    """The median of each in milliseconds, asked in turns; the first answers, from a cold cache, don't count."""
    every = list(asks)
    times: list[list[float]] = [[] for _ in every]
    began = time.perf_counter()
    for number in range(rounds + 1):
        for ask, taken in zip(every, times, strict=True):
            start = time.perf_counter()
            ask()
            if number:
                taken.append((time.perf_counter() - start) * 1_000)
        if number and time.perf_counter() - began > LONGEST_SECONDS:
            break
    return [statistics.median(taken) for taken in times]


@contextmanager
def _look_up(url: str, account: UUID, key: UUID) -> Iterator[Callable[[], object]]:
    """The driver's own look-up of one invitation by its key: what no question can undercut."""
    if make_url(url).get_backend_name() == "postgresql":
        with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True) as connection:
            wanted = "SELECT * FROM invitation WHERE account_id = %s AND id = %s"
            yield lambda: connection.execute(wanted, (account, key)).fetchone()
    else:
        with closing(sqlite3.connect(str(make_url(url).database))) as connection:
            wanted = "SELECT * FROM invitation WHERE account_id = ? AND id = ?"
            yield lambda: connection.execute(wanted, (account.hex, key.hex)).fetchone()


def growth(found: list[Asked], one: Asked) -> float | None:
    """How often as costly a question is as among a hundred thousand; None where that wasn't measured."""
    alike = (one.database, one.person, one.question, COMPARED_WITH)
    for other in found:
        if (other.database, other.person, other.question, other.rows) == alike:
            return one.ms / other.ms
    return None


def table_of(found: list[Asked]) -> str:
    """A Markdown table: what a question costs at the largest size in look-ups by key, and how that has grown."""
    largest = max(one.rows for one in found)
    lines: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.rows == largest and (one.person == "Ada" or one.question in ALSO_OF_CLEO):
            grown = growth(found, one)
            told = f"{one.lookups:,.0f} ({one.ms:.1f} ms)" + (f", {grown:.1f} times" if grown and grown != 1 else "")
            lines.setdefault((one.question, one.person), []).append(told)
    headings = ("question", "of whom", *dict.fromkeys(one.database for one in found))
    return table(headings, ((question, person, *told) for (question, person), told in lines.items()))


def verdict_of(found: list[Asked]) -> str:
    """Whether a list of 50 costs what it may."""
    told: list[str] = []
    for one in found:
        grown = growth(found, one)
        if one.question == LIST and one.person == "Ada" and one.rows > COMPARED_WITH and grown is not None:
            verdict = "met" if grown <= TARGET_GROWTH else "MISSED"
            told.append(
                f"{one.database}: a list of 50 among {one.rows:,} costs {grown:.2f} times what it does among "
                f"{COMPARED_WITH:,} (at most {TARGET_GROWTH} times: {verdict})"
            )
    return "\n".join(told)


if __name__ == "__main__":
    main()
