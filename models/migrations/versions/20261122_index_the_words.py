"""Index the words of invitations for the search, by each database's own full-text index."""

from alembic import op

revision = "20261122_search"
down_revision = "20261122_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    if op.get_bind().dialect.name == "postgresql":
        # With fastupdate new entries go to a short list first, so that recording stays cheap.
        op.execute(
            "CREATE INDEX ix_invitation_words ON invitation USING gin (to_tsvector('simple', company || ' ' || "
            "coalesce(role, '') || ' ' || coalesce(contact_name, '') || ' ' || coalesce(contact_email, '') || ' ' || "
            "coalesce(notes, ''))) WITH (fastupdate = on)"
        )
    else:
        # `words` begins with two tokens of our own, the account's and the invitation's, by which a search is narrowed
        # to the account and an old entry is found again. Without positions the index takes half the room.
        op.execute(
            "CREATE VIRTUAL TABLE invitation_search USING fts5(words, invitation_id UNINDEXED, detail=none, "
            "columnsize=0, tokenize='unicode61 remove_diacritics 2')"
        )


def downgrade() -> None:
    """Take it back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_invitation_words")
    else:
        op.execute("DROP TABLE invitation_search")
