"""A clock that several processes share, and that the test moves on: it runs like the real one, from another instant."""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OFFSET = struct.Struct("d")
_ARMED = _OFFSET.size
_SIZE = _OFFSET.size + 1


class MovingClock:
    """Calling it gives the present instant: the machine's monotonic clock, and what a file says is to be added.

    The file also says whether the step is armed at which a process kills itself.
    """

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _SIZE)

    @classmethod
    def made(cls, path: Path, start: datetime) -> "MovingClock":
        """A new one, which shows `start` now."""
        path.write_bytes(bytes(_SIZE))
        clock = cls(path)
        clock.set(start)
        return clock

    def __call__(self) -> datetime:
        [offset] = _OFFSET.unpack_from(self._shared)
        return datetime.fromtimestamp(time.monotonic() + offset, UTC)

    def set(self, now: datetime) -> None:
        """Put it to an aware instant."""
        _OFFSET.pack_into(self._shared, 0, now.timestamp() - time.monotonic())

    def forward(self, period: timedelta) -> None:
        """Move it on."""
        self.set(self() + period)

    @property
    def is_armed(self) -> bool:
        """Whether a process that comes to its step dies there."""
        return self._shared[_ARMED] == 1

    @is_armed.setter
    def is_armed(self, armed: bool) -> None:
        self._shared[_ARMED] = int(armed)
