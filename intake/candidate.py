"""What reading a file gives back: candidate invitations and problems, in chunks. Preview and import share both."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from core.vocabulary import Format, Medium, Reason, RespondByBasis, Status


class ProblemSeverity(StrEnum):
    """What a problem means for its row."""

    ERROR = "error"
    """The row isn't imported."""
    SKIPPED = "skipped"
    """The row holds no invitation; the message says why."""
    WARNING = "warning"
    """The row is imported, and a person should look."""


class Problem(NamedTuple):
    """One thing wrong with one row.

    `line` is the physical line on which the row begins (1 is the first line of the file), `column` the header as it
    stands in the file, or None where the row as a whole is meant. `value` is shortened and always encodable.
    """

    line: int
    column: str | None
    value: str | None
    message: str
    severity: ProblemSeverity


class Candidate(NamedTuple):
    """One row, read. Instants are aware UTC; a `respond_by` without a time of day stays a date.

    A named tuple and not a dataclass, since a file may hold a million of them. `content_hash` covers the cells that
    are kept, as the file wrote them, in an order of our own: neither other columns, nor their order, nor the time
    zone, nor the time of import change it. `invitation_id` is known in our own exports only.
    """

    line: int
    company: str
    role: str | None
    medium: Medium | None
    contact_name: str | None
    contact_email: str | None
    location: str | None
    format: Format | None
    interview_at: datetime | None
    received_at: datetime
    respond_by: datetime | date | None
    respond_by_basis: RespondByBasis | None
    job_url: str | None
    salary: str | None
    notes: str | None
    tags: tuple[str, ...]
    source: str | None
    external_id: str | None
    status: Status
    reason: Reason | None
    answered_at: datetime | None
    invitation_id: str | None
    content_hash: str


class Chunk(NamedTuple):
    """Some consecutive rows of a file.

    `rows` counts the rows that were looked at (blank ones aren't rows), `through_line` is the last physical line
    read, and `bytes_read` how far the stream was consumed, for a progress bar.
    """

    candidates: list[Candidate]
    problems: list[Problem]
    rows: int
    through_line: int
    bytes_read: int


FIELDS = (
    "company",
    "role",
    "medium",
    "contact_name",
    "contact_email",
    "location",
    "format",
    "interview_at",
    "received_at",
    "saved_at",
    "respond_by",
    "respond_by_basis",
    "job_url",
    "salary",
    "tags",
    "external_id",
    "status",
    "archived",
    "reason",
    "answered_at",
    "notes",
    "source",
    "invitation_id",
)
"""What a column may be mapped to. `saved_at` stands in for an empty `received_at`; `archived` closes what it marks;
`source`, `respond_by_basis` and `invitation_id` are written by our own export."""

LONGEST = {
    "company": 200,
    "role": 300,
    "contact_name": 200,
    "contact_email": 254,
    "location": 300,
    "job_url": 2_000,
    "salary": 200,
    "external_id": 200,
    "source": 100,
    "notes": 20_000,
}
"""The most characters that a field of text holds. What is longer is an error and never cut."""

MOST_TAGS = 20
LONGEST_TAG = 50
