"""Keys: UUID version 7 (RFC 9562, section 5.7), which sort by the time they were made."""

import os
import threading
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id(now: datetime) -> UUID:
    """A UUIDv7 of `now`. Within a process each is greater than the one before, even when the clock stands or goes back.

    74 random bits follow the 48-bit millisecond; where the millisecond has not moved on, the last value is
    stepped by a random amount instead (RFC 9562, section 6.2, method 2).
    """
    return UUID(int=_next(now))


def new_ids(now: datetime, count: int) -> list[UUID]:
    """`count` keys at once, in rising order."""
    return [UUID(int=_next(now)) for _ in range(count)]


def _next(now: datetime) -> int:
    global _last  # noqa: PLW0603 - the sequence is a process's own, and the lock guards it
    random = int.from_bytes(os.urandom(10), "big")
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds << 74) | (random & ((1 << 74) - 1))
    with _lock:
        if value <= _last:
            # A carry into the milliseconds is harmless: the order stays, and the clock catches up.
            value = _last + 1 + (random & 0xFFFFFFFF)
        _last = value
    return _with_version(value)


def _with_version(value: int) -> int:
    """Spread 48 + 74 bits around the version and variant bits, keeping the order."""
    milliseconds = value >> 74
    tail = value & ((1 << 74) - 1)
    high = (tail >> 62) & 0xFFF
    low = tail & ((1 << 62) - 1)
    return (milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low
