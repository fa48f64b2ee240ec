"""Trying something in child processes that may be killed at any moment, with everything loaded before."""

import os
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Child:
    """A process that works. `reading` is where it tells how that ended."""

    process: int
    reading: int

    def end(self, *, seconds: float | None = None) -> str:
        """Wait for it: `done` and what it returned, `killed`, or `failed` and why. It is killed after `seconds`."""
        if seconds is not None:
            time.sleep(seconds)
            os.kill(self.process, signal.SIGKILL)
        with os.fdopen(self.reading) as told:
            said = told.read()
        _, status = os.waitpid(self.process, 0)
        return "killed" if os.WIFSIGNALED(status) and not said else said


def fork(work: Callable[[], str]) -> Child:
    """Begin `work` in a child. Only for a process of one thread without connections."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _work_and_leave(work, writing)
    os.close(writing)
    return Child(process, reading)


def _work_and_leave(work: Callable[[], str], writing: int) -> None:
    try:
        said = f"done {work()}"
    except BaseException:
        said = f"failed {traceback.format_exc()[-1500:]!r}"
    os.write(writing, said.encode())
    # The parent's own buffers and exit handlers are none of ours.
    os._exit(0)
