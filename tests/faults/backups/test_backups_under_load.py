"""A backup made under load restores, into either database; and what is restored sends nothing until it is released.

A real service takes real requests and ticks, while backups are made of its database. Each is restored twice, and a
scheduler is started on each copy: while it is held nothing leaves; once it is released each reminder leaves once, and
of replies none, since they may have left where the backup came from.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text

from core import clock as wall_clock
from core.database import Database
from core.ids import new_ids
from core.settings import Settings
from core.vocabulary import Status, Want
from models.channel import REMINDER
from models.invitation import INVITATION
from models.reply import REPLY
from scheduler import loop
from scheduler.loop import Metronome
from services.backups.restoring import Wish, restore
from services.backups.writing import write_backup
from services.holding.releasing import release
from services.reminding import UNSETTLED
from tests.backups import KINDS, Kind, fresh_place, how_many, reopened
from tests.conftest import TEMPLATE, Clock, Person
from tests.faults.backups.service import ROOT, Request, Writer, serving
from tests.faults.figures import Figures
from tests.faults.noting import IS_LONG
from tests.outgoing import CLEO, Letterbox, letterbox, set_identity
from tests.postgres import Server
from tests.reminders import add_channel, configure
from tests.sinks import WebhookSink

WRITERS = 3 if IS_LONG else 2
STORED = 20_000 if IS_LONG else 2_000
"""How many invitations lie in the database before it begins, so that a backup takes a while."""

APPROVED_A_ROUND = 2
LOAD_SECONDS = 0.8
DELIVERED_WITHIN_SECONDS = 60.0


@pytest.fixture
def clock() -> Clock:
    """The cast is enrolled at the real present: the service runs on the real clock."""
    return Clock(wall_clock.now())


@dataclass
class Tally:
    """What the rounds have shown so far."""

    restored: int = 0
    acknowledged: int = 0
    missing: list[str] = field(default_factory=list[str])
    loose_rows: int = 0
    parked: Counter[str] = field(default_factory=Counter[str])
    sent_while_held: int = 0
    sent_after: int = 0
    sent_twice: int = 0
    never_sent: int = 0
    replies_sent: int = 0
    during_backups: list[float] = field(default_factory=list[float])


def test_a_backup_made_under_load_restores_and_a_restored_copy_sends_nothing_by_itself(
    database: Database,
    database_url: str,
    settings: Settings,
    ada: Person,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    rounds: Callable[[int, int], int],
    figures: Figures,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loop, "BEAT", timedelta(seconds=1))
    opened = settings.model_copy(update={"allow_private_targets": True})
    _fill(database, ada)
    count, tally = rounds(3, 50), Tally()

    def server() -> Server:
        return request.getfixturevalue("postgresql")

    with WebhookSink() as hook, letterbox() as box:
        add_channel(
            database, ada.owner, settings, Want.ALERTS, Want.DIGEST, now=wall_clock.now(), url=hook.url, name="Hook"
        )
        set_identity(database, ada.owner, settings, box.url, now=wall_clock.now())
        with serving(database_url, tmp_path) as service:
            writers = [Writer(service, ada.token, f"Writer {number}", CLEO) for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            trial = _Trial(database_url, opened, tmp_path, writers, hook, box, tally)
            for number in range(count):
                # A backup by the command itself, in a process of its own, as an operator makes it.
                trial.back_up(by_command=IS_LONG or (number == 0 and not database.is_postgresql), database=database)
                with service.standing_still():
                    # In the short form each copy but the first is restored into one database, in turn.
                    for kind in KINDS if IS_LONG or number == 0 else (KINDS[number % len(KINDS)],):
                        with fresh_place(kind, tmp_path, server, template=TEMPLATE) as url:
                            trial.restore(url, kind)
            for writer in writers:
                writer.end()
    _note(figures, tally, count)


@dataclass
class _Trial:
    """One round after the other."""

    url: str
    settings: Settings
    folder: Path
    writers: list[Writer]
    hook: WebhookSink
    box: Letterbox
    tally: Tally
    backup: Path = field(init=False)
    known: dict[str, int] = field(init=False)
    approved: list[str] = field(init=False)

    def back_up(self, *, by_command: bool, database: Database) -> None:
        """Make a backup amid requests. What had been acknowledged before it began is `known`."""
        for number in range(APPROVED_A_ROUND):
            self.writers[number % WRITERS].approve_one()
        for writer in self.writers:
            writer.go_on()
        time.sleep(LOAD_SECONDS)
        began = time.monotonic()
        self.known = {
            invitation: version
            for writer in self.writers
            for invitation, (version, at) in list(writer.acknowledged.versions.items())
            if at < began
        }
        self.approved = [reply for writer in self.writers for reply in writer.acknowledged.approved]
        self.backup = self.folder / f"backup-{self.tally.restored}.db"
        if by_command:
            self._type_backup()
        else:
            write_backup(database, self.backup, now=wall_clock.now())
        ended = time.monotonic()
        time.sleep(0.1)
        for writer in self.writers:
            writer.rest()
        meanwhile = [
            one for writer in self.writers for one in writer.requests if one.ended > began and one.began < ended
        ]
        self.tally.during_backups += [_seconds(one) for one in meanwhile]

    def restore(self, url: str, kind: Kind) -> None:
        """Restore the backup, start a scheduler on it, release it, and count what arrives."""
        done = restore(Wish(self.backup, url, None), now=wall_clock.now())
        self.tally.restored += 1
        with reopened(url) as database:
            self._look_for_what_was_acknowledged(database)
            if kind == "sqlite":
                self.tally.loose_rows += len(database.threads.read(_loose_rows))
            self.tally.parked += Counter(reminders=done.parked.reminders, replies=done.parked.replies)
            assert how_many(database, REMINDER, UNSETTLED) == 0
            hooked, mailed = len(self.hook.requests), len(self.box.mails)
        asyncio.run(self._run_scheduler(url, until=_has_beaten))
        self.tally.sent_while_held += len(self.hook.requests) - hooked + len(self.box.mails) - mailed

        hooked, mailed = len(self.hook.requests), len(self.box.mails)
        with reopened(url) as database:
            database.threads.write(release, now=wall_clock.now())
            due = database.threads.read(_due)
        asyncio.run(self._run_scheduler(url, until=_is_done))
        arrived = Counter(one.headers["webhook-id"] for one in self.hook.requests[hooked:])
        self.tally.sent_after += len(arrived)
        self.tally.sent_twice += sum(times - 1 for times in arrived.values())
        self.tally.never_sent += len(due - arrived.keys())
        self.tally.replies_sent += len(self.box.mails) - mailed

    def _type_backup(self) -> None:
        key = self.settings.secret_key
        assert key is not None
        environment = {
            "PYTHONPATH": str(ROOT),
            "REPLYBY_DATABASE_URL": self.url,
            "REPLYBY_DATA_DIR": str(self.folder),
            "REPLYBY_SECRET_KEY": key.get_secret_value(),
        }
        subprocess.run(
            [sys.executable, "-m", "cli", "backup", str(self.backup)],
            cwd=self.folder,
            env=os.environ | environment,
            capture_output=True,
            check=True,
            timeout=300,
        )

    def _look_for_what_was_acknowledged(self, database: Database) -> None:
        stored = database.threads.read(_versions)
        self.tally.acknowledged += len(self.known) + len(self.approved)
        self.tally.missing += [one for one, version in self.known.items() if stored.get(one, 0) < version]
        replies = database.threads.read(_replies)
        # Let go before the backup began, a reply is on its way, has gone, or is asked about: never a mere draft.
        self.tally.missing += [one for one in self.approved if replies.get(one) not in {"sent", "outcome_unknown"}]

    async def _run_scheduler(self, url: str, *, until: Callable[[Metronome, Database], bool]) -> None:
        database = Database(url, pool_size=5)
        metronome = Metronome(database, self.settings, wall_clock.now)
        gives_up_at = time.monotonic() + DELIVERED_WITHIN_SECONDS
        try:
            await metronome.start()
            while not until(metronome, database):
                assert time.monotonic() < gives_up_at, "the scheduler isn't done"
                await asyncio.sleep(0.05)
            # Its lanes and its look for replies run beside the beat.
            await asyncio.sleep(0.3)
        finally:
            await metronome.stop()
            await database.close()


def _note(figures: Figures, tally: Tally, count: int) -> None:
    slowest = sorted(tally.during_backups)
    p99 = slowest[int(len(slowest) * 0.99)] if slowest else 0.0
    parked = tally.parked
    figures.note(
        "P12",
        "backups under load, each restored into both databases",
        required="no acknowledged write missing, no loose row",
        measured=f"{count} backups, {tally.restored} restored, {tally.acknowledged} looked for: "
        f"{len(tally.missing)} missing, {tally.loose_rows} loose",
        holds=tally.restored >= count + 1
        and tally.acknowledged >= 20 * count
        and not tally.missing
        and not tally.loose_rows,
    )
    figures.note(
        "P12",
        "a scheduler on each restored copy, held",
        required="nothing sent",
        measured=f"{parked['reminders']} reminders and {parked['replies']} replies were on their way: "
        f"{tally.sent_while_held} sent",
        holds=parked["reminders"] >= count and parked["replies"] >= count and not tally.sent_while_held,
    )
    figures.note(
        "P12",
        "the same copies, released",
        required="each reminder once, no reply",
        measured=f"{tally.sent_after} reminders: {tally.sent_twice} twice, {tally.never_sent} never; "
        f"{tally.replies_sent} replies",
        holds=tally.sent_after >= count and not (tally.sent_twice or tally.never_sent or tally.replies_sent),
    )
    if IS_LONG:
        figures.note(
            "P12",
            "requests while a backup is made",
            required="p99 <= 500 ms",
            measured=f"{len(slowest)} requests: p99 {p99 * 1000:.0f} ms",
            holds=len(slowest) >= 200 and p99 <= 0.5,
        )


def _seconds(one: Request) -> float:
    return one.ended - one.began


def _has_beaten(metronome: Metronome, _: Database) -> bool:
    return metronome.last_beat is not None


def _is_done(metronome: Metronome, database: Database) -> bool:
    return metronome.last_beat is not None and how_many(database, REMINDER, UNSETTLED) == 0


def _versions(connection: Connection) -> dict[str, int]:
    return {str(row.id): row.version for row in connection.execute(select(INVITATION.c.id, INVITATION.c.version))}


def _replies(connection: Connection) -> dict[str, str]:
    return {str(row.id): row.state for row in connection.execute(select(REPLY.c.id, REPLY.c.state))}


def _due(connection: Connection) -> set[str]:
    return {str(one) for one in connection.execute(select(REMINDER.c.id).where(UNSETTLED)).scalars()}


def _loose_rows(connection: Connection) -> list[object]:
    return list(connection.execute(text("PRAGMA foreign_key_check")))


def _fill(database: Database, person: Person) -> None:
    """Invitations whose deadlines lie far ahead; and a digest that is half a day away, so that it disturbs nothing."""
    now = wall_clock.now()
    far = (now + timedelta(hours=12)).astimezone(person.owner.zone)
    configure(database, person.owner, now=now, digest_time=f"{far:%H:%M}")
    later = now + timedelta(days=60)
    rows = [
        {
            "account_id": person.id,
            "id": one_id,
            "company": f"Stored {number}",
            "notes": "A line of notes, as people keep them. " * 5,
            "received_at": now,
            "respond_by": later,
            "respond_by_basis": "policy",
            "respond_by_facts": {},
            "due_soon_at": later - timedelta(days=1),
            "ghosting_at": later + timedelta(days=3),
            "flagged": 0,
            "next_flag_at": later - timedelta(days=1),
            "status": Status.AWAITING_REPLY.value,
            "tags": [],
            "created_at": now,
            "updated_at": now,
        }
        for number, one_id in enumerate(new_ids(now - timedelta(days=1), STORED))
    ]
    database.threads.write(lambda connection: connection.execute(insert(INVITATION), rows) and None)
