"""An account that lives: what a person, the clock and a scheduler do to it, and how any of it is put down half-way.

Put down means that a transaction is rolled back, or that what was in memory is lost with the database's connections.
Here no process ends: real ones are killed in `tests/faults/killing`.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2

from api.app import create_app
from api.security.identity import KnownTokens
from core.database import Database
from core.settings import Settings
from core.vocabulary import Want
from scheduler.tick import flag_and_plan, tick
from services import delivering
from tests.conftest import BASE_URL, Clock, Person
from tests.reminders import Outbox, add_channel

API = "/api/v1"


class PutDown(Exception):
    """Nothing more was done from here on."""


class Life:
    """The service over one database, which can be put down at any moment and started anew."""

    def __init__(
        self, url: str, settings: Settings, clock: Clock, runner: asyncio.Runner, enrol: Callable[..., Person]
    ) -> None:
        self.url, self.settings, self.clock, self.runner, self.enrol = url, settings, clock, runner, enrol
        self.outbox = Outbox()
        self._born = 0
        self.database = Database(url, pool_size=4)
        self._app = create_app(settings, database=self.database, clock=clock)
        transport = httpx2.ASGITransport(app=self._app, raise_app_exceptions=False)
        self._client = httpx2.AsyncClient(transport=transport, base_url=BASE_URL)

    def end(self) -> None:
        """Put it down."""
        self.runner.run(self._client.aclose())
        self.runner.run(self.database.close())

    def restart(self) -> None:
        """Nothing is left of what was in memory: neither connections nor who was known to be signed in."""
        state = self._app.state
        if getattr(state, "workers", None) is not None:
            self.runner.run(state.workers.stop())
            state.workers = None
        self.runner.run(self.database.close())
        self.database = state.database = Database(self.url, pool_size=4)
        state.known_tokens = KnownTokens()

    def somebody_new(self) -> Person:
        """An account of its own for one life, which hears of everything by one channel."""
        self._born += 1
        person = self.enrol(f"ada{self._born}", time_zone="UTC")
        add_channel(self.database, person.owner, self.settings, Want.DIGEST, Want.ALERTS, now=self.clock())
        return person

    def ask(self, person: Person, method: str, path: str, **sent: Any) -> httpx2.Response:
        """One request. Whatever happens, it is no fault of ours."""
        headers = {"authorization": f"Bearer {person.token}", **sent.pop("headers", {})}
        answer = self.runner.run(self._client.request(method, API + path, headers=headers, **sent))
        assert answer.status_code < 500, (method, path, answer.text)
        return answer

    def tick(self) -> None:
        """A whole tick."""
        self.runner.run(tick(self.database, self.outbox.courier(self.database, self.settings, self.clock)))

    def stop_after_planning(self) -> None:
        """A tick that is put down before anything is delivered."""
        self.runner.run(flag_and_plan(self.database, now=self.clock()))
        self.restart()

    def stop_after_claiming(self) -> bool:
        """A tick that is put down with a reminder in its hands. Returns whether there was one."""
        now = self.clock()
        lanes = self.database.threads.read(delivering.due_lanes, due_by=now, now=now)
        for lane in lanes[:1]:
            self.database.threads.write(delivering.claim_next, lane, due_by=now, now=now)
        self.restart()
        return bool(lanes)

    def stop_within(self, service: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """A transaction that never came to its end."""

        def half(connection: Any) -> None:
            service(connection, *args, now=self.clock(), **kwargs)
            raise PutDown

        try:
            self.database.threads.write(half)
        except PutDown:
            self.restart()

    def pass_time(self, hours: float) -> None:
        """Later."""
        self.clock.set(self.clock() + timedelta(hours=hours))


def id_of(answer: httpx2.Response) -> UUID:
    """Of what was made."""
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])
