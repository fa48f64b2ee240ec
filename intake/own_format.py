"""Our own CSV: the columns of the export, how a row of it is written, and the template to fill in by hand.

What `own_row` writes, `read` reads back equal: a test holds it over every kind of text.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import cast

from core.cells import guard_cell
from intake.texts import join_own_tags

OWN_COLUMNS = (
    "invitation_id",
    "company",
    "role",
    "medium",
    "contact_name",
    "contact_email",
    "location",
    "format",
    "interview_at",
    "received_at",
    "respond_by",
    "respond_by_basis",
    "status",
    "reason",
    "answered_at",
    "job_url",
    "salary",
    "notes",
    "tags",
    "source",
    "external_id",
)
"""The header of the export. `invitation_id` is the invitation's id, by which a row is known where it came from."""

TEMPLATE_COLUMNS = (
    "company",
    "role",
    "medium",
    "contact_name",
    "contact_email",
    "location",
    "format",
    "interview_at",
    "received_at",
    "respond_by",
    "status",
    "job_url",
    "salary",
    "notes",
    "tags",
)

TEMPLATE_CSV = (
    ",".join(TEMPLATE_COLUMNS) + "\r\n"
    "Acme,Data engineer,email,Ada Example,ada@acme.example,Berlin,video,2026-03-12 10:00,2026-03-05 16:40,2026-03-09,"
    "awaiting_reply,https://acme.example/jobs/1,60000 EUR,Second round; two hours,data; remote\r\n"
    'Blue Harbour,"Analyst, part-time",linkedin,Ben Example,,Hamburg,phone,,2026-03-06,,declined,,,,\r\n'
)
"""A file to fill in, with two example rows; it reads back without a problem. Times are local to the account."""


def own_row(values: Mapping[str, object]) -> list[str]:
    """The cells of one invitation, in the order of `OWN_COLUMNS`; what `values` lacks, or holds as None, is empty.

    Instants have to be aware and are written in UTC; dates stay dates; `tags` is a sequence of texts. The cells are
    guarded against formulas and still have to go through `csv.writer`, with its usual quoting and `\\r\\n`.
    """
    return [guard_cell(_written(values.get(column))) for column in OWN_COLUMNS]


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (list, tuple)):
        return join_own_tags([str(tag) for tag in cast("Sequence[object]", value)])
    return str(value)
