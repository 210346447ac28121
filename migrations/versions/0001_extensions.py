"""Extensions, and the key under which names are searched."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXTENSIONS = ("postgis", "btree_gist", "pg_trgm", "unaccent")


def upgrade() -> None:
    """Apply."""
    for name in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    # unaccent() is only STABLE, because its dictionary could change; naming the dictionary makes this safe to index
    op.execute("""
        CREATE FUNCTION search_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, name)) $$
    """)


def downgrade() -> None:
    """Take back; the extensions stay, since others may use them."""
    op.execute("DROP FUNCTION search_key(text)")
