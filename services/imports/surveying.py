"""Reading a whole file without storing a row: how many are new, known, changed, skipped or wrong, and why."""

import csv
import io
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any, BinaryIO

from core.cells import guard_cell
from core.database import Threads
from intake.candidate import Candidate, Chunk, Problem, ProblemSeverity
from intake.options import ReadOptions, Recognised
from intake.read_csv import read
from intake.wording import Told, Wording, told, wording
from models.account import Owner
from services.imports import import_pieces
from services.imports.import_rows import calendar_problem, identity
from services.imports.known_rows import Known, find_known, has_invitations

SHOWN_PROBLEMS = 200
"""How many problems stand in the preview itself; all of them are in its CSV."""

SHOWN_ROWS = 10

PROBLEM_COLUMNS = ("line", "column", "value", "message", "severity")

_SHOWN_FIELDS = (
    "line", "company", "role", "medium", "contact_name", "contact_email", "location", "format", "interview_at",
    "received_at", "respond_by", "status", "reason", "answered_at", "job_url", "salary", "notes", "tags", "external_id",
)  # fmt: skip


class Outcome(StrEnum):
    """What importing does with a row that can be read."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"


@dataclass(slots=True)
class Survey:
    """What a file holds. `counts` are rows, `warnings` excepted: rows = new + known + changed + skipped + errors."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("rows", "new", "known", "changed", "skipped", "errors", "warnings"), 0)
    )
    sample: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    problems: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    pieces: list[bytes] = field(default_factory=list[bytes])


def survey(
    threads: Threads,
    owner: Owner,
    stream: BinaryIO,
    recognised: Recognised,
    options: ReadOptions,
    *,
    takes_over: bool,
    progress: Callable[[int], None] | None = None,
) -> Survey:
    """Read every row. Memory is bounded by a chunk, whatever the file; `progress` is told the bytes that were read."""
    result = Survey()
    report = Report(result)
    words = wording(options.language)
    is_empty = not threads.read(has_invitations, owner.id)
    with closing(_Seen()) as seen, closing(read(stream, recognised, options)) as chunks:
        for chunk in chunks:
            candidates, problems = within_calendar(chunk, words)
            known: dict[int, Known] = {}
            if not is_empty and candidates:
                known = threads.read(find_known, owner, candidates, now=options.now)
            doubled = seen.doubled(candidates)
            told_of = _told(candidates, known, doubled, takes_over=takes_over)
            problems += [_warning(candidates[place], words.say(what)) for place, what in told_of]
            _count(result, chunk.rows, candidates, known, doubled, problems)
            report.add(problems)
            if progress is not None:
                progress(chunk.bytes_read)
    report.close()
    return result


def within_calendar(chunk: Chunk, words: Wording) -> tuple[list[Candidate], list[Problem]]:
    """The candidates for which a deadline can be reckoned, and all problems of the chunk."""
    problems = list(chunk.problems)
    candidates: list[Candidate] = []
    for candidate in chunk.candidates:
        problem = calendar_problem(candidate, words)
        if problem is None:
            candidates.append(candidate)
        else:
            problems.append(problem)
    return candidates, problems


def _told(
    candidates: Sequence[Candidate], known: dict[int, Known], doubled: set[int], *, takes_over: bool
) -> list[tuple[int, Told]]:
    """What is to be said about known rows, each with the place of its candidate."""
    said: list[tuple[int, Told]] = []
    for place, (row, changes, _) in known.items():
        if row["deleted_at"] is not None:
            said.append((place, told("known.deleted")))
        elif changes and place not in doubled:
            names = sorted({_CALLED.get(name, name) for name in changes})
            fields = tuple(told(f"fields.{name}") for name in names)
            said.append((place, told("known.taken_over" if takes_over else "known.left", fields=fields)))
    return said + [(place, _taken_once(candidates[place])) for place in sorted(doubled)]


def _taken_once(candidate: Candidate) -> Told:
    if candidate.external_id is None:
        return told("known.twice")
    return told("known.same_id", id=repr(candidate.external_id))


_CALLED = {"stated_at": "respond_by", "stated_on": "respond_by", "promised_at": "respond_by"}


def _warning(candidate: Candidate, message: str) -> Problem:
    return Problem(candidate.line, None, None, message, ProblemSeverity.WARNING)


def _count(
    result: Survey,
    rows: int,
    candidates: Sequence[Candidate],
    known: dict[int, Known],
    doubled: set[int],
    problems: Iterable[Problem],
) -> None:
    counts = result.counts
    changed = {place for place, (row, changes, _) in known.items() if changes and row["deleted_at"] is None} - doubled
    seen_before = (known.keys() | doubled) - changed
    wrong = {problem.line for problem in problems if problem.severity is ProblemSeverity.ERROR}
    counts["rows"] += rows
    counts["new"] += len(candidates) - len(changed) - len(seen_before)
    counts["known"] += len(seen_before)
    counts["changed"] += len(changed)
    counts["errors"] += len(wrong)
    counts["skipped"] += rows - len(candidates) - len(wrong)
    counts["warnings"] += sum(problem.severity is ProblemSeverity.WARNING for problem in problems)
    for place, candidate in enumerate(candidates[: SHOWN_ROWS - len(result.sample)]):
        outcome = Outcome.CHANGED if place in changed else Outcome.KNOWN if place in seen_before else Outcome.NEW
        result.sample.append(_shown(candidate, outcome))


def _shown(candidate: Candidate, outcome: Outcome) -> dict[str, Any]:
    return {"outcome": outcome.value} | {name: _plain(getattr(candidate, name)) for name in _SHOWN_FIELDS}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value


class Report:
    """Problems as they come: the first ones as they are shown, all of them as pieces of a CSV."""

    def __init__(self, result: Survey) -> None:
        self._result = result
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(PROBLEM_COLUMNS)

    def add(self, problems: list[Problem]) -> None:
        """Report the problems of a chunk, in the order of their lines."""
        for problem in sorted(problems, key=lambda one: one.line):
            line, column, value, message, severity = problem
            if len(self._result.problems) < SHOWN_PROBLEMS:
                self._result.problems.append(
                    {"line": line, "column": column, "value": value, "message": message, "severity": severity.value}
                )
            self._writer.writerow(
                (line, guard_cell(column or ""), guard_cell(value or ""), guard_cell(message), severity.value)
            )
        if self._text.tell() > import_pieces.PIECE_BYTES // 2:
            self.close()

    def close(self) -> None:
        """Put away what has gathered."""
        if self._text.tell():
            self._result.pieces.append(import_pieces.compress(self._text.getvalue().encode("utf-8", "replace")))
            self._text.seek(0)
            self._text.truncate()


class _Seen:
    """The rows of one file that were met already, in a table on disk: a set of a million would take 100 MB.

    Some 60 bits of a hash stand for a row. Two different rows of a million would be taken for one once in two million
    files; the import itself asks the database and isn't misled.
    """

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode=OFF")
        self._rows.execute("PRAGMA cache_size=-16000")
        self._rows.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY, line INTEGER)")
        self._rows.execute("BEGIN")

    def doubled(self, candidates: Sequence[Candidate]) -> set[int]:
        """The places of the candidates that were met before, in this chunk or an earlier one."""
        keys = [(_key(candidate), candidate.line) for candidate in candidates]
        before = self._rows.total_changes
        self._rows.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", keys)
        if self._rows.total_changes - before == len(keys):
            return set()
        first_line = "SELECT line FROM seen WHERE key = ?"
        return {
            place
            for place, (key, line) in enumerate(keys)
            if self._rows.execute(first_line, (key,)).fetchone()[0] != line
        }

    def close(self) -> None:
        """Give the room on disk back."""
        self._rows.close()


def _key(candidate: Candidate) -> int:
    if candidate.external_id is None or candidate.invitation_id is not None:
        return int(identity(candidate)[:15], 16)
    known_by = f"{candidate.source}\x1f{candidate.external_id}".encode()
    return int.from_bytes(blake2b(known_by, digest_size=7).digest(), "big")
