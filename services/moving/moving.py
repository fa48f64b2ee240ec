"""Moving a running install to another database: copied while it runs, then finished while its writers wait.

At every instant at most one of the two may be served and sent from. Until the last step the target is fenced; the
source is shut before the target is let go. Whatever dies on the way is run again, and goes on.
"""

import time as stopwatch
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Connection

from core.database import Database
from core.errors import Conflict
from core.sqlite_file import DatabaseBusy
from models.fenced import BEING_FILLED, MOVED, refuse_fenced
from models.revisions import current, head
from services.moving.carrying import carried_tables, count_rows, last_key, rows_after
from services.moving.comparing import make_equal
from services.moving.copying import Told, let_go, refuse_unequal, store, unseen
from services.moving.digests import Sum
from services.moving.filling import Filling
from services.moving.marks import Move, lock_revision, lock_writers, move_of, note_move, shut
from services.moving.places import place_of, refuse_unfit_source, take_target

T = TypeVar("T")

LOCK_TRIES = 12
"""How often the source's write lock is asked for; each try waits five seconds on SQLite."""


class SamePlace(Conflict):
    """Source and target are one database."""

    type = "same-place"
    title = "That is the same database"


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did. `waited` is for how many seconds the source's writers waited; None where it was over before."""

    rows: int
    carried_over: int = 0
    waited: float | None = None


@dataclass(frozen=True, slots=True)
class _Finished:
    rows: int
    carried_over: int
    waited: float


def move(
    source: Database, target: Database, *, now: datetime, copying: Told = unseen, comparing: Told = unseen
) -> Moved:
    """Move everything, from a thread. Safe to run again after it was killed anywhere, also when it had finished.

    First the bulk is copied, a page at a time, while services run on the source. Then its writers wait: what changed
    meanwhile is carried over, every row of both sides is compared, and the source is marked as moved. From that commit
    on every write on it is refused, and services may start on the target.

    Raises SamePlace, SourceNotReady, DatabaseMoved, TargetNotEmpty, TargetInUse, DatabaseIsBeingFilled, RowNotTaken,
    CopyNotEqual, DatabaseBusy, and CopyTakenOver where a later run goes on instead of this one.
    """
    if source.threads.reader.url == target.threads.reader.url:
        raise SamePlace("Source and target are the same database.")
    if source.threads.read(current) == MOVED:
        return _let_go_if_ours(source, target, now=now)
    step = _begun(source, target)
    filling = take_target(target, step)
    if _copy_bulk(source, filling, copying):
        _catch_up(source, filling, comparing)
    finished = _finish(source, filling, comparing)
    filling.write(let_go, now=now)
    return Moved(finished.rows, finished.carried_over, finished.waited)


def _begun(source: Database, target: Database) -> Move:
    """This move as both sides know it: the one that was broken off, or a new one."""
    there = place_of(target)
    source.threads.read(refuse_unfit_source)
    known = source.threads.read(_known_to, there)
    if known is None:
        known = _with_patience(lambda: source.threads.write(_noted, there))
    return Move(known.id, place_of(source), known.revision)


def _known_to(connection: Connection, there: str) -> Move | None:
    """The move to this place that was begun by this release."""
    known = move_of(connection)
    return known if known is not None and (known.other_place, known.revision) == (there, head()) else None


def _noted(connection: Connection, there: str) -> Move:
    """A new move to this place, or the one that another run has begun a moment ago."""
    lock_revision(connection, alone=True)
    known = _known_to(connection, there)
    if known is None:
        known = Move(uuid4().hex, there, head())
        note_move(connection, known)
    return known


def _copy_bulk(source: Database, target: Filling, told: Told) -> int:
    """Copy each table from where the target ends. Returns how many rows the target refused for now."""
    total = source.threads.read(lambda connection: sum(count_rows(connection, one) for one in carried_tables()))
    done = target.read(lambda connection: sum(count_rows(connection, one) for one in carried_tables()))
    refused = 0
    for carried in carried_tables():
        after = target.read(last_key, carried)
        while rows := source.threads.read(rows_after, carried, after):
            # What was added meanwhile may hang on a row that the target hasn't got.
            refused += len(store(target, carried, rows))
            after = carried.key_of(rows[-1])
            done += len(rows)
            told(done, max(done, total))
    return refused


def _catch_up(source: Database, target: Filling, told: Told) -> None:
    """Compare once while services run, where much is missing: their writers wait the shorter afterwards."""
    for number, carried in enumerate(carried_tables(), 1):
        make_equal(
            lambda after, carried=carried: source.threads.read(rows_after, carried, after),
            target,
            carried,
            strict=False,
        )
        told(number, len(carried_tables()))


def _finish(source: Database, target: Filling, told: Told) -> _Finished:
    return _with_patience(lambda: source.threads.write(_finish_locked, target, told))


def _finish_locked(connection: Connection, target: Filling, told: Told) -> _Finished:
    """With the source's write lock: make the target equal, see that it is, and shut the source."""
    lock_writers(connection)
    began = stopwatch.monotonic()
    refuse_fenced(current(connection))
    read: dict[str, Sum] = {}
    known: dict[str, Sum] = {}
    carried_over = 0
    for number, carried in enumerate(carried_tables(), 1):
        compared = make_equal(
            lambda after, carried=carried: rows_after(connection, carried, after),
            target,
            carried,
            strict=True,
        )
        read[carried.name] = compared.source.told()
        if compared.carried_over == 0:
            known[carried.name] = compared.target.told()
        carried_over += compared.carried_over
        told(number, len(carried_tables()))
    refuse_unequal(read, target, known)
    # Who takes over from here on finds both sides equal, and the source still.
    target.confirm()
    shut(connection)
    return _Finished(sum(rows for rows, _ in read.values()), carried_over, stopwatch.monotonic() - began)


def _let_go_if_ours(source: Database, target: Database, *, now: datetime) -> Moved:
    """The source was shut before: only the target may have to be let go. Raises DatabaseMoved for another target."""
    ours, theirs = source.threads.read(move_of), target.threads.read(move_of)
    if ours is not None and theirs is not None and ours.id == theirs.id:
        target.threads.write(_let_go_once, now=now)
    elif ours is None or ours.other_place != place_of(target) or target.threads.read(current) != head():
        refuse_fenced(MOVED)
    return Moved(target.threads.read(lambda connection: sum(count_rows(connection, one) for one in carried_tables())))


def _let_go_once(connection: Connection, *, now: datetime) -> None:
    """Let the target go, unless another run has done so: none writes on it any more afterwards."""
    if lock_revision(connection, alone=True) == BEING_FILLED:
        let_go(connection, now=now)


def _with_patience(work: Callable[[], T]) -> T:
    for attempt in range(1, LOCK_TRIES + 1):
        try:
            return work()
        except DatabaseBusy:
            if attempt == LOCK_TRIES:
                raise
    raise AssertionError("unreachable")
