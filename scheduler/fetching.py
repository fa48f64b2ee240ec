"""Fetching mail: one lane for each mailbox that is due, so that one that hangs delays no other."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from core.daemon import in_daemon_thread
from core.database import Database
from core.egress import EgressPolicy
from core.errors import DomainError, Unavailable
from core.secrets import Keyring
from core.settings import Settings
from scheduler.lanes import Lanes
from services.fetching import polling, storing
from services.fetching.failures import sentence_of
from services.fetching.mailboxes import target_of
from services.fetching.polling import Claimed, LeaseLost
from services.fetching.reading import Batch, Fetched, read_folder

log = structlog.stdlib.get_logger(__name__)

MOST_AT_ONCE = 8
"""How many mailboxes this process reads at once."""

ROUNDS = 10
"""How often a lane reads on at once while there is more: 500 messages. The next beat goes on from there."""

TRIES = 3
"""How often a message is tried: to be had from its server, and to be stored."""

T = TypeVar("T")


@dataclass(slots=True)
class Fetchings:
    """What became of the mailboxes that were due."""

    stored: int = 0
    passed_over: int = 0
    failed: int = 0


@dataclass(slots=True, kw_only=True)
class Fetcher:
    """Claims mailboxes, reads their folders and stores what is new. `clock` is the real one: leases run on it."""

    database: Database
    keyring: Keyring
    policy: EgressPolicy
    clock: Callable[[], datetime]
    fetchings: Fetchings = field(default_factory=Fetchings)
    _lanes: Lanes[UUID] = field(default_factory=lambda: Lanes[UUID](MOST_AT_ONCE))

    async def serve(self) -> int:
        """Start a lane for each mailbox that is due and has none under way. Returns how many are under way."""
        due = await self.database.in_thread(self.database.threads.read, polling.due_mailboxes, now=self.clock())
        for account_id in due:
            self._lanes.start(account_id, self._serve_lane)
        return len(self._lanes)

    async def drain(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the caller's patience, not ours
        """Wait until no lane is under way, or for `timeout` seconds: what is then unread is claimed again later."""
        await self._lanes.drain(timeout=timeout)

    async def _serve_lane(self, account_id: UUID) -> None:
        try:
            for _ in range(ROUNDS):
                if not await self._fetch(account_id):
                    return
        except LeaseLost:
            # It was set anew or deleted meanwhile, or another process has it: what is there now is theirs.
            return
        except Exception:
            # The database went away, most likely: the lease runs out, and a later beat takes the mailbox up again.
            log.exception("Fetching from a mailbox stopped", account=str(account_id))

    async def _fetch(self, account_id: UUID) -> bool:
        """One batch of a mailbox. False where nothing is left, or where going on would fare no better."""
        claimed = await self._write(polling.claim, account_id, now=self.clock())
        if claimed is None:
            return False
        batch = await self._read(claimed)
        if batch.position is not None and batch.position != claimed.position:
            claimed = await self._write(polling.move_to, claimed, batch.position, now=self.clock())
        for fetched in batch.messages:
            claimed = await self._take(claimed, fetched)
        if batch.stuck is not None and claimed.stuck_tries + 1 >= TRIES:
            unhad = Fetched(batch.stuck.uid, None, batch.stuck.arrived_at)
            claimed = await self._pass_over(claimed, unhad, storing.STUCK)
            batch = replace(batch, problem=None, has_more=True)
        if batch.problem is not None:
            self.fetchings.failed += 1
            is_stuck = batch.stuck is not None
            await self._write(polling.settle_failed, claimed, batch.problem, is_stuck=is_stuck, now=self.clock())
            return False
        await self._write(polling.settle_read, claimed, has_more=batch.has_more, now=self.clock())
        return batch.has_more

    async def _read(self, claimed: Claimed) -> Batch:
        try:
            target = target_of(claimed.row, self.keyring)
        except DomainError as problem:
            return Batch(problem=sentence_of(problem, is_late=False))
        now = self.clock()
        return await in_daemon_thread(lambda: read_folder(target, claimed.position, policy=self.policy, now=now))

    async def _take(self, claimed: Claimed, fetched: Fetched) -> Claimed:
        """Store a message. What can't be read or stored is passed over: nothing behind it waits for it."""
        now = self.clock()
        for attempt in range(1, TRIES + 1):
            try:
                arrivals = await in_daemon_thread(lambda: storing.read_message(fetched, claimed, now=now))
                taken = await self._write(storing.store, claimed, fetched, arrivals, now=now)
            except (LeaseLost, OperationalError, InterfaceError, Unavailable):
                raise
            except Exception:
                # Another way may have brought the same message in the same moment: then it is known the next time.
                log.exception("A fetched message could not be stored", account=str(claimed.account_id), attempt=attempt)
                continue
            self.fetchings.stored += fetched.raw is not None
            return taken
        return await self._pass_over(claimed, fetched)

    async def _pass_over(self, claimed: Claimed, fetched: Fetched, *because: str) -> Claimed:
        self.fetchings.passed_over += 1
        return await self._write(storing.pass_over, claimed, fetched, *because, now=self.clock())

    async def _write(self, service: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Off the loop: receiving a message is more than a request may be held up for."""
        return await self.database.in_thread(lambda: self.database.threads.write(service, *args, **kwargs))


def fetcher_for(database: Database, settings: Settings, *, clock: Callable[[], datetime]) -> Fetcher:
    """The fetcher of one process."""
    policy = EgressPolicy(allow_private=settings.allow_private_targets)
    return Fetcher(database=database, keyring=Keyring(settings.key()), policy=policy, clock=clock)
