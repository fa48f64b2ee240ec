"""Accounts all over the world, and a scheduler's ticks through their days: stepping from one due instant to the next.

Nothing but the clock is invented: invitations are recorded, deadlines decided, due rows flagged, digests planned,
claimed, written, handed to a channel that keeps them, and settled, by the code that does it in service.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from core.database import Database
from core.settings import Settings
from core.vocabulary import Want
from models.account import ACCOUNT, Owner
from models.channel import REMINDER
from models.invitation import EVENT, INVITATION
from scheduler.tick import tick
from services.identity import accounts
from services.identity.accounts import NewAccount
from services.reminding import UNSETTLED
from tests.conftest import Clock
from tests.faults.clock.zones import Almanac
from tests.reminders import Outbox, add_channel, configure, record

BEAT = timedelta(seconds=15)
PHASE = timedelta(seconds=7)
"""Beats don't fall on whole minutes."""

LATEST = timedelta(seconds=60)
"""A passed deadline is flagged, and a digest planned, within it."""

AWKWARD = (time(2, 30), time(0), time(23, 59))
"""Skipped and repeated in many a zone; shown first or last of a date."""

EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
A_DAY = timedelta(days=1)

_begin = datetime(1990, 1, 1, tzinfo=UTC)


def beat_at_or_after(instant: datetime) -> datetime:
    """The first beat that finds what is due by an instant."""
    return _begin + PHASE - (-(instant - _begin - PHASE) // BEAT) * BEAT


AFTERWARDS = timedelta(days=9)
"""Until every deadline of a stay has become a ghosting one."""


@dataclass(frozen=True)
class Stay:
    """Somebody's days in a zone, with invitations to be answered by some of its dates."""

    almanac: Almanac
    begins_at: datetime
    ends_at: datetime
    dates: tuple[date, ...] = ()


@dataclass
class Resident:
    """An account in a zone, whose every local time is the same awkward one."""

    owner: Owner
    almanac: Almanac
    clock: time
    begins_at: datetime
    ends_at: datetime
    channel: UUID
    deadlines: dict[UUID, date] = field(default_factory=dict[UUID, date])

    def digests(self) -> dict[date, datetime]:
        """When which date's digest is due, by the oracle. One of the eve may come late, where its time was skipped."""
        eve = self.almanac.daily(self.clock, self.begins_at - A_DAY, self.ends_at)
        return {day: at for day, at in eve.items() if at > self.begins_at}

    def levels(self, day: date) -> dict[str, datetime]:
        """When an invitation stated to be answered by a date crosses which level, by the oracle."""
        by = self.almanac.instant_of(day, self.clock)
        shown = by + next(one.ahead for one in reversed(self.almanac.stretches) if one.begins_at <= by)
        soon, late = (self.almanac.instant_of(self._days_off(shown.date(), days), shown.time()) for days in (-1, 3))
        return {"due_soon": soon, "overdue": by, "ghosting": late}

    def _days_off(self, day: date, days: int) -> date:
        """So many of the zone's own dates away."""
        noon = datetime.combine(day, time(12), UTC)
        known = self.almanac.dates(noon - 4 * A_DAY, noon + 6 * A_DAY)
        return known[known.index(day) + days]


class World:
    """A database with residents, an outbox, and a clock that only the ticks move."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.clock = Clock(_begin)
        self.outbox = Outbox()
        self.residents: list[Resident] = []
        self.ticks = 0
        self._beaten = datetime.min.replace(tzinfo=UTC)
        self._courier = self.outbox.courier(database, settings, self.clock)

    def settle(self, almanac: Almanac, clock: time, ends_at: datetime, *, dates: Iterable[date]) -> Resident:
        """Somebody moves in now: a digest a day at their awkward time, an invitation to be answered by each date."""
        now, number, shown = self.clock(), len(self.residents), clock.strftime("%H:%M")
        new = NewAccount(email=f"p{number}@example.com", password_hash="", name="Ada", time_zone=almanac.zone)
        policy = {
            "digest_days": EVERY_DAY,
            "digest_time": shown,
            "digest_when_empty": True,
            "working_days": EVERY_DAY,
            "workday_end": shown,
        }
        owner = self.database.threads.write(accounts.create_account, new, now=now)
        owner, _ = self.database.threads.write(accounts.edit_profile, owner.id, policy, now=now)
        wants = (Want.DIGEST, Want.ALERTS)
        channel = add_channel(self.database, owner, self.settings, *wants, now=now, name=f"c{number}")
        resident = Resident(owner, almanac, clock, now, ends_at, channel)
        for day in dates:
            resident.deadlines[record(self.database, owner, now=now, respond_by=day)] = day
        self.residents.append(resident)
        return resident

    async def host(self, stays: Iterable[Stay]) -> None:
        """Let each of them move in when their stay begins, and want no digest any more when it ends."""
        clocks = cycle(AWKWARD)
        coming = sorted(stays, key=lambda stay: stay.begins_at)
        while coming or any(resident.owner.next_digest_at for resident in self.residents):
            moment = min(
                *(stay.begins_at for stay in coming[:1]),
                *(one.ends_at for one in self.residents if one.owner.next_digest_at),
                datetime.max.replace(tzinfo=UTC),
            )
            await self.run(moment)
            for resident in self.residents:
                if resident.owner.next_digest_at and resident.ends_at == moment:
                    resident.owner = configure(self.database, resident.owner, now=moment, digest_days=[])
            while coming and coming[0].begins_at == moment:
                stay = coming.pop(0)
                self.settle(stay.almanac, next(clocks), stay.ends_at, dates=stay.dates)
        await self.run(self.clock() + AFTERWARDS)

    async def run(self, until: datetime) -> None:
        """Tick at every beat before `until` that finds something due. The beats between would find nothing."""
        while (due := self.database.threads.read(_next_due)) is not None and due < until:
            beat = beat_at_or_after(max(due, self.clock()))
            assert beat > self._beaten, f"what was due at {due} is due again"
            self._beaten = beat
            await self.beat(beat)
        self.clock.set(max(until, self.clock()))

    async def beat(self, now: datetime) -> None:
        """One tick, with the clock at an instant."""
        self.clock.set(now)
        report = await tick(self.database, self._courier)
        assert report.failures == 0
        self.ticks += 1

    def ledger(self) -> dict[UUID, list[Any]]:
        """The digests of each channel."""
        wanted = select(REMINDER.c.channel_id, REMINDER.c.local_on, REMINDER.c.state, REMINDER.c.created_at)
        found: dict[UUID, list[Any]] = {}
        for row in self.database.threads.read(lambda one: one.execute(wanted.where(REMINDER.c.kind == "digest")).all()):
            found.setdefault(row.channel_id, []).append(row)
        return found

    def flags(self) -> dict[UUID, list[Any]]:
        """The levels that the scheduler noted in the history of each invitation."""
        wanted = select(EVENT.c.invitation_id, EVENT.c.at, EVENT.c.detail).where(
            EVENT.c.type == "flagged", EVENT.c.actor == "scheduler"
        )
        found: dict[UUID, list[Any]] = {}
        for row in self.database.threads.read(lambda one: one.execute(wanted).all()):
            found.setdefault(row.invitation_id, []).append(row)
        return found


@dataclass
class Verdict:
    """What the oracle says of what happened."""

    digests: int = 0
    flags: int = 0
    missed: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    late: list[str] = field(default_factory=list[str])
    slowest: timedelta = timedelta(0)

    def compare(self, name: str, due: dict[Any, datetime], done: Sequence[tuple[Any, datetime]]) -> None:
        """Each that was due happened once, no earlier than due and at most a minute later; and nothing else did."""
        times = Counter(key for key, _ in done)
        self.missed += [f"{name} {key}" for key in due if key not in times]
        self.doubled += [f"{name} {key}" for key, count in times.items() if count > 1]
        for key, at in done:
            if key not in due or not due[key] <= at <= due[key] + LATEST:
                self.late.append(f"{name} {key} at {at}, due {due.get(key)}")
            else:
                self.slowest = max(self.slowest, at - due[key])


def judge(world: World) -> Verdict:
    """Hold what the scheduler did until now against the oracle."""
    verdict = Verdict()
    ledger, flags = world.ledger(), world.flags()
    for resident in world.residents:
        name = f"{resident.almanac.zone} {resident.clock}"
        due, rows = resident.digests(), ledger.get(resident.channel, [])
        verdict.compare(name, due, [(row.local_on, row.created_at) for row in rows])
        verdict.missed += [f"{name} {row.local_on} {row.state}" for row in rows if row.state != "sent"]
        verdict.digests += len(rows)
        for invitation, day in resident.deadlines.items():
            levels = resident.levels(day).items()
            crossed = {level: at for level, at in levels if resident.begins_at < at < world.clock()}
            done = [(row.detail["level"], row.at) for row in flags.get(invitation, [])]
            verdict.compare(f"{name} answer by {day}", crossed, done)
            verdict.flags += len(done)
    return verdict


def _next_due(connection: Connection) -> datetime | None:
    """The earliest instant at which a tick would find something."""
    first = [
        connection.execute(select(func.min(column)).where(*where)).scalar()
        for column, where in (
            (ACCOUNT.c.next_digest_at, ()),
            (INVITATION.c.next_flag_at, ()),
            (REMINDER.c.next_attempt_at, (UNSETTLED,)),
        )
    ]
    return min((at for at in first if at is not None), default=None)
