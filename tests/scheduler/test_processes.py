"""Several schedulers on one database do each job once, and what one of them leaves behind the others finish."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from core.database import Database
from core.settings import Settings
from core.vocabulary import Want
from models.invitation import EVENT
from scheduler.tick import tick
from services.delivering import CLAIM_LEASE
from tests.conftest import START, Clock, Person
from tests.reminders import Outbox, add_channel, ledger, pile_up

DUE = 3_000
ALERTED = 240
"""So many of the due ones are Ada's, who wants alerts."""

PROGRAM = Path(__file__).with_name("a_scheduler.py")
ROOT = Path(__file__).parents[2]


@contextmanager
def schedulers(count: int, url: str, folder: Path, notes: Path) -> Generator[list["subprocess.Popen[bytes]"]]:
    command = [sys.executable, str(PROGRAM), url, str(folder), START.isoformat(), str(notes)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    started = [subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) for _ in range(count)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def wait_for(notes: Path, word: str, count: int) -> None:
    """Until so many notes begin with a word."""
    give_up_at = time.monotonic() + 30
    while not notes.exists() or notes.read_text().count(f"{word}") < count:
        assert time.monotonic() < give_up_at, f"the schedulers noted {word!r} fewer than {count} times in 30 s"
        time.sleep(0.01)


async def test_three_schedulers_of_which_two_are_killed_lose_nothing_and_double_nothing(
    database: Database,
    database_url: str,
    ada: Person,
    ben: Person,
    settings: Settings,
    clock: Clock,
    tmp_path: Path,
) -> None:
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START)
    pile_up(database, ada.owner, ALERTED, now=START)
    pile_up(database, ben.owner, DUE - ALERTED, now=START)
    notes = tmp_path / "notes"
    with schedulers(3, database_url, tmp_path, notes) as (first, second, third):
        wait_for(notes, "flagged", 20)
        first.send_signal(signal.SIGKILL)
        wait_for(notes, "sent", 50)
        second.send_signal(signal.SIGKILL)
        assert third.wait(30) == 0

    flagged = database.threads.read(
        lambda connection: connection.execute(
            select(func.count(), func.count(EVENT.c.invitation_id.distinct())).where(EVENT.c.type == "flagged")
        ).one()
    )
    assert tuple(flagged) == (DUE, DUE)
    left = database.threads.read(
        lambda connection: connection.execute(
            text("SELECT count(*) FROM invitation WHERE next_flag_at <= due_soon_at OR flagged < 2")
        ).scalar()
    )
    assert left == 0

    # Whoever was killed holds claims at the most; they are taken up once their lease has run out.
    held = len(ledger(database, state="sending"))
    assert held <= 2
    clock.set(START + CLAIM_LEASE + timedelta(seconds=1))
    outbox = Outbox()
    await tick(database, outbox.courier(database, settings, clock))
    assert [row.state for row in ledger(database, kind="alert")] == ["sent"] * ALERTED

    sent = Counter(line.split()[1] for line in notes.read_text().splitlines() if line.startswith("sent"))
    again = {message.id for message in outbox.messages}
    assert set(sent) | again == {str(row.id) for row in ledger(database)}
    assert max(sent.values()) == 1
    assert len(again & set(sent)) <= held
