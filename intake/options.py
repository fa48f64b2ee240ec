"""What the person or the account says about a file, and what was recognised in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.candidate import FIELDS
from intake.wording import DEFAULT_LANGUAGE

_MONTH_FIRST_COUNTRIES = frozenset({"US", "AS", "FM", "GU", "MH", "MP", "PH", "PR", "PW", "UM", "VI"})
_MONTH_FIRST_ZONES = frozenset(
    f"America/{city}"
    for city in ("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix", "Detroit", "Boise", "Anchorage")
) | {"Pacific/Honolulu", "Pacific/Guam", "Asia/Manila"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a file is to be read.

    `zone` is the account's: times without a zone are local to it. `now` is the time of import (aware), which stands in
    for a missing date of receipt. `mapping` says what columns mean, by their headers as they stand in the file (case
    and blanks don't matter): a field of `FIELDS`, or None for "leave it out". `day_first` answers for dates that no
    column decides; without it the `country` (ISO 3166 code) does, and without that the zone. What is wrong is said in
    `language`, or in English where there are no words for it.
    """

    zone: ZoneInfo
    now: datetime
    mapping: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    day_first: bool | None = None
    country: str | None = None
    language: str = DEFAULT_LANGUAGE
    chunk_rows: int = 5_000

    @property
    def local_day_first(self) -> bool:
        """The order of day and month where the account lives: month first in the United States and a few others."""
        if self.country:
            return self.country.upper() not in _MONTH_FIRST_COUNTRIES
        return self.zone.key not in _MONTH_FIRST_ZONES and not self.zone.key.startswith("US/")

    @property
    def unknown_fields(self) -> list[str]:
        """The fields that `mapping` names and that don't exist."""
        return sorted({str(name) for name in self.mapping.values() if name is not None and name not in FIELDS})


class DecidedBy(StrEnum):
    """What decided the order of day and month."""

    COLUMN = "column"
    OTHER_COLUMNS = "other_columns"
    OPTION = "option"
    LOCALE = "locale"


@dataclass(frozen=True, slots=True)
class DateExample:
    """A cell that is one day or another, and which day it is either way, as ISO 8601 writes it."""

    value: str
    day_first: str
    month_first: str


@dataclass(frozen=True, slots=True)
class DateOrder:
    """The decision for one column of dates such as 03/07/2026; to be shown before anything is imported."""

    field: str
    header: str
    day_first: bool
    decided_by: DecidedBy
    is_mixed: bool
    """The column holds dates of both orders; ambiguous ones carry a warning each."""
    example: DateExample | None = None
    """The first cell that could be read both ways; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a file is. With a `refusal`, a sentence that says why and what to do, none of its rows is read.

    `source` is the code of the format and `source_name` its name for people; `header_line` is the physical line (from
    1) on which the header ends, 0 where none was found; `mapping` gives the column (from 0) of each of our fields;
    `unmapped` are the headers that mean nothing here; `notices` are sentences about the file as a whole, in the
    language that was asked for, as are the name and the refusal. With
    `wants_mapping`, the refusal ends as soon as somebody says what the columns mean.
    """

    source: str
    source_name: str
    encoding: str
    delimiter: str
    header_line: int
    headers: tuple[str, ...]
    mapping: Mapping[str, int]
    unmapped: tuple[str, ...]
    date_orders: tuple[DateOrder, ...]
    notices: tuple[str, ...]
    refusal: str | None
    wants_mapping: bool = False
