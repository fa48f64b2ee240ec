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
        # Accents are taken off and marks between letters become blanks, as the search does it with what is asked for.
        op.execute(
            r"CREATE INDEX ix_invitation_words ON invitation USING gin (to_tsvector('simple', regexp_replace("
            r"regexp_replace(replace(lower(normalize(company || ' ' || coalesce(role, '') || ' ' || "
            r"coalesce(contact_name, '') || ' ' || coalesce(contact_email, '') || ' ' || coalesce(notes, ''), NFKD)), "
            r"'ß', 'ss'), '[\u0300-\u036f]+', '', 'g'), '[!-/:-@\[-`{-~\u2010-\u201f\u00ab\u00bb]+', ' ', 'g'))) "
            r"WITH (fastupdate = on)"
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
