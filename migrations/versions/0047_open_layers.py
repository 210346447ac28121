"""The layers that anyone may read: public initiatives and places, and how far each neighbourhood is.

They are views over what is live, so that whoever withdraws is gone at once. What they leave out cannot be read by the
roles of the public: what is not public, not social, or of faith; words that people typed, but for a title; who is
behind something. Map tiles are cut from stored shapes in web mercator (EPSG:3857): transforming a hundred thousand
points while somebody waits takes ten times as long.
"""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

STORED = {
    "listing": ("POINT", "geom"),
    "asset": ("POINT", "geom"),
    "neighbourhood_outline": ("MULTIPOLYGON", "geom"),
}
"""Tables that keep their shapes in web mercator as well: what these are, and from which column."""

INDEXED = ("listing", "neighbourhood_outline")

NAMED = {"listing": "title", "asset": "name"}
"""What is named by people, and where that name stands: a name that tells of faith keeps a row out of the layers."""

# Hoogkerk is a village, and a street that is named after a church is no church
WORDS_OF_FAITH = (
    r"\m(alphacursus|aanbidding\w*|avondmaal\w*|bekeer\w*|bekering\w*|bidden|bidt|bidstond\w*|bijbel\w*"
    r"|\w*christelijk\w*|christen\w*|discipel\w*|doopdienst\w*|doopsel|eucharistie\w*|evangeli\w+|gebed\w*|geloof\w*"
    r"|gelovig\w*|god|gods\w*|heilige geest|jezus|jesus|(?!hoogkerk)\w*kerk|kerk(?!straat|laan|pad|hof|plein|weg)\w+"
    r"|missionai\w+|moskee\w*|parochie\w*|pastora\w+|preek|preken|psalm\w*|synagoge\w*|vesper\w*|zending\w*"
    r"|zingeving\w*|bible|\w*church\w*|christian\w*|discipleship|faith|gospel\w*|missionary|mosque\w*|pray\w*"
    r"|sermon\w*|synagogue\w*|worship\w*)\M"
)

FAITH = "SELECT id FROM theme WHERE slug = 'zingeving' OR parent_id = (SELECT id FROM theme WHERE slug = 'zingeving')"

VIEWS = {
    # of what the layers show, so that a browser keeps what has not changed
    "open_version": """
        SELECT subject, version FROM data_version WHERE subject IN ('map', 'initiatives', 'assets')
    """,
    "open_neighbourhood": """
        SELECT n.id, n.slug, n.name, n.inhabitants, n.inhabitants_estimated, n.geom AS rd, o.geom AS lonlat
        FROM neighbourhood n
        LEFT JOIN neighbourhood_outline o ON o.neighbourhood_id = n.id AND o.level = 3
    """,
    "open_outline": "SELECT neighbourhood_id, level, mercator FROM neighbourhood_outline",
    "open_presence": "SELECT neighbourhood_id, stage, period, provenance = 'demo' AS is_demo FROM presence",
    "open_theme": f"""
        SELECT t.id, coalesce(g.slug, t.slug) AS group_slug
        FROM theme t LEFT JOIN theme g ON g.id = t.parent_id WHERE t.id NOT IN ({FAITH})
    """,
    "open_sign": "SELECT neighbourhood_id, observed_on FROM evidence",
    "open_initiative": f"""
        SELECT l.initiative_id AS id, l.slug, l.title, l.state, coalesce(g.slug, t.slug) AS theme,
            l.main_theme_id AS theme_id, l.reach, l.starts_on, l.ends_on, l.help_until, l.published_on, l.confirmed_on,
            l.provenance = 'demo' AS is_demo, l.geom AS rd, l.lonlat, l.mercator
        FROM listing l
        JOIN theme t ON t.id = l.main_theme_id
        LEFT JOIN theme g ON g.id = t.parent_id
        WHERE l.state <> 'ended' AND l.ended_on IS NULL AND NOT l.tells_faith
            AND l.main_theme_id NOT IN ({FAITH})
    """,
    "open_initiative_neighbourhood": f"""
        SELECT m.initiative_id, n.slug
        FROM listing_neighbourhood m
        JOIN listing l USING (initiative_id)
        JOIN neighbourhood n ON n.id = m.neighbourhood_id
        WHERE l.state <> 'ended' AND l.ended_on IS NULL AND NOT l.tells_faith
            AND l.main_theme_id NOT IN ({FAITH})
    """,
    # coordinators keep assets here that are not public: a function of who asks may not see their rows go by
    "open_place": f"""
        SELECT a.id, a.slug, a.name, a.kind, n.slug AS neighbourhood, a.capacity, a.confirmed_on,
            a.provenance = 'demo' AS is_demo, a.geom AS rd, a.lonlat, a.mercator
        FROM asset a
        JOIN neighbourhood n ON n.id = a.neighbourhood_id
        WHERE a.is_public AND a.ended_on IS NULL AND a.geom IS NOT NULL AND NOT a.tells_faith
            AND NOT EXISTS (SELECT FROM partner p WHERE p.id = a.partner_id AND p.kind = 'church')
            AND (
                NOT EXISTS (SELECT FROM asset_theme s WHERE s.asset_id = a.id)
                OR EXISTS (SELECT FROM asset_theme s WHERE s.asset_id = a.id AND s.theme_id NOT IN ({FAITH}))
            )
    """,
}
"""Each with the rows and columns that may be known, and no other."""

GUARDED = ("open_place",)


def upgrade() -> None:
    """Apply."""
    op.execute(f"""
        CREATE FUNCTION tells_faith(words text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $$ SELECT words ~* '{WORDS_OF_FAITH}' $$
    """)
    for table, (kind, column) in STORED.items():
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN mercator geometry({kind}, 3857)"
            f" GENERATED ALWAYS AS (ST_Transform({column}, 3857)) STORED"
        )
    for table, column in NAMED.items():
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN tells_faith boolean GENERATED ALWAYS AS (tells_faith({column})) STORED"
        )
    for table in INDEXED:
        op.execute(f"CREATE INDEX idx_{table}_mercator ON {table} USING gist (mercator)")
    for name, rows in VIEWS.items():
        guard = " WITH (security_barrier)" if name in GUARDED else ""
        op.execute(f"CREATE VIEW pub.{name}{guard} AS {rows}")


def downgrade() -> None:
    """Take back."""
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW pub.{name}")
    for table in INDEXED:
        op.execute(f"DROP INDEX idx_{table}_mercator")
    for table in STORED:
        op.execute(f"ALTER TABLE {table} DROP COLUMN mercator")
    for table in NAMED:
        op.execute(f"ALTER TABLE {table} DROP COLUMN tells_faith")
    op.execute("DROP FUNCTION tells_faith(text)")
