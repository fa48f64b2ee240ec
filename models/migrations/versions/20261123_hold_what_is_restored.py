"""Hold what is restored: a row says that nothing leaves by itself."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "20261123_hold"
down_revision = "20261123_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "hold",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("held_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hold")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("hold")
