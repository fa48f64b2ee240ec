import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intake.candidate import Candidate, Problem, ProblemSeverity
from intake.options import ReadOptions, Recognised
from intake.read_csv import read
from intake.recognise import recognise

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Outcome:
    recognised: Recognised
    candidates: list[Candidate]
    problems: list[Problem]
    rows: int

    def candidate(self, company: str) -> Candidate:
        (found,) = [candidate for candidate in self.candidates if candidate.company == company]
        return found

    def said(self, severity: ProblemSeverity) -> list[tuple[int, str | None]]:
        return [(problem.line, problem.column) for problem in self.problems if problem.severity is severity]

    @property
    def errors(self) -> list[tuple[int, str | None]]:
        return self.said(ProblemSeverity.ERROR)

    @property
    def skipped(self) -> list[tuple[int, str | None]]:
        return self.said(ProblemSeverity.SKIPPED)

    @property
    def warnings(self) -> list[tuple[int, str | None]]:
        return self.said(ProblemSeverity.WARNING)


def _read_whole(content: str | bytes, **said: Any) -> Outcome:
    options = ReadOptions(**{"zone": ZoneInfo("Europe/Berlin"), "now": NOW, **said})
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    recognised = recognise(stream, options=options)
    chunks = list(read(stream, recognised, options))
    return Outcome(
        recognised,
        [candidate for chunk in chunks for candidate in chunk.candidates],
        [problem for chunk in chunks for problem in chunk.problems],
        sum(chunk.rows for chunk in chunks),
    )


@pytest.fixture(scope="session")
def read_whole() -> Callable[..., Outcome]:
    return _read_whole


@pytest.fixture(scope="session")
def read_file() -> Callable[..., Outcome]:
    return lambda name, **said: _read_whole((FILES / name).read_bytes(), **said)
