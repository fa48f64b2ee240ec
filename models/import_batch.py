"""An import: the uploaded file until it is confirmed or too old, what was read in it, and how far it is applied."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from core.vocabulary import ImportState
from models.columns import json, key, one_of, owner, partial, table_of, text


class ImportBatch(SQLModel, table=True):
    """One uploaded file. `digest` is the SHA-256 of its bytes; `rows_done` is how many rows are already applied.

    `progress` is what applying and undoing have done so far: the line to go on after, and how many invitations were
    added, taken over, found known, removed and kept. `version` rises with every claim, so that a worker that lost its
    lease notices: it can't store anything more.

    A batch in `importing` or `undoing` whose `lease_until` has passed belonged to a process that died: the next tick
    goes on with it, which is safe, since a row that is stored already is known again.
    """

    __tablename__ = "import_batch"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        one_of("state", ImportState),
        partial("ix_import_batch_open", "state", "lease_until", where="state IN ('previewed', 'importing', 'undoing')"),
    )

    account_id: UUID = owner(primary_key=True)
    id: UUID = key()
    filename: str | None = text(300, default=None)
    size: int = Field(sa_type=BigInteger)
    digest: str = text(64)
    options: dict[str, Any] = json()
    detected: dict[str, Any] = json()
    counts: dict[str, int] = json()
    sample: list[dict[str, Any]] = json()
    problems: list[dict[str, Any]] = json()
    progress: dict[str, Any] = json()
    state: str = text(16)
    why: str | None = text(500, default=None)
    rows_done: int = 0
    lease_until: datetime | None = None
    expires_at: datetime
    version: int = 1
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None


class ImportPiece(SQLModel, table=True):
    """A compressed piece of an import's file (`file`) or of its problems as CSV (`problems`), in order."""

    __tablename__ = "import_piece"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        one_of("kind", ("file", "problems")),
        ForeignKeyConstraint(
            ["account_id", "import_batch_id"], ["import_batch.account_id", "import_batch.id"], ondelete="CASCADE"
        ),
    )

    account_id: UUID = owner(primary_key=True)
    import_batch_id: UUID = key()
    kind: str = text(16, primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


IMPORT_BATCH = table_of(ImportBatch)
IMPORT_PIECE = table_of(ImportPiece)
