"""Day first or month first: decided once for a column, by what the column itself proves where it proves anything."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.dates import Moment, NotAmbiguous, order_of, read_moment
from intake.options import DateExample, DateOrder, DecidedBy, ReadOptions, Recognised
from intake.rows import BrokenRecord, Record

DATE_FIELDS = ("received_at", "saved_at", "interview_at", "respond_by", "answered_at")

_ROWS_ALWAYS_LOOKED_AT = 20_000
"""So many rows tell whether a column mixes both orders; beyond them, only what is still open is looked for."""


@dataclass(slots=True)
class _Evidence:
    """What one column has shown so far."""

    field: str
    index: int
    has_numbers: bool = False
    day_first: int = 0
    month_first: int = 0
    example: DateExample | None = None

    @property
    def is_open(self) -> bool:
        return self.has_numbers and not self.day_first and not self.month_first

    @property
    def proves(self) -> bool | None:
        """The order that every telling cell of the column has; None where there is none, or both are."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return self.day_first > 0

    def take(self, cell: str) -> None:
        """Count what a cell proves."""
        try:
            order = order_of(cell)
        except NotAmbiguous:
            return
        self.has_numbers = True
        if order is None:
            self.example = self.example or _both_ways(cell)
        else:
            self.day_first += order
            self.month_first += not order


def _both_ways(cell: str) -> DateExample | None:
    """What a cell is with the day first and with the month first; None where that makes no difference."""
    one, other = read_moment(cell, day_first=True), read_moment(cell, day_first=False)
    if not isinstance(one, Moment) or not isinstance(other, Moment) or one.on == other.on:
        return None
    return DateExample(cell, one.on.isoformat(), other.on.isoformat())


def decide_date_orders(
    records: Iterable[Record | BrokenRecord], columns: Recognised, options: ReadOptions
) -> tuple[DateOrder, ...]:
    """A decision for every column of dates that is written in a form in which day and month could be exchanged.

    In this order: the column (any value above 12), the other columns of the file, the option, the account's country.
    """
    evidence = [_Evidence(field, columns.mapping[field]) for field in DATE_FIELDS if field in columns.mapping]
    if evidence:
        _collect(records, evidence)
    return tuple(_decide(one, evidence, columns, options) for one in evidence if one.has_numbers)


def _collect(records: Iterable[Record | BrokenRecord], evidence: list[_Evidence]) -> None:
    wanted = evidence
    for number, record in enumerate(records):
        if number >= _ROWS_ALWAYS_LOOKED_AT:
            if number == _ROWS_ALWAYS_LOOKED_AT:
                wanted = [one for one in evidence if one.is_open]
            if not any(one.is_open for one in wanted):
                return
        if isinstance(record, BrokenRecord):
            continue
        for one in wanted:
            if one.index < len(record.cells) and (cell := record.cells[one.index]):
                one.take(cell)


def _decide(one: _Evidence, all_evidence: list[_Evidence], columns: Recognised, options: ReadOptions) -> DateOrder:
    is_mixed = bool(one.day_first and one.month_first)
    header = columns.headers[one.index]
    day_first, decided_by = _decision(one, all_evidence, options)
    return DateOrder(one.field, header, day_first, decided_by, is_mixed, one.example)


def _decision(one: _Evidence, all_evidence: list[_Evidence], options: ReadOptions) -> tuple[bool, DecidedBy]:
    if one.proves is not None:
        return one.proves, DecidedBy.COLUMN
    others = {other.proves for other in all_evidence if other is not one} - {None}
    if len(others) == 1:
        return bool(others.pop()), DecidedBy.OTHER_COLUMNS
    if options.day_first is not None:
        return options.day_first, DecidedBy.OPTION
    return options.local_day_first, DecidedBy.LOCALE
