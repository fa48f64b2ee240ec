"""A sending process that is killed, at whichever step, sends nothing twice and hides nothing that may have gone out."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from core.database import Database
from core.settings import Settings
from core.vocabulary import Status
from services.sending.claims import CLAIM_LEASE
from tests.conftest import Clock, Person
from tests.faults.killing.steps import NEVER_CLAIMED, REPLY_SETTLED, STEPS, Capability
from tests.outgoing import UNDO, approved, deliver, letterbox, row_of, set_identity, status_of

PROGRAM = Path(__file__).with_name("a_postman.py")
ROOT = Path(__file__).parents[2]


def kill_at(step: str, url: str, folder: Path, clock: Clock) -> None:
    """Run a sending process that kills itself at a step."""
    command = [sys.executable, str(PROGRAM), url, str(folder), clock().isoformat(), step]
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


SENDING = {
    step.name: step
    for step in STEPS
    # Parking is what comes after, and a reply that is settled leaves no doubt.
    if step.capability is Capability.SEND and "park" not in step.place and step.afterwards != REPLY_SETTLED
}


@pytest.mark.parametrize("step", SENDING)
async def test_a_killed_sender_leaves_at_most_one_mail_of_each_reply_and_every_doubt_in_sight(
    database: Database,
    database_url: str,
    ada: Person,
    settings: Settings,
    clock: Clock,
    tmp_path: Path,
    step: str,
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        replies = [approved(database, ada.owner, now=clock(), company=name) for name in ("Acme", "Brook", "Cole")]
        clock.now += UNDO
        for _ in range(2):
            kill_at(step, database_url, tmp_path, clock)
        # Whoever comes next sends what was never claimed, and leaves alone what is claimed.
        await deliver(database, settings, clock)
        clock.now += CLAIM_LEASE + timedelta(seconds=1)
        for _ in range(2):
            await deliver(database, settings, clock)
            clock.forward(minutes=10)
        mails = [raw for _, _, raw in box.mails]

    rows = [row_of(database, reply) for reply in replies]
    assert len(set(mails)) == len(mails)
    for row in rows:
        assert sum(row.message_id.encode() in raw for raw in mails) <= 1
    doubtful = [row for row in rows if row.state == "outcome_unknown"]
    assert len(doubtful) == (0 if SENDING[step].afterwards == NEVER_CLAIMED else 2)
    assert {row.state for row in rows if row not in doubtful} == {"sent"}
    # Not even by mistake is an invitation answered by a reply that may never have gone out.
    for row in rows:
        assert status_of(database, row.id) == (Status.DECLINED if row.state == "sent" else Status.AWAITING_REPLY)
    # What was taken is sent, or asked about: never a draft that looks as if nothing had left.
    taken = {row.id for row in rows if any(row.message_id.encode() in raw for raw in mails)}
    assert {row.id for row in rows if row.state == "sent"} <= taken
    if step in {"send SmtpConnection.send dot after", "send settle_taken uncommitted"}:
        assert len(mails) == 3
