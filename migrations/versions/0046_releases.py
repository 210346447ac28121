"""What is made public of the city: releases that never change, and the roles that read nothing else."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

from webapp.migration_rows import apply_policies, grant_writes, revoke_writes, take_policies

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

READERS = ("missie050_public", "missie050_municipality")
STAGES = ("unreached", "exploring", "starting", "active", "self_sustaining")
KINDS = ("buurt", "wijk", "neighbourhood")
PARTS = ("release_area", "release_file")
ASKS = "(SELECT app_holds('city_coordinator'))"
POLICIES = {
    "release_request": {
        "SELECT": ASKS,
        "INSERT": f"{ASKS} AND answered_at IS NULL",
        "DELETE": f"{ASKS} AND answered_at IS NULL",
    }
}
WRITES = {"release_request": "INSERT, DELETE"}

# only within the transaction that makes a release are its parts put in
HERE_AND_NOW = "pg_current_xact_id()::text::bigint"
FUNCTIONS = {
    "begin_release": f"""
        BEGIN
            NEW.made_in := {HERE_AND_NOW};
            RETURN NEW;
        END
    """,
    "release_stays": """
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.is_demo THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'release % does not change', OLD.version USING ERRCODE = 'restrict_violation';
        END
    """,
    "part_joins": f"""
        BEGIN
            IF EXISTS (
                SELECT FROM made JOIN pub.release r ON r.id = made.release_id WHERE r.made_in <> {HERE_AND_NOW}
            ) THEN
                RAISE EXCEPTION 'a release does not change' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END
    """,
    "part_stays": """
        BEGIN
            -- of a demonstration, or swept along with it
            IF TG_OP = 'DELETE' AND coalesce((SELECT is_demo FROM pub.release WHERE id = OLD.release_id), true) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'a release does not change' USING ERRCODE = 'restrict_violation';
        END
    """,
    "all_stays": """
        BEGIN
            RAISE EXCEPTION 'releases are not emptied' USING ERRCODE = 'restrict_violation';
        END
    """,
}


def upgrade() -> None:
    """Apply."""
    op.execute("CREATE SCHEMA pub")
    _make_release()
    _make_areas()
    _make_files()
    op.create_table(
        "release_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("refused_because", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (version IS NULL AND refused_because IS NULL)"
            " AND NOT (version IS NOT NULL AND refused_because IS NOT NULL)",
            name=op.f("ck_release_request_answer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_request")),
    )
    op.create_index(
        "uq_release_request_open",
        "release_request",
        [sa.text("(answered_at IS NULL)")],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    apply_policies(op, POLICIES)
    grant_writes(op, WRITES)
    _let_nothing_change()
    _make_readers()


def downgrade() -> None:
    """Take back."""
    for role in READERS:
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA pub REVOKE SELECT ON TABLES FROM {role}")
        op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA pub FROM {role}")
        op.execute(f"REVOKE ALL ON SCHEMA pub FROM {role}")
    revoke_writes(op, WRITES)
    take_policies(op, POLICIES)
    op.drop_table("release_request")
    for part in reversed(PARTS):
        op.drop_table(part, schema="pub")
    op.drop_table("release", schema="pub")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION pub.{name}()")
    op.execute("DROP SCHEMA pub")


def _make_release() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("format", sa.SmallInteger(), nullable=False),
        sa.Column("geography_year", sa.SmallInteger(), nullable=False),
        sa.Column("is_schematic", sa.Boolean(), nullable=False),
        sa.Column("geography_source", sa.String(), nullable=False),
        sa.Column("network_month", sa.Date(), nullable=True),
        sa.Column("method", postgresql.JSONB(), nullable=False),
        sa.Column("neighbourhoods", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("present_fresh", sa.Integer(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=False),
        sa.Column("inhabitants_present", sa.Integer(), nullable=False),
        sa.Column("initiatives", sa.Integer(), nullable=False),
        sa.Column("assets", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("made_in", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("version ~ '^[0-9]{4}-[0-9]{2}[.][0-9]+(-demo)?$'", name=op.f("ck_release_version")),
        sa.CheckConstraint("is_demo = (version LIKE '%-demo')", name=op.f("ck_release_demo")),
        sa.CheckConstraint("extract(day FROM month) = 1 AND number > 0", name=op.f("ck_release_month")),
        sa.CheckConstraint(
            "present_fresh <= present AND present <= neighbourhoods AND inhabitants_present <= inhabitants",
            name=op.f("ck_release_counts"),
        ),
        sa.CheckConstraint("needs >= 0 AND needs % 10 = 0", name=op.f("ck_release_needs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("version", name=op.f("uq_release_version")),
        schema="pub",
    )


def _make_areas() -> None:
    op.create_table(
        "release_area",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=13),
            nullable=False,
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("wijk_code", sa.String(), nullable=True),
        sa.Column("neighbourhood", sa.String(), nullable=True),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.Column(
            "geom",
            Geometry("MULTIPOLYGON", srid=28992, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"),
            nullable=True,
        ),
        sa.Column(
            "lonlat",
            Geometry("MULTIPOLYGON", srid=4326, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"),
            sa.Computed("ST_Transform(geom, 4326)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "stage",
            sa.Enum(*STAGES, name="stage", native_enum=False, create_constraint=True, length=15),
            nullable=True,
        ),
        sa.Column("stage_since", sa.Date(), nullable=True),
        sa.Column("is_present", sa.Boolean(), nullable=True),
        sa.Column("is_stale", sa.Boolean(), nullable=True),
        sa.Column("buurten", sa.Integer(), nullable=False),
        sa.Column("buurten_present", sa.Integer(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.Column("inhabitants_present", sa.Integer(), nullable=True),
        sa.Column("inhabitants_year", sa.SmallInteger(), nullable=True),
        sa.Column("inhabitants_estimated", sa.Boolean(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("pct_65plus", sa.Double(), nullable=True),
        sa.Column("pct_one_person_households", sa.Double(), nullable=True),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("initiatives", sa.Integer(), nullable=False),
        sa.Column("assets", sa.Integer(), nullable=False),
        sa.Column("network_people", sa.Integer(), nullable=True),
        sa.Column("network_ties", sa.Integer(), nullable=True),
        sa.Column("signals", sa.Integer(), nullable=True),
        sa.Column("needs", sa.Integer(), nullable=True),
        sa.CheckConstraint("buurten_present <= buurten", name=op.f("ck_release_area_buurten")),
        sa.CheckConstraint(
            "network_people >= 5 AND network_people % 5 = 0 AND network_ties >= 5 AND network_ties % 5 = 0"
            " AND signals >= 5 AND signals % 5 = 0",
            name=op.f("ck_release_area_fives"),
        ),
        sa.CheckConstraint("needs >= 0 AND needs % 10 = 0", name=op.f("ck_release_area_tens")),
        sa.CheckConstraint(
            "kind = 'neighbourhood' OR num_nonnulls(network_people, network_ties, signals, needs) = 0",
            name=op.f("ck_release_area_people_per_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["pub.release.id"],
            name=op.f("fk_release_area_release_id_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "kind", "code", name=op.f("pk_release_area")),
        schema="pub",
    )
    op.create_index(
        "ix_release_area_release_id_geom",
        "release_area",
        ["release_id", "kind", "geom"],
        schema="pub",
        postgresql_using="gist",
    )


def _make_files() -> None:
    op.create_table(
        "release_file",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint("name ~ '^[a-z0-9-]+[.][a-z]+$'", name=op.f("ck_release_file_name")),
        sa.CheckConstraint(
            "size = octet_length(content) AND sha256 = encode(sha256(content), 'hex')",
            name=op.f("ck_release_file_content"),
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["pub.release.id"],
            name=op.f("fk_release_file_release_id_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "name", name=op.f("pk_release_file")),
        schema="pub",
    )


def _let_nothing_change() -> None:
    for name, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION pub.{name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        op.execute(f"REVOKE ALL ON FUNCTION pub.{name}() FROM PUBLIC")
    op.execute("CREATE TRIGGER begins BEFORE INSERT ON pub.release FOR EACH ROW EXECUTE FUNCTION pub.begin_release()")
    _always("release", "stays", "BEFORE UPDATE OR DELETE", "ROW", "release_stays")
    for part in PARTS:
        op.execute(f"""
            CREATE TRIGGER joins AFTER INSERT ON pub.{part} REFERENCING NEW TABLE AS made
            FOR EACH STATEMENT EXECUTE FUNCTION pub.part_joins()
        """)
        _always(part, "stays", "BEFORE UPDATE OR DELETE", "ROW", "part_stays")
    for table in ("release", *PARTS):
        _always(table, "is_kept", "BEFORE TRUNCATE", "STATEMENT", "all_stays")


def _always(table: str, name: str, moment: str, each: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {moment} ON pub.{table} FOR EACH {each} EXECUTE FUNCTION pub.{function}()")
    # also for who pretends to be a replica
    op.execute(f"ALTER TABLE pub.{table} ENABLE ALWAYS TRIGGER {name}")


def _make_readers() -> None:
    for role in READERS:
        # a role belongs to the whole server: another database, or another test, may have made it already
        op.execute(f"""
            DO $$ BEGIN
                CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$
        """)
        op.execute(f"DO $$ BEGIN EXECUTE format('GRANT {role} TO %I', current_user); END $$")
        op.execute(f"GRANT USAGE ON SCHEMA pub TO {role}")
        op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA pub TO {role}")
        # all that is in this schema is for everyone: whoever adds a table or a view to it says so
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA pub GRANT SELECT ON TABLES TO {role}")
