"""A page that listens is told what changed, whoever changed it and in whichever process, and nothing else."""

import asyncio
import json
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from api.live.live import RESUMABLE, Pace
from api.live.untold import MOST_IDS, Mark, Untold
from core.database import Database
from core.database import opened as opened_database
from core.vocabulary import EventType
from scheduler.tick import flag_and_plan
from services import history
from services.watching import LATEST_COMMIT, Happening, What
from tests.conftest import START, Clock, Person
from tests.live import greeted, opened, served
from tests.tracked import Diary

FOUND_WITHIN_SECONDS = 3.0
"""How soon a page is told of what another process stored."""


@pytest.fixture
def diary(database: Database, ada: Person, clock: Clock) -> Diary:
    return Diary(database, ada.id, clock)


def flagged(connection: Connection, person: Person, invitation: UUID, *, decided: Any = START) -> None:
    """Store an event as another process does: its key is of when it was decided."""
    key = UUID(int=(int(decided.timestamp() * 1000) << 80) | uuid4().int & ((1 << 74) - 1))
    row = history.event(person.id, invitation, EventType.FLAGGED, at=decided, actor="scheduler")
    history.remember(connection, [row | {"id": key}])


async def test_a_page_is_greeted_at_once_and_nothing_on_the_way_may_keep_it(app, ada):
    async with served(app) as url, opened(url, token=ada.token) as page:
        told = await page.next(within=1)
        assert (told.event, told.data) == ("hello", {"resumed": False})
        assert told.id
        assert 1_000 <= told.retry <= 5_000
        headers = page.answer.headers
        assert headers["content-type"].partition(";")[0] == "text/event-stream"
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert "default-src 'none'" in headers["content-security-policy"]


async def test_a_page_is_told_which_invitation_changed_and_never_what_it_says(app, ada, diary):
    async with served(app) as url, greeted(url, token=ada.token) as page:
        invitation = str(diary.record("Acme", notes="private")["id"])
        assert await page.change() == {"what": "invitation", "ids": [invitation], "types": ["recorded"]}
        await ada.client.put(f"/api/v1/invitations/{invitation}/answer", json={"kind": "decline"})
        assert await page.change() == {"what": "invitation", "ids": [invitation], "types": ["answered"]}
        assert page.is_quiet()


async def test_what_was_so_before_the_page_came_is_not_told(app, ada, diary):
    diary.record("Acme")
    async with served(app) as url, greeted(url, token=ada.token) as page:
        second = str(diary.record("Blue Fir")["id"])
        assert (await page.change())["ids"] == [second]


async def test_nobody_is_told_of_a_strangers_changes(app, ada, ben, diary):
    async with served(app) as url, greeted(url, token=ada.token) as page, greeted(url, token=ben.token) as other:
        diary.record("Acme")
        await page.change()
        await asyncio.sleep(0.2)
        assert other.is_quiet()


async def test_a_level_crossed_in_another_process_is_told_within_three_seconds(app, ada, diary, clock, database_url):
    invitation = str(diary.record("Acme")["id"])
    async with (
        served(app, pace=Pace()) as url,
        greeted(url, token=ada.token) as page,
        opened_database(database_url, pool_size=2) as another,
    ):
        clock.forward(days=30)
        began = time.monotonic()
        await flag_and_plan(another, now=clock())
        found = await page.changes(within=FOUND_WITHIN_SECONDS)
        assert time.monotonic() - began < FOUND_WITHIN_SECONDS
        assert found["invitation"] == [invitation]


async def test_an_event_committed_after_a_later_one_was_told_is_told_too(app, ada, diary, database):
    early, later = (str(diary.record(company)["id"]) for company in ("Acme", "Blue Fir"))
    decided = START - timedelta(seconds=LATEST_COMMIT.total_seconds() - 1)
    async with served(app) as url, greeted(url, token=ada.token) as page:
        if database.is_postgresql:
            # Decided and written first, committed last.
            with database.threads.writer.begin() as slow:
                flagged(slow, ada, UUID(early), decided=decided)
                database.threads.write(flagged, ada, UUID(later))
                assert (await page.change())["ids"] == [later]
        else:
            # One writes at a time here: decided first, and written after the other.
            database.threads.write(flagged, ada, UUID(later))
            assert (await page.change())["ids"] == [later]
            database.threads.write(flagged, ada, UUID(early), decided=decided)
        assert (await page.change())["ids"] == [early]
        await asyncio.sleep(0.2)
        assert page.is_quiet()


async def test_where_very_many_changed_any_may_have(app, ada, diary, database):
    invitations = [diary.record(f"Company {number}")["id"] for number in range(MOST_IDS + 1)]

    def flag_some(connection: Connection, some: list[UUID]) -> None:
        for invitation in some:
            flagged(connection, ada, invitation)

    async with served(app) as url, greeted(url, token=ada.token) as page:
        database.threads.write(flag_some, invitations[:MOST_IDS])
        assert len((await page.change())["ids"]) == MOST_IDS
        database.threads.write(flag_some, invitations)
        assert await page.change() == {"what": "invitation", "ids": None, "types": None}


async def test_an_import_the_profile_and_a_channel_are_told_too(app, ada):
    async with served(app) as url, greeted(url, token=ada.token) as page:
        file = b"Company,Received\r\nAcme,20/11/2026\r\n"
        previewed = await ada.client.post("/api/v1/imports", files={"file": ("list.csv", file, "text/csv")})
        await page.hears("import")
        await ada.client.post(f"{previewed.headers['location']}/confirmation")
        # Which invitations it added isn't told: there are many.
        assert await page.hears("import", "invitation") == {"invitation": None, "import": None}
        await ada.client.patch("/api/v1/me", json={"name": "Ada W."})
        await page.hears("profile")
        await ada.client.post("/api/v1/channels", json={"name": "Here", "kind": "console", "wants": ["alerts"]})
        assert await page.changes() == {"channel": None}


async def test_a_page_that_comes_back_is_told_what_it_missed(app, ada, diary):
    async with served(app) as url:
        async with greeted(url, token=ada.token) as page:
            first = str(diary.record("Acme")["id"])
            await page.change()
            mark = page.id
        missed = str(diary.record("Blue Fir")["id"])
        async with opened(url, token=ada.token, **{"last-event-id": mark}) as page:
            assert (await page.next()).data == {"resumed": True}
            # What was told just before is told again: twice is better than never.
            assert set((await page.change())["ids"]) >= {missed}
            await ada.client.patch("/api/v1/me", json={"name": "Ada W."})
            assert await page.changes() == {"profile": None}
        async with opened(url, token=ada.token, **{"last-event-id": mark}) as page:
            assert (await page.next()).data == {"resumed": True}
            assert await page.changes() == dict.fromkeys(What)
        assert first != missed


async def test_a_page_that_is_cut_off_again_before_it_caught_up_still_catches_up(app, ada, diary, clock):
    async with served(app) as url:
        async with greeted(url, token=ada.token) as page:
            mark = page.id
        clock.forward(seconds=1)
        missed = str(diary.record("Acme")["id"])
        async with opened(url, token=ada.token, **{"last-event-id": mark}) as page:
            greeting = await page.next()
            assert greeting.id is None, "the client would come back with it, and never be told what it missed"
            assert (await page.change())["ids"] == [missed]
            assert page.id != mark


@pytest.mark.parametrize("mark", ["", "7", "zz-00000000", "ffffffffffff-00000000", "1'; DROP TABLE event--"])
async def test_a_mark_that_is_not_ours_begins_anew(app, ada, mark):
    async with served(app) as url, opened(url, token=ada.token, **{"last-event-id": mark}) as page:
        assert (await page.next()).data == {"resumed": False}


async def test_a_page_that_was_away_for_long_begins_anew(app, ada, clock):
    async with served(app) as url:
        async with greeted(url, token=ada.token) as page:
            mark = page.id
        clock.forward(seconds=RESUMABLE.total_seconds())
        async with opened(url, token=ada.token, **{"last-event-id": mark}) as page:
            assert (await page.next()).data == {"resumed": True}
        clock.forward(seconds=1)
        async with opened(url, token=ada.token, **{"last-event-id": mark}) as page:
            assert (await page.next()).data == {"resumed": False}


async def test_a_silent_stream_says_that_it_is_still_there(app, ada, clock):
    async with (
        served(app, pace=Pace(beat=0.05, heartbeat=0.2, checks=60)) as url,
        greeted(url, token=ada.token) as page,
    ):
        mark = page.id
        clock.forward(seconds=30)
        await asyncio.sleep(0.1)
        told = await page.next()
        assert told.event is None
        assert told.data is None
        assert told.comment
        # The client moves on, though nothing happened: it will not be told half a day when it comes back.
        assert Mark.read(told.id).at - Mark.read(mark).at == timedelta(seconds=30)


class Away:
    """Stands where the database does while that is away."""

    def state(self) -> None:
        return None

    async def read(self, *_: Any, **__: Any) -> None:
        raise ConnectionError("away")


async def test_however_long_the_database_is_away_no_change_is_lost(app, database, ada, diary, clock, log):
    invitation = diary.record("Acme")["id"]
    async with served(app) as url, greeted(url, token=ada.token) as page:
        app.state.database = Away()
        meanwhile = clock.forward(minutes=1)
        clock.forward(minutes=20)
        database.threads.write(flagged, ada, invitation, decided=meanwhile)
        await asyncio.sleep(0.3)
        assert page.is_quiet()
        app.state.database = database
        assert (await page.change())["types"] == ["flagged"]
    (told,) = (json.loads(line) for line in log.getvalue().splitlines() if "live pages wait" in line)
    assert "request_id" not in told, "the one that happened to begin the watch isn't what failed"


async def test_a_look_goes_no_further_back_than_commits_come(app, database, ada, diary, clock):
    invitation = diary.record("Acme")["id"]
    async with served(app) as url, greeted(url, token=ada.token) as page:
        long_ago = clock()
        clock.forward(minutes=20)
        await asyncio.sleep(0.3)
        database.threads.write(flagged, ada, invitation, decided=long_ago)
        await asyncio.sleep(0.3)
        assert page.is_quiet()
        database.threads.write(flagged, ada, invitation, decided=clock())
        assert (await page.change())["types"] == ["flagged"]


def test_what_waits_for_a_slow_reader_never_grows():
    untold = Untold()
    for number in range(10_000):
        untold.add([Happening(uuid4(), UUID(int=number), EventType.FLAGGED)])
        assert len(untold._ids) <= MOST_IDS
    untold.add_any(What.PROFILE)
    untold.add_any(What.PROFILE)
    assert [(change.what, change.ids) for change in untold.take()] == [(What.INVITATION, None), (What.PROFILE, None)]
    assert not untold
    untold.add([Happening(uuid4(), UUID(int=1), EventType.EDITED), Happening(uuid4(), UUID(int=1), EventType.FLAGGED)])
    (change,) = untold.take()
    assert (change.ids, change.types) == ([UUID(int=1)], [EventType.EDITED, EventType.FLAGGED])
