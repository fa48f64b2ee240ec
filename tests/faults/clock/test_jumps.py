"""Clocks that jump, and services that were down: nothing is lost, nothing is done twice, and no pile comes after."""

import asyncio
import json
import random
import time as stopwatch
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any, Self

import pytest
from apscheduler.executors import base as executing
from apscheduler.schedulers import base as scheduling

from core.database import Database
from core.settings import Settings
from core.vocabulary import Want
from scheduler import loop as looping
from scheduler.loop import Metronome
from services.identity import throttling
from tests.conftest import START, Clock, Person
from tests.faults.clock.world import A_DAY, AWKWARD, EVERY_DAY, LATEST, World, beat_at_or_after
from tests.faults.clock.zones import almanac
from tests.faults.figures import Figures
from tests.reminders import add_channel, configure, flag_events, ledger, record
from tests.sinks import WebhookSink

BEAT = timedelta(seconds=2)
"""As the metronome beats here."""

SPRING = datetime(2027, 3, 26, 12, tzinfo=UTC)
"""Two days before Europe's clocks are put forward."""

AROUND = ("Pacific/Kiritimati", "Asia/Tokyo", "Europe/Berlin", "America/St_Johns", "America/Los_Angeles", "Etc/GMT+12")
OUTAGE = 3 * A_DAY


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_clock_that_jumps_about_doubles_nothing_and_loses_nothing(
    database: Database, settings: Settings, figures: Figures, rounds: Callable[[int, int], int]
) -> None:
    """As a laptop that sleeps, a time server that corrects, and somebody who sets a wrong date, and then the right."""
    jumping = rounds(60, 2_000)
    world = World(database, settings)
    dice = random.Random(20270326)  # noqa: S311 - any walk will do, but each time the same
    world.clock.set(SPRING)
    for zone in AROUND:
        here = almanac(zone, SPRING - 20 * A_DAY, SPRING + 200 * A_DAY)
        days = [SPRING.date() + offset * A_DAY for offset in range(3)]
        world.settle(here, dice.choice(AWKWARD), SPRING + 200 * A_DAY, dates=days)
    true, furthest, backward = SPRING, SPRING, 0
    for _ in range(jumping):
        true += timedelta(seconds=dice.choice((15, 15, 600, 7_200)))
        shown = true + dice.choice((0, 0, 0, -1, -6, 3, 26, 49, -49)) * timedelta(hours=1)
        backward += shown < world.clock()
        furthest = max(furthest, shown)
        await world.beat(shown)
    last = furthest + 5 * A_DAY
    await world.run(last)

    digests, flags, missed = world.ledger(), world.flags(), 0
    for resident in world.residents:
        dates = Counter(row.local_on for row in digests[resident.channel])
        assert max(dates.values()) == 1
        states = {row.local_on: row.state for row in digests[resident.channel]}
        due = resident.almanac.daily(resident.clock, SPRING + timedelta(hours=1), last - timedelta(hours=1))
        assert {states.get(day) for day in due} <= {"sent", "missed"}, "each date has its digest, or says why not"
        steady = resident.almanac.daily(resident.clock, furthest + timedelta(hours=1), last - timedelta(hours=1))
        assert {states.get(day) for day in steady} == {"sent"}
        missed += sum(states[day] == "missed" for day in due)
        for invitation, day in resident.deadlines.items():
            crossed = [level for level, at in resident.levels(day).items() if at > SPRING]
            assert [row.detail["level"] for row in flags[invitation]] == crossed
    sent = Counter(message.id for message in world.outbox.messages)
    assert max(sent.values()) == 1
    measured = (
        f"0 doubled of {len(sent)} sent, 0 lost, {missed} digests told as missed; {jumping} beats, {backward} of them "
        "set back"
    )
    figures.note(
        "P3",
        "a clock that jumps by hours and days",
        required="0 doubled, 0 lost",
        measured=measured,
        holds=backward > 0,
    )


async def test_after_a_three_day_outage_each_account_has_one_catch_up_and_every_deadline_its_flag(
    database: Database, settings: Settings, figures: Figures, rounds: Callable[[int, int], int]
) -> None:
    outages, zones = rounds(1, 20), AROUND
    world = World(database, settings)
    world.clock.set(SPRING)
    until = SPRING + outages * (OUTAGE + 2 * A_DAY)
    for number, zone in enumerate(zones):
        here = almanac(zone, SPRING - 20 * A_DAY, until + 20 * A_DAY)
        dates = [SPRING.date() + offset * A_DAY for offset in range((until - SPRING).days)]
        world.settle(here, AWKWARD[number % 3], until, dates=dates)
    caught_up = missed = flagged = 0
    for number in range(outages):
        await world.run(world.clock() + A_DAY)
        down_at = world.clock()
        up_at = beat_at_or_after(down_at + OUTAGE + timedelta(hours=7 * number))
        before = len(world.outbox.messages)
        await world.beat(up_at)
        arrived = [message for message in world.outbox.messages[before:] if message.kind == "digest"]
        rows = world.ledger()
        for resident in world.residents:
            mine = {row.local_on: row for row in rows[resident.channel]}
            today = resident.almanac.dates(up_at, up_at + timedelta(minutes=1))[0]
            for day, due in resident.almanac.daily(resident.clock, down_at + timedelta(minutes=1), up_at).items():
                expected = "sent" if day == today else "missed"
                assert (mine[day].state, mine[day].created_at) == (expected, up_at), (resident.almanac.zone, day, due)
                caught_up, missed = caught_up + (day == today), missed + (day != today)
        assert len(arrived) <= len(world.residents)
        flagged += _flagged_at(world, up_at, since=down_at)
        await world.run(world.clock() + A_DAY)
    measured = f"{caught_up} caught up, {missed} told as missed, 0 piled up; {outages} outages, {len(zones)} zones"
    figures.note(
        "P3", "a three-day outage", required="one catch-up, not a pile", measured=measured, holds=caught_up > 0
    )
    measured = f"{flagged} of {flagged} at the first beat"
    figures.note("P2", "a three-day outage", required="≤ 60 s after start", measured=measured, holds=flagged > 0)


def _flagged_at(world: World, up_at: datetime, *, since: datetime) -> int:
    """How many levels were crossed while nothing ran; each must have been noted at the first beat, and alerted once."""
    count, flags = 0, world.flags()
    for resident in world.residents:
        for invitation, day in resident.deadlines.items():
            noted = {row.detail["level"]: row.at for row in flags.get(invitation, [])}
            for level, at in resident.levels(day).items():
                if since + timedelta(minutes=1) < at <= up_at:
                    assert noted[level] == up_at, (resident.almanac.zone, day, level)
                    count += 1
    return count


async def test_a_service_that_starts_after_three_days_flags_and_catches_up_at_once(
    database: Database, ada: Person, ben: Person, settings: Settings, clock: Clock, figures: Figures
) -> None:
    """With the real metronome and a real receiver: one digest each, one alert about the highest level, and no more."""
    with WebhookSink() as sink:
        opened = settings.model_copy(update={"allow_private_targets": True})
        invitations = {}
        for person in (ada, ben):
            configure(database, person.owner, now=START, digest_days=EVERY_DAY, working_days=EVERY_DAY)
            add_channel(
                database, person.owner, opened, Want.DIGEST, Want.ALERTS, now=START, url=f"{sink.url}/{person.id}"
            )
            invitations[person.id] = record(database, person.owner, now=START, respond_by=START + timedelta(hours=5))
        await _let_leave(database, opened, clock)
        sink.requests.clear()
        clock.set(START + OUTAGE + timedelta(hours=6))
        metronome = Metronome(database, opened, clock)
        began = stopwatch.monotonic()
        await metronome.start()
        try:
            await _until(lambda: len(ledger(database, state="sent")) >= 6, seconds=60)
            took = stopwatch.monotonic() - began
            await asyncio.sleep(1)
        finally:
            await metronome.stop()
    for person in (ada, ben):
        mine = [request for request in sink.requests if str(person.id) in request.path]
        told = Counter("digest" in json.loads(request.body)["type"] for request in mine)
        assert told == {True: 1, False: 1}
        assert [level for level, _ in flag_events(database, invitations[person.id])][-2:] == ["overdue", "ghosting"]
    figures.note(
        "P2",
        "started three days late, with the metronome",
        required="≤ 60 s after start",
        measured=f"flagged and told after {took:.1f} s",
        holds=took <= LATEST.total_seconds(),
    )


async def _let_leave(database: Database, settings: Settings, clock: Clock) -> None:
    """Send what is due now: the reminders of what was just recorded."""
    from scheduler.delivery import courier_for
    from scheduler.tick import tick

    await tick(database, courier_for(database, settings, clock=clock))


class _Wall(datetime):
    """The wall clock as the metronome's library reads it, set wrong by `wrong_by`."""

    wrong_by = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        right = datetime.now(tz)  # noqa: TID251 - this is the wall clock, put wrong
        return cls.combine(right.date(), right.timetz()) + cls.wrong_by


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("hours", [-3, -26, 5, 70])
async def test_the_metronome_beats_on_when_the_wall_clock_is_put_right(
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
    figures: Figures,
    rounds: Callable[[int, int], int],
) -> None:
    """Its library waits for an instant of the wall clock. However far that moves, the next beats come, one by one."""
    monkeypatch.setattr(looping, "BEAT", BEAT)
    monkeypatch.setattr(looping, "present", lambda: _Wall.now(UTC))
    for module in (scheduling, executing):
        monkeypatch.setattr(module, "datetime", _Wall)
    monkeypatch.setattr(_Wall, "wrong_by", timedelta(0))
    beats: list[float] = []

    def clock() -> datetime:
        beats.append(stopwatch.monotonic())
        return _Wall.now(UTC)

    metronome = Metronome(database, settings, clock)
    await metronome.start()
    try:
        await _until(lambda: metronome._beats > 1)
        monkeypatch.setattr(_Wall, "wrong_by", timedelta(hours=hours))
        put_right_at = stopwatch.monotonic()
        seen = metronome._beats
        await _until(lambda: metronome._beats > seen, seconds=LATEST.total_seconds())
        took = (stopwatch.monotonic() - put_right_at) / BEAT.total_seconds()
        await _until(lambda: metronome._beats > seen + 2)
        await asyncio.sleep(2.2)
        later = metronome._beats
    finally:
        await metronome.stop()
    # What is owed is a minute, on a machine that is busy with other tests too.
    longest = rounds(int(LATEST / BEAT), 4)
    assert later - seen <= 10, "a jump ahead must not be made good beat by beat"
    figures.note(
        "P2",
        f"beats after the wall clock moved by {hours} h",
        required=f"within {longest} beats",
        measured=f"after {took:.1f} beats",
        holds=took <= longest,
    )


def test_guesses_made_under_a_clock_that_ran_ahead_shut_nobody_out_once_it_is_put_right(database: Database) -> None:
    ahead, ada = START + timedelta(hours=3), [throttling.of_account("ada@example.com")]
    for _ in range(throttling.GUESSES_PER_ACCOUNT):
        database.threads.write(throttling.count_guess, ada, now=ahead)
    for now in (ahead, ahead - timedelta(seconds=30), ahead + timedelta(seconds=30)):
        with pytest.raises(throttling.TooManyGuesses):
            database.threads.write(throttling.count_guess, ada, now=now)
    for _ in range(throttling.GUESSES_PER_ACCOUNT):
        database.threads.write(throttling.count_guess, ada, now=START)
    with pytest.raises(throttling.TooManyGuesses):
        database.threads.write(throttling.count_guess, ada, now=START)


async def _until(is_so: Callable[[], Any], seconds: float = 30) -> None:
    give_up_at = stopwatch.monotonic() + seconds
    while not is_so():
        assert stopwatch.monotonic() < give_up_at
        await asyncio.sleep(0.02)


def test_beats_lie_a_quarter_of_a_minute_apart() -> None:
    at = datetime.combine(SPRING.date(), time(2, 30), UTC)
    found = [beat_at_or_after(at + timedelta(seconds=offset)) for offset in range(60)]
    assert len(set(found)) == 5
    assert all(
        timedelta(0) <= beat - at - timedelta(seconds=offset) < timedelta(seconds=15)
        for offset, beat in enumerate(found)
    )
