"""How much room rows take: bytes of each table and index at two sizes, and what a hundred million invitations come to.

    python -m benchmarks room [--rows 1000000] [--more-rows 10000000] [--for 100000000]

Both databases are filled with the same rows, the larger size after the smaller one, and asked for the bytes of each
table and index: SQLite by its pages (`dbstat`), PostgreSQL by `pg_relation_size` after VACUUM. What an invitation adds
is told by the difference of both sizes, so that what an empty database takes isn't multiplied. The rows are those of
the other benchmarks: one event an invitation, texts of moderate length. Reminders, replies, answers and mails come on
top.
"""

import argparse
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.filling import fill
from benchmarks.places import DATABASES, check_room, place, say
from benchmarks.report import Report, table
from benchmarks.rows import crowd
from core import clock
from models.tables import metadata

GIB = 1 << 30
_MEASURED = ("account", "event", "invitation", "invitation_search")
_SEARCH = "invitation_search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one table or index takes, and what an invitation adds to it. `of` is its table."""

    database: str
    of: str
    name: str
    bytes_small: int
    bytes_large: int
    per_invitation: float
    at_target: float


def main(arguments: list[str] | None = None, report: Report | None = None) -> None:
    """Fill, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks room")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--more-rows", type=int, default=10_000_000)
    parser.add_argument("--for", type=int, default=100_000_000, dest="target")
    parser.add_argument("--databases", default=",".join(DATABASES))
    given = parser.parse_args(arguments)
    check_room(given.more_rows + given.rows)
    kept = report or Report()
    for name in given.databases.split(","):
        found = measured(name, given.rows, given.more_rows, given.target)
        for one in found:
            kept.keep("room", asdict(one))
        print(f"\n{name}, {given.rows:,} and {given.more_rows:,} invitations:\n")
        print(table_of(found, given.target))
        print()
        print(verdict_of(found, given.target))


def measured(name: str, small: int, large: int, target: int) -> list[Room]:
    """The room of every table and index that an invitation adds to, the largest first."""
    sizes: list[Mapping[tuple[str, str], int]] = []
    with place(name) as (_, make):
        for rows in (small, large):
            url = make(f"room_{rows}")
            fill(url, crowd(rows, now=clock.now().replace(microsecond=0)))
            say(f"{name}: the bytes of {rows:,} invitations")
            sizes.append(_bytes_of(url))
    before, after = sizes
    found = [
        Room(
            database=name,
            of=of,
            name=one,
            bytes_small=before.get((of, one), 0),
            bytes_large=taken,
            per_invitation=(taken - before.get((of, one), 0)) / (large - small),
            at_target=taken + (target - large) * (taken - before.get((of, one), 0)) / (large - small),
        )
        for (of, one), taken in after.items()
    ]
    return sorted(found, key=lambda one: -one.at_target)


def _bytes_of(url: str) -> dict[tuple[str, str], int]:
    if make_url(url).get_backend_name() == "postgresql":
        return _bytes_in_postgresql(url)
    return _bytes_in_sqlite(Path(str(make_url(url).database)))


def _bytes_in_sqlite(path: Path) -> dict[tuple[str, str], int]:
    """Whole pages, also those parts of them that are empty: that is what lies on the disk."""
    with closing(sqlite3.connect(path)) as connection:
        of = dict(connection.execute("SELECT name, tbl_name FROM sqlite_master").fetchall())
        # By the number of pages: `pgsize` of more than 4 GiB is told as what is left of it.
        taken = connection.execute(
            "SELECT name, pageno * page_size FROM dbstat, pragma_page_size WHERE aggregate = TRUE"
        ).fetchall()
    found: dict[tuple[str, str], int] = {}
    for name, size in taken:
        # The index of words lies in several tables of SQLite's own.
        whose = _SEARCH if name.startswith(_SEARCH) else of.get(name, name)
        if whose in _MEASURED:
            key = (whose, whose if whose == _SEARCH else name)
            found[key] = found.get(key, 0) + size
    return found


def _bytes_in_postgresql(url: str) -> dict[tuple[str, str], int]:
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
        rows = connection.execute(
            "SELECT t.relname, t.relname, pg_table_size(t.oid) FROM pg_class t WHERE t.relkind = 'r' "
            "AND t.relnamespace = current_schema()::regnamespace "
            "UNION ALL SELECT t.relname, i.relname, pg_relation_size(i.oid) FROM pg_index x "
            "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid "
            "WHERE t.relnamespace = current_schema()::regnamespace"
        ).fetchall()
    return {(of, name): size for of, name, size in rows if of in _MEASURED and of in metadata.tables}


def table_of(found: list[Room], target: int) -> str:
    """The rows as Markdown; what adds less than a byte an invitation is left out."""
    told = [
        (
            one.name if one.name == one.of else f"{one.name} (index)",
            f"{one.bytes_small / 1e6:,.0f}",
            f"{one.bytes_large / 1e6:,.0f}",
            f"{one.per_invitation:,.0f}",
            f"{one.at_target / GIB:,.1f}",
        )
        for one in found
        if one.per_invitation >= 1
    ]
    whole = [sum(getattr(one, name) for one in found) for name in ("bytes_small", "bytes_large")]
    each, then = sum(one.per_invitation for one in found), sum(one.at_target for one in found)
    told.append(("together", f"{whole[0] / 1e6:,.0f}", f"{whole[1] / 1e6:,.0f}", f"{each:,.0f}", f"{then / GIB:,.0f}"))
    headings = ("table or index", "MB, smaller", "MB, larger", "bytes an invitation", f"GiB at {target:,}")
    return table(headings, told)


def verdict_of(found: list[Room], target: int) -> str:
    """One sentence: how much of it is rows, and how much indexes."""
    rows = sum(one.at_target for one in found if one.name == one.of and one.of != _SEARCH)
    together = sum(one.at_target for one in found)
    return (
        f"{target:,} invitations with an event each: {together / GIB:,.0f} GiB, "
        f"of which {rows / GIB:,.0f} GiB are rows and {(together - rows) / GIB:,.0f} GiB indexes."
    )


if __name__ == "__main__":
    main()
