"""What is yet to be told to one stream. It is merged as it comes, so a reader that is slow never makes it grow."""

import re
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from fastapi.sse import format_sse_event

from api.schemas.live import Change, Greeting
from core.vocabulary import EventType
from services.watching import Happening, Standing, What

MOST_IDS = 100
"""Where more invitations changed, a page is told that any may have: it reads its list again anyway."""

_MARK = re.compile(r"([0-9a-f]{1,12})-([0-9a-f]{8})")


class Mark(NamedTuple):
    """How far a stream has told, as the id of its events: when was looked last, and a digest of how the rest stood."""

    at: datetime
    digest: int

    @classmethod
    def of(cls, at: datetime, standing: Standing) -> "Mark":
        """The mark of one look."""
        return cls(at, zlib.crc32("\n".join(standing.values()).encode()))

    @classmethod
    def read(cls, written: str | None) -> "Mark | None":
        """The mark that a client sends back as `Last-Event-ID`; None for what isn't one of ours."""
        found = _MARK.fullmatch(written or "")
        if found is None:
            return None
        try:
            at = datetime.fromtimestamp(int(found[1], 16) / 1000, UTC)
        except (OverflowError, ValueError, OSError):
            return None
        return cls(at, int(found[2], 16))

    def __str__(self) -> str:
        return f"{int(self.at.timestamp() * 1000):x}-{self.digest:08x}"


class Untold:
    """Changes that wait to be told: for each sort the invitations and what happened to them, or that it is any."""

    def __init__(self) -> None:
        self._ids: set[UUID] = set()
        self._types: set[EventType] = set()
        self._any: set[What] = set()

    def __bool__(self) -> bool:
        return bool(self._ids or self._any)

    def add(self, happened: Iterable[Happening]) -> None:
        """These things happened to invitations."""
        if What.INVITATION in self._any:
            return
        for one in happened:
            self._ids.add(one.invitation_id)
            self._types.add(one.type)
        if len(self._ids) > MOST_IDS:
            self.add_any(What.INVITATION)

    def add_any(self, *sorts: What) -> None:
        """Anything of these sorts may have changed."""
        self._any.update(sorts)
        if What.INVITATION in sorts:
            self._ids.clear()
            self._types.clear()

    def take(self) -> list[Change]:
        """Everything that waits, which waits no longer."""
        changes: list[Change] = []
        if self._ids:
            changes.append(Change(what=What.INVITATION, ids=sorted(self._ids), types=sorted(self._types)))
        changes += [Change(what=what, ids=None, types=None) for what in What if what in self._any]
        self._ids.clear()
        self._types.clear()
        self._any.clear()
        return changes


def hello(mark: Mark | None, *, resumed: bool, retry_ms: int) -> bytes:
    """The first event of a stream; without a mark it leaves the client at the id that it has."""
    greeting = Greeting(resumed=resumed).model_dump_json()
    return format_sse_event(event="hello", data_str=greeting, id=None if mark is None else str(mark), retry=retry_ms)


def told(changes: list[Change], mark: Mark) -> bytes:
    """One event for each change. The last one alone has the id: what was cut off before it is told again."""
    last = len(changes) - 1
    return b"".join(
        format_sse_event(event="changed", data_str=change.model_dump_json(), id=str(mark) if number == last else None)
        for number, change in enumerate(changes)
    )


def still_here(mark: Mark) -> bytes:
    """What is said where there is nothing to say: a comment, and an id that dispatches no event."""
    return format_sse_event(comment="still here", id=str(mark))
