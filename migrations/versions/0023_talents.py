"""What people can do, when and how far."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("person", sa.Column("scouted_by", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_person_scouted_by_account"), "person", "account", ["scouted_by"], ["id"], ondelete="SET NULL"
    )
    op.add_column("theme", sa.Column("for_people", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    # what a neighbourhood works on, and would label a person
    op.execute("""
        UPDATE theme SET for_people = false WHERE slug IN (
            'eenzaamheid', 'samenleven', 'rondkomen', 'armoede', 'kinderarmoede', 'schulden', 'nieuwkomers',
            'vluchtelingen-zonder-papieren', 'veilig-en-gezond', 'prostitutie', 'alcohol', 'zingeving'
        )
    """)

    op.create_table(
        "offering",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "reach",
            sa.Enum("building", "metres", "city", name="reach_kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("reach_metres", sa.Integer(), nullable=True),
        sa.Column("goes_beyond", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("weekly", postgresql.INT4MULTIRANGE(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(reach = 'metres') = (reach_metres IS NOT NULL)", name=op.f("ck_offering_reach_metres")),
        sa.CheckConstraint("reach <> 'building' OR NOT goes_beyond", name=op.f("ck_offering_goes_beyond")),
        sa.CheckConstraint("capacity BETWEEN 0 AND 60", name=op.f("ck_offering_capacity")),
        sa.CheckConstraint("cardinality(languages) <= 12", name=op.f("ck_offering_languages")),
        sa.CheckConstraint("reach_metres BETWEEN 100 AND 15000", name=op.f("ck_offering_reach")),
        sa.CheckConstraint(
            "weekly <@ int4multirange(int4range(0, 10080)) AND NOT isempty(weekly)", name=op.f("ck_offering_weekly")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_offering_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_offering")),
    )
    op.create_table(
        "person_requirement",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "vog",
                "driving_licence",
                "first_aid",
                "food_hygiene",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_requirement_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["seen_by"], ["account.id"], name=op.f("fk_person_requirement_seen_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_person_requirement")),
    )
    op.create_geospatial_table(
        "masked_place",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
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
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_masked_place_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_masked_place")),
    )
    op.create_table(
        "talent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("learning", "able", "skilled", name="level", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("wants_to_learn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "scouted",
                "recognised",
                "in_development",
                "deployed",
                name="stage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("is_offered", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("scouted_by", sa.Integer(), nullable=True),
        sa.Column("scouted_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(what) BETWEEN 1 AND 120", name=op.f("ck_talent_what")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_talent_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scouted_by"], ["account.id"], name=op.f("fk_talent_scouted_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_talent_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent")),
    )
    op.create_index(op.f("ix_talent_scouted_on"), "talent", ["scouted_on"], unique=False)
    op.create_index(op.f("ix_talent_theme_id"), "talent", ["theme_id"], unique=False)
    op.create_index(
        "uq_talent_once", "talent", ["person_id", "theme_id", sa.literal_column("lower(what)")], unique=True
    )
    op.create_table(
        "talent_stage_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talent_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "scouted",
                "recognised",
                "in_development",
                "deployed",
                name="stage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_account"], ["account.id"], name=op.f("fk_talent_stage_change_by_account_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_talent_stage_change_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["talent_id"], ["talent.id"], name=op.f("fk_talent_stage_change_talent_id_talent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_stage_change")),
    )
    op.create_index(op.f("ix_talent_stage_change_person_id"), "talent_stage_change", ["person_id"], unique=False)
    op.create_index(op.f("ix_talent_stage_change_talent_id"), "talent_stage_change", ["talent_id"], unique=False)
    op.create_table(
        "talent_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talent_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("course", "buddy", "first_task", "other", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "length(words) BETWEEN 1 AND 200 AND length(outcome) <= 500", name=op.f("ck_talent_step_words")
        ),
        sa.ForeignKeyConstraint(
            ["by_account"], ["account.id"], name=op.f("fk_talent_step_by_account_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_talent_step_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["talent_id"], ["talent.id"], name=op.f("fk_talent_step_talent_id_talent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_step")),
    )
    op.create_index(op.f("ix_talent_step_person_id"), "talent_step", ["person_id"], unique=False)
    op.create_index(op.f("ix_talent_step_talent_id"), "talent_step", ["talent_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("talent_step")
    op.drop_table("talent_stage_change")
    op.drop_table("talent")
    op.drop_table("masked_place")
    op.drop_table("person_requirement")
    op.drop_table("offering")
    op.drop_column("theme", "for_people")
    op.drop_constraint("fk_person_scouted_by_account", "person", type_="foreignkey")
    op.drop_column("person", "scouted_by")
