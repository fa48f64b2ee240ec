"""Making one table equal to another: both are read in the order of their keys, and what differs is carried over."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from services.moving.carrying import (
    Carried,
    Key,
    Page,
    Row,
    add_rows,
    change_rows,
    every_row,
    remove_rows,
    rows_after,
)
from services.moving.copying import RowNotTaken, no_row_is_lost
from services.moving.digests import Digest
from services.moving.filling import Filling

AT_ONCE = 500
"""How many differences are carried over in one transaction."""


@dataclass(slots=True)
class Differences:
    """What the target has too much, has otherwise, and lacks."""

    gone: list[Key] = field(default_factory=list[Key])
    changed: list[Row] = field(default_factory=list[Row])
    new: list[Row] = field(default_factory=list[Row])

    def __len__(self) -> int:
        return len(self.gone) + len(self.changed) + len(self.new)


@dataclass(slots=True)
class Compared:
    """What was read of a table on both sides, and how many rows of it were removed, changed or added."""

    source: Digest = field(default_factory=Digest)
    target: Digest = field(default_factory=Digest)
    carried_over: int = 0


def make_equal(page: Page, target: Filling, carried: Carried, *, strict: bool) -> Compared:
    """Give the target's table the rows that `page` reads of the source.

    A row whose parent isn't there is left out, or raises RowNotTaken where it is `strict`: then the source stands
    still, and everything must fit.
    """
    refused = Differences()
    compared = Compared()
    for differences in _in_parts(_compared(page, target, carried, compared), AT_ONCE):
        compared.carried_over += len(differences)
        with no_row_is_lost(carried):
            left = target.write(_carry_over, carried, differences)
        refused.changed += left.changed
        refused.new += left.new
    if len(refused):
        _settle(target, carried, refused, strict=strict)
    return compared


def _settle(target: Filling, carried: Carried, refused: Differences, *, strict: bool) -> None:
    """What was refused may have waited for another row to give up its unique key: try as long as that helps.

    Two rows that exchanged a key wait for each other for ever; they are removed and added anew. What hung on them is
    added again after them, since its table is compared later.
    """
    while len(refused):
        before = len(refused)
        refused = target.write(_carry_over, carried, refused)
        if len(refused) == before and refused.changed and strict:
            refused = Differences(
                gone=[carried.key_of(row) for row in refused.changed], new=[*refused.changed, *refused.new]
            )
        elif len(refused) >= before:
            break
    if len(refused) and strict:
        raise RowNotTaken(
            f"The target refuses {len(refused)} rows of {carried.name}. Nothing was let go; please report it."
        )


def _carry_over(connection: Connection, carried: Carried, differences: Differences) -> Differences:
    remove_rows(connection, carried, differences.gone)
    return Differences(
        changed=change_rows(connection, carried, differences.changed),
        new=add_rows(connection, carried, differences.new),
    )


def _compared(page: Page, target: Filling, carried: Carried, compared: Compared) -> Iterator[Differences]:
    """One difference after another, in the order of the keys."""
    have = _noted(every_row(lambda after: target.read(rows_after, carried, after), carried), compared.target)
    there = next(have, None)
    for row in _noted(every_row(page, carried), compared.source):
        if there == row:
            there = next(have, None)
            continue
        key = carried.key_of(row)
        while there is not None and carried.key_of(there) < key:
            yield Differences(gone=[carried.key_of(there)])
            there = next(have, None)
        if there is None or carried.key_of(there) != key:
            yield Differences(new=[row])
            continue
        yield Differences(changed=[row])
        there = next(have, None)
    while there is not None:
        yield Differences(gone=[carried.key_of(there)])
        there = next(have, None)


def _noted(rows: Iterable[Row], digest: Digest) -> Iterator[Row]:
    for row in rows:
        digest.add(row)
        yield row


def _in_parts(differences: Iterable[Differences], most: int) -> Generator[Differences]:
    part = Differences()
    for one in differences:
        part.gone += one.gone
        part.changed += one.changed
        part.new += one.new
        if len(part) >= most:
            yield part
            part = Differences()
    if len(part):
        yield part
