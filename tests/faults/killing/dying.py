"""Dying at a step: what is laid around the service's own functions, in the process that is to be killed there."""

import os
import signal
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy import Engine, event

from core.database import Database, Threads
from tests.faults.killing.steps import Moment, Step

EARLY_ANSWER_SECONDS = 0.1
"""So long a commit is held up: an answer that didn't wait for it has left by then."""

_DOT = b".\r\n"


def place_of(step: Step) -> tuple[Any, str]:
    """Where the function of a step lives: the module or class, and its name there. Raises where there is none."""
    module, _, path = step.place.partition(":")
    holder: Any = import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    getattr(holder, name)
    return holder, name


def lay(step: Step, is_armed: Callable[[], bool]) -> None:
    """From now on this process dies when it comes to the step while that is armed."""
    trap = _Trap(step, is_armed)
    holder, name = place_of(step)
    if step.is_call:
        setattr(holder, name, trap.around_call(getattr(holder, name)))
    else:
        trap.wanted = getattr(holder, name)
        Database.write = trap.around_write(Database.write)  # type: ignore[method-assign]
        Threads.write = trap.around_threads_write(Threads.write)  # type: ignore[method-assign]
        if step.moment is Moment.COMMITTING:
            event.listen(Engine, "commit", trap.at_commit)


class _Trap:
    def __init__(self, step: Step, is_armed: Callable[[], bool]) -> None:
        self._step = step
        self._is_armed = is_armed
        self._left = step.nth
        self._lock = threading.Lock()
        self._is_in_transaction = False
        self.wanted: Any = None

    def _is_time(self) -> bool:
        if not self._is_armed():
            return False
        with self._lock:
            self._left -= 1
            return self._left == 0

    def _come_by(self) -> None:
        if self._is_time():
            _die()

    def around_call(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """For a call: of those that send bytes, only the dot that ends a mail counts."""

        def called(*args: Any, **kwargs: Any) -> Any:
            counts = self._step.variant != "dot" or args[1] == _DOT
            if counts and self._step.moment is Moment.BEFORE:
                self._come_by()
            result = original(*args, **kwargs)
            if counts and self._step.moment is Moment.AFTER:
                self._come_by()
            return result

        return called

    def _within(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        def watched(connection: Any, *args: Any, **kwargs: Any) -> Any:
            result = fn(connection, *args, **kwargs)
            if self._step.counts(result):
                if self._step.moment is Moment.UNCOMMITTED:
                    self._come_by()
                elif self._step.moment is Moment.COMMITTING and self._is_time():
                    # Others may share the transaction, and come after it: it stays so.
                    self._is_in_transaction = True
            return result

        return watched

    def _committed(self, result: Any) -> Any:
        if self._step.moment is Moment.AFTER and self._step.counts(result):
            self._come_by()
        return result

    def around_write(self, original: Any) -> Any:
        """For the event loop's transactions."""

        async def write(database: Database, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            if fn is not self.wanted:
                return await original(database, fn, *args, **kwargs)
            return self._committed(await original(database, self._within(fn), *args, **kwargs))

        return write

    def around_threads_write(self, original: Any) -> Any:
        """For the threads' transactions."""

        def write(threads: Threads, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            if fn is not self.wanted:
                return original(threads, fn, *args, **kwargs)
            return self._committed(original(threads, self._within(fn), *args, **kwargs))

        return write

    def at_commit(self, _: Any) -> None:
        """The commit of the transaction begins."""
        if self._is_in_transaction:
            time.sleep(EARLY_ANSWER_SECONDS)
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
