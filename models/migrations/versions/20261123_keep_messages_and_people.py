"""Keep messages, people and mailboxes."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "20261123_messages"
down_revision = "20261123_interviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "contact",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("company", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=300), nullable=True),
        sa.Column("link", sa.String(length=2000), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("met_by", sa.String(length=16), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("cadence_days", sa.Integer(), nullable=True),
        sa.Column("spoke_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("speak_on", sa.Date(), nullable=True),
        sa.Column("deleted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "met_by IN ('email', 'linkedin', 'phone', 'portal', 'in_person', 'other')", name=op.f("ck_contact_met_by")
        ),
        sa.CheckConstraint("cadence_days BETWEEN 1 AND 3660", name=op.f("ck_contact_cadence_days")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contact_deleted_at",
            ["deleted_at"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_contact_invitation_id",
            ["account_id", "invitation_id"],
            unique=False,
            sqlite_where=sa.text("invitation_id IS NOT NULL"),
            postgresql_where=sa.text("invitation_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_contact_name",
            ["account_id", "name", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_contact_speak_on",
            ["account_id", "speak_on", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL AND speak_on IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND speak_on IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_contact_email",
            ["account_id", "email"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
        )

    op.create_table(
        "mail_identity",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("from_address", sa.String(length=254), nullable=False),
        sa.Column("from_name", sa.String(length=200), nullable=True),
        sa.Column("url_encrypted", sa.Text(), nullable=False),
        sa.Column("url_masked", sa.String(length=300), nullable=False),
        sa.Column("daily_cap", sa.Integer(), nullable=False),
        sa.Column("tested_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("tried_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("daily_cap BETWEEN 1 AND 200", name=op.f("ck_mail_identity_daily_cap")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_identity_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_identity")),
    )
    op.create_table(
        "mailbox",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("url_encrypted", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=254), nullable=False),
        sa.Column("folder", sa.String(length=300), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=True),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("stuck_tries", sa.Integer(), nullable=False),
        sa.Column("next_poll_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failures_in_a_row", sa.Integer(), nullable=False),
        sa.Column("last_polled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("tested_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("messages_read", sa.Integer(), nullable=False),
        sa.Column("messages_refused", sa.Integer(), nullable=False),
        sa.Column("last_refusal", sa.String(length=300), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mailbox_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mailbox")),
    )
    with op.batch_alter_table("mailbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mailbox_next_poll_at",
            ["next_poll_at"],
            unique=False,
            sqlite_where=sa.text("next_poll_at IS NOT NULL"),
            postgresql_where=sa.text("next_poll_at IS NOT NULL"),
        )

    op.create_table(
        "private_link",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("last_used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('feed', 'mail')", name=op.f("ck_private_link_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_private_link_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_private_link")),
    )
    with op.batch_alter_table("private_link", schema=None) as batch_op:
        batch_op.create_index("uq_private_link_digest", ["digest"], unique=True)

    op.create_table(
        "message",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=500), nullable=True),
        sa.Column("reference_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("subject", sa.String(length=1000), nullable=True),
        sa.Column("sender_name", sa.String(length=200), nullable=True),
        sa.Column("sender_address", sa.String(length=254), nullable=True),
        sa.Column("reply_to", sa.String(length=254), nullable=True),
        sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("calendar_uid", sa.String(length=500), nullable=True),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("dismissed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("form IN ('mail', 'calendar')", name=op.f("ck_message_form")),
        sa.CheckConstraint(
            "outcome IN ('recorded', 'updated', 'cancelled', 'joined', 'known', 'unclear')",
            name=op.f("ck_message_outcome"),
        ),
        sa.CheckConstraint("state IN ('placed', 'waiting', 'dismissed')", name=op.f("ck_message_state")),
        sa.CheckConstraint("way IN ('upload', 'forward', 'mailbox')", name=op.f("ck_message_way")),
        sa.ForeignKeyConstraint(
            ["account_id", "invitation_id"],
            ["invitation.account_id", "invitation.id"],
            name=op.f("fk_message_account_id_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_message_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_dismissed_at",
            ["dismissed_at"],
            unique=False,
            sqlite_where=sa.text("dismissed_at IS NOT NULL"),
            postgresql_where=sa.text("dismissed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_import_batch_id",
            ["account_id", "import_batch_id", "id"],
            unique=False,
            sqlite_where=sa.text("import_batch_id IS NOT NULL"),
            postgresql_where=sa.text("import_batch_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_invitation_id",
            ["account_id", "invitation_id", "id"],
            unique=False,
            sqlite_where=sa.text("invitation_id IS NOT NULL"),
            postgresql_where=sa.text("invitation_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_waiting",
            ["account_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index("uq_message_digest", ["account_id", "digest"], unique=True)
        batch_op.create_index(
            "uq_message_message_id",
            ["account_id", "message_id"],
            unique=True,
            sqlite_where=sa.text("message_id IS NOT NULL"),
            postgresql_where=sa.text("message_id IS NOT NULL"),
        )

    op.create_table(
        "touchpoint",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("spoke_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("medium", sa.String(length=16), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.Column("led_to", sa.Date(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "medium IN ('email', 'linkedin', 'phone', 'portal', 'in_person', 'other')",
            name=op.f("ck_touchpoint_medium"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "contact_id"],
            ["contact.account_id", "contact.id"],
            name=op.f("fk_touchpoint_account_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_touchpoint_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_touchpoint")),
    )
    with op.batch_alter_table("touchpoint", schema=None) as batch_op:
        batch_op.create_index("ix_touchpoint_contact_id", ["account_id", "contact_id", "spoke_at", "id"], unique=False)
        batch_op.create_index(
            "uq_touchpoint_reply_id",
            ["account_id", "reply_id"],
            unique=True,
            sqlite_where=sa.text("reply_id IS NOT NULL"),
            postgresql_where=sa.text("reply_id IS NOT NULL"),
        )

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calendar_uid", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("calendar_sequence", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("calendar_stamped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(
            "uq_invitation_calendar_uid",
            ["account_id", "calendar_uid"],
            unique=True,
            sqlite_where=sa.text("calendar_uid IS NOT NULL"),
            postgresql_where=sa.text("calendar_uid IS NOT NULL"),
        )

    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("message_id", sa.String(length=320), nullable=True))
        batch_op.add_column(sa.Column("approved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("approved_by", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("send_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("last_error", sa.String(length=300), nullable=True))
        batch_op.create_index(
            "ix_reply_approved_at",
            ["account_id", "approved_at"],
            unique=False,
            sqlite_where=sa.text("approved_at IS NOT NULL"),
            postgresql_where=sa.text("approved_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_reply_message_id",
            ["account_id", "message_id"],
            unique=False,
            sqlite_where=sa.text("message_id IS NOT NULL"),
            postgresql_where=sa.text("message_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_reply_unsettled",
            ["account_id", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('approved', 'sending', 'failed', 'outcome_unknown')"),
            postgresql_where=sa.text("state IN ('approved', 'sending', 'failed', 'outcome_unknown')"),
        )
        batch_op.create_index(
            "ix_reply_send_at",
            ["send_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('approved', 'sending')"),
            postgresql_where=sa.text("state IN ('approved', 'sending')"),
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_reply_unsettled",
            sqlite_where=sa.text("state IN ('approved', 'sending', 'failed', 'outcome_unknown')"),
            postgresql_where=sa.text("state IN ('approved', 'sending', 'failed', 'outcome_unknown')"),
        )
        batch_op.drop_index(
            "ix_reply_send_at",
            sqlite_where=sa.text("state IN ('approved', 'sending')"),
            postgresql_where=sa.text("state IN ('approved', 'sending')"),
        )
        batch_op.drop_index(
            "ix_reply_message_id",
            sqlite_where=sa.text("message_id IS NOT NULL"),
            postgresql_where=sa.text("message_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_reply_approved_at",
            sqlite_where=sa.text("approved_at IS NOT NULL"),
            postgresql_where=sa.text("approved_at IS NOT NULL"),
        )
        batch_op.drop_column("last_error")
        batch_op.drop_column("attempts")
        batch_op.drop_column("lease_until")
        batch_op.drop_column("send_at")
        batch_op.drop_column("approved_by")
        batch_op.drop_column("approved_at")
        batch_op.drop_column("message_id")
        batch_op.drop_column("recipient")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invitation_calendar_uid",
            sqlite_where=sa.text("calendar_uid IS NOT NULL"),
            postgresql_where=sa.text("calendar_uid IS NOT NULL"),
        )
        batch_op.drop_column("calendar_stamped_at")
        batch_op.drop_column("calendar_sequence")
        batch_op.drop_column("calendar_uid")

    with op.batch_alter_table("touchpoint", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_touchpoint_reply_id",
            sqlite_where=sa.text("reply_id IS NOT NULL"),
            postgresql_where=sa.text("reply_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_touchpoint_contact_id")

    op.drop_table("touchpoint")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_message_message_id",
            sqlite_where=sa.text("message_id IS NOT NULL"),
            postgresql_where=sa.text("message_id IS NOT NULL"),
        )
        batch_op.drop_index("uq_message_digest")
        batch_op.drop_index(
            "ix_message_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_message_invitation_id",
            sqlite_where=sa.text("invitation_id IS NOT NULL"),
            postgresql_where=sa.text("invitation_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_message_import_batch_id",
            sqlite_where=sa.text("import_batch_id IS NOT NULL"),
            postgresql_where=sa.text("import_batch_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_message_dismissed_at",
            sqlite_where=sa.text("dismissed_at IS NOT NULL"),
            postgresql_where=sa.text("dismissed_at IS NOT NULL"),
        )

    op.drop_table("message")
    with op.batch_alter_table("private_link", schema=None) as batch_op:
        batch_op.drop_index("uq_private_link_digest")

    op.drop_table("private_link")
    with op.batch_alter_table("mailbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_mailbox_next_poll_at",
            sqlite_where=sa.text("next_poll_at IS NOT NULL"),
            postgresql_where=sa.text("next_poll_at IS NOT NULL"),
        )

    op.drop_table("mailbox")
    op.drop_table("mail_identity")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contact_email",
            sqlite_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_contact_speak_on",
            sqlite_where=sa.text("deleted_at IS NULL AND speak_on IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND speak_on IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_contact_name",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_contact_invitation_id",
            sqlite_where=sa.text("invitation_id IS NOT NULL"),
            postgresql_where=sa.text("invitation_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_contact_deleted_at",
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
        )

    op.drop_table("contact")
