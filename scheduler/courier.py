"""Delivering what is due: one lane for each channel, so that one that hangs delays no other."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import TypeVar

import structlog

from core.daemon import in_daemon_thread
from core.database import Database
from core.secrets import Keyring
from core.trouble import TROUBLE, told
from core.vocabulary import ChannelKind
from notifications.channel import Channel, Message
from notifications.opening import DeliverySettings, open_channel
from scheduler.attempts import Attempt, Outcome
from scheduler.lanes import Lanes
from services import delivering, settling
from services.delivering import Claimed, Lane
from services.failing import failure_of
from services.messages import Links, Needless, write_message

log = structlog.stdlib.get_logger(__name__)

MOST_AT_ONCE = 32
"""How many deliveries of this process are under way at once."""

LONGEST_PAUSE = 2.0
"""Seconds between two tries to reach the database with what was claimed in hand."""

SEND_PERIOD = timedelta(seconds=25)
"""So much of a lease is kept for the sending itself, which takes 20 s at the most."""

T = TypeVar("T")
Opener = Callable[[ChannelKind, str, str | None], Channel]


@dataclass(slots=True)
class Deliveries:
    """What became of the reminders that were due."""

    sent: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(slots=True, kw_only=True)
class Courier:
    """Claims, sends and settles. `clock` is the real one: leases and retries run on it."""

    database: Database
    keyring: Keyring
    settings: DeliverySettings
    links: Links
    clock: Callable[[], datetime]
    open_channel: Opener | None = None
    """Another way to open channels, for a rehearsal."""
    deliveries: Deliveries = field(default_factory=Deliveries)
    failed_lanes: set[Lane] = field(default_factory=set[Lane])
    """The lanes in which a delivery has failed since this was last emptied."""
    was_broken_off: bool = False
    """Whether the database's trouble has left something undone since this was last unset."""
    tell: Callable[[Attempt], None] = lambda _: None
    """Who counts what became of each attempt."""
    _is_stopping: bool = False
    _lanes: Lanes[Lane] = field(default_factory=lambda: Lanes[Lane](MOST_AT_ONCE))

    async def serve(self, *, due_by: datetime | None = None, but: Collection[Lane] = ()) -> int:
        """Start a lane for each channel that has something due and none under way. Returns how many are under way.

        `but` are lanes to leave alone.
        """
        now = self.clock()
        lanes = await self.database.in_thread(
            self.database.threads.read, delivering.due_lanes, due_by=due_by or now, now=now
        )
        for lane in lanes:
            if lane not in but:
                self._lanes.start(lane, partial(self._serve_lane, due_by=due_by))
        return len(self._lanes)

    def claim_no_more(self) -> None:
        """Let what is under way be settled, and begin nothing: the process is about to stop."""
        self._is_stopping = True

    async def drain(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the caller's patience, not ours
        """Wait until no lane is under way, or for `timeout` seconds: what is unsettled then is claimed again later."""
        await self._lanes.drain(timeout=timeout)

    async def _serve_lane(self, lane: Lane, due_by: datetime | None) -> None:
        try:
            while not self._is_stopping and await self._deliver_next(lane, due_by):
                pass
        except TROUBLE as problem:
            # The lease runs out, and a later beat takes the reminder up again.
            log.warning("A lane broke off: the database is away", channel=str(lane.channel_id), problem=told(problem))
            self.failed_lanes.add(lane)
            self.was_broken_off = True
        except Exception:
            log.exception("A lane stopped", channel=str(lane.channel_id))
            self.failed_lanes.add(lane)

    async def _deliver_next(self, lane: Lane, due_by: datetime | None) -> bool:
        """One reminder of a lane. False where nothing is left, or where going on would fare no better."""
        now = self.clock()
        moment = due_by or now
        claimed = await self._write(delivering.claim_next, lane, due_by=moment, now=now)
        if claimed is None:
            return False
        message = await self._insist(
            partial(self._message_of, claimed, moment), until=claimed.lease_until - SEND_PERIOD
        )
        if message is None:
            # The fault is the reminder's and not the channel's: those behind it have their turn.
            return True
        try:
            await in_daemon_thread(lambda: self._channel_of(claimed).send(message, now=self.clock()))
        except Exception as problem:
            # Whatever a channel does, the ledger is told, and the lane ends.
            self.failed_lanes.add(lane)
            await self._settle_failed(claimed, problem)
            return False
        # Also where the database comes back only later: what isn't settled would go out once more.
        settled = partial(self._write, settling.settle_sent, claimed, now=self.clock())
        await self._insist(settled, until=claimed.lease_until)
        self.deliveries.sent += 1
        self._tell(claimed, Outcome.SENT)
        return True

    async def _message_of(self, claimed: Claimed, moment: datetime) -> Message | None:
        """What to send; None where it has been settled that nothing is sent now."""
        try:
            message = await self.database.in_thread(
                self.database.threads.read, write_message, claimed, now=moment, links=self.links
            )
        except TROUBLE:
            raise
        except Exception:
            log.exception("A reminder could not be written", reminder=str(claimed.id))
            await self._write(settling.settle_unwritable, claimed, now=self.clock())
            self.deliveries.failed += 1
            self._tell(claimed, Outcome.FAILED if claimed.attempts >= delivering.MOST_FAILURES else Outcome.RETRIED)
            return None
        if isinstance(message, Needless):
            await self._write(settling.settle_needless, claimed, message.why)
            self.deliveries.skipped += 1
            self._tell(claimed, Outcome.SKIPPED)
            return None
        return message

    async def _insist(self, work: Callable[[], Awaitable[T]], *, until: datetime) -> T:
        """Do it as soon as the database is there for it, while what was claimed is ours."""
        for attempt in count():
            try:
                return await work()
            except TROUBLE:
                if self.clock() > until:
                    raise
                self.was_broken_off = True
                await asyncio.sleep(min(0.25 * 2**attempt, LONGEST_PAUSE))
        raise AssertionError("unreachable")

    async def _settle_failed(self, claimed: Claimed, problem: Exception) -> None:
        self.deliveries.failed += 1
        log.warning(
            "A reminder did not get through",
            reminder=str(claimed.id),
            channel=str(claimed.channel_id),
            attempt=claimed.attempts,
            problem=type(problem).__name__,
        )
        failure, now = failure_of(problem), self.clock()
        await self._write(settling.settle_failed, claimed, failure, now=now)
        is_last = settling.again_at(claimed, failure, now=now) is None
        self._tell(claimed, Outcome.FAILED if is_last else Outcome.RETRIED)

    def _tell(self, claimed: Claimed, outcome: Outcome) -> None:
        self.tell(Attempt(claimed.kind, outcome, self.clock() - claimed.created_at))

    def _channel_of(self, claimed: Claimed) -> Channel:
        url = self.keyring.decrypt(claimed.url_encrypted)
        secret = self.keyring.decrypt(claimed.secret_encrypted) if claimed.secret_encrypted else None
        if self.open_channel is not None:
            return self.open_channel(claimed.channel_kind, url, secret)
        return open_channel(claimed.channel_kind, url, secret=secret, settings=self.settings)

    async def _write(self, service: Callable[..., T], *args: object, **kwargs: object) -> T:
        return await self.database.write(service, *args, **kwargs)
