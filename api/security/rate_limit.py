"""How many requests are answered: a bucket for each account, and one for each network address that isn't signed in.

The buckets are this process's own, and forgotten when it ends: they keep a program that runs wild from taking the
service away from the others. Guesses at passwords are counted elsewhere, in the database.
"""

import math
import re
import time as stopwatch
from collections.abc import Callable, Hashable

from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import problem
from api.security.addresses import client_of
from core.errors import TooMany
from services.identity.throttling import subscriber_of

MOST_BUCKETS = 20_000
"""Of so many askers at once. When there are more, those whose buckets are full again are forgotten first."""

_CREDENTIALS = frozenset({b"authorization", b"cookie"})
_COUNTED = "replyby.counted"


class TooManyRequests(TooMany):
    """More requests than the operator allows."""

    type = "too-many-requests"
    title = "Too many requests"


class RateLimit:
    """Buckets that hold a minute's requests and fill up again second by second. A limit of 0 refuses nothing."""

    open_to_all: re.Pattern[str] = re.compile(r"(?!)")
    """The paths that need nobody to be signed in: whatever credential a request carries there, it proves nothing."""

    def __init__(
        self,
        per_minute: int,
        *,
        trusted_proxies: tuple[str, ...] = (),
        clock: Callable[[], float] = stopwatch.monotonic,
    ) -> None:
        self._trusted = trusted_proxies
        self._most = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: dict[Hashable, tuple[float, float]] = {}

    def take(self, asker: Hashable) -> None:
        """Take one request out of the asker's bucket. Raises TooManyRequests where it is empty."""
        if not self._most:
            return
        now = self._clock()
        bucket = self._buckets.get(asker)
        if bucket is None:
            if len(self._buckets) >= MOST_BUCKETS:
                self._forget(now)
            left = self._most
        else:
            left = min(self._most, bucket[0] + (now - bucket[1]) * self._per_second)
        if left < 1:
            raise _refusal(math.ceil((1 - left) / self._per_second), int(self._most))
        self._buckets[asker] = (left - 1, now)

    def take_for_stranger(self, scope: Scope) -> None:
        """Take one out of the bucket of the network address, once for each request. Raises TooManyRequests."""
        if self._most and _COUNTED not in scope:
            scope[_COUNTED] = True
            self.take(subscriber_of(client_of(scope, self._trusted)))

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget(self, now: float) -> None:
        """Forget who has been quiet; where nobody has, the half of whom the least is left to refuse."""
        full = self._most - 1
        left = {asker: had + (now - at) * self._per_second for asker, (had, at) in self._buckets.items()}
        kept = {asker: bucket for asker, bucket in self._buckets.items() if left[asker] < full}
        if len(kept) > MOST_BUCKETS // 2:
            emptiest = sorted(kept, key=left.__getitem__)[: MOST_BUCKETS // 2]
            kept = {asker: kept[asker] for asker in emptiest}
        self._buckets = kept


class LimitStrangers:
    """Pure ASGI: counts what comes without a credential, by its network address. The rest is counted by account."""

    def __init__(self, app: ASGIApp, *, limit: RateLimit) -> None:
        self.app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 429. Files of the page, health and metrics are free."""
        if scope["type"] == "http" and self._is_by_address(scope):
            try:
                self._limit.take_for_stranger(scope)
            except TooManyRequests as refused:
                answer = problem(
                    refused.status, refused.detail, type=refused.type, title=refused.title, headers=refused.headers
                )
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_by_address(self, scope: Scope) -> bool:
        path = scope["path"]
        if not path.startswith("/api/"):
            return False
        for name, _ in scope["headers"]:
            if name in _CREDENTIALS:
                return self._limit.open_to_all.match(path) is not None
        return True


def _refusal(seconds: int, per_minute: int) -> TooManyRequests:
    return TooManyRequests(
        f"More than {per_minute} requests a minute came from here. Wait {seconds} s and go on more slowly.",
        headers={"Retry-After": str(seconds)},
    )
