"""The shapes of imports."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Shape, View
from core.vocabulary import ImportState
from intake.candidate import ProblemSeverity
from intake.options import DecidedBy
from services.imports.surveying import Outcome

Header = Annotated[str, StringConstraints(max_length=200)]
FieldName = Annotated[str, StringConstraints(max_length=40)]
Mapping = Annotated[dict[Header, FieldName | None], Field(max_length=1_000)]
"""What columns mean, by their headers; null leaves a column out."""


class ImportEdit(Shape):
    """Another look at a kept file: what is left out stays as it was."""

    mapping: Mapping = Field(default={}, examples=[{"Firm": "company", "Remarks": None}])
    """What columns mean, by their headers as they stand in the file: a field, or null for none. `{}` is as detected."""
    day_first: bool | None = None
    """Whether 03/07/2026 is in July, where nothing in the file decides it. Null: as is usual where the account is."""
    update: bool = False
    """Whether known rows that changed are taken over."""


class DetectedView(View):
    """What the file is."""

    format: str
    """`huntr`, `teal`, `simplify`, `jobsync`, `justajobapp`, `replyby` (our own export), or `csv`."""
    name: str
    """Its name for people."""
    encoding: str
    delimiter: str
    header_line: int


class DateExampleView(View):
    """A value of the column that is one day or another."""

    value: str
    day_first: date
    month_first: date


class DateOrderView(View):
    """Whether a column of dates has the day first, and what decided it."""

    field: str
    header: str
    day_first: bool
    decided_by: DecidedBy
    is_mixed: bool
    """It holds dates of both orders; each that could be either carries a warning."""
    example: DateExampleView | None = None
    """The first that could be read both ways; null where none could."""


class CountsView(View):
    """How many rows: rows = new + known + changed + skipped + errors."""

    rows: int
    new: int
    known: int
    changed: int
    """Known, and different by now; taken over with the option `update` alone."""
    skipped: int
    """Hold no invitation."""
    errors: int
    """Can't be read; the problems say why."""
    warnings: int
    """Things to look at, in rows that are imported."""
    added: int
    """Invitations that this import has added so far."""
    updated: int
    removed: int
    """Invitations that were taken back."""
    kept: int
    """Invitations that were not taken back, since somebody touched them."""


class ImportProblemView(View):
    """One thing wrong with one row."""

    line: int
    """The line of the file on which the row begins; the first is 1."""
    column: str | None
    """The header of the column; null where the row as a whole is meant."""
    value: str | None
    message: str
    severity: ProblemSeverity


class SampleRowView(View):
    """One of the first rows, as it is understood."""

    outcome: Outcome
    line: int
    company: str
    role: str | None
    medium: str | None
    contact_name: str | None
    contact_email: str | None
    location: str | None
    format: str | None
    interview_at: str | None
    received_at: str
    respond_by: str | None
    status: str
    reason: str | None
    answered_at: str | None
    job_url: str | None
    salary: str | None
    notes: str | None
    tags: list[str]
    external_id: str | None


class OptionsView(View):
    """What the person said about the file."""

    mapping: dict[str, str | None]
    day_first: bool | None
    update: bool


class ImportSummary(View):
    """An import in a list."""

    id: UUID
    filename: str | None
    size: int
    state: ImportState
    """`previewed` waits for its confirmation; `importing` and `undoing` go on by themselves."""
    why: str | None
    """Why it stopped, where it did."""
    detected: DetectedView
    counts: CountsView
    rows_done: int
    """How many rows of the file are done with."""
    created_at: datetime
    expires_at: datetime
    """Until when a preview can be confirmed."""
    finished_at: datetime | None


class ImportView(ImportSummary):
    """An import: what the file is, what would come of it, and how far it is."""

    options: OptionsView
    mapping: dict[str, str | None]
    """What each column is taken for, by its header; null for nothing. Changed, it may be sent back in PATCH."""
    unmapped: list[str]
    fields: list[str]
    """What a column may be mapped to."""
    date_orders: list[DateOrderView]
    notices: list[str]
    """Sentences about the file as a whole."""
    sample: list[SampleRowView]
    problems: list[ImportProblemView]
    """The first 200; all of them are in problems.csv."""
    kept_because: dict[str, int]
    """What happened to the invitations that weren't taken back, by type of event."""


class ImportList(View):
    """The latest imports, newest first."""

    items: list[ImportSummary]
    next_cursor: str | None = None
    """Always null: the latest 50 are all that is listed."""
