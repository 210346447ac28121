"""Pick-up points, rounds and shifts of a city-wide action."""

from alembic import op

from webapp.migration_rows import (
    apply_policies,
    drop_functions,
    grant_writes,
    make_functions,
    revoke_writes,
    take_policies,
)

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
DEFINER = "SECURITY DEFINER SET search_path = public"

TABLES = {
    "street_node": """
        id integer CONSTRAINT pk_street_node PRIMARY KEY,
        geom geometry(POINT, 28992) NOT NULL
    """,
    "street_edge": """
        id serial CONSTRAINT pk_street_edge PRIMARY KEY,
        from_id integer NOT NULL
            CONSTRAINT fk_street_edge_from_id_street_node REFERENCES street_node ON DELETE CASCADE,
        to_id integer NOT NULL
            CONSTRAINT fk_street_edge_to_id_street_node REFERENCES street_node ON DELETE CASCADE,
        metres integer NOT NULL CONSTRAINT ck_street_edge_metres CHECK (metres > 0)
    """,
    "flexible_helper": """
        id serial CONSTRAINT pk_flexible_helper PRIMARY KEY,
        campaign_id integer NOT NULL
            CONSTRAINT fk_flexible_helper_campaign_id_campaign REFERENCES campaign ON DELETE CASCADE,
        account_id integer NOT NULL
            CONSTRAINT fk_flexible_helper_account_id_account REFERENCES account ON DELETE CASCADE,
        neighbourhood_id integer
            CONSTRAINT fk_flexible_helper_neighbourhood_id_neighbourhood REFERENCES neighbourhood ON DELETE SET NULL,
        name varchar NOT NULL CONSTRAINT ck_flexible_helper_name CHECK (length(name) BETWEEN 1 AND 80),
        people smallint NOT NULL CONSTRAINT ck_flexible_helper_people CHECK (people BETWEEN 1 AND 20),
        from_day date NOT NULL,
        until_day date NOT NULL,
        from_minute smallint NOT NULL,
        until_minute smallint NOT NULL,
        asked_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_flexible_helper_days CHECK (until_day BETWEEN from_day AND from_day + 400),
        CONSTRAINT ck_flexible_helper_minutes
            CHECK (from_minute >= 0 AND from_minute < until_minute AND until_minute <= 1440),
        CONSTRAINT uq_flexible_helper_campaign_id_account_id UNIQUE (campaign_id, account_id)
    """,
    "campaign_initiative": """
        campaign_id integer NOT NULL
            CONSTRAINT fk_campaign_initiative_campaign_id_campaign REFERENCES campaign ON DELETE CASCADE,
        initiative_id integer NOT NULL
            CONSTRAINT fk_campaign_initiative_initiative_id_initiative REFERENCES initiative ON DELETE CASCADE,
        CONSTRAINT pk_campaign_initiative PRIMARY KEY (campaign_id, initiative_id)
    """,
    "pickup_point": """
        id serial CONSTRAINT pk_pickup_point PRIMARY KEY,
        line_id integer NOT NULL
            CONSTRAINT fk_pickup_point_line_id_campaign_line REFERENCES campaign_line ON DELETE CASCADE,
        neighbourhood_id integer NOT NULL
            CONSTRAINT fk_pickup_point_neighbourhood_id_neighbourhood REFERENCES neighbourhood ON DELETE CASCADE,
        label varchar NOT NULL CONSTRAINT ck_pickup_point_label CHECK (length(label) BETWEEN 1 AND 120),
        place varchar NOT NULL DEFAULT '',
        geom geometry(POINT, 28992) NOT NULL,
        opening varchar NOT NULL DEFAULT '',
        stock integer NOT NULL DEFAULT 0 CONSTRAINT ck_pickup_point_stock CHECK (stock BETWEEN 0 AND 100000),
        provenance varchar(7) NOT NULL
            CONSTRAINT ck_pickup_point_provenance CHECK (provenance IN ('source', 'entered', 'demo')),
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_pickup_point_words CHECK (length(place) <= 200 AND length(opening) <= 200),
        CONSTRAINT ck_pickup_point_geom
            CHECK (ST_X(geom) BETWEEN -10000 AND 300000 AND ST_Y(geom) BETWEEN 300000 AND 640000)
    """,
    "delivery_round": """
        id serial CONSTRAINT pk_delivery_round PRIMARY KEY,
        key varchar NOT NULL CONSTRAINT uq_delivery_round_key UNIQUE
            CONSTRAINT ck_delivery_round_key CHECK (key ~ '^[A-Za-z0-9_-]{22}$'),
        line_id integer NOT NULL
            CONSTRAINT fk_delivery_round_line_id_campaign_line REFERENCES campaign_line ON DELETE CASCADE,
        neighbourhood_id integer NOT NULL
            CONSTRAINT fk_delivery_round_neighbourhood_id_neighbourhood REFERENCES neighbourhood ON DELETE CASCADE,
        pickup_id integer NOT NULL
            CONSTRAINT fk_delivery_round_pickup_id_pickup_point REFERENCES pickup_point ON DELETE CASCADE,
        number integer NOT NULL CONSTRAINT ck_delivery_round_number CHECK (number BETWEEN 1 AND 9999),
        on_day date NOT NULL,
        metres integer NOT NULL,
        minutes integer NOT NULL,
        along_streets boolean NOT NULL DEFAULT false,
        walker_name varchar CONSTRAINT ck_delivery_round_walker_name CHECK (length(walker_name) BETWEEN 1 AND 80),
        walker_email varchar CONSTRAINT ck_delivery_round_walker_email CHECK (length(walker_email) BETWEEN 3 AND 254),
        mailed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_delivery_round_length CHECK (metres >= 0 AND minutes >= 0),
        CONSTRAINT uq_delivery_round_line_id_neighbourhood_id_number UNIQUE (line_id, neighbourhood_id, number)
    """,
    "delivery_stop": """
        id serial CONSTRAINT pk_delivery_stop PRIMARY KEY,
        key varchar NOT NULL CONSTRAINT uq_delivery_stop_key UNIQUE
            CONSTRAINT ck_delivery_stop_key CHECK (key ~ '^[A-Za-z0-9_-]{22}$'),
        line_id integer NOT NULL
            CONSTRAINT fk_delivery_stop_line_id_campaign_line REFERENCES campaign_line ON DELETE CASCADE,
        neighbourhood_id integer NOT NULL
            CONSTRAINT fk_delivery_stop_neighbourhood_id_neighbourhood REFERENCES neighbourhood ON DELETE CASCADE,
        round_id integer
            CONSTRAINT fk_delivery_stop_round_id_delivery_round REFERENCES delivery_round ON DELETE SET NULL,
        position smallint,
        metres integer NOT NULL DEFAULT 0,
        sealed_address bytea NOT NULL,
        sealed_remark bytea,
        address_hash bytea NOT NULL,
        geom geometry(POINT, 28992),
        parcels smallint NOT NULL DEFAULT 1 CONSTRAINT ck_delivery_stop_parcels CHECK (parcels BETWEEN 1 AND 100),
        state varchar(9) NOT NULL DEFAULT 'open'
            CONSTRAINT ck_delivery_stop_state CHECK (state IN ('open', 'delivered', 'not_home', 'problem')),
        settled_at timestamptz,
        noted_by integer
            CONSTRAINT fk_delivery_stop_noted_by_account REFERENCES account ON DELETE SET NULL,
        provenance varchar(7) NOT NULL
            CONSTRAINT ck_delivery_stop_provenance CHECK (provenance IN ('source', 'entered', 'demo')),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_delivery_stop_position CHECK (round_id IS NULL OR position >= 1),
        CONSTRAINT ck_delivery_stop_settled_at CHECK ((state = 'open') = (settled_at IS NULL)),
        CONSTRAINT uq_delivery_stop_line_id_neighbourhood_id_address_hash
            UNIQUE (line_id, neighbourhood_id, address_hash)
    """,
    "delivery_count": """
        stop_id integer NOT NULL
            CONSTRAINT fk_delivery_count_stop_id_delivery_stop REFERENCES delivery_stop ON DELETE CASCADE,
        supply_id integer NOT NULL,
        neighbourhood_id integer NOT NULL,
        amount smallint NOT NULL CONSTRAINT ck_delivery_count_amount CHECK (amount > 0),
        CONSTRAINT pk_delivery_count PRIMARY KEY (stop_id, supply_id),
        CONSTRAINT fk_delivery_count_allocation FOREIGN KEY (supply_id, neighbourhood_id)
            REFERENCES campaign_allocation (supply_id, neighbourhood_id) ON DELETE CASCADE
    """,
}
"""What stands between the brackets, those first that others point to."""

INDEXES = {
    "idx_street_node_geom": "street_node USING gist (geom)",
    "ix_street_edge_from_id": "street_edge (from_id)",
    "ix_street_edge_to_id": "street_edge (to_id)",
    "ix_flexible_helper_account_id": "flexible_helper (account_id)",
    "ix_flexible_helper_neighbourhood_id": "flexible_helper (neighbourhood_id)",
    "ix_campaign_initiative_initiative_id": "campaign_initiative (initiative_id)",
    "ix_pickup_point_line_id_neighbourhood_id": "pickup_point (line_id, neighbourhood_id)",
    "ix_pickup_point_neighbourhood_id": "pickup_point (neighbourhood_id)",
    "ix_delivery_round_neighbourhood_id": "delivery_round (neighbourhood_id)",
    "ix_delivery_round_pickup_id": "delivery_round (pickup_id)",
    "ix_delivery_round_walker_email": "delivery_round (lower(walker_email))",
    "ix_delivery_stop_neighbourhood_id": "delivery_stop (neighbourhood_id)",
    "ix_delivery_stop_round_id": "delivery_stop (round_id)",
    "ix_delivery_count_supply_id_neighbourhood_id": "delivery_count (supply_id, neighbourhood_id)",
}

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
CITY = "(SELECT app_holds('city_coordinator'))"
PLACES = "(SELECT app_neighbourhoods())::int[]"
NEARBY = f"(neighbourhood_id = ANY ({PLACES}) OR {CITY})"
COORDINATES = f"({CITY} OR cardinality({PLACES}) > 0)"
WALKS = "lower(walker_email) = (SELECT app_email())"
OWN = "account_id = (SELECT app_account())"
# who does not say where comes wherever, and is seen by whoever coordinates
COMES = f"({NEARBY} OR (neighbourhood_id IS NULL AND {COORDINATES}))"

POLICIES = {
    "pickup_point": {
        "SELECT": "line_id IN (SELECT id FROM campaign_line)",
        "INSERT": NEARBY,
        "UPDATE": NEARBY,
        "DELETE": NEARBY,
    },
    "delivery_round": {
        "SELECT": f"{WALKS} OR {NEARBY}",
        "INSERT": NEARBY,
        "UPDATE": NEARBY,
        # the round of who erases what is theirs goes with them: its stops wait for another one
        "DELETE": f"{WALKS} OR {NEARBY}",
    },
    "delivery_stop": dict.fromkeys(ALL, NEARBY),
    "delivery_count": {"SELECT": NEARBY},
    "campaign_initiative": {
        "SELECT": "campaign_id IN (SELECT id FROM campaign)",
        "INSERT": COORDINATES,
        "DELETE": COORDINATES,
    },
    "flexible_helper": {
        "SELECT": f"{OWN} OR {COMES}",
        "INSERT": OWN,
        "UPDATE": f"{OWN} OR {COMES}",
        "DELETE": OWN,
    },
}
"""Per table and statement, which rows the site may see, make, change and delete."""

WRITES = {
    "pickup_point": "INSERT, UPDATE, DELETE",
    "delivery_round": "INSERT, UPDATE, DELETE",
    "delivery_stop": "INSERT, UPDATE, DELETE",
    "campaign_initiative": "INSERT, DELETE",
    "flexible_helper": "INSERT, UPDATE, DELETE",
}

GOES_ON = """c.state <> 'closed' AND day <= r.on_day + 2"""
"""How long the address of a round works; `day` is today, as the application says it."""

FUNCTIONS = {
    # of a delivered stop: what it brought goes where there is still something to come, own network or not, and the
    # rest, of who brought more than was promised, to the first
    "count_delivery(of_stop integer)": f"""RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
        DECLARE
            stop delivery_stop;
            part record;
            takes integer;
            left_over integer;
            first_supply integer;
        BEGIN
            SELECT * INTO stop FROM delivery_stop WHERE id = of_stop AND state = 'delivered' FOR UPDATE;
            IF stop.id IS NULL OR EXISTS (SELECT FROM delivery_count WHERE stop_id = of_stop) THEN
                RETURN;
            END IF;
            left_over := stop.parcels;
            FOR part IN
                SELECT supply_id, greatest(0, amount - delivered) AS room FROM campaign_allocation
                WHERE line_id = stop.line_id AND neighbourhood_id = stop.neighbourhood_id
                ORDER BY supply_id FOR UPDATE
            LOOP
                first_supply := coalesce(first_supply, part.supply_id);
                takes := least(left_over, part.room);
                IF takes > 0 THEN
                    INSERT INTO delivery_count VALUES (of_stop, part.supply_id, stop.neighbourhood_id, takes);
                    left_over := left_over - takes;
                END IF;
            END LOOP;
            IF left_over > 0 AND first_supply IS NOT NULL THEN
                INSERT INTO delivery_count AS known VALUES (of_stop, first_supply, stop.neighbourhood_id, left_over)
                ON CONFLICT (stop_id, supply_id) DO UPDATE SET amount = known.amount + excluded.amount;
            END IF;
            UPDATE campaign_allocation a SET delivered = a.delivered + k.amount, changed_at = now()
            FROM delivery_count k
            WHERE k.stop_id = of_stop AND a.supply_id = k.supply_id AND a.neighbourhood_id = k.neighbourhood_id;
        END
    $$""",
    "settle_delivery()": f"""RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
        BEGIN
            IF NEW.state = 'delivered' THEN
                PERFORM count_delivery(NEW.id);
            ELSIF OLD.state = 'delivered' THEN
                UPDATE campaign_allocation a SET delivered = greatest(0, a.delivered - k.amount), changed_at = now()
                FROM delivery_count k
                WHERE k.stop_id = NEW.id AND a.supply_id = k.supply_id AND a.neighbourhood_id = k.neighbourhood_id;
                DELETE FROM delivery_count WHERE stop_id = NEW.id;
            END IF;
            RETURN NULL;
        END
    $$""",
    # what was delivered before anything was divided, or of which the part of the division went
    "count_deliveries(of_line integer)": f"""RETURNS void LANGUAGE sql {DEFINER} AS $$
        SELECT count_delivery(s.id) FROM delivery_stop s
        WHERE s.line_id = of_line AND s.state = 'delivered'
          AND NOT EXISTS (SELECT FROM delivery_count k WHERE k.stop_id = s.id)
        ORDER BY s.id
    $$""",
    # a round as whoever holds its address sees it: with or without an account
    "walked_round(of_key text, day date)": f"""RETURNS TABLE (
            id integer, campaign_name text, line_name text, unit text, neighbourhood_name text, number integer,
            on_day date, metres integer, minutes integer, along_streets boolean, walker_name text,
            pickup_label text, pickup_place text, pickup_opening text
        ) LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT r.id, c.name, l.name, l.unit, n.name, r.number, r.on_day, r.metres, r.minutes, r.along_streets,
               r.walker_name, p.label, p.place, p.opening
        FROM delivery_round r
        JOIN campaign_line l ON l.id = r.line_id
        JOIN campaign c ON c.id = l.campaign_id
        JOIN neighbourhood n ON n.id = r.neighbourhood_id
        JOIN pickup_point p ON p.id = r.pickup_id
        WHERE r.key = of_key AND {GOES_ON}
    $$""",
    "walked_stops(of_key text, day date)": f"""RETURNS TABLE (
            id integer, key text, "position" smallint, metres integer, sealed_address bytea, sealed_remark bytea,
            parcels smallint, state text
        ) LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT s.id, s.key, s.position, s.metres, s.sealed_address, s.sealed_remark, s.parcels, s.state
        FROM delivery_stop s
        JOIN delivery_round r ON r.id = s.round_id
        JOIN campaign_line l ON l.id = r.line_id
        JOIN campaign c ON c.id = l.campaign_id
        WHERE r.key = of_key AND {GOES_ON}
        ORDER BY s.position, s.id
    $$""",
    # gives the stop's number when that changed anything, NULL when it stood so already or is none of this round
    "settle_stop(of_round text, of_stop text, becomes text, moment timestamptz, day date)": f"""RETURNS integer
        LANGUAGE sql {DEFINER} AS $$
        UPDATE delivery_stop s
        SET state = becomes, settled_at = CASE WHEN becomes <> 'open' THEN moment END
        FROM delivery_round r
        JOIN campaign_line l ON l.id = r.line_id
        JOIN campaign c ON c.id = l.campaign_id
        WHERE s.key = of_stop AND s.round_id = r.id AND r.key = of_round AND {GOES_ON} AND s.state <> becomes
        RETURNING s.id
    $$""",
    "flexible_addresses(of_campaign integer)": f"""RETURNS TABLE (id integer, email text, language text)
        LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT h.id, a.email, a.language
        FROM flexible_helper h JOIN account a ON a.id = h.account_id
        WHERE h.campaign_id = of_campaign AND (
            app_holds('city_coordinator') OR h.neighbourhood_id = ANY (app_neighbourhoods())
            OR (h.neighbourhood_id IS NULL AND cardinality(app_neighbourhoods()) > 0)
        )
    $$""",
}

BEFORE = "kept_since_before_rounds"
AGES = f"""
    CREATE VIEW kept_since WITH (security_barrier = true) AS
    SELECT kind, table_name, row_id, since FROM {BEFORE}
    UNION ALL
    SELECT kind, table_name, row_id, since FROM (
        SELECT 'delivery' AS kind, 'delivery_stop' AS table_name, s.id::text AS row_id,
               least(c.ends_on, c.closed_on)::timestamptz AS since
        FROM delivery_stop s JOIN campaign_line l ON l.id = s.line_id JOIN campaign c ON c.id = l.campaign_id
        UNION ALL
        SELECT 'delivery', 'delivery_round', r.id::text, least(c.ends_on, c.closed_on)::timestamptz
        FROM delivery_round r JOIN campaign_line l ON l.id = r.line_id JOIN campaign c ON c.id = l.campaign_id
        UNION ALL
        SELECT 'delivery', 'flexible_helper', h.id::text, least(c.ends_on, c.closed_on)::timestamptz
        FROM flexible_helper h JOIN campaign c ON c.id = h.campaign_id
    ) AS kept
    WHERE current_user <> '{ROLE}' OR app_holds('administrator')
"""
"""The view of before, and the new tables; what goes for who may read it goes for both."""


def upgrade() -> None:
    """Apply."""
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE {name} ({columns})")
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    make_functions(op, FUNCTIONS)
    # counting is done by the database itself, and by who divides
    op.execute(f"REVOKE EXECUTE ON FUNCTION count_delivery(integer) FROM {ROLE}")
    op.execute(
        "CREATE TRIGGER settle_delivery AFTER UPDATE OF state ON delivery_stop"
        " FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION settle_delivery()"
    )
    op.execute(f"ALTER VIEW kept_since RENAME TO {BEFORE}")
    op.execute(f"REVOKE SELECT ON {BEFORE} FROM {ROLE}")
    op.execute(AGES)
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP VIEW kept_since")
    op.execute(f"ALTER VIEW {BEFORE} RENAME TO kept_since")
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")
    op.execute("DROP TRIGGER settle_delivery ON delivery_stop")
    drop_functions(op, FUNCTIONS)
    take_policies(op, POLICIES)
    revoke_writes(op, WRITES)
    for name in reversed(TABLES):
        op.drop_table(name)
