"""Whether every statement of the product says whose rows it means, so that one shard can answer it.

The tables distribute by `account_id` (`docs/operations.md`, *Past one PostgreSQL*). Each distinct statement that a room
of the product sends to PostgreSQL is read once: every distributed table in it must be narrowed to accounts that the
statement names, or be joined to one that is. What isn't stands in `ACROSS_ACCOUNTS`, with its reason.
"""

import sys
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import Engine, event

from models.tables import metadata
from tests.narrowing import Statement

ROOT = Path(__file__).parents[1]
ROOMS = tuple(str(ROOT / room) + "/" for room in ("api", "scheduler", "cli", "services", "models"))
OUTSIDE = tuple(str(ROOT / room) + "/" for room in ("tests", "benchmarks", "docs"))

REFERENCE = frozenset({"account", "session", "api_token", "private_link"})
"""Small, and on every machine: they are asked for by an address or a secret, before the account is known."""

LOCAL = frozenset({"heartbeat", "hold", "sign_in_attempt", "search_queue"})
"""Of the installation, not of an account; `search_queue` stays empty on PostgreSQL."""

DISTRIBUTED = frozenset(table.name for table in metadata.sorted_tables) - REFERENCE - LOCAL
"""What is distributed by `account_id`: everything that grows with what people keep."""

ACROSS_ACCOUNTS = {
    "services.flagging.flag_due": "asks what is to be flagged by now, by a partial index; the flagging is by account",
    "services.delivering.due_lanes": "asks which channels have something to send by now, by a partial index",
    "scheduler.tick._rehearse": "shows what a tick would send, for a person at the terminal",
    "services.imports.import_batches.due": "asks which imports a dead process left, by a partial index",
    "services.imports.import_pieces.clear_needless": "clears files that nobody reads again, a few pieces at once",
    "services.imports.import_batches.expire_old": "ends previews that nobody confirmed, by a partial index",
    "services.upkeep._purge_deleted": "asks which deleted rows have had their time, by a partial index",
    "services.upkeep._clear": "clears what has had its time, by a partial index, 200 rows at once",
    "services.sending.claims.look": "asks whose replies are to leave by now, by a partial index",
    "services.sending.claims.park_expired": "finds replies whose sender died, by a partial index",
    "services.fetching.polling.due_mailboxes": "asks which mailboxes are to be read by now, by a partial index",
    "services.watching.look": "asks for the accounts whose pages are open on this server, named, each by its own rows",
    "services.readiness.reminders_due": "counts what waits, for those who watch, by a partial index and up to a limit",
    "services.moving.": "moves the whole installation",
    "services.holding.": "holds and releases the whole installation",
    "services.backups.": "saves and restores the whole installation",
    "services.doctoring.": "examines the whole installation, for a person at the terminal",
}
"""Where statements come from that mean everybody's rows, and why that is right. A dot at the end means a whole room."""


@dataclass(slots=True)
class Watch:
    """The statements that were read so far, and those that mean rows of everybody, with the place they come from."""

    seen: set[str] = field(default_factory=set[str])
    unclassified: dict[str, str] = field(default_factory=dict[str, str])

    def look(self, statement: str, frame: FrameType | None) -> None:
        """Read a statement that hasn't been read yet."""
        if statement in self.seen:
            return
        place = _place(frame)
        if place is None:
            # A test's own statement; a service may send the same one later.
            return
        self.seen.add(statement)
        if widest(statement) and not is_classified(place):
            self.unclassified[statement] = place


def watch(*watched: str) -> Watch:
    """Read every statement that goes to one of these kinds of database, from now on."""
    found = Watch()

    def look(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement not in found.seen and connection.dialect.name in watched:
            found.look(statement, sys._getframe(1))

    event.listen(Engine, "before_cursor_execute", look)
    return found


def _place(frame: FrameType | None) -> str | None:
    """`services.upkeep.clear_old`: the nearest function of the product; None where a test asked."""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(OUTSIDE) or "/migrations/" in path:
            return None
        if path.startswith(ROOMS):
            module = path.removeprefix(f"{ROOT}/").removesuffix(".py").replace("/", ".")
            return f"{module}.{frame.f_code.co_name}"
        frame = frame.f_back
    return None


def widest(statement: str) -> list[str]:
    """The distributed tables of which a statement may mean rows of every account."""
    return Statement(statement, distributed=DISTRIBUTED, every_account={"account"}).wide()


def is_classified(place: str) -> bool:
    """Whether somebody has said why statements from here go over all accounts."""
    return any(place == known or (known.endswith(".") and place.startswith(known)) for known in ACROSS_ACCOUNTS)


_WATCH = watch("postgresql")


@pytest.fixture(autouse=True)
def statements_say_whose_rows() -> Generator[None]:
    """Fail the test in which the product sends a statement about everybody's rows for a reason that nobody has told."""
    yield
    found = dict(_WATCH.unclassified)
    _WATCH.unclassified.clear()
    if found:
        told = "\n".join(f"{place} reads or writes {widest(sent)}: {sent}" for sent, place in found.items())
        pytest.fail(f"without account_id, and not among ACROSS_ACCOUNTS of tests/distribution.py:\n{told}")
