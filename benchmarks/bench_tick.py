"""What a tick costs among a million open invitations, beside raw SQL that does the same writes in the same run.

    python -m benchmarks tick [--rows 1000000] [--due 10000] [--rounds 3]

The floor flags with the driver's own executemany, values ready-made, in as many transactions as the tick makes, on a
copy of the same SQLite file with the same settings. The idle tick looks and finds nothing: it asks what is to be
flagged, planned and sent, and leaves its heartbeat.
"""

import argparse
import asyncio
import json
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from core import clock
from core.database import Database, opened
from core.ids import new_ids
from core.secrets import Keyring
from core.settings import SchedulerMode, Settings
from core.vocabulary import ChannelKind, Want
from models.schema import upgrade
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

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY")
"""Those of `core.database`."""

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


def settings_of(folder: Path, path: Path) -> Settings:
    return Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        data_dir=folder,
        database_url=f"sqlite:///{path}",  # pyright: ignore[reportArgumentType]
        scheduler=SchedulerMode.OFF,
    )


def fill(path: Path, folder: Path, count: int, due: int, now: datetime) -> None:
    """A migrated file with open invitations of a hundred accounts, each with one channel that wants alerts."""
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    keyring = Keyring(settings_of(folder, path).key())
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
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.executemany(
            f"INSERT INTO invitation ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
            rows_of(people, count, due, now),
        )
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def open_no_channel(_kind: ChannelKind, _url: str, _secret: str | None) -> Channel:
    raise AssertionError("this benchmark sends nothing")


async def flagging(path: Path, now: datetime) -> tuple[float, TickReport]:
    """Seconds that the two deciding steps of a tick take."""
    async with opened(f"sqlite:///{path}") as database:
        await database.in_thread(database.threads.read, lambda connection: connection.exec_driver_sql("SELECT 1"))
        report = TickReport(at=now)
        began = time.perf_counter()
        await flag(database, report, now=now)
        await plan(database, report, now=now)
        return time.perf_counter() - began, report


def floor(path: Path, now: datetime) -> tuple[float, int]:
    """Seconds that the same writes take with everything known beforehand: the row, its event, its reminder."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        due = connection.execute(
            "SELECT i.account_id, i.id, i.ghosting_at, i.respond_by, c.id, c.name FROM invitation i "
            "JOIN channel c ON c.account_id = i.account_id WHERE i.next_flag_at <= ? ORDER BY i.next_flag_at",
            (stored(now),),
        ).fetchall()
        at = stored(now)
        detail = json.dumps({"level": "overdue", "announced": True})
        ids = [one.hex for one in new_ids(now, 2 * len(due))]
        moves = [(2, ghosting, account, row) for account, row, ghosting, *_ in due]
        events = [
            (account, row, ids[number], at, "flagged", "scheduler", detail)
            for number, (account, row, *_) in enumerate(due)
        ]
        reminders = [
            (
                account, ids[len(due) + number], channel, name, row, "alert", "overdue", None,
                f"alert:{row}:overdue:{respond_by}:{channel}", "planned", None, at, None, 0, None, "{}", at, None,
            )
            for number, (account, row, _, respond_by, channel, name) in enumerate(due)
        ]  # fmt: skip
        began = time.perf_counter()
        for start in range(0, len(due), FLAG_BATCH):
            part = slice(start, start + FLAG_BATCH)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "SELECT id FROM invitation WHERE next_flag_at <= ? ORDER BY next_flag_at LIMIT ?", (at, FLAG_BATCH)
            ).fetchall()
            connection.executemany(
                "UPDATE invitation SET flagged=?, next_flag_at=? WHERE account_id=? AND id=?", moves[part]
            )
            connection.executemany(
                "INSERT INTO event (account_id, invitation_id, id, at, type, actor, detail) VALUES (?,?,?,?,?,?,?)",
                events[part],
            )
            connection.executemany(
                "INSERT INTO reminder (account_id, id, channel_id, channel_name, invitation_id, kind, level, local_on, "
                "dedupe_key, state, why, next_attempt_at, lease_until, attempts, last_error, detail, created_at, "
                f"sent_at) VALUES ({', '.join('?' * 18)})",
                reminders[part],
            )
            connection.execute("COMMIT")
        return time.perf_counter() - began, len(due)


async def idle(path: Path, folder: Path, now: datetime, rounds: int) -> list[float]:
    """Milliseconds of ticks in which nothing is due."""
    async with opened(f"sqlite:///{path}") as database:
        courier: Courier = courier_for(
            database, settings_of(folder, path), clock=lambda: now, open_channel=open_no_channel
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


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks tick")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    now = clock.now().replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="replyby-bench-") as name:
        folder = Path(name)
        path = folder / "bench.db"
        began = time.perf_counter()
        fill(path, folder, options.rows, options.due, now)
        print(f"{options.rows:,} open invitations stored in {time.perf_counter() - began:.0f} s")

        # Nothing is due a day before.
        quiet = asyncio.run(idle(path, folder, now - DAY, 40))
        verdict = "met" if statistics.median(quiet) < TARGET_IDLE_MS else "MISSED"
        print(
            f"a tick with nothing due: median {statistics.median(quiet):.1f} ms, slowest {max(quiet):.1f} ms "
            f"(target under {TARGET_IDLE_MS:.0f} ms: {verdict})"
        )

        ours: list[float] = []
        raw: list[float] = []
        due = 0
        for _ in range(options.rounds):
            copy = folder / "copy.db"
            shutil.copyfile(path, copy)
            seconds, due = floor(copy, now)
            raw.append(seconds)
            remove(copy)
            shutil.copyfile(path, copy)
            seconds, report = asyncio.run(flagging(copy, now))
            assert (report.invitations_flagged, report.alerts_planned) == (due, due)
            ours.append(seconds)
            remove(copy)
        ratio = statistics.median(ours) / statistics.median(raw)
        print(f"{due:,} flagged, with an event and a reminder each, in batches of {FLAG_BATCH}:")
        print(f"  raw SQL  median {statistics.median(raw):.2f} s  ({due / statistics.median(raw):,.0f} a second)")
        print(
            f"  the tick median {statistics.median(ours):.2f} s  ({due / statistics.median(ours):,.0f} a second), "
            f"{due // FLAG_BATCH} pauses of {PAUSE * 1000:.0f} ms among them"
        )
        print(
            f"  ratio {ratio:.1f} (target at most {TARGET_RATIO:.0f}: {'met' if ratio <= TARGET_RATIO else 'MISSED'})"
        )


def remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
