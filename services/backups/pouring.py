"""Rows from one database into another one that is empty, within the transactions of whoever asks.

A transaction that isn't committed leaves nothing, so that what is poured is there as a whole or not at all.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, func, select

from core.errors import Unavailable
from models.invitation import INVITATION
from services import searching
from services.backups.checking import Rows
from services.moving.carrying import add_rows, carried_tables, count_rows, rows_after

Progress = Callable[[int, int], None]
"""Told how many rows are over, and of how many."""


def untold(_over: int, _of: int) -> None:
    """Nobody waits to be told."""


class RowsRefused(Unavailable):
    """The target didn't take a row that the source has."""

    type = "rows-refused"
    title = "A row was refused"


def pour(source: Connection, target: Connection, *, now: datetime, progress: Progress) -> Rows:
    """Put every row of `source`, at the same revision, into the empty tables of `target`; return how many of each.

    Raises RowsRefused.
    """
    poured: Rows = {}
    wanted = {carried.name: count_rows(source, carried) for carried in carried_tables()}
    for carried in carried_tables():
        count, after = 0, None
        while rows := rows_after(source, carried, after):
            if add_rows(target, carried, rows):
                raise RowsRefused(
                    f"A row of {carried.name} was refused, so nothing of this was kept. Run `replyby doctor` on the "
                    "source, and please report it."
                )
            after = carried.key_of(rows[-1])
            count += len(rows)
            progress(sum(poured.values()) + count, sum(wanted.values()))
        poured[carried.name] = count
        if not count == wanted[carried.name] == count_rows(target, carried):
            raise RowsRefused(f"Not every row of {carried.name} arrived, so nothing of this was kept. Try again.")
    _note_words(target, now=now)
    return poured


def _note_words(target: Connection, *, now: datetime) -> None:
    """PostgreSQL indexes words by itself; SQLite's index takes them in when the service next has time."""
    if target.dialect.name != "sqlite":
        return
    ends = select(INVITATION.c.account_id, func.min(INVITATION.c.id), func.max(INVITATION.c.id))
    for account_id, first, last in target.execute(ends.group_by(INVITATION.c.account_id)).all():
        searching.note(target, account_id, first, last, now=now)
