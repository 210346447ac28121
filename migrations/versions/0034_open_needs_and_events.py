"""What a coordinator may change again: events of a discovery with their sign of life, and why a public need closed.

Beside it how much is asked, without what would point to fewer than five people.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
DEFINER = "SECURITY DEFINER SET search_path = public"
COORDINATES = "(app_holds('city_coordinator') OR cardinality(app_neighbourhoods()) > 0)"

# a sign of life that an event gave can be put right with that event; every other one stands
OF_AN_EVENT = """EXISTS (
    SELECT FROM discovery_event e JOIN discovery d ON d.id = e.discovery_id
    WHERE e.evidence_id = evidence.id AND d.neighbourhood_id = evidence.neighbourhood_id
) AND ((SELECT app_holds('city_coordinator')) OR neighbourhood_id = ANY ((SELECT app_neighbourhoods())::int[]))"""

POLICIES = {
    "SELECT": "USING (true)",
    "INSERT": "WITH CHECK (true)",
    "UPDATE": f"USING ({OF_AN_EVENT}) WITH CHECK (true)",
    "DELETE": f"USING ({OF_AN_EVENT})",
}

# which event gave which sign: by place, day and words, as `webapp.discovery.rules.sign_of_event` makes those
LINK = """
    WITH told AS (
        SELECT e.id, d.neighbourhood_id, e.on_day,
               CASE e.kind
                   WHEN 'gathering' THEN 'Bewoners kwamen bij elkaar in het ontdekkingsproces'
                   WHEN 'conversations' THEN 'Er waren gesprekken met bewoners in het ontdekkingsproces'
                   ELSE 'Uit het ontdekkingsproces kwam iets nieuws' END
               || CASE WHEN e.people >= 3 THEN ': ' || e.people || ' mensen.' ELSE '.' END AS note
        FROM discovery_event e JOIN discovery d ON d.id = e.discovery_id
    ), numbered AS (
        SELECT id, neighbourhood_id, on_day, note,
               row_number() OVER (PARTITION BY neighbourhood_id, on_day, note ORDER BY id) AS number
        FROM told
    ), signs AS (
        SELECT id, neighbourhood_id, observed_on, note,
               row_number() OVER (PARTITION BY neighbourhood_id, observed_on, note ORDER BY id) AS number
        FROM evidence WHERE kind = 'discovery_process'
    )
    UPDATE discovery_event SET evidence_id = s.id
    FROM numbered n
    JOIN signs s ON (s.neighbourhood_id, s.observed_on, s.note, s.number)
        = (n.neighbourhood_id, n.on_day, n.note, n.number)
    WHERE discovery_event.id = n.id
"""

# who coordinates there is told exactly; to others fewer than five people who ask are no number
HIDDEN = "NOT neighbourhood_id = ANY (app_neighbourhoods()) AND count(DISTINCT person_id) BETWEEN 1 AND 4"
PUBLICLY = "coalesce(sum(quantity) FILTER (WHERE kind = 'public'), 0)"
PRIVATELY = "coalesce(sum(quantity) FILTER (WHERE kind = 'private'), 0)"
ASKED = f"FROM need WHERE state = 'open' AND expires_on > app_today() AND {COORDINATES}"

FUNCTIONS = {
    # how many helpers are asked per place and theme: publicly, and by households, NULL where that is not told
    "asked_totals()": f"""RETURNS TABLE (neighbourhood_id integer, theme_id integer, publicly bigint, privately bigint)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT neighbourhood_id, theme_id, {PUBLICLY}, CASE WHEN NOT ({HIDDEN}) THEN {PRIVATELY} END
        {ASKED} GROUP BY 1, 2
    $$""",
    # the same by buurt, to reckon with: what is not told counts as two, so that nothing that follows from it tells more
    "asked_roughly()": f"""RETURNS TABLE (neighbourhood_id integer, buurt_code text, theme_id integer, asked bigint,
            is_rough boolean)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT neighbourhood_id, buurt_code, theme_id, {PUBLICLY} + CASE WHEN {HIDDEN} THEN 2 ELSE {PRIVATELY} END,
               {HIDDEN}
        {ASKED} GROUP BY 1, 2, 3
    $$""",
}

RECIPROCITY = "RETURNS TABLE (neighbourhood_id integer, asked bigint, gave bigint, did_both bigint)"
SIDES = f"""
    SELECT p.neighbourhood_id, count(*) FILTER (WHERE x.asked) AS asked, count(*) FILTER (WHERE x.gave) AS gave,
           count(*) FILTER (WHERE x.asked AND x.gave) AS did_both
    FROM person p
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM need n WHERE n.person_id = p.id) AS asked,
               EXISTS (SELECT FROM match m WHERE m.helper_id = p.id AND m.state IN ('accepted', 'done')) AS gave
    ) x
    WHERE (x.asked OR x.gave) AND p.neighbourhood_id IS NOT NULL AND {COORDINATES}
    GROUP BY 1 HAVING count(*) >= 5
"""
# neither who did both, nor who did only one of them, follows from the others when it is about fewer than five
TOLD = f"""{RECIPROCITY} LANGUAGE sql STABLE {DEFINER} AS $$
    SELECT neighbourhood_id, CASE WHEN asked >= 5 THEN asked END, CASE WHEN gave >= 5 THEN gave END,
           CASE WHEN did_both >= 5 AND asked - did_both NOT BETWEEN 1 AND 4 AND gave - did_both NOT BETWEEN 1 AND 4
               THEN did_both END
    FROM ({SIDES}) sides
$$"""
BEFORE = f"{RECIPROCITY} LANGUAGE sql STABLE {DEFINER} AS $$ {SIDES} $$"


def upgrade() -> None:
    """Apply."""
    op.add_column("discovery_event", sa.Column("evidence_id", sa.Integer(), nullable=True))
    op.add_column("discovery_event", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_foreign_key(
        op.f("fk_discovery_event_evidence_id_evidence"),
        "discovery_event",
        "evidence",
        ["evidence_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_unique_constraint(op.f("uq_discovery_event_evidence_id"), "discovery_event", ["evidence_id"])
    op.execute(LINK)
    op.execute("ALTER TABLE evidence ENABLE ROW LEVEL SECURITY")
    op.execute(f"GRANT UPDATE, DELETE ON evidence TO {ROLE}")
    for kind, rows in POLICIES.items():
        op.execute(f"CREATE POLICY evidence_{kind.lower()} ON evidence FOR {kind} TO {ROLE} {rows}")
    op.add_column("need", sa.Column("closed_because", sa.String(), server_default=sa.text("''"), nullable=False))
    op.create_check_constraint(
        op.f("ck_need_closed_because"),
        "need",
        "length(closed_because) <= 300 AND (closed_because = '' OR (kind = 'public' AND state <> 'open'))",
    )
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} {body}")
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {ROLE}")
    op.execute(f"CREATE OR REPLACE FUNCTION reciprocity() {TOLD}")


def downgrade() -> None:
    """Take back."""
    op.execute(f"CREATE OR REPLACE FUNCTION reciprocity() {BEFORE}")
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.drop_constraint(op.f("ck_need_closed_because"), "need", type_="check")
    op.drop_column("need", "closed_because")
    for kind in POLICIES:
        op.execute(f"DROP POLICY evidence_{kind.lower()} ON evidence")
    op.execute(f"REVOKE UPDATE, DELETE ON evidence FROM {ROLE}")
    op.execute("ALTER TABLE evidence DISABLE ROW LEVEL SECURITY")
    op.drop_constraint(op.f("uq_discovery_event_evidence_id"), "discovery_event", type_="unique")
    op.drop_constraint(op.f("fk_discovery_event_evidence_id_evidence"), "discovery_event", type_="foreignkey")
    op.drop_column("discovery_event", "version")
    op.drop_column("discovery_event", "evidence_id")
