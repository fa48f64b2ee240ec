"""One number for all rows of a table, the same for both sides of a copy where their rows are the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from services.moving.carrying import Row

Sum: TypeAlias = tuple[int, int]
"""How many rows, and their digest."""


@dataclass(slots=True)
class Digest:
    """What is known of the rows that were read so far: how many, and 64 bits made of all their values in order.

    The bits are keyed by the process: they compare what one copy has read on its two sides, and nothing else.
    """

    rows: int = 0
    bits: int = 0

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows += 1
        self.bits = hash((self.bits, *row))

    def over(self, rows: Iterable[Row]) -> "Digest":
        """All these rows more."""
        for row in rows:
            self.add(row)
        return self

    def told(self) -> Sum:
        """The number of rows and their digest."""
        return self.rows, self.bits


def unequal(source: Mapping[str, Sum], target: Mapping[str, Sum]) -> Sequence[str]:
    """The tables whose rows aren't the same on both sides."""
    return sorted(name for name in source.keys() | target.keys() if source.get(name) != target.get(name))
