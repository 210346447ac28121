"""Initiatives: their course, every version, whose they are, and drafts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # a link of a new kind; the check is made anew, since it lists the kinds
    op.drop_constraint(op.f("ck_email_link_purpose"), "email_link", type_="check")
    op.create_check_constraint(
        op.f("ck_email_link_purpose"),
        "email_link",
        "purpose IN ('sign_in', 'invitation', 'password_reset', 'registration')",
    )
    op.create_table(
        "initiative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "returned",
                "running",
                "paused",
                "ended",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "layer",
            sa.Enum("social", "missionary", "both", name="layer", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("neighbourhood_ids", postgresql.ARRAY(sa.Integer()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL) AND merged_into_id <> id",
            name=op.f("ck_initiative_merged"),
        ),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80", name=op.f("ck_initiative_slug")),
        sa.CheckConstraint(
            "state NOT IN ('running', 'paused') OR approved_on IS NOT NULL", name=op.f("ck_initiative_approved")
        ),
        sa.ForeignKeyConstraint(
            ["copied_from_id"],
            ["initiative.id"],
            name=op.f("fk_initiative_copied_from_id_initiative"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_initiative_import_id_import_run"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["initiative.id"], name=op.f("fk_initiative_merged_into_id_initiative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative")),
        sa.UniqueConstraint("slug", name=op.f("uq_initiative_slug")),
    )
    op.create_index(op.f("ix_initiative_copied_from_id"), "initiative", ["copied_from_id"], unique=False)
    op.create_index(op.f("ix_initiative_import_id"), "initiative", ["import_id"], unique=False)
    op.create_index(op.f("ix_initiative_merged_into_id"), "initiative", ["merged_into_id"], unique=False)
    op.create_index(
        "ix_initiative_neighbourhood_ids", "initiative", ["neighbourhood_ids"], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_initiative_state_confirmed_on", "initiative", ["state", "confirmed_on"], unique=False)
    op.create_table(
        "faith_side",
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["initiative.id"],
            name=op.f("fk_faith_side_initiative_id_initiative"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("initiative_id", name=op.f("pk_faith_side")),
    )
    op.create_table(
        "initiative_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("email IS NULL OR email = lower(email)", name=op.f("ck_initiative_draft_email")),
        sa.CheckConstraint("pg_column_size(fields) < 131072", name=op.f("ck_initiative_draft_fields")),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["initiative.id"],
            name=op.f("fk_initiative_draft_initiative_id_initiative"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["email_link.id"], name=op.f("fk_initiative_draft_link_id_email_link"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_draft")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_initiative_draft_key_hash")),
        sa.UniqueConstraint("link_id", name=op.f("uq_initiative_draft_link_id")),
    )
    op.create_index(op.f("ix_initiative_draft_email"), "initiative_draft", ["email"], unique=False)
    op.create_index(op.f("ix_initiative_draft_initiative_id"), "initiative_draft", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_initiative_draft_saved_at"), "initiative_draft", ["saved_at"], unique=False)
    op.create_table(
        "initiative_organiser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (partner_id IS NULL)", name=op.f("ck_initiative_organiser_one_of_two")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_initiative_organiser_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["initiative.id"],
            name=op.f("fk_initiative_organiser_initiative_id_initiative"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_initiative_organiser_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_organiser")),
        sa.UniqueConstraint(
            "initiative_id", "account_id", name=op.f("uq_initiative_organiser_initiative_id_account_id")
        ),
        sa.UniqueConstraint(
            "initiative_id", "partner_id", name=op.f("uq_initiative_organiser_initiative_id_partner_id")
        ),
    )
    op.create_index(op.f("ix_initiative_organiser_account_id"), "initiative_organiser", ["account_id"], unique=False)
    op.create_index(op.f("ix_initiative_organiser_partner_id"), "initiative_organiser", ["partner_id"], unique=False)
    op.create_table(
        "initiative_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "approved", "returned", "withdrawn", name="state", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_initiative_revision_decided")),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by <> author_id", name=op.f("ck_initiative_revision_second_person")
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR length(reason) BETWEEN 3 AND 1000", name=op.f("ck_initiative_revision_reason")
        ),
        sa.CheckConstraint("pg_column_size(content) < 65536", name=op.f("ck_initiative_revision_content")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_initiative_revision_author_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_initiative_revision_decided_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["initiative.id"],
            name=op.f("fk_initiative_revision_initiative_id_initiative"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_revision")),
        sa.UniqueConstraint("initiative_id", "number", name=op.f("uq_initiative_revision_initiative_id_number")),
    )
    op.create_index(op.f("ix_initiative_revision_author_id"), "initiative_revision", ["author_id"], unique=False)
    op.create_index(
        "uq_initiative_revision_one_waits",
        "initiative_revision",
        ["initiative_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(
        "uq_initiative_revision_one_waits",
        table_name="initiative_revision",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_initiative_revision_author_id"), table_name="initiative_revision")
    op.drop_table("initiative_revision")
    op.drop_index(op.f("ix_initiative_organiser_partner_id"), table_name="initiative_organiser")
    op.drop_index(op.f("ix_initiative_organiser_account_id"), table_name="initiative_organiser")
    op.drop_table("initiative_organiser")
    op.drop_index(op.f("ix_initiative_draft_saved_at"), table_name="initiative_draft")
    op.drop_index(op.f("ix_initiative_draft_initiative_id"), table_name="initiative_draft")
    op.drop_index(op.f("ix_initiative_draft_email"), table_name="initiative_draft")
    op.drop_table("initiative_draft")
    op.drop_table("faith_side")
    op.drop_index("ix_initiative_state_confirmed_on", table_name="initiative")
    op.drop_index("ix_initiative_neighbourhood_ids", table_name="initiative", postgresql_using="gin")
    op.drop_index(op.f("ix_initiative_merged_into_id"), table_name="initiative")
    op.drop_index(op.f("ix_initiative_import_id"), table_name="initiative")
    op.drop_index(op.f("ix_initiative_copied_from_id"), table_name="initiative")
    op.drop_table("initiative")
    op.execute("DELETE FROM email_link WHERE purpose = 'registration'")
    op.drop_constraint(op.f("ck_email_link_purpose"), "email_link", type_="check")
    op.create_check_constraint(
        op.f("ck_email_link_purpose"), "email_link", "purpose IN ('sign_in', 'invitation', 'password_reset')"
    )
