"""A service that is killed again and again, wherever it stands, loses nothing that it acknowledged and doubles nothing.

Real processes, real databases, real sockets: programs write over HTTP, the embedded scheduler flags and sends, and the
receivers in this process keep what they took. FAULTS_SEED repeats a run, as far as threads can be repeated.
"""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from core.settings import Settings
from tests.conftest import START
from tests.faults.figures import Figures
from tests.faults.killing.cast import Servers, assemble
from tests.faults.killing.dying import place_of
from tests.faults.killing.moving_clock import MovingClock
from tests.faults.killing.programme import Programme
from tests.faults.killing.steps import STEPS
from tests.faults.killing.verdict import Receivers, Verdict, judge
from tests.faults.killing.zygote import ROOT, zygote
from tests.sinks import SmtpSink, WebhookSink

WHAT = "killed at every named step of flag, plan, deliver, send, import and write, and at random, under load"
LOST = "0 acknowledged writes missing after \u2265 400 `kill -9` (200 at named points, 200 random), on each database"
FLAGS = "\u2264 60 s after the deadline while running, \u2264 60 s after start otherwise; 0 missed and 0 doubled"
DIGESTS = "0 duplicates of (account, local date)"
REMINDERS = (
    "0 lost; duplicates only where a kill hit the gap between sending and settling, 100 % with an identical "
    "`webhook-id` / `Message-ID`"
)
REPLIES = '\u2264 1 acceptance each, in every run; 100 % of the ambiguous ones shown as "outcome unknown"'
IMPORTS = "finished or taken back by who comes next: 0 rows doubled, 0 half there"


def test_every_step_names_a_function_that_is_there() -> None:
    for step in STEPS:
        assert callable(getattr(*place_of(step))), step.name
    assert len({step.name for step in STEPS}) == len(STEPS)


@pytest.mark.parametrize(
    ("held", "refusal"),
    [
        ("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()", "2 threads"),
        ("import socket; held = socket.create_server(('127.0.0.1', 0))", "socket:"),
        ("import sqlite3; held = sqlite3.connect('some.db'); held.execute('CREATE TABLE one (two)')", "some.db, open"),
        ("import select; held = select.epoll()", "anon_inode"),
        ("held = None", ""),
    ],
)
def test_a_service_isnt_forked_from_a_process_that_holds_a_thread_a_socket_or_a_database(
    tmp_path: Path, held: str, refusal: str
) -> None:
    program = f"{held}\nfrom tests.faults.killing.forking import check_that_nothing_is_handed_down as check\ncheck()"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == (1 if refusal else 0)
    assert refusal in ended.stderr.decode()


def test_killed_anywhere_it_loses_nothing_and_doubles_nothing(
    database_url: str,
    settings: Settings,
    tmp_path: Path,
    figures: Figures,
    rounds: Callable[[int, int], int],
    request: pytest.FixtureRequest,
) -> None:
    # The short run takes every other step, and those between on the other database.
    is_other = "postgresql" in request.node.name
    every_other = [step for place, step in enumerate(STEPS) if (place // 2 + place) % 2 == is_other]
    steps = STEPS if rounds(0, 1) else every_other
    with programme(database_url, settings, tmp_path) as (run, receivers):
        run.run(steps=steps, each_step=rounds(1, 4), at_random=rounds(6, 200))
        verdict = judge(run, receivers)
    # First, so that what breaks a promise fails by its figure, and not by what else went wrong on the way.
    note(figures, [*of_writes(run, verdict), *of_reminders(run, verdict), of_replies(run, verdict)])
    assert not run.unreached
    assert run.named.total() >= rounds(30, 200)
    assert run.at_random - run.while_starting >= rounds(6, 200) * 0.75
    assert {step.name for step in steps} <= run.named.keys()
    assert {status for status in run.tales.answers if status >= 400} <= {409}


@contextmanager
def programme(url: str, settings: Settings, folder: Path) -> Generator[tuple[Programme, Receivers]]:
    """A programme on a database, and the receivers of what it sends."""
    seed = int(os.environ.get("FAULTS_SEED", random.SystemRandom().randrange(1_000_000)))
    # Shown where a test fails, so that the run can be repeated.
    print(f"FAULTS_SEED={seed}")  # noqa: T201
    clock_file = folder / "clock"
    clock = MovingClock.made(clock_file, START)
    with WebhookSink() as hooks, SmtpSink() as mails, SmtpSink() as post:
        servers = Servers(hooks.url, f"smtp://{post.host}:{post.port}")
        actors = asyncio.run(assemble(url, settings, servers, now=clock()))
        with zygote(url, folder, clock_file, mails.url) as forking:
            yield Programme(url, forking, clock, actors, seed), Receivers(hooks, mails, post)


@dataclass(frozen=True, slots=True)
class Found:
    """A figure that is to be noted."""

    promise: str
    required: str
    measured: str
    holds: bool
    what: str = WHAT


def note(figures: Figures, found: list[Found]) -> None:
    with figures.together():
        for one in found:
            figures.note(one.promise, one.what, required=one.required, measured=one.measured, holds=one.holds)


def of_writes(run: Programme, verdict: Verdict) -> Generator[Found]:
    """What was acknowledged, flagged and imported."""
    kills, flags, imports = run.kills, verdict.flags, verdict.imports
    yield Found(
        "P1",
        LOST,
        f"{_of(verdict.missing)} of {run.tales.acknowledged} missing; {run.named.total()} kills at named points, "
        f"{run.at_random} at random, {run.while_starting} of them before the first answer",
        not verdict.missing and run.tales.acknowledged >= 4 * kills,
    )
    yield Found(
        "P2",
        FLAGS,
        f"{_of(flags.missed)} missed, {_of(flags.doubled)} doubled and {_of(flags.unalerted)} without their alerts "
        f"of {flags.recorded}; at most {flags.slowest.total_seconds():.0f} s",
        not (flags.missed or flags.doubled or flags.unalerted)
        and flags.slowest <= timedelta(seconds=60)
        and flags.recorded >= kills,
    )
    yield Found(
        "-",
        IMPORTS,
        f"{_of(imports.wrong)} wrong of {imports.imported} imported and {imports.taken_back} taken back; "
        f"{imports.given_up} cut off before their preview, or given up in sight",
        not imports.wrong and imports.imported >= kills // 20 and imports.taken_back >= kills // 40,
        what=f"imports, {WHAT}",
    )


def of_reminders(run: Programme, verdict: Verdict) -> Generator[Found]:
    """What was reminded of."""
    reminders, digests = verdict.reminders, verdict.digests
    yield Found(
        "P3",
        DIGESTS,
        f"{_of(digests.doubled)} of {digests.accepted}; {_of(digests.missing)} left out",
        not digests.doubled and not digests.missing and digests.accepted >= run.kills // 10,
    )
    yield Found(
        "P4",
        REMINDERS,
        f"{_of(reminders.lost)} of {reminders.sent} lost ({reminders.overtaken} digests overtaken by a later day's); "
        f"{reminders.repeated} repeated, of which "
        f"{_of(reminders.unexcused)} without such a kill, and {_of(reminders.strangers)} under another id",
        not (reminders.lost or reminders.unexcused or reminders.strangers)
        and reminders.sent >= 2 * run.kills
        and reminders.overtaken <= run.kills // 20
        and reminders.repeated > 0,
    )


def of_replies(run: Programme, verdict: Verdict) -> Found:
    """What left in somebody's name."""
    replies = verdict.replies
    wrong = [*replies.hidden, *replies.stuck, *replies.forsaken, *verdict.still_owed]
    return Found(
        "P5",
        REPLIES,
        f"{_of(replies.doubled)} twice of {replies.sent} sent and {replies.unknown} unknown, "
        f"{_of(wrong)} not sent, or not shown as what they are; {replies.given_up} would have been an hour late",
        not replies.doubled and not wrong and replies.sent >= run.kills // 4 and replies.unknown >= run.kills // 20,
    )


def _of(found: list[str]) -> str:
    """How many, and the first of them, for whoever looks for the fault."""
    return f"{len(found)}{f' ({found[:3]})' if found else ''}"
