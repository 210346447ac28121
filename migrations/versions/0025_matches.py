"""The index of offers, matches, and how candidates are weighed."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_geospatial_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talent_id", sa.Integer(), nullable=True),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("fit_key", sa.Integer(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("reach_metres", sa.Integer(), nullable=True),
        sa.Column("goes_beyond", sa.Boolean(), nullable=False),
        sa.Column("weekly", postgresql.INT4MULTIRANGE(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.CheckConstraint("(talent_id IS NULL) <> (asset_id IS NULL)", name=op.f("ck_offer_one_source")),
        sa.CheckConstraint("(talent_id IS NULL) = (person_id IS NULL)", name=op.f("ck_offer_person")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_offer_asset_id_asset"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_offer_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_offer_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["talent_id"], ["talent.id"], name=op.f("fk_offer_talent_id_talent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_offer_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index("ix_offer_fit_key_geom", "offer", ["fit_key", "geom"], unique=False, postgresql_using="gist")
    op.create_index(op.f("ix_offer_neighbourhood_id"), "offer", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_offer_person_id"), "offer", ["person_id"], unique=False)
    op.create_index(op.f("ix_offer_theme_id"), "offer", ["theme_id"], unique=False)
    op.create_index("uq_offer_asset", "offer", ["asset_id", "theme_id"], unique=True)
    op.create_index("uq_offer_talent", "offer", ["talent_id"], unique=True)
    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("talent_id", sa.Integer(), nullable=True),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "declined",
                "withdrawn",
                "expired",
                "done",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_until", sa.Date(), nullable=False),
        sa.Column("helper_said", sa.Boolean(), nullable=True),
        sa.Column("helper_said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asker_said", sa.Boolean(), nullable=True),
        sa.Column("asker_said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("task_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("sealed_place", sa.LargeBinary(), nullable=True),
        sa.Column(
            "helper_outcome",
            sa.Enum("well", "partly", "not", name="helper_outcome", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column("helper_words", sa.LargeBinary(), nullable=True),
        sa.Column(
            "asker_outcome",
            sa.Enum("well", "partly", "not", name="asker_outcome", native_enum=False, create_constraint=True),
            nullable=True,
        ),
        sa.Column("asker_words", sa.LargeBinary(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state <> 'accepted' OR (helper_said AND asker_said)", name=op.f("ck_match_both_said_yes")),
        sa.CheckConstraint("(talent_id IS NULL) <> (asset_id IS NULL)", name=op.f("ck_match_one_source")),
        sa.CheckConstraint("helper_id <> asker_id", name=op.f("ck_match_two_people")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 1440", name=op.f("ck_match_minutes")),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_match_asker_id_person"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_match_asset_id_asset"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["person.id"], name=op.f("fk_match_helper_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_match_need_id_need"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_match_neighbourhood_id_neighbourhood")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_match_proposed_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["talent_id"], ["talent.id"], name=op.f("fk_match_talent_id_talent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("key", name=op.f("uq_match_key")),
    )
    op.create_index(op.f("ix_match_asker_id"), "match", ["asker_id"], unique=False)
    op.create_index(op.f("ix_match_asset_id"), "match", ["asset_id"], unique=False)
    op.create_index(
        "ix_match_helper_open",
        "match",
        ["helper_id", "task_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('proposed', 'accepted')"),
    )
    op.create_index(op.f("ix_match_neighbourhood_id"), "match", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_match_talent_id"), "match", ["talent_id"], unique=False)
    op.create_index(
        "uq_match_asset",
        "match",
        ["need_id", "asset_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('withdrawn', 'expired')"),
    )
    op.create_index(
        "uq_match_talent",
        "match",
        ["need_id", "talent_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('withdrawn', 'expired')"),
    )
    op.create_table(
        "matching_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.SmallInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("distance", sa.SmallInteger(), nullable=False),
        sa.Column("time", sa.SmallInteger(), nullable=False),
        sa.Column("language", sa.SmallInteger(), nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=False),
        sa.Column("rest", sa.SmallInteger(), nullable=False),
        sa.Column("rest_days", sa.SmallInteger(), nullable=False),
        sa.Column("default_reserve", sa.SmallInteger(), nullable=False),
        sa.Column("answer_days", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 60", name=op.f("ck_matching_weights_answer_days")),
        sa.CheckConstraint(
            "rest_days BETWEEN 0 AND 365 AND default_reserve BETWEEN 0 AND 20", name=op.f("ck_matching_weights_days")
        ),
        sa.CheckConstraint(
            "theme BETWEEN 0 AND 10 AND level BETWEEN 0 AND 10 AND distance BETWEEN 0 AND 10 AND "
            "time BETWEEN 0 AND 10 AND language BETWEEN 0 AND 10 AND capacity BETWEEN 0 AND 10 AND "
            "rest BETWEEN 0 AND 10",
            name=op.f("ck_matching_weights_weights"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_weights")),
    )
    op.create_table(
        "reserve",
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("kept BETWEEN 0 AND 50", name=op.f("ck_reserve_kept")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_reserve_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_reserve_theme_id_theme"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("neighbourhood_id", "theme_id", name=op.f("pk_reserve")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("reserve")
    op.drop_table("matching_weights")
    op.drop_table("match")
    op.drop_table("offer")
