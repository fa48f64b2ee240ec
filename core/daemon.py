"""Waiting for what blocks outside the database: a delivery, which may hang for 20 s."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_daemon_thread(work: Callable[[], T]) -> T:
    """Run what blocks for up to 20 s in a thread that doesn't keep the process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, problem: BaseException | None) -> None:
        if not done.done():
            done.set_exception(problem) if problem is not None else done.set_result(result)  # pyright: ignore[reportArgumentType]

    def run() -> None:
        try:
            result, problem = work(), None
        except BaseException as raised:
            result, problem = None, raised
        # Where the loop has closed, nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, problem)

    threading.Thread(target=run, name="delivery", daemon=True).start()
    return await done
