"""One tick: flag what has passed, plan the digests, deliver what is due, note that it was done.

Every step is a short transaction of its own, safe to run twice, on two machines, or three days late.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from core.database import Database
from core.vocabulary import ReminderState
from models.channel import REMINDER
from scheduler.courier import Courier, Deliveries
from services import flagging, plan_digests, reminding, upkeep
from services.flagging import Flagged
from services.plan_digests import Planned

FLAG_BATCH = 500
"""How many rows a transaction flags beside running requests: about 20 ms of the one writer that SQLite has."""

PLAN_BATCH = 50
"""How many accounts' digests a transaction plans."""

PAUSE = 0.002
"""Seconds between two batches, in which others may write."""

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class TickReport:
    """What a tick did, or would do."""

    at: datetime
    dry_run: bool = False
    invitations_flagged: int = 0
    levels_recorded: int = 0
    alerts_planned: int = 0
    digests_planned: int = 0
    digests_missed: int = 0
    failures: int = 0
    deliveries: Deliveries = field(default_factory=Deliveries)
    would_send: list[dict[str, str | None]] = field(default_factory=list[dict[str, str | None]])

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self) | {"at": self.at.isoformat()}

    def add_flagged(self, done: Flagged) -> None:
        """Add what one transaction flagged."""
        self.invitations_flagged += done.rows - done.failed
        self.levels_recorded += done.levels
        self.alerts_planned += done.alerts
        self.failures += done.failed

    def add_planned(self, done: Planned) -> None:
        """Add what one transaction planned."""
        self.digests_planned += done.digests
        self.digests_missed += done.missed
        self.failures += done.failed


async def tick(database: Database, courier: Courier, *, at: datetime | None = None) -> TickReport:
    """Run one whole tick, deliveries included. `at` decides what is due; leases and the heartbeat keep to real time."""
    report = await flag_and_plan(database, now=at or courier.clock())
    report.deliveries = courier.deliveries = Deliveries()
    courier.failed_lanes.clear()
    # A lane that failed is left to a later tick: its next attempt may lie before `at`, and would fare no better now.
    while await courier.serve(due_by=at, but=courier.failed_lanes):
        await courier.drain()
    await note_beat(database, report, now=courier.clock())
    return report


async def flag_and_plan(database: Database, *, now: datetime) -> TickReport:
    """The two deciding steps, in batches, until nothing is due by `now`."""
    report = TickReport(at=now)
    await flag(database, report, now=now)
    await plan(database, report, now=now)
    return report


async def flag(database: Database, report: TickReport, *, now: datetime, seconds: float | None = None) -> None:
    """Flag what is due by `now`, in short transactions; where it lasts longer than `seconds`, the rest is left."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        flagged = await _write(database, flagging.flag_due, now=now, most=FLAG_BATCH)
        report.add_flagged(flagged)
        if flagged.rows < FLAG_BATCH or (seconds is not None and loop.time() - began > seconds):
            return
        await asyncio.sleep(PAUSE)


async def plan(database: Database, report: TickReport, *, now: datetime) -> None:
    """Plan every digest that is due by `now`, in short transactions."""
    while True:
        planned = await _write(database, plan_digests.plan_digests, now=now, most=PLAN_BATCH)
        report.add_planned(planned)
        if planned.accounts < PLAN_BATCH:
            return
        await asyncio.sleep(PAUSE)


async def note_beat(database: Database, report: TickReport, *, now: datetime) -> None:
    """The last step: the heartbeat, by the real clock."""
    detail: dict[str, object] = {
        "flagged": report.invitations_flagged,
        "digests": report.digests_planned,
        "failures": report.failures,
    }
    await _write(database, upkeep.beat, now=now, detail=detail)


def rehearse(database: Database, *, at: datetime, now: datetime) -> TickReport:
    """What a tick would do at an instant. It is done in one transaction, which is then taken back."""
    report = TickReport(at=at, dry_run=True)
    with contextlib.suppress(_TakenBack):
        database.threads.write(_rehearse, report, at=at, now=now)
    return report


class _TakenBack(Exception):
    """Rolls a rehearsal back."""


def _rehearse(connection: Connection, report: TickReport, *, at: datetime, now: datetime) -> None:
    while (flagged := flagging.flag_due(connection, now=at)).rows:
        report.add_flagged(flagged)
    while (planned := plan_digests.plan_digests(connection, now=at)).accounts:
        report.add_planned(planned)
    rows = connection.execute(
        select(REMINDER.c.kind, REMINDER.c.level, REMINDER.c.channel_name, REMINDER.c.invitation_id)
        .where(
            reminding.UNSETTLED,
            REMINDER.c.state == ReminderState.PLANNED.value,
            REMINDER.c.next_attempt_at <= max(at, now),
        )
        .order_by(REMINDER.c.next_attempt_at)
        .limit(1_000)
    )
    report.would_send = [
        {
            "kind": row.kind,
            "level": row.level,
            "channel": row.channel_name,
            "invitation_id": str(row.invitation_id) if row.invitation_id else None,
        }
        for row in rows
    ]
    raise _TakenBack


async def _write(database: Database, service: Callable[..., T], **given: Any) -> T:
    """Off the loop: on SQLite a batch would hold up the requests beside it."""
    return await database.in_thread(database.threads.write, service, **given)
