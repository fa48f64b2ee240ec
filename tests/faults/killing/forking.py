"""Whether a fork would be a process of its own: nothing may be handed down by which two of them could be told apart."""

import asyncio
import threading
from pathlib import Path


class HandedDown(RuntimeError):
    """A fork would inherit what a process that begins has not."""


def check_that_nothing_is_handed_down() -> None:
    """Raise HandedDown where there is a second thread, an event loop, a socket, or an open database."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1 or threading.active_count() != 1:
        raise HandedDown(f"{threads} threads")
    if asyncio._get_running_loop() is not None:
        raise HandedDown("an event loop")
    for number in list(Path("/proc/self/fd").iterdir()):
        try:
            target = str(number.readlink())
        except FileNotFoundError:
            # The one by which the folder was read.
            continue
        if target.startswith(("socket:", "anon_inode:")) or target.endswith((".db", "-wal", "-shm")):
            raise HandedDown(f"{target}, open")
