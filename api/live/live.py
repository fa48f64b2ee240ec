"""The streams of one process, and the one watch that is kept for all of them: none at all while nobody is connected."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from api.live.room import MOST_PER_ACCOUNT, most_streams
from api.live.untold import Mark, Untold
from api.security.identity import Asker, CredentialRefused
from core.database import Database
from core.errors import TooMany, Unavailable
from services import watching
from services.watching import LATEST_COMMIT, Look, Standing, What

ACCOUNTS_AT_ONCE = 200
"""How many accounts one transaction looks at, so that none of them holds the event loop for long."""

RESUMABLE = timedelta(minutes=5)
"""A stream that was cut off longer ago begins anew: to read everything again costs less than to tell it all."""

COME_BACK_SECONDS = "30"

_log = structlog.get_logger("replyby.live")


class TooManyStreams(TooMany):
    """The account, or this process, has as many streams open as it may."""

    title = "Too many streams"


class Stopping(Unavailable):
    """This process is about to end."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often what is done, in seconds."""

    beat: float = 2.0
    """Looking for changes."""
    heartbeat: float = 15.0
    """Saying that one is still there, where there is nothing to say."""
    checks: float = 10.0
    """Asking whether sessions and tokens are still good."""


@dataclass(eq=False, slots=True)
class Listener:
    """One stream: what it is yet to be told, and whether it has ended. `mark` is how far it is."""

    account_id: UUID
    credential_id: UUID
    is_token: bool
    mark: Mark
    resumed: bool = False
    has_ended: bool = False
    untold: Untold = field(default_factory=Untold)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self) -> None:
        """Let the stream end; whatever it wasn't told stays untold."""
        self.has_ended = True
        self.awake.set()


@dataclass(eq=False, slots=True)
class _Watched:
    """An account that somebody listens for: the events that were seen at the last look, and how the rest stood."""

    seen: set[UUID]
    standing: Standing
    listeners: set[Listener] = field(default_factory=set[Listener])


class Live:
    """Who listens in this process, and the watch that is kept for them."""

    def __init__(
        self, database: Callable[[], Database], clock: Callable[[], datetime], *, pace: Pace | None = None
    ) -> None:
        self.pace = pace or Pace()
        self._database = database
        self._clock = clock
        self._most = most_streams()
        self._watched: dict[UUID, _Watched] = {}
        self._watch: asyncio.Task[None] | None = None
        self._looked_at: datetime | None = None
        self._state: tuple[int, int] | None = None
        self._fails = False
        self._stopping = asyncio.Event()

    async def join(self, asker: Asker, last_event_id: str | None) -> Listener:
        """Listen for the account of whoever asks, from now on or from where an earlier stream of theirs was cut off.

        Raises TooManyStreams, and Stopping.
        """
        now = self._clock()
        account_id = asker.owner.id
        before = _where_it_was(last_event_id, now=now)
        # What the next look will see has to be known by then, or it would be told as if it were new.
        seen_until = self._looked_at if self._watched and self._looked_at is not None else now
        since = min(now, seen_until) if before is None else min(before.at, now, seen_until)
        look = await self._database().read(watching.look, [account_id], since=since)
        standing = look.standing.get(account_id)
        if standing is None:
            raise CredentialRefused("This account is gone.")
        # From here to the end nothing is waited for, so that no two can take the same place.
        self._check_room(account_id)
        credential_id = asker.session_id or asker.token_id
        if credential_id is None:
            raise AssertionError("whoever asks has a session or a token")
        listener = Listener(
            account_id, credential_id, asker.token_id is not None, Mark.of(now, standing), before is not None
        )
        if before is not None:
            _catch_up(listener, look, before)
        watched = self._watched.get(account_id)
        if watched is None:
            seen = {one.id for one in look.happened.get(account_id, ())}
            watched = self._watched[account_id] = _Watched(seen, standing)
        watched.listeners.add(listener)
        self._keep_watch(now)
        return listener

    def leave(self, listener: Listener) -> None:
        """Listen no more."""
        watched = self._watched.get(listener.account_id)
        if watched is not None:
            watched.listeners.discard(listener)
            if not watched.listeners:
                del self._watched[listener.account_id]

    def stop(self) -> None:
        """End every stream, and take no new one: a server that is to end waits for open connections."""
        self._stopping.set()
        for listener in self._listeners():
            listener.end()

    async def close(self) -> None:
        """Stop, and wait until the database isn't asked any more."""
        self.stop()
        if self._watch is not None:
            await asyncio.wait({self._watch})

    def _check_room(self, account_id: UUID) -> None:
        if self._stopping.is_set():
            raise Stopping("The server is about to stop. Try again in a moment.")
        watched = self._watched.get(account_id)
        if watched is not None and len(watched.listeners) >= MOST_PER_ACCOUNT:
            raise TooManyStreams(
                f"This account has {MOST_PER_ACCOUNT} streams open already: close one first, such as another tab.",
                headers={"Retry-After": COME_BACK_SECONDS},
            )
        if len(self._listeners()) >= self._most:
            raise TooManyStreams(
                "This server has as many streams open as it may. Ask again later; everything else works without one.",
                headers={"Retry-After": COME_BACK_SECONDS},
            )

    def _listeners(self) -> list[Listener]:
        return [listener for watched in self._watched.values() for listener in watched.listeners]

    def _keep_watch(self, now: datetime) -> None:
        if self._watch is None or self._watch.done():
            self._looked_at, self._state = now, None
            # It looks for everybody: what it logs is of no request, and not of the one that happened to begin it.
            self._watch = asyncio.create_task(self._watch_over(), context=Context())

    async def _watch_over(self) -> None:
        loop = asyncio.get_running_loop()
        check_at = loop.time() + self.pace.checks
        while self._watched and not self._stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self.pace.beat)
                break
            await self._try(self._look())
            if loop.time() >= check_at:
                check_at = loop.time() + self.pace.checks
                await self._try(self._end_what_is_over())

    async def _try(self, work: Awaitable[None]) -> None:
        """Nothing is lost where it fails: the next look begins where the last good one was."""
        try:
            await work
        except Exception as error:
            if not self._fails:
                _log.warning("what changed can't be read just now; live pages wait", exc_info=error)
            self._fails = True
        else:
            self._fails = False

    async def _look(self) -> None:
        """Look at every account that somebody listens for, and tell what changed since the last good look."""
        database, now = self._database(), self._clock()
        since = self._looked_at or now
        state = database.state()
        # While nobody committed anything to the SQLite file, nothing can have changed.
        if state is None or state != self._state:
            accounts = list(self._watched)
            for start in range(0, len(accounts), ACCOUNTS_AT_ONCE):
                some = accounts[start : start + ACCOUNTS_AT_ONCE]
                look = await database.read(watching.look, some, since=since)
                for account_id in some:
                    self._tell(account_id, look)
                await asyncio.sleep(0)
            self._state = state
        self._looked_at = now
        for watched in self._watched.values():
            mark = Mark.of(now, watched.standing)
            for listener in watched.listeners:
                listener.mark = mark
                if listener.untold:
                    listener.awake.set()

    def _tell(self, account_id: UUID, look: Look) -> None:
        watched = self._watched.get(account_id)
        if watched is None:
            return
        standing = look.standing.get(account_id)
        if standing is None:
            for listener in watched.listeners:
                listener.end()
            return
        happened = look.happened.get(account_id, [])
        fresh = [one for one in happened if one.id not in watched.seen]
        sorts = _changed(watched.standing, standing)
        if account_id in look.crowded:
            sorts.add(What.INVITATION)
        watched.seen, watched.standing = {one.id for one in happened}, standing
        for listener in watched.listeners:
            listener.untold.add(fresh)
            listener.untold.add_any(*sorts)

    async def _end_what_is_over(self) -> None:
        listeners = self._listeners()
        sessions = {one.credential_id for one in listeners if not one.is_token}
        tokens = {one.credential_id for one in listeners if one.is_token}
        good = await self._database().read(watching.still_good, sessions, tokens, now=self._clock())
        for listener in listeners:
            if listener.credential_id not in good:
                listener.end()


def _where_it_was(last_event_id: str | None, *, now: datetime) -> Mark | None:
    """Where a stream was cut off, if what changed since can still be told; None where it begins anew."""
    mark = Mark.read(last_event_id)
    # Another machine's clock may be ahead of ours: what happened since lies in the overlap all the same.
    return mark if mark is not None and now - RESUMABLE <= mark.at <= now + LATEST_COMMIT else None


def _catch_up(listener: Listener, look: Look, before: Mark) -> None:
    """Tell everything that may have happened since the mark; some of it may have been told already."""
    listener.untold.add(look.happened.get(listener.account_id, ()))
    if listener.account_id in look.crowded:
        listener.untold.add_any(What.INVITATION)
    if listener.mark.digest != before.digest:
        listener.untold.add_any(*What)
    if listener.untold:
        listener.awake.set()


def _changed(before: Standing, after: Standing) -> set[What]:
    """The sorts that stand otherwise now. An import tells of the invitations that it adds, changes and takes back."""
    changed = {what for what in after if after[what] != before.get(what)}
    if What.IMPORT in changed:
        changed.add(What.INVITATION)
    return changed
