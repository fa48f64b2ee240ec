"""The shapes of imports."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Shape, View
from api.schemas.fields import Flag
from api.schemas.intake import IntakeView, SimilarView
from api.schemas.messages import CalendarView, ImportCorrections, MessageFields
from core.vocabulary import ImportState, MessageForm
from intake.candidate import ProblemSeverity
from intake.options import DecidedBy
from services.imports.message_files import MessageFate
from services.imports.surveying import Outcome

Header = Annotated[str, StringConstraints(max_length=200)]
FieldName = Annotated[str, StringConstraints(max_length=40)]
Mapping = Annotated[dict[Header, FieldName | None], Field(max_length=1_000)]
"""What columns mean, by their headers; null leaves a column out."""


MessageNumber = Annotated[str, StringConstraints(pattern="^[1-9][0-9]{0,2}$")]
"""The number of a message in its file, from 1."""


class ImportEdit(Shape):
    """Another look at a kept file: what is left out stays as it was."""

    mapping: Mapping = Field(default={}, examples=[{"Firm": "company", "Remarks": None}])
    """What columns mean, by their headers as they stand in the file: a field, or null for none. `{}` is as detected."""
    day_first: Flag | None = None
    """Whether 03/07/2026 is in July, where nothing in the file decides it. Null: as is usual where the account is."""
    update: Flag = False
    """Whether known rows that changed are taken over."""
    corrections: Annotated[
        dict[MessageNumber, ImportCorrections],
        # Pydantic names the keys that are taken, and not that there may be no others.
        Field(max_length=200, json_schema_extra={"additionalProperties": False}),
    ] = Field(default={}, examples=[{"1": {"company": "Acme", "record": True}}])
    """Of a file of messages: what the person knows better, by the message's `number`. Those sent replace all before."""


class DetectedView(View):
    """What the file is."""

    format: str
    """`huntr`, `teal`, `simplify`, `jobsync`, `justajobapp`, `replyby` (our own export), `csv`; or
    `mail`, `calendar`."""
    name: str
    """Its name for people."""
    encoding: str | None
    """Null, as the two below, for a file of messages."""
    delimiter: str | None
    header_line: int | None


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


class ImportMessageView(View):
    """A message of the file, and what importing would do with it."""

    number: int
    """Counted from 1, as in `corrections`."""
    form: MessageForm
    subject: str | None
    sender_name: str | None
    sender_address: str | None
    received_at: datetime
    is_automatic: bool
    """Sent by a program (RFC 3834): it is kept, and never answered."""
    text: str
    """Its words, of which at most 20,000 characters are shown."""
    guesses: IntakeView
    calendar: CalendarView | None
    outcome: MessageFate
    because: str | None
    """Why it would wait, change nothing or be left out."""
    invitation_id: UUID | None
    """The invitation that it belongs to already."""
    changes: dict[str, Any]
    """What it would change of that invitation."""
    fields: MessageFields | None
    """The invitation that would be recorded; null where none would be."""
    suggestions: list[SimilarView]
    """The invitations that it may belong to, the likeliest first. None is applied."""
    notices: list[str]
    """What is to be known of it: a part that wasn't read, a zone that isn't known."""


class OptionsView(View):
    """What the person said about the file."""

    mapping: dict[str, str | None]
    day_first: bool | None
    update: bool
    corrections: dict[str, dict[str, Any]] = Field(default={})


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
    messages: list[ImportMessageView]
    """Of a file of messages: the first 50, with what would come of each."""
    problems: list[ImportProblemView]
    """The first 200; all of them are in problems.csv."""
    kept_because: dict[str, int]
    """What happened to the invitations that weren't taken back, by type of event."""


class ImportList(View):
    """The latest imports, newest first."""

    items: list[ImportSummary]
    next_cursor: str | None = None
    """Always null: the latest 50 are all that is listed."""
