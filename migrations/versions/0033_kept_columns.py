"""Columns that only the product's own functions change, or that only who may know them fills; pauses in counts."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

OWN = "person_id = (SELECT app_person())"
VISIBLE = "person_id IN (SELECT app_visible_people())"
TOLD = f"({OWN} AND seen_on IS NULL AND seen_by IS NULL)"
ANOTHER = "person_id IS DISTINCT FROM (SELECT app_person())"
SEEN = f"({VISIBLE} AND {ANOTHER} AND seen_on = app_today() AND seen_by = (SELECT app_account()))"
"""What somebody may keep about a paper: that they have it, of themselves; that they saw it today, of somebody else."""

CHANGED_BY_SITE = (
    "state",
    "closed_at",
    "task_at",
    "minutes",
    "sealed_place",
    "helper_outcome",
    "helper_words",
    "asker_outcome",
    "asker_words",
    "follow_up_on",
    "version",
)
"""The columns of a match that are not `propose_match`'s, `answer_match`'s or the worker's to write."""

COORDINATES = "(app_holds('city_coordinator') OR cardinality(app_neighbourhoods()) > 0)"
PAUSED = "AND coalesce(o.paused_until <= app_today(), true)"

# who runs as the site is looked at: the functions of matching run as the owner of the tables
KEEP_SIDES = f"""
    CREATE FUNCTION keep_sides_of_match() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
    DECLARE
        me integer;
        coordinates boolean;
        helps boolean;
        asks boolean;
    BEGIN
        IF current_user <> '{ROLE}' THEN
            RETURN NEW;
        END IF;
        me := app_person();
        helps := coalesce(OLD.helper_id = me, false);
        asks := coalesce(OLD.asker_id = me, false);
        coordinates := OLD.neighbourhood_id = ANY (app_neighbourhoods())
            OR (OLD.asker_id IS NULL AND app_holds('city_coordinator'));
        IF NOT coordinates AND (NEW.task_at, NEW.minutes, NEW.sealed_place, NEW.follow_up_on)
                IS DISTINCT FROM (OLD.task_at, OLD.minutes, OLD.sealed_place, OLD.follow_up_on) THEN
            RAISE EXCEPTION 'only a coordinator plans match %', OLD.id USING ERRCODE = 'insufficient_privilege';
        END IF;
        -- what a side told is its own, and a coordinator notes only what nobody told
        IF (NEW.helper_words IS DISTINCT FROM OLD.helper_words AND NOT helps)
            OR (NEW.asker_words IS DISTINCT FROM OLD.asker_words AND NOT asks)
            OR (NEW.helper_outcome IS DISTINCT FROM OLD.helper_outcome AND NOT helps
                AND NOT (coordinates AND OLD.helper_outcome IS NULL))
            OR (NEW.asker_outcome IS DISTINCT FROM OLD.asker_outcome AND NOT asks
                AND NOT (coordinates AND OLD.asker_outcome IS NULL))
            OR ((NEW.helper_outcome, NEW.helper_words, NEW.asker_outcome, NEW.asker_words)
                    IS DISTINCT FROM (OLD.helper_outcome, OLD.helper_words, OLD.asker_outcome, OLD.asker_words)
                AND OLD.state NOT IN ('accepted', 'done')) THEN
            RAISE EXCEPTION 'only a side tells how match % went', OLD.id USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.state = OLD.state THEN
            IF NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
                RAISE EXCEPTION 'match % was not closed', OLD.id USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NEW;
        END IF;
        -- a yes or a no goes through answer_match, which looks at consent, days and the need again
        IF NOT (
            (coordinates AND (OLD.state, NEW.state) IN (
                ('proposed', 'withdrawn'), ('accepted', 'withdrawn'), ('accepted', 'done')))
            OR ((helps OR asks) AND (OLD.state, NEW.state) = ('accepted', 'withdrawn'))
            OR ((helps OR asks) AND (OLD.state, NEW.state) = ('accepted', 'done')
                AND NEW.helper_outcome IS NOT NULL AND (NEW.asker_outcome IS NOT NULL OR OLD.asker_id IS NULL))
        ) THEN
            RAISE EXCEPTION 'match % cannot become % this way', OLD.id, NEW.state
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END
    $$
"""


def upgrade() -> None:
    """Apply."""
    _keep_papers(f"{TOLD} OR {SEEN}")
    op.execute(f"REVOKE UPDATE ON match FROM {ROLE}")
    op.execute(f"GRANT UPDATE ({', '.join(CHANGED_BY_SITE)}) ON match TO {ROLE}")
    op.execute(KEEP_SIDES)
    op.execute("REVOKE ALL ON FUNCTION keep_sides_of_match() FROM PUBLIC")
    op.execute("""
        CREATE TRIGGER keep_sides BEFORE UPDATE ON match FOR EACH ROW EXECUTE FUNCTION keep_sides_of_match()
    """)
    _count_talents(PAUSED)


def downgrade() -> None:
    """Take back."""
    _count_talents("")
    op.execute("DROP TRIGGER keep_sides ON match")
    op.execute("DROP FUNCTION keep_sides_of_match()")
    op.execute(f"REVOKE UPDATE ({', '.join(CHANGED_BY_SITE)}) ON match FROM {ROLE}")
    op.execute(f"GRANT UPDATE ON match TO {ROLE}")
    _keep_papers(f"{OWN} OR {VISIBLE}")


def _keep_papers(rows: str) -> None:
    for kind in ("insert", "update"):
        op.execute(f"ALTER POLICY person_requirement_{kind} ON person_requirement WITH CHECK ({rows})")


def _count_talents(paused: str) -> None:
    # how much people offer, by neighbourhood, about these themes (NULL: about anything); coordinators are told exactly,
    # others only where five people or more do, rounded down to five
    op.execute(f"""
        CREATE OR REPLACE FUNCTION talent_counts(about integer[])
        RETURNS TABLE (neighbourhood_id integer, offered bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
            SELECT o.neighbourhood_id, CASE WHEN {COORDINATES} THEN count(*) ELSE count(*) / 5 * 5 END
            FROM offer o
            WHERE o.talent_id IS NOT NULL AND (about IS NULL OR o.theme_id = ANY (about)) {paused}
            GROUP BY 1 HAVING {COORDINATES} OR count(DISTINCT o.person_id) >= 5
        $$
    """)
