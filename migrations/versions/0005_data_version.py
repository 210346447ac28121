"""A version of what the public map shows, kept by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MAP_TABLES = (
    "area_release",
    "neighbourhood",
    "neighbourhood_area",
    "neighbourhood_outline",
    "presence",
    "evidence",
    "coverage_target",
    "way_to_help",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "data_version",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_data_version")),
    )
    op.execute("""
        CREATE FUNCTION bump_data_version() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE now_micros bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
        BEGIN
            -- the clock keeps a version from coming back with other data after a backup is restored
            INSERT INTO data_version AS kept (subject, version) VALUES (TG_ARGV[0], now_micros)
            ON CONFLICT (subject) DO UPDATE SET version = greatest(kept.version + 1, now_micros);
            RETURN NULL;
        END $$
    """)
    for table in MAP_TABLES:
        op.execute(f"""
            CREATE TRIGGER {table}_bumps_map AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION bump_data_version('map')
        """)


def downgrade() -> None:
    """Take back."""
    for table in MAP_TABLES:
        op.execute(f"DROP TRIGGER {table}_bumps_map ON {table}")
    op.execute("DROP FUNCTION bump_data_version()")
    op.drop_table("data_version")
