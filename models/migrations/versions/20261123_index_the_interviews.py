"""Index when interviews are, for a month of a calendar."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_interviews"
down_revision = "20261123_lately"
branch_labels = None
depends_on = None

_DATED = "deleted_at IS NULL AND interview_at IS NOT NULL"


def upgrade() -> None:
    """Take the step."""
    op.create_index(
        "ix_invitation_interview_at",
        "invitation",
        ["account_id", "interview_at", "id"],
        sqlite_where=sa.text(_DATED),
        postgresql_where=sa.text(_DATED),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_invitation_interview_at", table_name="invitation")
