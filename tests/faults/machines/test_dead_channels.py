"""P6: a channel that hangs and one that refuses delay no other, and nobody who uses the API notices them."""

import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from core.clock import now as present
from core.database import Database
from core.vocabulary import Want
from models.invitation import INVITATION
from scheduler.loop import BEAT
from tests.faults.figures import Figures
from tests.faults.machines import dues
from tests.faults.machines.fleet import fleet, until
from tests.faults.machines.load import percentile, under_load
from tests.reminders import pile_up
from tests.sinks import WebhookSink

ANSWER_MS, PATIENT_MS = 500, 20_000
"""The second in the short form, on a machine that is busy with other tests."""

TWO_TICKS = 2 * BEAT.total_seconds()


@pytest.mark.usefixtures("one_is_enough")
def test_a_sink_that_hangs_and_one_that_refuses_delay_nobody_else(
    database: Database, database_url: str, tmp_path: Path, rounds: Callable[[int, int], int], figures: Figures
) -> None:
    began = present()
    first, last = timedelta(seconds=8), timedelta(seconds=rounds(25, 120))
    with WebhookSink() as good, WebhookSink("hang") as hanging:
        _, token = dues.enrolled(database, "ada", now=began)
        ends = began + last
        for number in range(rounds(8, 40)):
            _becoming_due(database, f"good{number}", good.url, began + first, ends, each=rounds(4, 8))
        for name, url in (("hanging", hanging.url), ("refusing", _closed())):
            # Much more of theirs is due, and from the beginning.
            _becoming_due(database, name, url, began, began + first, each=40)
        with fleet(tmp_path, database_url, token) as machines:
            api = machines.api(REPLYBY_SCHEDULER="embedded")
            with under_load(api, pause=0.05) as load:
                expected = rounds(8, 40) * rounds(4, 8)
                until(
                    lambda: len({one.headers["webhook-id"] for one in good.requests}) >= expected,
                    "the good channels were not served",
                    seconds=last.total_seconds() + 3 * TWO_TICKS,
                )
            assert api.is_ready()
            delays = _delays(database, good)
            assert len(delays) == expected
            assert load.wrong == []
            assert not load.refused | load.uncertain
            assert hanging.requests, "nobody ever called the one that hangs"
    late, slow = percentile(delays, 0.95), percentile(load.seconds, 0.99) * 1000
    longest = rounds(PATIENT_MS, ANSWER_MS)
    figures.note(
        "P6",
        "one sink hanging, one refusing: delay of the others' reminders",
        required="p95 \u2264 2 ticks (30 s)",
        measured=f"p95 {late:.1f} s of {len(delays)}",
        holds=late <= TWO_TICKS,
    )
    figures.note(
        "P6",
        "answers of the API meanwhile",
        required=f"p99 \u2264 {longest:,} ms",
        measured=f"p99 {slow:.0f} ms of {len(load.seconds)}",
        holds=slow <= longest,
    )


def _becoming_due(database: Database, name: str, url: str, first: datetime, last: datetime, *, each: int) -> None:
    """An account with a webhook, whose invitations become due one after the other between two instants."""
    owner, _ = dues.enrolled(database, name, now=present())
    dues.hook(database, owner, url, Want.ALERTS, now=present())
    for number, one in enumerate(pile_up(database, owner, each, now=present())):
        at = first + (last - first) * number / each
        moved = update(INVITATION).where(INVITATION.c.account_id == owner.id, INVITATION.c.id == one)
        changed = moved.values(respond_by=at, next_flag_at=at)
        database.threads.write(lambda connection, changed=changed: connection.execute(changed) and None)


def _delays(database: Database, sink: WebhookSink) -> list[float]:
    """How long after its deadline each reminder first arrived, in seconds."""
    moment, instant = time.monotonic(), present()
    deadlines = database.threads.read(dues.deadlines_of_reminders)
    arrived = dict[str, datetime]()
    for request in sink.requests:
        at = instant - timedelta(seconds=moment - request.at)
        arrived.setdefault(request.headers["webhook-id"], at)
    return [(at - deadlines[one]).total_seconds() for one, at in arrived.items()]


def _closed() -> str:
    """The address of a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
