"""Sending replies: one lane for each account, so that a mail server that hangs delays nobody else's.

A reply is claimed, looked at once more, handed over outside any transaction, and settled. Whatever happens between,
no reply is handed over twice (`services.sending.claims`).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from core.daemon import in_daemon_thread
from core.database import Database
from core.egress import EgressPolicy
from core.secrets import Keyring
from core.settings import Settings
from core.trouble import TROUBLE, told
from core.vocabulary import ReplyState
from scheduler.lanes import Lanes
from services.sending import claims, departing, settling
from services.sending.claims import Claimed
from services.sending.departing import Departing, Held
from services.sending.posting import POST_SECONDS, LeaseOver, NotTaken, OutcomeUnknown, Post

log = structlog.stdlib.get_logger(__name__)

MOST_AT_ONCE = 32
"""How many replies of this process are on their way at once."""

LEASE_MARGIN = timedelta(seconds=30)
"""A reply isn't handed over so near to the end of its lease: the clocks of two machines may differ by this much."""

SETTLE_TRIES = 40
LONGEST_PAUSE = 60.0
"""So often it is tried to write an answer down, with pauses that double up to a minute: half an hour in all."""

DATABASE_AWAY = "The service could not reach its own database just then."
UNWRITABLE = "This reply could not be written as a mail; the server's log has the details."


@dataclass(slots=True)
class Sendings:
    """What became of the replies that were due."""

    taken: int = 0
    not_taken: int = 0
    held: int = 0
    unknown: int = 0


@dataclass(slots=True, kw_only=True)
class Postman:
    """Claims, looks, hands over and settles. `clock` is the real one: leases and the time to undo run on it."""

    database: Database
    keyring: Keyring
    policy: EgressPolicy
    clock: Callable[[], datetime]
    post_seconds: float = POST_SECONDS
    sendings: Sendings = field(default_factory=Sendings)
    _lanes: Lanes[UUID] = field(default_factory=lambda: Lanes[UUID](MOST_AT_ONCE))
    _is_stopping: bool = False

    async def serve(self) -> int:
        """Park what has been given up, and start a lane for each account that has something due. Returns how many."""
        now = self.clock()
        due = await self.database.read(claims.look, now=now)
        if due.has_expired:
            self.sendings.unknown += await self.database.write(claims.park_expired, now=now)
        for account_id in due.accounts:
            self._lanes.start(account_id, self._serve_lane)
        return len(self._lanes)

    def claim_no_more(self) -> None:
        """Let what is on its way be settled, and begin nothing: the process is about to stop."""
        self._is_stopping = True

    async def drain(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the caller's patience, not ours
        """Wait until no lane is under way, or for `timeout` seconds.

        What is unsettled then keeps its lease, and is asked about once that has run out.
        """
        await self._lanes.drain(timeout=timeout)

    async def _serve_lane(self, account_id: UUID) -> None:
        try:
            while not self._is_stopping and await self._send_next(account_id):
                pass
        except TROUBLE as problem:
            # What was claimed is asked about once its lease has run out.
            log.warning("A lane of replies broke off: the database is away", problem=told(problem))
        except Exception:
            log.exception("A lane of replies stopped", account=str(account_id))

    async def _send_next(self, account_id: UUID) -> bool:
        """One reply of an account. False where nothing is left, or where going on would fare no better."""
        claimed = await self.database.write(claims.claim_next, account_id, now=self.clock())
        if claimed is None:
            return False
        leaving = await self._prepared(claimed)
        if isinstance(leaving, Departing):
            return await self._hand_over(claimed, leaving)
        if leaving is not None:
            self.sendings.held += 1
            await self._settle(settling.settle_held, claimed, leaving)
        return True

    async def _prepared(self, claimed: Claimed) -> Departing | Held | None:
        """What leaves, or why nothing does; None where the reply isn't ours any more, or has been put off."""
        try:
            return await self.database.in_thread(
                self.database.threads.read, departing.prepare, claimed, keyring=self.keyring, now=self.clock()
            )
        except TROUBLE as problem:
            # Nothing has been handed over: it is tried again, and nobody needs to be asked about it.
            log.warning("A reply waits: the database is away", reply=str(claimed.id), problem=told(problem))
            await self._settle(settling.settle_not_taken, claimed, DATABASE_AWAY, passes=True)
            return None
        except Exception:
            # Nothing has been handed over, so that this is no case of an unknown outcome.
            log.exception("A reply could not be written", reply=str(claimed.id))
            return Held(ReplyState.FAILED, UNWRITABLE)

    async def _hand_over(self, claimed: Claimed, leaving: Departing) -> bool:
        post = Post(
            sender=leaving.sender,
            policy=self.policy,
            may_leave=lambda: self.clock() < claimed.lease_until - LEASE_MARGIN,
            seconds=self.post_seconds,
        )
        try:
            await in_daemon_thread(lambda: post.hand_over(leaving.mail, leaving.recipient))
        except (NotTaken, LeaseOver) as problem:
            sentence = problem.sentence if isinstance(problem, NotTaken) else "It took too long to reach the server."
            passes = problem.passes if isinstance(problem, NotTaken) else True
            self.sendings.not_taken += 1
            log.warning("A reply was not taken", reply=str(claimed.id), attempt=claimed.attempts)
            await self._settle(settling.settle_not_taken, claimed, sentence, passes=passes)
            return False
        except OutcomeUnknown:
            self.sendings.unknown += 1
            log.warning("Nobody knows whether a reply was taken", reply=str(claimed.id))
            await self._settle(settling.settle_unknown, claimed)
            return False
        self.sendings.taken += 1
        if not await self._settle(settling.settle_taken, claimed, taken_at=self.clock()):
            log.warning("A reply was taken, and its row says otherwise", reply=str(claimed.id))
        return True

    async def _settle(self, service: Callable[..., bool], claimed: Claimed, *given: object, **named: object) -> bool:
        """Write down what became of a reply, also where the database comes back only later: what we know, we tell."""
        began = self.clock()
        for attempt in range(SETTLE_TRIES):
            try:
                return await self.database.write(service, claimed, *given, now=max(self.clock(), began), **named)
            except TROUBLE as problem:
                what = service.__name__
                log.warning("What became of a reply can't be noted yet", what=what, problem=told(problem))
            except Exception:
                log.exception("What became of a reply could not be noted yet", reply=str(claimed.id))
            await asyncio.sleep(min(2.0**attempt, LONGEST_PAUSE))
        return False


def postman_for(database: Database, settings: Settings, *, clock: Callable[[], datetime]) -> Postman:
    """The postman of one process."""
    return Postman(
        database=database,
        keyring=Keyring(settings.key()),
        policy=EgressPolicy(allow_private=settings.allow_private_targets),
        clock=clock,
    )
