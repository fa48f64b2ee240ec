"""The rows of a CSV file under bounded memory, whatever the file holds. Preview and import read through here."""

import csv
import io
from collections.abc import Generator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from intake.wording import Told, told

LONGEST_LINE = 1 << 20
LONGEST_RECORD = 4 << 20
"""Characters. A row of 22 fields at their longest has less than 30,000."""

_END = "\x00the end of the file\x00"
"""Fed to the reader after the last line: where it turns up inside a cell, a quotation mark was never closed."""


class Record(NamedTuple):
    """One row as the file has it. `line` is the physical line on which it begins, from `csv.reader.line_num`."""

    line: int
    cells: list[str]


class BrokenRecord(NamedTuple):
    """Lines that couldn't be read as a row, and why. `through_line` is the last of them."""

    line: int
    through_line: int
    because: Told


class _LineTooLong(Exception):
    """A line, or the lines of one row, are longer than any row can be."""


class _Lines:
    """The lines of a text stream, each counted, none longer than `LONGEST_LINE`; raises and goes on where one is."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._readline = text.readline
        self._has_ended = False
        self.since_record = 0
        self.rejected = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._readline(LONGEST_LINE)
        length = len(line)
        self.since_record += length
        if self.since_record > LONGEST_RECORD or (length == LONGEST_LINE and line[-1] not in "\r\n"):
            self._skip_rest(line)
            raise _LineTooLong
        if line:
            return line
        if self._has_ended:
            raise StopIteration
        self._has_ended = True
        return _END

    def _skip_rest(self, line: str) -> None:
        while len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            line = self._readline(LONGEST_LINE)
        # The reader doesn't count a line that it never got.
        self.rejected += 1


@contextmanager
def text_of(stream: BinaryIO, encoding: str) -> Generator[io.TextIOWrapper]:
    """The stream as text from its beginning; it is left open, and line ends are left as they are.

    What can't be decoded shows in its cell: as a lone surrogate, or as U+FFFD in the wide encodings, whose decoders
    can't escape a single byte.
    """
    stream.seek(0)
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
    try:
        yield text
    finally:
        text.detach()


def records_of(text: io.TextIOWrapper, *, delimiter: str, keeps_blanks: bool) -> Generator[Record | BrokenRecord]:
    """Every row that isn't blank, in order, and in place of each that can't be read, why not.

    `keeps_blanks` keeps a blank after a delimiter; else it belongs to the delimiter, and a quotation mark may follow.
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=not keeps_blanks)
    through = 0
    while True:
        line = through + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _LineTooLong):
            through = reader.line_num + lines.rejected
            yield BrokenRecord(line, through, _too_long(line, through))
            lines.since_record = 0
            continue
        lines.since_record = 0
        through = reader.line_num + lines.rejected
        if cells and cells[-1].endswith(_END):
            if cells != [_END]:
                yield BrokenRecord(line, max(line, through - 1), told("rows.unclosed", line=str(line)))
            return
        if any(cells):
            yield Record(line, cells)


def _too_long(line: int, through: int) -> Told:
    if line == through:
        return told("rows.too_long", line=str(line))
    return told("rows.without_end", line=str(line), through=str(through))
