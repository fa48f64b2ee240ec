"""How fast an import is, beside the driver's own bulk loading of the same rows, and how the API fares meanwhile.

    python -m benchmarks import [--most-rows 1000000] [--no-api]

Each measurement runs in a process of its own, on a fresh migrated database, so that its peak memory is its own. The
floor takes ready-made rows, those that the import had stored, from CSV files, and stores them unchecked in one
transaction: by csv.reader and executemany on SQLite, by COPY on PostgreSQL.
"""

import argparse
import asyncio
import csv
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import select

from benchmarks.places import DATABASES, Place, check_room, place, say
from benchmarks.raw_import import dump
from benchmarks.report import Report, table
from benchmarks.serving import serving
from core import clock
from core.database import Database
from core.vocabulary import Scope
from models.account import OWNER_COLUMNS, Owner
from services.identity import accounts, credentials

HEADER = (
    "company", "role", "medium", "contact_name", "contact_email", "location", "received_at", "interview_at",
    "respond_by", "status", "job_url", "salary", "notes", "tags",
)  # fmt: skip


_TWO_YEARS = 1_051_200
"""In minutes."""


def make_file(path: Path, rows: int) -> None:
    """Two years of invitations: half of them answered, a third with a slot, a fifth with a stated day."""
    choose = random.Random(7)
    today = datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 - a benchmark's file ends at today
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            # In the order of their coming, as trackers export them, give or take two days.
            age = _TWO_YEARS * (rows - number) // rows + choose.randrange(2_880)
            received = today - timedelta(minutes=age)
            slot = received + timedelta(days=5) if number % 3 == 0 else None
            stated = received + timedelta(days=3) if number % 5 == 0 else None
            writer.writerow(
                (
                    f"Acme {choose.randrange(5_000)}",
                    f"Engineer {number % 77}",
                    "email",
                    f"Ada {number % 999}",
                    f"ada{number % 999}@acme{number % 500}.example",
                    "Berlin",
                    f"{received:%Y-%m-%d %H:%M}",
                    f"{slot:%Y-%m-%d %H:%M}" if slot else "",
                    f"{stated:%Y-%m-%d}" if stated else "",
                    ("awaiting_reply", "declined", "accepted", "closed")[number % 4],
                    f"https://acme.example/jobs/{number}",
                    "60000 EUR",
                    f"Second round; two hours; note {number}",
                    "data; remote",
                )
            )


TARGET_SHARE = 0.25
AIMED_SHARE = 0.5
TARGET_BESIDE_MS = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Rows a second: of the floor, of the preview, of the confirmation, and of both; and the peak memory."""

    database: str
    rows: int
    floor: float
    preview: float
    confirmation: float
    whole: float
    memory_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """How long requests took at the 99th percentile: alone, during the preview, and during the import."""

    database: str
    when: str
    requests: int
    read_p99_ms: float
    create_p99_ms: float


def with_an_account(url: str) -> str:
    """The URL of the database, now with one account."""
    database = Database(url, pool_size=2)
    database.threads.write(
        accounts.create_account,
        accounts.NewAccount(email="ada@example.com", password_hash="-", name="Ada", time_zone="Europe/Berlin"),  # noqa: S106
        now=clock.now(),
    )
    asyncio.run(database.close())
    return url


def owner_of(database: Database) -> Owner:
    """The one account."""
    return database.threads.read(lambda connection: Owner(*connection.execute(select(*OWNER_COLUMNS)).one()))


def speed(name: str, make: Place, folder: Path, rows: int) -> Imported:
    """The import beside the floor."""
    taken, raw = with_an_account(make("taken")), make("raw")
    preview, confirm, peak = _in_process("import", taken, folder)
    dump(taken, folder)
    floor, _, _ = _in_process("floor", raw, folder)
    say(f"{name}: {rows:,} rows: floor {floor:.1f} s, preview {preview:.1f} s, confirmation {confirm:.1f} s")
    return Imported(
        database=name,
        rows=rows,
        floor=rows / floor,
        preview=rows / preview,
        confirmation=rows / confirm,
        whole=rows / (preview + confirm),
        memory_mb=peak,
    )


def _in_process(what: str, url: str, folder: Path) -> tuple[float, float, float]:
    """Run one measurement in a fresh process: its seconds, and its peak memory in MB."""
    command = [sys.executable, "-m", "benchmarks.raw_import", what, url, str(folder)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    first, second, peak = (float(part) for part in output.split())
    return first, second, peak


def main(arguments: list[str] | None = None, report: Report | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks import")
    parser.add_argument("--most-rows", type=int, default=1_000_000)
    parser.add_argument("--no-api", action="store_true", help="leave the requests beside it out")
    given = parser.parse_args(arguments)
    rows, kept = min(given.most_rows, 1_000_000), report or Report()
    check_room(3 * rows)
    imported: list[Imported] = []
    beside: list[Beside] = []
    for name in DATABASES:
        with place(name) as (folder, make):
            make_file(folder / "rows.csv", rows)
            imported.append(speed(name, make, folder, rows))
            kept.keep("import", asdict(imported[-1]))
            if not given.no_api:
                for one in asyncio.run(served(name, with_an_account(make("served")), folder)):
                    beside.append(one)
                    kept.keep("beside", asdict(one))
    print(table_of(imported, beside))


def table_of(imported: list[Imported], beside: list[Beside]) -> str:
    """A Markdown table, with the targets."""
    lines = [
        (
            f"import of {one.rows:,} rows",
            one.database,
            f"at least {TARGET_SHARE:.0%} of the driver's own bulk loading, aiming at {AIMED_SHARE:.0%}",
            f"{one.confirmation / one.floor:.0%}, with the preview {one.whole / one.floor:.0%}; {one.memory_mb:.0f} MB",
        )
        for one in imported
    ]
    lines += [
        (
            f"requests {one.when}",
            one.database,
            "" if one.when == "alone" else f"p99 at most {TARGET_BESIDE_MS:.0f} ms",
            f"read {one.read_p99_ms:.0f} ms, create {one.create_p99_ms:.0f} ms",
        )
        for one in beside
    ]
    return table(("what", "database", "target", "measured"), lines)


async def served(name: str, url: str, folder: Path) -> list[Beside]:
    """Reads and creates, 20 of each a second, while a server imports the file."""
    database = Database(url, pool_size=2)
    owner = owner_of(database)
    made = database.threads.write(
        credentials.make_token, owner.id, name="bench", scopes=frozenset(Scope), expires_at=None, now=clock.now()
    )
    await database.close()
    environment = {
        "REPLYBY_DATABASE_URL": url,
        "REPLYBY_DATA_DIR": str(folder),
        "REPLYBY_SCHEDULER": "off",
        "REPLYBY_SECRET_KEY": "a key that only the benchmarks know, 0123456789",
    }
    with serving("benchmarks.apps:replyby", environment) as port:
        base = f"http://127.0.0.1:{port}/api/v1"
        headers = {"Authorization": f"Bearer {made.secret}"}
        async with httpx2.AsyncClient(headers=headers, timeout=120) as client:
            key = (await client.post(f"{base}/invitations", json={"company": "Acme"})).json()["id"]
            alone = await _under_load(name, "alone", client, base, key, asyncio.sleep(5))
            raw = (folder / "rows.csv").read_bytes()
            upload = asyncio.create_task(client.post(f"{base}/imports", files={"file": ("rows.csv", raw, "text/csv")}))
            previewing = await _under_load(name, "beside a preview", client, base, key, upload)
            shown = upload.result()
            assert shown.status_code == 201, shown.text
            work = _confirmed(client, f"{base}/imports/{shown.json()['id']}")
            importing = await _under_load(name, "beside an import", client, base, key, work)
            return [alone, previewing, importing]


async def _confirmed(client: httpx2.AsyncClient, address: str) -> None:
    answer = await client.post(f"{address}/confirmation")
    while answer.json()["state"] == "importing":
        await asyncio.sleep(1)
        answer = await client.get(address)
    assert answer.json()["state"] == "imported", answer.text


async def _under_load(
    database: str,
    when: str,
    client: httpx2.AsyncClient,
    base: str,
    key: str,
    work: Coroutine[Any, Any, Any] | asyncio.Task[Any],
) -> Beside:
    """Ask for one invitation and record one, 20 times a second, until the work is done."""
    task = work if isinstance(work, asyncio.Task) else asyncio.create_task(work)
    reads: list[float] = []
    creates: list[float] = []
    while not task.done():
        began = time.perf_counter()
        assert (await client.get(f"{base}/invitations/{key}")).status_code == 200
        read = time.perf_counter()
        answer = await client.post(f"{base}/invitations", json={"company": f"Beside {len(creates)}"})
        assert answer.status_code == 201, answer.text
        reads.append(read - began)
        creates.append(time.perf_counter() - read)
        await asyncio.sleep(0.05)
    await task
    return Beside(
        database=database, when=when, requests=len(reads), read_p99_ms=_p99(reads), create_p99_ms=_p99(creates)
    )


def _p99(seconds: list[float]) -> float:
    """In milliseconds; of fewer than a hundred it is about the slowest."""
    return statistics.quantiles(seconds, n=100)[98] * 1_000 if len(seconds) > 1 else 0.0


if __name__ == "__main__":
    main()
