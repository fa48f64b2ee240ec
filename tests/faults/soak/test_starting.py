"""A service is there at once, and small while nobody needs it: measured beside bare FastAPI with SQLAlchemy.

Absolute figures tell of a machine: they are noted in the long run. What is loaded needlessly shows as a ratio to what a
service of this make needs at the least, in the processor's time, which the load of the machine hardly changes.
"""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import ROOT
from tests.faults.figures import Figures
from tests.faults.noting import long_only

BARE = """
import sys, uvicorn
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
app = FastAPI()
@app.get("/health/live")
async def alive() -> dict[str, str]:
    return {"status": "alive"}
uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False)
"""

MOST_TIMES_AS_LONG = 4.0
MOST_TIMES_AS_LARGE = 2.0
"""Measured: 2.7 and 1.7. They were 3.6 and 2.1 before what only some installations need was loaded late."""

MOST_SECONDS = 1.5
MOST_MEBIBYTES = 120
TURNS = 7


class Start(NamedTuple):
    """The seconds until the first answer, of the processor and on the clock, and the size in MiB some time after."""

    worked: float
    passed: float
    size: float


def started(command: list[str], folder: Path, port: int, *, idle_seconds: float) -> Start:
    """Start it, look at its size after so long without another request, and end it."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        # As an installed program has it: compiled once.
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "REPLYBY_DATA_DIR": str(folder),
        "REPLYBY_PORT": str(port),
        "REPLYBY_SCHEDULER_ADDRESS": str(port),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    silent = subprocess.DEVNULL
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=environment, stdin=silent, stdout=silent, stderr=silent
    )
    try:
        gives_up_at = began + 90
        while not is_alive(port):
            assert process.poll() is None
            assert time.monotonic() < gives_up_at
            time.sleep(0.01)
        passed, worked = time.monotonic() - began, processor_seconds(process.pid)
        time.sleep(idle_seconds)
        return Start(worked, passed, memory(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def is_alive(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    (line,) = [one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def folder(migrated_file: Path, tmp_path: Path) -> Path:
    """A data folder with an existing database."""
    shutil.copyfile(migrated_file, tmp_path / "replyby.db")
    return tmp_path


def median(turns: list[Start]) -> Start:
    return Start(*(statistics.median(each) for each in zip(*turns, strict=True)))


def test_a_service_needs_little_more_than_what_it_is_made_of(folder: Path) -> None:
    bare_port, port = free_port(), free_port()
    commands = (["-c", BARE, str(bare_port)], bare_port), (["-m", "cli", "serve"], port)
    for command, listens_on in commands:
        started(command, folder, listens_on, idle_seconds=0)
    bare, service = (
        median([started(command, folder, listens_on, idle_seconds=1.0) for _ in range(2)])
        for command, listens_on in commands
    )
    assert service.worked <= MOST_TIMES_AS_LONG * bare.worked, (service, bare)
    assert service.size <= MOST_TIMES_AS_LARGE * bare.size, (service, bare)


@long_only
@pytest.mark.parametrize("command", ["serve", "scheduler"])
def test_it_starts_soon_and_is_small_at_rest(command: str, folder: Path, figures: Figures) -> None:
    port = free_port()
    started(["-m", "cli", command], folder, port, idle_seconds=0)
    soon = median([started(["-m", "cli", command], folder, port, idle_seconds=0) for _ in range(TURNS)])
    size = started(["-m", "cli", command], folder, port, idle_seconds=60).size
    figures.note(
        "-",
        f"replyby {command}: from its start to the first answer, median of {TURNS}",
        # What passes on the clock tells of whatever else the machine does.
        required=f"≤ {MOST_SECONDS} s of the processor",
        measured=f"{soon.worked:.2f} s; {soon.passed:.2f} s on the clock",
        holds=soon.worked <= MOST_SECONDS,
    )
    figures.note(
        "-",
        f"replyby {command}: memory after 60 s at rest",
        required=f"≤ {MOST_MEBIBYTES} MiB",
        measured=f"{size:.0f} MiB",
        holds=size <= MOST_MEBIBYTES,
    )
