"""One served process with its scheduler, and what must hold of it while its storage is in trouble and afterwards."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import update

from core.clock import now as present
from core.database import Database
from core.vocabulary import Want
from models.account import Owner
from models.invitation import INVITATION
from services import upkeep
from tests.faults.figures import Figures
from tests.faults.machines import dues
from tests.faults.machines.fleet import PATIENCE_SECONDS, Api, fleet, problem_of, until
from tests.faults.noting import IS_LONG
from tests.reminders import pile_up
from tests.sinks import WebhookSink

NORMAL_AGAIN_SECONDS = 10.0
"""A beat that failed is made good as soon as the database is looked at again, which is every 3 s."""

WHAT = "writes are refused in words, and all is well again by itself"


@dataclass
class Served:
    """A server with an embedded scheduler, its database seen from outside, and Ada's webhook."""

    api: Api
    database: Database
    sink: WebhookSink
    ada: Owner
    stored: set[str] = field(default_factory=set[str])
    _heard: int = 0
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def write(self) -> str | None:
        """Record an invitation. Returns the sort of problem that it was refused with, or None where it is stored."""
        name = f"write-{next(self._numbers)}"
        answer = self.api.record(source="storage", external_id=name)
        if answer.status_code == 201:
            self.stored.add(name)
            return None
        return problem_of(answer)

    def refusals(self) -> set[str]:
        """The sorts of problem of some writes, until one was refused, and five more."""
        seen: list[str | None] = []
        until(lambda: seen.append(self.write()) or any(seen), "no write was refused", seconds=60)
        seen += [self.write() for _ in range(5)]
        return {kind for kind in seen if kind is not None}

    def readiness(self) -> tuple[int, str]:
        """What the server says of itself, and why."""
        answer = self.api.client.get("/health/ready")
        return answer.status_code, answer.json().get("detail", "")

    def can_read(self) -> bool:
        """Whether what is stored can be read."""
        return self.api.client.get("/api/v1/invitations").status_code == 200

    def make_due(self, in_seconds: float = 1.0) -> None:
        """An invitation of Ada's whose deadline passes while the trouble lasts."""
        _make_due(self.database, self.ada, in_seconds)
        self._heard = len(self.api.said())

    def scheduler_meets_trouble(self) -> None:
        """Wait for the beat that can't be done."""
        until(lambda: "could not be done" in self.api.said()[self._heard :], "the scheduler never met the trouble")

    def must_recover(self, figures: Figures, trouble: str, *, within: float = NORMAL_AGAIN_SECONDS) -> None:
        """The trouble is over: by itself the server stores, ticks, and has done what fell due meanwhile.

        How soon is measured in the long run alone: a machine that is busy with other tests may take its time.
        """
        within = within if IS_LONG else PATIENCE_SECONDS
        took = self._until_normal()
        until(lambda: bool(self.sink.requests), "what fell due in the trouble was never told")
        there = self.database.threads.read(lambda connection: dues.recorded(connection, "storage"))
        assert len(self.sink.requests) == 1
        assert "Traceback" not in self.api.said(), self.api.said()[-3000:]
        missing = self.stored - there
        figures.database = "postgresql" if self.database.is_postgresql else "sqlite"
        figures.note(
            "P1",
            f"{trouble}: {WHAT}",
            required=f"0 acknowledged writes missing; normal again after \u2264 {within:.0f} s",
            measured=f"{len(missing)} of {len(self.stored)} missing; after {took:.1f} s",
            holds=bool(self.stored) and not missing and took <= within,
        )

    def _until_normal(self) -> float:
        ended, began = present(), time.monotonic()
        until(lambda: self.write() is None, "it never stored again")
        until(self.api.is_ready, "it never became ready again")

        def has_ticked() -> bool:
            last = self.database.threads.read(upkeep.last_beat)
            return last is not None and last > ended

        until(has_ticked, "it never ticked again")
        return time.monotonic() - began


def unmountable(figures: Figures, trouble: str) -> NoReturn:
    """Leave a test out that needs a disk of its own, and say so in the table."""
    why = "only root may mount a disk, where the machine lets it"
    figures.leave_out("P1", f"{trouble}: {WHAT}", required="0 acknowledged writes missing", why=why)
    pytest.skip(why)


@contextmanager
def served(
    folder: Path, url: str, *prefix: str, starts_in_trouble: Callable[[], None] | None = None, **environment: str
) -> Generator[Served]:
    """A migrated database, served. `prefix` is what the server is started by.

    With `starts_in_trouble`, which makes the trouble, an invitation falls due in it, and readiness isn't waited for.
    """
    database = Database(url, pool_size=2)
    try:
        now = present()
        ada, token = dues.enrolled(database, "ada", now=now)
        with WebhookSink() as sink, fleet(folder, url, token, **environment) as machines:
            dues.hook(database, ada, sink.url, Want.ALERTS, now=now)
            machines.prefix = prefix
            if starts_in_trouble is not None:
                _make_due(database, ada, 1.0)
                starts_in_trouble()
            api = machines.api(waits=starts_in_trouble is None, REPLYBY_SCHEDULER="embedded")
            yield Served(api, database, sink, ada)
    finally:
        database.threads.close()


def _make_due(database: Database, owner: Owner, in_seconds: float) -> None:
    at = present() + timedelta(seconds=in_seconds)
    [one] = pile_up(database, owner, 1, now=present())
    moved = update(INVITATION).where(INVITATION.c.account_id == owner.id, INVITATION.c.id == one)
    changed = moved.values(respond_by=at, next_flag_at=at)
    database.threads.write(lambda connection: connection.execute(changed) and None)
