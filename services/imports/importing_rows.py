"""Applying a confirmed file of rows: they become invitations in short transactions, each of which remembers how far.

A row and the line that it stood on are stored together. How many rows a transaction takes is learnt from how long the
last ones took, so that SQLite's one writer is never held long. PostgreSQL has no such writer: there they last longer,
since each costs a trip to the disk, and follow one another without a pause.
"""

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from core.database import Threads
from intake.candidate import Candidate
from intake.read_csv import read
from intake.wording import wording
from models.account import Owner
from services import searching
from services.imports import import_batches, import_pieces
from services.imports.import_rows import RowMaker, Rows
from services.imports.import_store import StoredBefore, checkpoint, defer_checkpoints, store
from services.imports.known_rows import find_known
from services.imports.previewing import ImportOptions, Progress, read_options
from services.imports.surveying import within_calendar
from services.imports.taking_over import take_over

BATCH_SECONDS = 0.01
"""How long one transaction may hold the one writer that SQLite has."""

PAUSE_SECONDS = 0.01
"""How long the writer is left to others between two transactions; the next rows are read meanwhile."""

POSTGRESQL_BATCH_SECONDS = 0.1
"""How long one transaction lasts where it holds up nobody."""

BATCHES_PER_CHECKPOINT = 2
CHUNK_ROWS = 50
LEAST_CHUNKS = 2
MOST_CHUNKS = 100
"""Bounds of a transaction, in chunks: on a busy machine a smaller one costs nearly as much, and brings less."""

ATTEMPTS = 3

MOST_URGENT = 1_000
"""How many deadlines before the next digest one reminder is made of."""


def store_rows(
    threads: Threads,
    row: dict[str, Any],
    *,
    clock: Callable[[], datetime],
    progress: Progress | None,
    should_stop: Callable[[], bool],
) -> tuple[dict[str, Any], bool]:
    """Store the rows of a claimed import that aren't yet. Returns its row, and whether that was all of them.

    Raises LeaseLost, FileIsGone.
    """
    return _Worker(threads, row, clock, progress, should_stop).work()


class _Batch(NamedTuple):
    """The rows of one transaction: what is in them, how many lines of the file they are, and the last line."""

    candidates: list[Candidate]
    rows: int
    through_line: int


@dataclass(slots=True)
class _Worker:
    threads: Threads
    row: dict[str, Any]
    clock: Callable[[], datetime]
    progress: Progress | None
    should_stop: Callable[[], bool]
    looks_first: bool = False
    """Whether rows may be known, so that they are looked up before they are stored and not only where storing fails."""

    def work(self) -> tuple[dict[str, Any], bool]:
        row, now = self.row, self.clock()
        owner = self.threads.read(import_batches.owner_of, row["account_id"])
        done, counts = row["progress"], row["counts"]
        takes_over = row["options"]["update"]
        self.looks_first = bool(done.get("through_line") or counts["known"] or counts["changed"])
        maker = RowMaker(owner, row["id"], now=now)
        pace = _Pace.of(self.threads.reader.dialect.name)
        with closing(self._batches(owner, done.get("through_line", 0), pace, now=now)) as batches:
            for number, batch in enumerate(batches, 1):
                rows = maker.make(batch.candidates) if batch.candidates and not self.looks_first else None
                pace.rest()
                began = time.perf_counter()
                self._write(owner, maker, batch, rows, takes_over=takes_over, now=now)
                pace.wrote(batch.rows, time.perf_counter() - began)
                if number % BATCHES_PER_CHECKPOINT == 0:
                    checkpoint(self.threads)
                if self.progress is not None:
                    self.progress(self.row["rows_done"], counts["rows"])
                if self.should_stop():
                    return self.row, False
        return self.row, True

    def _batches(self, owner: Owner, after_line: int, pace: "_Pace", *, now: datetime) -> Generator[_Batch]:
        recognised = import_batches.unpacked(self.row["detected"])
        options = read_options(owner, ImportOptions(**self.row["options"]), now=now, chunk_rows=CHUNK_ROWS)
        words = wording(options.language)
        with (
            closing(import_pieces.open_file(self.threads, self.row["account_id"], self.row["id"])) as stream,
            closing(read(stream, recognised, options, after_line=after_line)) as chunks,
        ):
            for first in chunks:
                joined = [first, *islice(chunks, pace.chunks - 1)]
                candidates = list(chain.from_iterable(within_calendar(chunk, words)[0] for chunk in joined))
                yield _Batch(candidates, sum(chunk.rows for chunk in joined), joined[-1].through_line)

    def _write(
        self, owner: Owner, maker: RowMaker, batch: _Batch, rows: Rows | None, *, takes_over: bool, now: datetime
    ) -> None:
        for attempt in range(ATTEMPTS):
            try:
                if rows is not None:
                    self.row = self.threads.write(_store_new, self.row, batch, rows, now=now, at=self.clock())
                else:
                    self.row = self.threads.write(
                        _look_and_store, owner, self.row, maker, batch, takes_over=takes_over, now=now, at=self.clock()
                    )
            except StoredBefore:
                # Known rows were met, or somebody recorded one of these at this very moment: from here on, look first.
                rows, self.looks_first = None, True
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                return


@dataclass(slots=True)
class _Pace:
    """How many rows a transaction takes so that it lasts about `batch_seconds`, and the pause between two of them."""

    batch_seconds: float
    pause_seconds: float
    row_seconds: float
    chunks: int = LEAST_CHUNKS
    released: float = field(default_factory=time.perf_counter)

    @classmethod
    def of(cls, dialect: str) -> "_Pace":
        """The pace for a database; the first transaction is a small one."""
        seconds, pause = (POSTGRESQL_BATCH_SECONDS, 0.0) if dialect == "postgresql" else (BATCH_SECONDS, PAUSE_SECONDS)
        return cls(seconds, pause, seconds / CHUNK_ROWS)

    def rest(self) -> None:
        """Wait until the writer has been free for the pause; what the reading took counts."""
        left = self.pause_seconds - (time.perf_counter() - self.released)
        if left > 0:
            time.sleep(left)

    def wrote(self, rows: int, seconds: float) -> None:
        """Learn from the last transaction, not all at once: another process may have held it up by chance."""
        self.row_seconds += (seconds / max(rows, 1) - self.row_seconds) * 0.2
        self.chunks = max(LEAST_CHUNKS, min(int(self.batch_seconds / self.row_seconds) // CHUNK_ROWS, MOST_CHUNKS))
        self.released = time.perf_counter()


def _store_new(
    connection: Connection, row: dict[str, Any], batch: _Batch, rows: Rows, *, now: datetime, at: datetime
) -> dict[str, Any]:
    defer_checkpoints(connection)
    store(connection, rows)
    searching.note(connection, row["account_id"], rows.first_id, rows.last_id, now=now)
    return _moved_on(connection, row, batch, {"added": len(rows.invitations)}, [], at=at)


def _look_and_store(
    connection: Connection,
    owner: Owner,
    row: dict[str, Any],
    maker: RowMaker,
    batch: _Batch,
    *,
    takes_over: bool,
    now: datetime,
    at: datetime,
) -> dict[str, Any]:
    defer_checkpoints(connection)
    known = find_known(connection, owner, batch.candidates, now=now, holds=takes_over)
    fresh: dict[str, Candidate] = {}
    for place, candidate in enumerate(batch.candidates):
        if place not in known:
            # The first of two equal rows is the one that counts, as the preview said.
            fresh.setdefault(maker.known_by(candidate), candidate)
    if fresh:
        rows = maker.make(list(fresh.values()))
        store(connection, rows)
        searching.note(connection, owner.id, rows.first_id, rows.last_id, now=now)
    updated, urgent = 0, list[tuple[UUID, datetime]]()
    if takes_over:
        # What this very import added is known now too, by a row that stands twice in the file: it isn't a change.
        changed = [one for one in known.values() if one.changes and one.row["import_batch_id"] != row["id"]]
        updated, urgent = take_over(connection, owner, changed, now=now)
    return _moved_on(connection, row, batch, {"added": len(fresh), "updated": updated}, urgent, at=at)


def _moved_on(
    connection: Connection,
    row: dict[str, Any],
    batch: _Batch,
    counted: dict[str, int],
    urgent: list[tuple[UUID, datetime]],
    *,
    at: datetime,
) -> dict[str, Any]:
    progress: dict[str, Any] = row["progress"] | {"through_line": batch.through_line, "attempts": 0}
    for name, count in counted.items():
        progress[name] = progress.get(name, 0) + count
    if urgent:
        told = [*progress.get("urgent", []), *([str(key), when.isoformat()] for key, when in urgent)]
        progress["urgent"] = told[:MOST_URGENT]
    changed = {"progress": progress, "rows_done": row["rows_done"] + batch.rows}
    return import_batches.move_on(connection, row, changed, now=at)
