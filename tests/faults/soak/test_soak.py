"""A service under steady traffic stays the same size: its memory, its descriptors, its threads, SQLite's log.

Both databases at once, each under a server of its own with the scheduler in it. In the short form it is seen that the
machinery measures; the long one lasts FAULTS_SOAK_MINUTES (20), after all caches have been filled.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.clock import now
from core.database import Database
from core.vocabulary import Scope
from services import tracking
from services.identity import accounts, credentials, passwords
from tests.conftest import PASSWORD
from tests.faults.figures import Figures
from tests.faults.noting import IS_LONG
from tests.faults.soak.growth import MEBIBYTE, Look, Slope, look_at, slope_of
from tests.faults.soak.traffic import RECORDED, Traffic, Visitor
from tests.postgres import Server

ROOT = Path(__file__).parents[3]
MINUTES = float(os.environ.get("FAULTS_SOAK_MINUTES", "20"))
SHORT_SECONDS = 10.0
PER_SECOND = 20
SHORT_PER_SECOND = 6
PEOPLE = 3
WARM_UP = 0.25
"""The share of the time in which what is slow to fill fills: indexes of the searched, the history of the edited."""

BULK = 30_000
"""Invitations of somebody with many: more than any cache holds, and imported and read before the first look."""

CROWD = 60
"""Requests at once, before it begins."""

MOST_NOISE = 2.0
"""MiB an hour. A slope that is less certain than this tells nothing."""

IDLE = "RemoteProtocolError"
"""How the client names a connection that was closed before anything was answered."""

MOST_WAL = 64 * MEBIBYTE
SLACK = 2 if IS_LONG else 8
"""The least of both are compared, since they come and go with the requests under way: a leak raises the least."""


@dataclass(slots=True)
class Soaked:
    """One server, what it worked on, and how it looked meanwhile."""

    database: str
    process: "subprocess.Popen[str]"
    traffic: Traffic
    bulk: Visitor | None
    wal: Path | None
    log: Path
    looks: list[Look] = field(default_factory=list[Look])

    @property
    def closed(self) -> int:
        """How many idle connections were closed just as they were used again."""
        return sum(broken.endswith(IDLE) for broken in self.traffic.broken)


@pytest.fixture
def soaked(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[list[Soaked]]:
    """A server on each database, with people who have recorded something."""
    file = tmp_path / "replyby.db"
    shutil.copyfile(request.getfixturevalue("migrated_file"), file)
    postgresql: Server = request.getfixturevalue("postgresql")
    postgresql.run("CREATE DATABASE soaked TEMPLATE replyby_template STRATEGY file_copy")
    urls = {"sqlite": f"sqlite:///{file}", "postgresql": postgresql.url("soaked")}
    servers: list[Soaked] = []
    try:
        for name, url in urls.items():
            visitors, bulk = _enrol(url)
            process, address = _serve(url, tmp_path / name)
            traffic = Traffic(url=address, visitors=visitors, seed=len(servers), patience=30.0 if IS_LONG else 1.0)
            wal = file.with_name("replyby.db-wal") if name == "sqlite" else None
            servers.append(Soaked(name, process, traffic, bulk, wal, tmp_path / name / "log"))
        yield servers
    finally:
        for server in servers:
            server.process.kill()
            server.process.communicate()
        postgresql.run("DROP DATABASE soaked WITH (FORCE)")


async def test_it_stays_the_same_size(
    soaked: list[Soaked], figures: Figures, rounds: Callable[[int, int], int]
) -> None:
    seconds = float(rounds(int(SHORT_SECONDS), int(MINUTES * 60)))
    rate = float(rounds(SHORT_PER_SECOND, PER_SECOND))
    await asyncio.gather(*(_soak(one, seconds, rate) for one in soaked))
    with figures.together():
        for one in soaked:
            figures.database = one.database
            _note(figures, one, seconds, rate)
        for one in soaked:
            _judge(one)
    for one in soaked:
        one.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(one.process.wait, 30) == 0


def _judge(one: Soaked) -> None:
    statuses = one.traffic.statuses
    faults = sum(count for status, count in statuses.items() if (status >= 500 and status != 503) or status == 429)
    assert faults == 0, (statuses, _faults_in(one.log))
    assert not one.traffic.unexpected(), one.traffic.unexpected()
    assert not one.traffic.failed, one.traffic.failed[:5]
    answered = sum(statuses.values())
    # A connection that the server closes for having been idle may be taken up in that moment: the next one works.
    assert len(one.traffic.broken) == one.closed, one.traffic.broken[:5]
    # Beyond what a machine can bear, some are refused until later; a soak of those tells nothing.
    assert statuses[503] <= (answered // 200 if IS_LONG else answered // 4), (statuses, _faults_in(one.log))


async def _soak(one: Soaked, seconds: float, rate: float) -> None:
    # Threads, connections and their caches are there before the first look, as many as there can be.
    if one.bulk is not None:
        await one.traffic.fill(one.bulk, count=BULK)
    await one.traffic.crowd(CROWD if IS_LONG else CROWD // 6)
    flow = asyncio.create_task(one.traffic.flow(seconds=seconds, per_second=rate))
    while not flow.done():
        one.looks.append(look_at(one.process.pid, time.monotonic(), wal=one.wal))
        await asyncio.wait({flow}, timeout=2.0 if IS_LONG else 0.5)
    await flow


def _note(figures: Figures, one: Soaked, seconds: float, rate: float) -> None:
    begun = one.looks[0].at
    warm = [look for look in one.looks if look.at >= begun + WARM_UP * seconds]
    settled, last = warm[: len(warm) // 3], warm[-len(warm) // 3 :]
    what = f"{seconds / 60:.3g} min at {rate:g} requests a second"
    statuses = one.traffic.statuses
    figures.note(
        "P14",
        f"{what}: what was answered",
        required="all done but what is to be refused; ≤ 1 of 1,000 idle connections closed just as they were used",
        measured=f"{statuses.total():,} answers, {statuses[503]} of 503; {one.closed} closed",
        holds=not (one.traffic.unexpected() or one.traffic.failed) and one.closed <= max(2, statuses.total() // 1000),
    )
    slope = slope_of(warm, slices=12)
    if IS_LONG:
        figures.note(
            "P14",
            f"{what}: memory after warm-up",
            required=f"slope ≤ 1 MiB/h, known to {MOST_NOISE:g} (95 %)",
            measured=f"{slope}, {_median_of(warm)} MiB",
            holds=slope.is_at_most(1.0, known_to=MOST_NOISE),
        )
    else:
        _assert_it_measures(one, slope)
    for name in ("descriptors", "threads"):
        before = min(getattr(look, name) for look in settled)
        after = min(getattr(look, name) for look in last)
        figures.note(
            "P14",
            f"{what}: {name}",
            required=f"flat (at most {SLACK} more)",
            measured=f"{before} → {after}",
            holds=after <= before + SLACK,
        )
    if one.wal is not None:
        most = max(look.wal for look in one.looks)
        figures.note(
            "P14",
            f"{what}: SQLite's log",
            required="≤ 64 MiB",
            measured=f"{most / MEBIBYTE:.1f} MiB",
            holds=0 < most <= MOST_WAL,
        )


def _assert_it_measures(one: Soaked, slope: Slope) -> None:
    """A slice is too short for a slope; what was seen must be a service at work all the same."""
    assert slope.give_or_take > 0
    assert 60 < _median_of(one.looks) < 400
    assert all(look.descriptors > 5 and look.threads > 1 for look in one.looks)


def _faults_in(log: Path) -> str:
    """What the log has of answers of 5xx: where they came from, and no more than a page of it."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if "Error" in line or "error" in line]
    return "\n".join(lines[:40])


def _median_of(looks: list[Look]) -> int:
    return round(sorted(look.memory for look in looks)[len(looks) // 2] / MEBIBYTE)


def _enrol(url: str) -> tuple[list[Visitor], Visitor | None]:
    """Those who come and go, and in the long run somebody with very many invitations."""
    database = Database(url, pool_size=2)
    try:
        visitors = [_visitor(database, f"person-{number}@example.com") for number in range(PEOPLE)]
        bulk = _visitor(database, "bulk@example.com") if IS_LONG else None
    finally:
        asyncio.run(database.close())
    return visitors, bulk


def _visitor(database: Database, email: str) -> Visitor:
    at = now()
    account = accounts.NewAccount(
        email=email, password_hash=passwords.hash_password(PASSWORD), name="Ada", time_zone="Europe/Berlin"
    )
    write = database.threads.write
    owner = write(accounts.create_account, account, now=at)
    made = write(credentials.make_token, owner.id, name="soak", scopes=frozenset(Scope), expires_at=None, now=at)

    def record_all(connection: object) -> list[str]:
        given = {"company": "Acme", "role": "Engineer", "location": "Berlin", "notes": "Asks for an answer. " * 20}
        return [str(tracking.record(connection, owner, dict(given), now=at)["id"]) for _ in range(RECORDED)]  # type: ignore[arg-type]

    return Visitor(made.secret, email, PASSWORD, write(record_all))


def _serve(url: str, folder: Path) -> "tuple[subprocess.Popen[str], str]":
    """A server, and its address. What it prints later goes to a file, which never fills up."""
    folder.mkdir()
    environment = {
        "PYTHONPATH": str(ROOT),
        "REPLYBY_DATABASE_URL": url,
        "REPLYBY_DATA_DIR": str(folder),
        "REPLYBY_SECRET_KEY": "a key that only the tests know, 0123456789",
        # High enough for all, and counted all the same.
        "REPLYBY_RATE_LIMIT": "60000",
    }
    said = folder / "said"
    with said.open("w") as out, (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--port", "0"],
            cwd=folder,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
            text=True,
        )
    gives_up_at = time.monotonic() + 60
    while (found := re.search(r"http://\S+", said.read_text())) is None:
        assert time.monotonic() < gives_up_at, (folder / "log").read_text()
        assert process.poll() is None, (folder / "log").read_text()
        time.sleep(0.05)
    return process, found[0]
