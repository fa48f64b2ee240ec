"""What a tick costs among a million open invitations, beside raw SQL that does the same writes in the same run.

    python -m benchmarks tick [--most-rows 1000000] [--due 10000] [--rounds 3]

The floor flags with the driver's own executemany, values ready-made, in as many transactions as the tick makes, on a
copy of the same database with the same settings. The idle tick looks and finds nothing: it asks what is to be flagged,
planned and sent, and leaves its heartbeat.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from benchmarks.places import DATABASES, check_room, place, say
from benchmarks.raw_tick import Copies, copies_of, flag_raw
from benchmarks.report import Report, table
from benchmarks.storing import Stock, store
from core import clock
from core.database import Database, opened
from core.ids import new_ids
from core.secrets import Keyring
from core.settings import SchedulerMode, Settings
from core.vocabulary import ChannelKind, Want
from notifications.channel import Channel
from scheduler.courier import Courier
from scheduler.delivery import courier_for
from scheduler.tick import FLAG_BATCH, PAUSE, TickReport, flag, note_beat, plan
from services import channels
from services.identity import accounts

TARGET_RATIO = 4.0
TARGET_IDLE_MS = 20.0
ACCOUNTS = 100
DAY = timedelta(days=1)

COLUMNS = (
    "account_id", "id", "company", "role", "received_at", "respond_by", "respond_by_basis", "respond_by_facts",
    "due_soon_at", "ghosting_at", "flagged", "next_flag_at", "flag_failures", "status", "tags", "version",
    "created_at", "updated_at",
)  # fmt: skip


def stored(instant: datetime) -> str:
    """An instant as the file has it."""
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f")


def rows_of(people: list[UUID], count: int, due: int, now: datetime) -> Iterator[tuple[object, ...]]:
    """`due` of them are overdue since a minute ago, spread among the rest, whose next level begins later."""
    every = max(1, count // due)
    ids = new_ids(now - 5 * DAY, count)
    received, created = stored(now - 4 * DAY), stored(now)
    for number, one in enumerate(ids):
        is_due = number % every == 0 and number // every < due
        respond_by = now - timedelta(minutes=1) if is_due else now + (2 + number % 20) * DAY
        due_soon_at = respond_by - DAY
        yield (
            people[number % len(people)].hex,
            one.hex,
            f"Company {number}",
            "Engineer",
            received,
            stored(respond_by),
            "policy",
            '{"v": 1}',
            stored(due_soon_at),
            stored(respond_by + 3 * DAY),
            1 if is_due else 0,
            stored(respond_by if is_due else due_soon_at + timedelta(seconds=number % 60)),
            0,
            "awaiting_reply",
            "[]",
            1,
            created,
            created,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """Milliseconds of an idle tick, and seconds of a tick in which some are due, ours and those of raw SQL."""

    database: str
    rows: int
    due: int
    idle_ms: float
    seconds: float
    raw_seconds: float

    @property
    def ratio(self) -> float:
        """How often the time of raw SQL it took."""
        return self.seconds / self.raw_seconds


def settings_of(folder: Path, url: str) -> Settings:
    """A scheduler's settings on this database."""
    return Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        data_dir=folder,
        database_url=url,  # pyright: ignore[reportArgumentType]
        secret_key="a key that only the benchmarks know, 0123456789",  # pyright: ignore[reportArgumentType]  # noqa: S106
        scheduler=SchedulerMode.OFF,
    )


def fill(url: str, folder: Path, count: int, due: int, now: datetime) -> None:
    """Open invitations of a hundred accounts, each with one channel that wants alerts."""
    database = Database(url, pool_size=2)
    keyring = Keyring(settings_of(folder, url).key())
    people: list[UUID] = []
    for number in range(ACCOUNTS):
        new = accounts.NewAccount(
            email=f"person{number}@example.com",
            password_hash="x",  # noqa: S106 - nobody signs in
            name="Ada",
            time_zone="Europe/Berlin",
        )
        owner = database.threads.write(accounts.create_account, new, now=now)
        people.append(owner.id)
        database.threads.write(
            channels.create_channel,
            owner,
            keyring,
            name="Console",
            kind=ChannelKind.CONSOLE,
            url="console:",
            wants=(Want.ALERTS,),
            now=now,
        )
    asyncio.run(database.close())
    store(url, (Stock("invitation", COLUMNS, rows_of(people, count, due, now)),))


def open_no_channel(_kind: ChannelKind, _url: str, _secret: str | None) -> Channel:
    """Nothing may be sent here."""
    raise AssertionError("this benchmark sends nothing")


async def flagging(url: str, now: datetime) -> tuple[float, TickReport]:
    """Seconds that the two deciding steps of a tick take."""
    async with opened(url) as database:
        await database.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
        await database.in_thread(database.threads.read, lambda connection: connection.exec_driver_sql("SELECT 1"))
        report = TickReport(at=now)
        began = time.perf_counter()
        await flag(database, report, now=now)
        await plan(database, report, now=now)
        return time.perf_counter() - began, report


async def idle(url: str, folder: Path, now: datetime, rounds: int) -> list[float]:
    """Milliseconds of ticks in which nothing is due."""
    async with opened(url) as database:
        courier: Courier = courier_for(
            database, settings_of(folder, url), clock=lambda: now, open_channel=open_no_channel
        )
        times: list[float] = []
        for _ in range(rounds):
            began = time.perf_counter()
            report = TickReport(at=now)
            await flag(database, report, now=now)
            await plan(database, report, now=now)
            assert await courier.serve() == 0
            await note_beat(database, report, now=now)
            times.append((time.perf_counter() - began) * 1000)
            assert report.invitations_flagged == 0
        return times


def measure(name: str, url: str, folder: Path, copies: Copies, *, rows: int, due: int, rounds: int) -> Ticked:
    """Fill the database, tick where nothing is due, and then on copies of it, in turns with raw SQL."""
    now = clock.now().replace(microsecond=0)
    fill(url, folder, rows, due, now)
    quiet = asyncio.run(idle(url, folder, now - DAY, 40))
    ours: list[float] = []
    raw: list[float] = []
    for _ in range(rounds):
        with copies(url) as copy:
            seconds, flagged = flag_raw(copy, now, at_once=FLAG_BATCH)
            raw.append(seconds)
        with copies(url) as copy:
            seconds, report = asyncio.run(flagging(copy, now))
            assert (report.invitations_flagged, report.alerts_planned) == (flagged, flagged)
            ours.append(seconds)
        say(f"{name}: a tick of {flagged:,}: {ours[-1]:.2f} s, raw SQL {raw[-1]:.2f} s")
    return Ticked(
        database=name,
        rows=rows,
        due=due,
        idle_ms=statistics.median(quiet),
        seconds=statistics.median(ours),
        raw_seconds=statistics.median(raw),
    )


def main(arguments: list[str] | None = None, report: Report | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks tick")
    parser.add_argument("--most-rows", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    rows, kept = min(given.most_rows, 1_000_000), report or Report()
    check_room(2 * rows)
    found: list[Ticked] = []
    for name in DATABASES:
        with place(name) as (folder, make), copies_of(make("tick"), folder) as (url, copies):
            due = min(given.due, rows // 10)
            one = measure(name, url, folder, copies, rows=rows, due=due, rounds=given.rounds)
            found.append(one)
            kept.keep("tick", asdict(one))
    print(table_of(found))


def table_of(found: list[Ticked]) -> str:
    """A Markdown table, with the targets."""
    lines: list[tuple[str, ...]] = []
    for one in found:
        quiet = "met" if one.idle_ms < TARGET_IDLE_MS else "MISSED"
        loud = "met" if one.ratio <= TARGET_RATIO else "MISSED"
        among = f"of {one.rows:,} open"
        pauses = f"{one.due // FLAG_BATCH} pauses of {PAUSE * 1000:.0f} ms among them"
        lines += [
            (
                f"tick: {one.due:,} due {among}",
                one.database,
                f"within {TARGET_RATIO:.0f} times what raw SQL takes",
                f"{one.ratio:.1f} times ({one.due / one.seconds:,.0f} a second, {pauses}): {loud}",
            ),
            (
                f"tick: nothing due {among}",
                one.database,
                f"< {TARGET_IDLE_MS:.0f} ms",
                f"{one.idle_ms:.1f} ms: {quiet}",
            ),
        ]
    return table(("what", "database", "target", "measured"), lines)


if __name__ == "__main__":
    main()
