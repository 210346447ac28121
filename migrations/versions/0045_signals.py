"""Signals, bundles of them, what bodies answered, and what worked where."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from webapp.migration_rows import (
    apply_policies,
    drop_functions,
    grant_writes,
    make_functions,
    revoke_writes,
    take_policies,
)

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

ROLE = "missie050_app"
DEFINER = "SECURITY DEFINER SET search_path = public"
IN_FORCE = "g.period @> app_today() AND g.ended_at IS NULL AND (NOT g.needs_approval OR g.approved_at IS NOT NULL)"
COORDINATORS = "'neighbourhood_coordinator', 'city_coordinator'"
RAISING = f"{COORDINATORS}, 'partner_member', 'track_counsellor', 'group_leader', 'group_coach'"
"""Roles that may raise signals, and so read what worked; `webapp.access.policy.GRANTED` has the same."""

WORDS = "title || ' ' || what_was_done || ' ' || what_came_of_it"
MERGED = "merged_into_id <> id AND (merged_into_id IS NULL OR state = 'closed')"
ANSWER = "(outcome IS NULL) = (answer = '') AND length(answer) <= 2000"
ONE_SOURCE = "num_nonnulls(bundle_id, campaign_id, initiative_id) <= 1"
KINDS = (
    *("made", "changed", "added", "taken_out", "split_off", "merged", "put", "meeting_moved", "taken_off"),
    *("answered", "refused", "asked_again", "step_set", "step_done", "closed", "reopened"),
)

FUNCTIONS = {
    "app_raises_signals()": f"""RETURNS boolean LANGUAGE plpgsql STABLE {DEFINER} AS $$
        BEGIN
            RETURN EXISTS (
                SELECT FROM role_grant g
                WHERE g.account_id = app_account() AND g.role IN ({RAISING}) AND {IN_FORCE}
            );
        END
    $$""",
    "app_own_signals()": f"""RETURNS SETOF integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT signal_id FROM signal_raiser WHERE account_id = app_account()
    $$""",
    # of which the viewer raised a signal, or coordinates the neighbourhood of one
    "app_bundles()": f"""RETURNS SETOF integer LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT DISTINCT s.bundle_id FROM signal s
        WHERE s.bundle_id IS NOT NULL
          AND (s.neighbourhood_id = ANY (app_neighbourhoods())
               OR s.id IN (SELECT signal_id FROM signal_raiser WHERE account_id = app_account()))
    $$""",
    # somebody says that a signal is theirs as they raise it; never of one that is somebody's, or was
    "app_unclaimed_signal(of_signal integer)": f"""RETURNS boolean LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT EXISTS (SELECT FROM signal s WHERE s.id = of_signal AND s.raised_on = app_today() AND s.version = 1)
           AND NOT EXISTS (SELECT FROM signal_raiser r WHERE r.signal_id = of_signal)
    $$""",
    # who raised them, for who handles signals
    "signal_raisers(of_signals integer[])": f"""RETURNS TABLE (signal_id integer, name text, email text)
        LANGUAGE plpgsql STABLE {DEFINER} AS $$
        BEGIN
            IF NOT app_holds('city_coordinator') THEN
                RETURN;
            END IF;
            RETURN QUERY
            SELECT r.signal_id, coalesce(p.name, '')::text, a.email::text
            FROM signal_raiser r
            JOIN account a ON a.id = r.account_id
            LEFT JOIN person p ON p.account_id = a.id
            WHERE r.signal_id = ANY (of_signals);
        END
    $$""",
    # to whom a next step can be given
    "signal_handlers()": f"""RETURNS TABLE (account_id integer, name text) LANGUAGE sql STABLE {DEFINER} AS $$
        SELECT DISTINCT g.account_id, coalesce(p.name, '')::text
        FROM role_grant g LEFT JOIN person p ON p.account_id = g.account_id
        WHERE g.role = 'city_coordinator' AND {IN_FORCE} AND app_holds('city_coordinator')
    $$""",
    # how many signals were raised, per quarter, neighbourhood and theme. Who coordinates there reads them, and gets the
    # exact number; everyone else fives, each rounded by itself, and below five as little as of where there is none
    "signal_counts(of_neighbourhood integer, of_theme integer, since date)": f"""RETURNS TABLE (
            part text, neighbourhood_id integer, theme_id integer, quarter date, raised integer
        ) LANGUAGE plpgsql STABLE {DEFINER} AS $$
        DECLARE
            own integer[] := app_neighbourhoods();
            city boolean := app_holds('city_coordinator');
        BEGIN
            IF NOT app_raises_signals() THEN
                RETURN;
            END IF;
            RETURN QUERY
            WITH chosen AS (
                SELECT s.neighbourhood_id AS place, s.theme_id AS theme,
                       date_trunc('quarter', s.raised_on)::date AS began
                FROM signal s
                WHERE s.raised_on >= since
                  AND (of_neighbourhood IS NULL OR s.neighbourhood_id = of_neighbourhood)
                  AND (of_theme IS NULL OR s.theme_id = of_theme)
            ), counted AS (
                SELECT CASE WHEN grouping(c.began) = 0 THEN 'quarter' WHEN grouping(c.place) = 0 THEN 'neighbourhood'
                            WHEN grouping(c.theme) = 0 THEN 'theme' ELSE 'all' END AS part,
                       c.place, c.theme, c.began, count(*)::integer AS number
                FROM chosen c
                GROUP BY GROUPING SETS ((c.began), (c.place), (c.theme), ())
            )
            SELECT k.part, k.place, k.theme, k.began,
                   CASE WHEN city OR coalesce(k.place, of_neighbourhood) = ANY (own) THEN k.number
                        ELSE round(k.number / 5.0)::integer * 5 END
            FROM counted k
            WHERE city OR coalesce(k.place, of_neighbourhood) = ANY (own) OR k.number >= 5;
        END
    $$""",
}

CITY = "(SELECT app_holds('city_coordinator'))"
NEARBY = "neighbourhood_id = ANY ((SELECT app_neighbourhoods())::int[])"
COORDINATES = f"({CITY} OR (SELECT cardinality(app_neighbourhoods()) > 0))"
RAISES = "(SELECT app_raises_signals())"
OWN = "id IN (SELECT app_own_signals())"
STILL_OWN = f"({OWN} AND bundle_id IS NULL AND closed_on IS NULL)"
CONCERNED = "{} IN (SELECT app_bundles())"
SIGNED_IN = "account_id = (SELECT app_account())"
WRITE = ("INSERT", "UPDATE", "DELETE")

POLICIES = {
    "signal": {
        "SELECT": f"{CITY} OR {NEARBY} OR {OWN}",
        "INSERT": RAISES,
        # who raised it mends it as long as nobody did anything with it
        "UPDATE": f"{CITY} OR {STILL_OWN}",
        "DELETE": STILL_OWN,
    },
    "signal_raiser": {"SELECT": SIGNED_IN, "INSERT": f"{SIGNED_IN} AND app_unclaimed_signal(signal_id)"},
    "signal_bundle": {"SELECT": f"{CITY} OR {CONCERNED.format('id')}", **dict.fromkeys(WRITE, CITY)},
    "agenda_item": {"SELECT": f"{CITY} OR {CONCERNED.format('bundle_id')}", **dict.fromkeys(WRITE, CITY)},
    "bundle_step": {"SELECT": f"{CITY} OR owner_id = (SELECT app_account())", **dict.fromkeys(WRITE, CITY)},
    "bundle_event": dict.fromkeys(("SELECT", "INSERT"), CITY),
    "lesson": {"SELECT": RAISES, **dict.fromkeys(WRITE, COORDINATES)},
}
"""Per table and statement, which rows the site may see, make, change and delete."""

WRITES = {
    "signal": "INSERT, UPDATE, DELETE",
    "signal_raiser": "INSERT",
    "signal_bundle": "INSERT, UPDATE, DELETE",
    "agenda_item": "INSERT, UPDATE, DELETE",
    "bundle_step": "INSERT, UPDATE, DELETE",
    "bundle_event": "INSERT",
    "lesson": "INSERT, UPDATE, DELETE",
}

BEFORE = "kept_since_before_signals"
AGES = f"""
    CREATE VIEW kept_since WITH (security_barrier = true) AS
    SELECT kind, table_name, row_id, since FROM {BEFORE}
    UNION ALL
    SELECT kind, table_name, row_id, since FROM (
        -- who raised a signal; the signal itself names nobody and stays
        SELECT 'signal' AS kind, 'signal_raiser' AS table_name, s.id::text AS row_id,
               least(coalesce(s.closed_on, b.closed_on, b.answered_on), s.raised_on + 730)::timestamptz AS since
        FROM signal_raiser r
        JOIN signal s ON s.id = r.signal_id
        LEFT JOIN signal_bundle b ON b.id = s.bundle_id
    ) AS kept
    WHERE current_user <> '{ROLE}' OR app_holds('administrator')
"""
"""The view of before, and the new table; what goes for who may read it goes for both."""


def upgrade() -> None:
    """Apply."""
    _make_bundles()
    _make_signals()
    _make_parts_of_bundles()
    _make_lessons()
    make_functions(op, FUNCTIONS)
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    op.execute(f"ALTER VIEW kept_since RENAME TO {BEFORE}")
    op.execute(f"REVOKE SELECT ON {BEFORE} FROM {ROLE}")
    op.execute(AGES)
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP VIEW kept_since")
    op.execute(f"ALTER VIEW {BEFORE} RENAME TO kept_since")
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")
    take_policies(op, POLICIES)
    revoke_writes(op, WRITES)
    drop_functions(op, FUNCTIONS)
    for table in ("lesson", "bundle_event", "bundle_step", "agenda_item", "signal_raiser", "signal", "signal_bundle"):
        op.drop_table(table)


def _word(name: str, *words: str, nullable: bool = False, default: str | None = None) -> sa.Column[str]:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True)
    return sa.Column(name, kind, server_default=default and sa.text(f"'{default}'"), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _kept() -> tuple[sa.Column[Any], ...]:
    provenance = _word("provenance", "source", "entered", "demo")
    return provenance, _version(), _moment("created_at"), _moment("changed_at")


def _refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _partly(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, postgresql_where=sa.text(where))


def _make_bundles() -> None:
    op.create_table(
        "signal_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        _text("about"),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        _word("state", "bundled", "put", "answered", "closed", default="bundled"),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        _text("closed_because"),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        *_kept(),
        sa.CheckConstraint("length(title) BETWEEN 3 AND 120", name=op.f("ck_signal_bundle_title")),
        sa.CheckConstraint("length(about) <= 2000", name=op.f("ck_signal_bundle_about")),
        sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_signal_bundle_closed_on")),
        sa.CheckConstraint("length(closed_because) <= 500", name=op.f("ck_signal_bundle_closed_because")),
        sa.CheckConstraint(MERGED, name=op.f("ck_signal_bundle_merged")),
        _refers("signal_bundle", "theme_id", "theme"),
        _refers("signal_bundle", "merged_into_id", "signal_bundle", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_bundle")),
        sa.UniqueConstraint("key", name=op.f("uq_signal_bundle_key")),
    )
    _index("signal_bundle", "theme_id", "merged_into_id")


def _make_signals() -> None:
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        _text("closed_because"),
        *_kept(),
        sa.CheckConstraint("length(words) BETWEEN 10 AND 1000", name=op.f("ck_signal_words")),
        sa.CheckConstraint("seen_on <= raised_on", name=op.f("ck_signal_seen_on")),
        sa.CheckConstraint("bundle_id IS NULL OR closed_on IS NULL", name=op.f("ck_signal_one_end")),
        sa.CheckConstraint("(closed_on IS NULL) = (closed_because = '')", name=op.f("ck_signal_closed_because")),
        sa.CheckConstraint("length(closed_because) <= 500", name=op.f("ck_signal_closed_because_length")),
        _refers("signal", "theme_id", "theme"),
        _refers("signal", "neighbourhood_id", "neighbourhood", "CASCADE"),
        _refers("signal", "bundle_id", "signal_bundle", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("key", name=op.f("uq_signal_key")),
    )
    _index("signal", "theme_id", "neighbourhood_id", "bundle_id", "raised_on")
    _partly("ix_signal_open", "signal", ["neighbourhood_id", "theme_id"], "bundle_id IS NULL")
    op.create_table(
        "signal_raiser",
        sa.Column("signal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(length=40), server_default=sa.text("'raised'"), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        _refers("signal_raiser", "signal_id", "signal", "CASCADE"),
        _refers("signal_raiser", "account_id", "account", "CASCADE"),
        sa.PrimaryKeyConstraint("signal_id", name=op.f("pk_signal_raiser")),
    )
    _index("signal_raiser", "account_id")


def _make_parts_of_bundles() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("body_name", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("put_on", sa.Date(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        _word("outcome", "answered", "refused", "asked_again", nullable=True),
        _text("answer"),
        sa.Column("answered_on", sa.Date(), nullable=True),
        _version(),
        _moment("created_at"),
        sa.CheckConstraint("length(body_name) BETWEEN 1 AND 120", name=op.f("ck_agenda_item_body_name")),
        sa.CheckConstraint("length(question) BETWEEN 1 AND 1000", name=op.f("ck_agenda_item_question")),
        sa.CheckConstraint("meeting_on >= put_on", name=op.f("ck_agenda_item_meeting_on")),
        sa.CheckConstraint("(outcome IS NULL) = (answered_on IS NULL)", name=op.f("ck_agenda_item_answered_on")),
        sa.CheckConstraint(ANSWER, name=op.f("ck_agenda_item_answer")),
        _refers("agenda_item", "bundle_id", "signal_bundle", "CASCADE"),
        _refers("agenda_item", "partner_id", "partner", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    _index("agenda_item", "bundle_id", "partner_id")
    _partly("uq_agenda_item_open", "agenda_item", ["bundle_id", "partner_id"], "outcome IS NULL", unique=True)
    op.create_table(
        "bundle_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        _version(),
        _moment("created_at"),
        sa.CheckConstraint("length(words) BETWEEN 3 AND 300", name=op.f("ck_bundle_step_words")),
        _refers("bundle_step", "bundle_id", "signal_bundle", "CASCADE"),
        _refers("bundle_step", "owner_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_step")),
    )
    _index("bundle_step", "bundle_id", "owner_id")
    op.create_table(
        "bundle_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=True),
        _word("kind", *KINDS),
        _text("words"),
        sa.Column("on_day", sa.Date(), nullable=False),
        _moment("created_at"),
        sa.CheckConstraint("length(words) <= 300", name=op.f("ck_bundle_event_words")),
        _refers("bundle_event", "bundle_id", "signal_bundle", "CASCADE"),
        _refers("bundle_event", "signal_id", "signal", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_event")),
    )
    _index("bundle_event", "signal_id")
    op.create_index("ix_bundle_event_bundle_id_on_day", "bundle_event", ["bundle_id", "on_day"], unique=False)


def _make_lessons() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("what_was_done", sa.String(), nullable=False),
        sa.Column("what_came_of_it", sa.String(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("bundle_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("learned_on", sa.Date(), nullable=False),
        sa.Column(
            "found_by",
            postgresql.TSVECTOR(),
            sa.Computed(f"to_tsvector('dutch', search_key({WORDS}))", persisted=True),
            nullable=False,
        ),
        sa.Column("search_text", sa.String(), sa.Computed(f"search_words({WORDS})", persisted=True), nullable=False),
        *_kept(),
        sa.CheckConstraint("length(title) BETWEEN 3 AND 120", name=op.f("ck_lesson_title")),
        sa.CheckConstraint("length(what_was_done) BETWEEN 1 AND 2000", name=op.f("ck_lesson_what_was_done")),
        sa.CheckConstraint("length(what_came_of_it) BETWEEN 1 AND 2000", name=op.f("ck_lesson_what_came_of_it")),
        sa.CheckConstraint(ONE_SOURCE, name=op.f("ck_lesson_one_source")),
        _refers("lesson", "theme_id", "theme"),
        _refers("lesson", "neighbourhood_id", "neighbourhood", "SET NULL"),
        _refers("lesson", "bundle_id", "signal_bundle", "SET NULL"),
        _refers("lesson", "campaign_id", "campaign", "SET NULL"),
        _refers("lesson", "initiative_id", "initiative", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    _index("lesson", "theme_id", "neighbourhood_id", "bundle_id", "campaign_id", "initiative_id")
    op.create_index("ix_lesson_found_by", "lesson", ["found_by"], unique=False, postgresql_using="gin")
    ops = {"search_text": "gin_trgm_ops"}
    op.create_index("ix_lesson_search_text_trgm", "lesson", ["search_text"], postgresql_using="gin", postgresql_ops=ops)
