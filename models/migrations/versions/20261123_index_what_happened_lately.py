"""Index what happened lately to each account's invitations, for pages that stay live."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_lately"
down_revision = "20261122_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    # An import writes thousands of events and tells of itself: without them it pays nothing for this index.
    others = sa.text("actor <> 'import'")
    op.create_index("ix_event_lately", "event", ["account_id", "id"], sqlite_where=others, postgresql_where=others)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_event_lately", table_name="event")
