"""Find words by account, companies without a sort, and what was put aside: none of it reads through a table."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_find"
down_revision = "20261123_hold"
branch_labels = None
depends_on = None

_KEPT = sa.text("deleted_at IS NULL")
_DELETED = sa.text("deleted_at IS NOT NULL")
_DISMISSED = sa.text("state = 'dismissed'")

# What SQLite's planner is to take for granted: rows of an index, and how many of them share its first, its first two …
# columns. Never told, it takes every account for ten rows, and reads thousands in order rather than sort a handful.
_STATISTICS = (
    ("sqlite_autoindex_invitation_1", "1000000 1000 1"),
    ("ix_invitation_received_at", "1000000 1000 1 1"),
    ("ix_invitation_company", "1000000 1000 2 1"),
    ("ix_invitation_interview_at", "300000 300 1 1"),
    ("ix_invitation_respond_by", "40000 40 1 1"),
    ("ix_invitation_ahead", "20000 20 10 1"),
    ("ix_invitation_deleted", "10000 10 1 1"),
    ("ix_invitation_deleted_at", "10000 1"),
    ("ix_invitation_next_flag_at", "30000 1"),
    ("ix_invitation_import_batch_id", "500000 5000"),
    ("uq_invitation_external_id", "500000 500 500 1"),
    ("uq_invitation_content_hash", "500000 500 1"),
    ("uq_invitation_calendar_uid", "300000 300 1"),
)


def upgrade() -> None:
    """Take the step."""
    op.create_index(
        "ix_invitation_company",
        "invitation",
        ["account_id", sa.text("lower(company)"), "id"],
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    )
    op.create_index(
        "ix_invitation_deleted",
        "invitation",
        ["account_id", "received_at", "id"],
        sqlite_where=_DELETED,
        postgresql_where=_DELETED,
    )
    op.create_index(
        "ix_message_dismissed",
        "message",
        ["account_id", "id"],
        sqlite_where=_DISMISSED,
        postgresql_where=_DISMISSED,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_invitation_words")
        # Each word stands behind the end of its account's key, so that a search reads the account's own words alone.
        op.execute(
            r"CREATE INDEX ix_invitation_words ON invitation USING gin (array_to_tsvector(string_to_array("
            r"right(CAST(account_id AS text), 8) || regexp_replace(regexp_replace(regexp_replace(replace(lower("
            r"normalize(company || ' ' || coalesce(role, '') || ' ' || coalesce(contact_name, '') || ' ' || "
            r"coalesce(contact_email, '') || ' ' || coalesce(notes, ''), NFKD)), 'ß', 'ss'), '[\u0300-\u036f]+', '', "
            r"'g'), '[\s\u0001-/:-@\[-`{-\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f"
            r"\uff00-\uff0f\U0001f000-\U0001faff]+', ' ' || right(CAST(account_id AS text), 8), 'g'), "
            r"'([^ ]{108})[^ ]+', '\1', 'g'), ' '))) WITH (fastupdate = on)"
        )
    else:
        _make_search_anew()
        # Makes the table of the statistics, where there is none, and looks at nothing.
        op.execute("ANALYZE sqlite_schema")
        op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'invitation'")
        for index, counts in _STATISTICS:
            op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('invitation', '{index}', '{counts}')")  # noqa: S608


def downgrade() -> None:
    """Take it back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_invitation_words")
        op.execute(
            r"CREATE INDEX ix_invitation_words ON invitation USING gin (to_tsvector('simple', regexp_replace("
            r"regexp_replace(replace(lower(normalize(company || ' ' || coalesce(role, '') || ' ' || "
            r"coalesce(contact_name, '') || ' ' || coalesce(contact_email, '') || ' ' || coalesce(notes, ''), NFKD)), "
            r"'ß', 'ss'), '[\u0300-\u036f]+', '', 'g'), '[!-/:-@\[-`{-~\u2010-\u201f\u00ab\u00bb]+', ' ', 'g'))) "
            r"WITH (fastupdate = on)"
        )
    else:
        _make_search_anew()
        op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'invitation'")
    op.drop_index("ix_message_dismissed", table_name="message")
    op.drop_index("ix_invitation_deleted", table_name="invitation")
    op.drop_index("ix_invitation_company", table_name="invitation")


def _make_search_anew() -> None:
    """Empty SQLite's index, and note everything, account by account.

    The ticks take it in anew; meanwhile a search reads the rows themselves.
    """
    op.execute("DROP TABLE invitation_search")
    op.execute(
        "CREATE VIRTUAL TABLE invitation_search USING fts5(words, invitation_id UNINDEXED, detail=none, columnsize=0, "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("DELETE FROM search_queue")
    op.execute(
        "INSERT INTO search_queue (id, account_id, from_id, to_id) "
        "SELECT id, id, '00000000000000000000000000000000', 'ffffffffffffffffffffffffffffffff' FROM account "
        "WHERE EXISTS (SELECT 1 FROM invitation WHERE invitation.account_id = account.id)"
    )
