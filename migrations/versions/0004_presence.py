"""Presence of Missie050: stages, evidence, target, ways to help."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "coverage_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=False),
        sa.Column("target_year", sa.Integer(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("period"), "&&"), using="gist", name="ex_coverage_target_one_at_a_time"
        ),
        sa.CheckConstraint(
            "1900 <= start_year AND start_year < target_year AND target_year <= 2200",
            name=op.f("ck_coverage_target_years"),
        ),
        sa.CheckConstraint("NOT isempty(period)", name=op.f("ck_coverage_target_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_target")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "coordinator",
                "network",
                "discovery_process",
                "initiative",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("note_en", sa.String(), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_evidence_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(
        "ix_evidence_neighbourhood_id_observed_on", "evidence", ["neighbourhood_id", "observed_on"], unique=False
    )
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "unreached",
                "exploring",
                "starting",
                "active",
                "self_sustaining",
                name="stage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column(
            "since_precision",
            sa.Enum("day", "month", "year", name="since_precision", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("note_en", sa.String(), nullable=False),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("neighbourhood_id"), "="),
            (sa.column("period"), "&&"),
            using="gist",
            name="ex_presence_no_overlap",
        ),
        sa.CheckConstraint("NOT isempty(period) AND NOT lower_inf(period)", name=op.f("ck_presence_period")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_presence_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_table(
        "way_to_help",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_way_to_help_minutes")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_way_to_help_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_to_help")),
    )
    op.create_index(op.f("ix_way_to_help_neighbourhood_id"), "way_to_help", ["neighbourhood_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("way_to_help")
    op.drop_table("presence")
    op.drop_table("evidence")
    op.drop_table("coverage_target")
