"""The metronome, on short runs: it beats at once and again, whatever its clock and its steps do, and stops soon."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from core.database import Database
from core.settings import Settings
from core.vocabulary import Want
from models.account import ACCOUNT
from scheduler import loop as looping
from scheduler.loop import Metronome
from services import upkeep
from tests.conftest import START, Clock, Person
from tests.reminders import add_channel, flag_events, ledger, pile_up, record, run
from tests.sinks import SlowSink, WebhookSink

DUE_SOON = timedelta(days=1, hours=8)
"""From START until the first level of an invitation received then."""


async def until(is_so: Callable[[], object], seconds: float = 10) -> None:
    give_up_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up_at
        await asyncio.sleep(0.01)


async def test_it_beats_at_once(database: Database, ada: Person, settings: Settings, clock: Clock) -> None:
    acme = record(database, ada.owner, now=START)
    now = clock.set(START + DUE_SOON)
    metronome = Metronome(database, settings, clock)
    await metronome.start()
    try:
        await until(lambda: metronome.last_beat == now, seconds=5)
    finally:
        await metronome.stop()
    assert flag_events(database, acme) == [("due_soon", True)]
    assert database.threads.read(upkeep.last_beat) == now


async def test_it_beats_again_and_goes_by_the_clock_that_it_is_shown(
    database: Database, ada: Person, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock that decides jumps a day ahead and then back: each beat asks what is due by what it shows."""
    monkeypatch.setattr(looping, "BEAT", timedelta(seconds=1))
    acme = record(database, ada.owner, now=START)
    metronome = Metronome(database, settings, clock)
    await metronome.start()
    try:
        await until(lambda: metronome.last_beat == START)
        ahead = clock.set(START + DUE_SOON)
        await until(lambda: metronome.last_beat == ahead)
        back = clock.set(START + timedelta(hours=1))
        await until(lambda: metronome.last_beat == back)
    finally:
        await metronome.stop()
    assert flag_events(database, acme) == [("due_soon", True)]


async def test_a_beat_that_the_set_back_clock_put_off_is_made_good(
    database: Database, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """APScheduler waits for an instant of the wall clock; when that is set back, the instant is hours away."""
    monkeypatch.setattr(looping, "BEAT", timedelta(seconds=1))
    metronome = Metronome(database, settings, clock)
    await metronome.start()
    try:
        await until(lambda: metronome.last_beat == START)
        for name in ("beat", "tend"):
            job = metronome._scheduler.get_job(name)
            job.modify(next_run_time=job.next_run_time + timedelta(hours=3))
        later = clock.forward(minutes=1)
        await until(lambda: metronome.last_beat == later, seconds=6)
    finally:
        await metronome.stop()


async def test_it_stops_within_five_seconds_while_a_sink_hangs(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with WebhookSink("hang") as sink:
        opened = settings.model_copy(update={"allow_private_targets": True})
        add_channel(database, ada.owner, opened, Want.DIGEST, now=START, url=sink.url)
        record(database, ada.owner, now=START)
        clock.set(START + timedelta(days=2))
        metronome = Metronome(database, opened, clock)
        await metronome.start()
        await until(lambda: sink.requests)
        began = time.monotonic()
        await metronome.stop()
        took = time.monotonic() - began
    assert took < 5
    assert [row.state for row in ledger(database, kind="digest", local_on=clock().date())] == ["sending"]


async def test_about_to_stop_it_begins_no_delivery_and_settles_the_one_under_way(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with SlowSink() as sink:
        opened = settings.model_copy(update={"allow_private_targets": True})
        add_channel(database, ada.owner, opened, Want.ALERTS, now=START, url=sink.url)
        pile_up(database, ada.owner, 100, now=START)
        metronome = Metronome(database, opened, clock)
        await metronome.start()
        await until(lambda: sink.requests)
        metronome.claim_no_more()
        begun = len(sink.requests)
        await asyncio.sleep(0.5)
        assert len(sink.requests) <= begun + 1
        await metronome.stop()
        settled = {str(row.id) for row in ledger(database) if row.state == "sent"}
        assert settled == set(sink.answered)
        assert 0 < len(settled) < 100


async def test_it_can_be_stopped_twice_and_before_it_began(
    database: Database, settings: Settings, clock: Clock
) -> None:
    metronome = Metronome(database, settings, clock)
    await metronome.stop()
    await metronome.start()
    await metronome.stop()
    await metronome.stop()


async def test_a_beat_that_the_database_broke_off_is_made_good_as_soon_as_it_answers(
    database: Database, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next beat is far off; what is to be sent is looked at every second, and finds that the database is back."""
    monkeypatch.setattr(looping, "BEAT", timedelta(hours=1))
    monkeypatch.setattr(looping, "SEND", timedelta(seconds=1))
    flag, broken = looping.flag, list[str]()

    async def broken_off_once(*given: Any, **named: Any) -> None:
        if not broken:
            broken.append("flag")
            raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))
        await flag(*given, **named)

    monkeypatch.setattr(looping, "flag", broken_off_once)
    metronome = Metronome(database, settings, clock)
    await metronome.start()
    try:
        await until(lambda: metronome.last_beat == START, seconds=30)
    finally:
        await metronome.stop()
    assert broken
    assert database.threads.read(upkeep.last_beat) == START


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_step_that_fails_keeps_no_other_from_being_taken_and_leaves_no_heartbeat(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    """Nothing can be planned any more; what was planned before is delivered all the same, and readiness tells."""
    opened = settings.model_copy(update={"allow_private_targets": True})
    with WebhookSink() as sink:
        add_channel(database, ada.owner, opened, now=START, url=sink.url)
        record(database, ada.owner, now=START, respond_by=START + timedelta(hours=2))
        run(database, update(ACCOUNT).values(next_digest_at=START))
        run(database, text("ALTER TABLE account RENAME COLUMN plan_failures TO no_longer"))
        metronome = Metronome(database, opened, clock)
        await metronome.start()
        try:
            await until(lambda: sink.requests)
        finally:
            await metronome.stop()
    assert metronome.last_beat is None
    assert database.threads.read(upkeep.last_beat) is None
