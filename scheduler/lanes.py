"""Lanes: what is done one after the other for one channel or account, and side by side for several of them."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Lanes(Generic[Key]):
    """At most one lane under way for each key, and at most so many at work at once: the others wait for room."""

    def __init__(self, most_at_once: int) -> None:
        self._under_way: dict[Key, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(most_at_once)

    def __len__(self) -> int:
        return len(self._under_way)

    def start(self, key: Key, work: Callable[[Key], Awaitable[None]]) -> None:
        """Start the lane of a key, unless it is under way. `work` sees to its own failures."""
        if key not in self._under_way:
            task = asyncio.create_task(self._go(key, work))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))

    async def drain(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the caller's patience, not ours
        """Wait until no lane is under way, or for `timeout` seconds: those that are late are broken off."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(list(self._under_way.values()), timeout=timeout)
        for lane in late:
            lane.cancel()
        if late:
            await asyncio.wait(late)

    async def _go(self, key: Key, work: Callable[[Key], Awaitable[None]]) -> None:
        async with self._room:
            await work(key)
