"""How fast an import is, beside csv.reader + sqlite3.executemany of the same rows, and how the API fares meanwhile.

    python -m benchmarks import [--rows 200000] [--no-api]

Each measurement runs in a process of its own, on a fresh migrated file, so that its peak memory is its own. The floor
reads ready-made rows, those that the import had stored, from CSV files, and stores them unchecked in one transaction.
"""

import argparse
import asyncio
import csv
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import select

from benchmarks.serving import serving
from core import clock
from core.database import Database
from core.vocabulary import Scope
from models.account import OWNER_COLUMNS, Owner
from models.schema import upgrade
from services.identity import accounts, credentials
from services.imports import importing, previewing
from services.imports.import_rows import EVENT_COLUMNS, INVITATION_COLUMNS
from services.imports.previewing import ImportOptions

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


def prepare(folder: Path) -> None:
    """A migrated database with one account, to be copied."""
    database = Database(f"sqlite:///{folder / 'empty.db'}")
    upgrade(database)
    database.threads.write(
        accounts.create_account,
        accounts.NewAccount(email="ada@example.com", password_hash="-", name="Ada", time_zone="Europe/Berlin"),  # noqa: S106
        now=clock.now(),
    )
    asyncio.run(database.close())


def owner_of(database: Database) -> Any:
    return database.threads.read(lambda connection: Owner(*connection.execute(select(*OWNER_COLUMNS)).one()))


def run_import(folder: Path) -> None:
    """Preview and confirm, as the terminal does it."""
    database = Database(f"sqlite:///{folder / 'import.db'}")
    owner = owner_of(database)
    with (folder / "rows.csv").open("rb") as file:
        began = time.perf_counter()
        shown = previewing.preview(database, owner, file, filename="rows.csv", options=ImportOptions(), now=clock.now())
        previewed = time.perf_counter()
    database.threads.write(importing.confirm, owner.id, shown["id"], now=clock.now())
    done = importing.apply(database, owner.id, shown["id"], clock.now)
    ended = time.perf_counter()
    assert done["state"] == "imported", done
    assert done["counts"]["added"] == shown["counts"]["rows"], done["counts"]
    print(previewed - began, ended - previewed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    asyncio.run(database.close())


def dump(folder: Path) -> None:
    """The rows that the import stored, ready-made, as CSV."""
    with closing(sqlite3.connect(folder / "import.db")) as connection:
        for table, columns in (("invitation", INVITATION_COLUMNS), ("event", EVENT_COLUMNS)):
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                rows = connection.execute(
                    f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid"
                    if table == "invitation"
                    else f"SELECT {', '.join(columns)} FROM {table}"
                )
                csv.writer(
                    file, quoting=csv.QUOTE_NOTNULL if sys.version_info >= (3, 12) else csv.QUOTE_MINIMAL
                ).writerows(rows)


def run_floor(folder: Path) -> None:
    """csv.reader + executemany, unchecked, all in one transaction, with our pragmas."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for table, columns in (("invitation", INVITATION_COLUMNS), ("event", EVENT_COLUMNS)):
        marks = ", ".join("?" if column in _REQUIRED else "nullif(?, '')" for column in columns)
        with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", csv.reader(file))
    connection.execute("COMMIT")
    print(time.perf_counter() - began, 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


_REQUIRED = {"account_id", "id", "invitation_id", "company", "received_at"}


def in_process(what: str, folder: Path) -> tuple[float, float, float]:
    """Run one measurement in a fresh process: its seconds, and its peak memory in MB."""
    output = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_import", "--run", what, "--folder", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    first, second, peak = (float(part) for part in output.split())
    return first, second, peak


def speed(folder: Path, rows: int) -> None:
    """The import beside the floor."""
    shutil.copyfile(folder / "empty.db", folder / "import.db")
    shutil.copyfile(folder / "empty.db", folder / "floor.db")
    preview, confirm, peak = in_process("import", folder)
    dump(folder)
    floor, _, _ = in_process("floor", folder)
    whole = preview + confirm
    print(f"floor            {rows / floor:>10,.0f} rows/s")
    print(f"preview          {rows / preview:>10,.0f} rows/s")
    print(f"confirmation     {rows / confirm:>10,.0f} rows/s   {floor / confirm:>5.0%} of the floor")
    print(f"whole import     {rows / whole:>10,.0f} rows/s   {floor / whole:>5.0%} of the floor")
    print(f"peak memory      {peak:>10,.0f} MB")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--run", choices=("import", "floor"))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--no-api", action="store_true")
    given = parser.parse_args(arguments)
    if given.run:
        {"import": run_import, "floor": run_floor}[given.run](given.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_file(folder / "rows.csv", given.rows)
        prepare(folder)
        speed(folder, given.rows)
        if not given.no_api:
            asyncio.run(beside(folder))


async def beside(folder: Path) -> None:
    """Reads and creates, 20 of each a second, while a server imports the file."""
    shutil.copyfile(folder / "empty.db", folder / "api.db")
    database = Database(f"sqlite:///{folder / 'api.db'}")
    owner = owner_of(database)
    made = database.threads.write(
        credentials.make_token, owner.id, name="bench", scopes=frozenset(Scope), expires_at=None, now=clock.now()
    )
    await database.close()
    environment = {
        "REPLYBY_DATABASE_URL": f"sqlite:///{folder / 'api.db'}",
        "REPLYBY_DATA_DIR": str(folder),
        "REPLYBY_SCHEDULER": "off",
    }
    with serving("benchmarks.apps:replyby", environment) as port:
        base = f"http://127.0.0.1:{port}/api/v1"
        headers = {"Authorization": f"Bearer {made.secret}"}
        async with httpx2.AsyncClient(headers=headers, timeout=120) as client:
            key = (await client.post(f"{base}/invitations", json={"company": "Acme"})).json()["id"]
            await under_load("alone", client, base, key, asyncio.sleep(3))
            raw = (folder / "rows.csv").read_bytes()
            upload = asyncio.create_task(client.post(f"{base}/imports", files={"file": ("rows.csv", raw, "text/csv")}))
            await under_load("during the preview", client, base, key, upload)
            shown = upload.result()
            assert shown.status_code == 201, shown.text
            await under_load(
                "during the import", client, base, key, _confirmed(client, f"{base}/imports/{shown.json()['id']}")
            )


async def _confirmed(client: httpx2.AsyncClient, address: str) -> None:
    answer = await client.post(f"{address}/confirmation")
    while answer.json()["state"] == "importing":
        await asyncio.sleep(1)
        answer = await client.get(address)
    assert answer.json()["state"] == "imported", answer.text


async def under_load(
    what: str, client: httpx2.AsyncClient, base: str, key: str, work: Coroutine[Any, Any, Any] | asyncio.Task[Any]
) -> None:
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
    print(f"{what:<20} read {_told(reads)}   create {_told(creates)}   ({len(reads)} of each)")


def _told(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "too short to tell"
    cuts = statistics.quantiles(seconds, n=100)
    return f"p50 {cuts[49] * 1000:5.1f} ms  p99 {cuts[98] * 1000:5.1f} ms"


if __name__ == "__main__":
    main()
