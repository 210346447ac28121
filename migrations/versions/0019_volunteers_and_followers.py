"""Tasks and who takes them, calendars, news by mail, and who looks at what waits."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # with which address a mail with news is stopped (RFC 8058)
    op.add_column("outbox_mail", sa.Column("unsubscribe_url", sa.String(), nullable=True))
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "review_mail",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mailed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_mail_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_review_mail")),
    )
    op.create_geospatial_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("neighbourhood", "theme", "area", name="kind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column(
            "area",
            Geometry(
                geometry_type="POLYGON",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "rhythm",
            sa.Enum("daily", "weekly", name="rhythm", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("language", sa.String(), server_default=sa.text("'nl'"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "CASE kind WHEN 'neighbourhood' THEN neighbourhood_id IS NOT NULL AND theme_id IS NULL AND area IS NULL"
            " WHEN 'theme' THEN theme_id IS NOT NULL AND neighbourhood_id IS NULL AND area IS NULL"
            " ELSE area IS NOT NULL AND theme_id IS NULL AND neighbourhood_id IS NULL END",
            name=op.f("ck_subscription_what"),
        ),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_subscription_language")),
        sa.CheckConstraint(
            "area IS NULL OR (ST_IsValid(area) AND NOT ST_IsEmpty(area) AND ST_NPoints(area) <= 2000)",
            name=op.f("ck_subscription_area"),
        ),
        sa.CheckConstraint(
            "email = lower(email) AND length(email) BETWEEN 3 AND 254", name=op.f("ck_subscription_email")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_subscription_neighbourhood_id_neighbourhood"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_subscription_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    op.create_geospatial_index(
        "idx_subscription_area", "subscription", ["area"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_subscription_email"), "subscription", ["email"], unique=False)
    op.create_index(op.f("ix_subscription_neighbourhood_id"), "subscription", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_subscription_theme_id"), "subscription", ["theme_id"], unique=False)
    op.create_table(
        "initiative_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("each_time", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 120", name=op.f("ck_initiative_task_title")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 1440", name=op.f("ck_initiative_task_minutes")),
        sa.CheckConstraint("needed BETWEEN 1 AND 500", name=op.f("ck_initiative_task_needed")),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["initiative.id"],
            name=op.f("fk_initiative_task_initiative_id_initiative"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_task")),
        sa.UniqueConstraint("initiative_id", "key", name=op.f("uq_initiative_task_initiative_id_key")),
    )
    op.create_index(op.f("ix_initiative_task_initiative_id"), "initiative_task", ["initiative_id"], unique=False)
    op.create_table(
        "review_presence",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_presence_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"],
            ["initiative.id"],
            name=op.f("fk_review_presence_initiative_id_initiative"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_review_presence")),
    )
    op.create_index(op.f("ix_review_presence_initiative_id"), "review_presence", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_review_presence_seen_at"), "review_presence", ["seen_at"], unique=False)
    op.create_table(
        "task_signup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("taken", "waiting", "cancelled", name="state", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("slot", sa.SmallInteger(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'taken') = (slot IS NOT NULL)", name=op.f("ck_task_signup_slot")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_task_signup_name")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_task_signup_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["initiative_task.id"], name=op.f("fk_task_signup_task_id_initiative_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_signup")),
    )
    op.create_index(op.f("ix_task_signup_account_id"), "task_signup", ["account_id"], unique=False)
    op.create_index(op.f("ix_task_signup_task_id"), "task_signup", ["task_id"], unique=False)
    op.create_index(
        "uq_task_signup_once",
        "task_signup",
        ["task_id", sa.literal_column("coalesce(on_day, '1900-01-01')"), "account_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_index(
        "uq_task_signup_one_slot",
        "task_signup",
        ["task_id", sa.literal_column("coalesce(on_day, '1900-01-01')"), "slot"],
        unique=True,
        postgresql_where=sa.text("state = 'taken'"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("uq_task_signup_one_slot", table_name="task_signup", postgresql_where=sa.text("state = 'taken'"))
    op.drop_index("uq_task_signup_once", table_name="task_signup", postgresql_where=sa.text("state <> 'cancelled'"))
    op.drop_index(op.f("ix_task_signup_task_id"), table_name="task_signup")
    op.drop_index(op.f("ix_task_signup_account_id"), table_name="task_signup")
    op.drop_table("task_signup")
    op.drop_index(op.f("ix_review_presence_seen_at"), table_name="review_presence")
    op.drop_index(op.f("ix_review_presence_initiative_id"), table_name="review_presence")
    op.drop_table("review_presence")
    op.drop_index(op.f("ix_initiative_task_initiative_id"), table_name="initiative_task")
    op.drop_table("initiative_task")
    op.drop_index(op.f("ix_subscription_theme_id"), table_name="subscription")
    op.drop_index(op.f("ix_subscription_neighbourhood_id"), table_name="subscription")
    op.drop_index(op.f("ix_subscription_email"), table_name="subscription")
    op.drop_geospatial_index(
        "idx_subscription_area", table_name="subscription", postgresql_using="gist", column_name="area"
    )
    op.drop_geospatial_table("subscription")
    op.drop_table("review_mail")
    op.drop_table("calendar_feed")
    op.drop_column("outbox_mail", "unsubscribe_url")
