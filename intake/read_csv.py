"""The rows of a recognised file as candidates and problems, in chunks: the second look, shared by preview and import.

Memory is bounded by a chunk, whatever the size of the file. Nothing that a file holds raises: what can't be read is a
problem with its line.
"""

from collections.abc import Generator
from contextlib import closing
from typing import BinaryIO

from intake.candidate import Candidate, Chunk, Problem, ProblemSeverity
from intake.options import ReadOptions, Recognised
from intake.recognise import records_after_header
from intake.row_reader import RowReader
from intake.rows import BrokenRecord
from intake.wording import wording


def read(stream: BinaryIO, recognised: Recognised, options: ReadOptions, *, after_line: int = 0) -> Generator[Chunk]:
    """Every row of the file, in chunks of at most `options.chunk_rows` rows; the last may be shorter, none is empty.

    `recognised` has to come from the same bytes and the same options. `after_line` takes up an interrupted import: rows
    that begin on that line (a chunk's `through_line`) or before it are passed over. A refused file gives one chunk with
    the refusal as its problem, so that no caller takes it for a success.
    """
    if recognised.refusal is not None:
        problem = Problem(max(recognised.header_line, 1), None, None, recognised.refusal, ProblemSeverity.ERROR)
        yield Chunk([], [problem], 0, problem.line, 0)
        return
    problems: list[Problem] = []
    words = wording(options.language)
    reader = RowReader(recognised, options, problems.append)
    candidates: list[Candidate] = []
    rows, line = 0, after_line
    with closing(records_after_header(stream, recognised)) as records:
        for record in records:
            if record.line <= after_line:
                continue
            rows += 1
            line = record.line
            if isinstance(record, BrokenRecord):
                problems.append(Problem(line, None, None, words.say(record.because), ProblemSeverity.ERROR))
            else:
                candidate = reader.read(record.cells, line)
                if candidate is not None:
                    candidates.append(candidate)
            if rows >= options.chunk_rows:
                yield Chunk(candidates, problems.copy(), rows, line, stream.tell())
                candidates, rows = [], 0
                problems.clear()
        if rows:
            yield Chunk(candidates, problems.copy(), rows, line, stream.tell())
