"""Partners, accounts, sessions, mailed links and roles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SCOPE = """CASE role
  WHEN 'neighbourhood_coordinator' THEN neighbourhood_id IS NOT NULL AND partner_id IS NULL AND group_id IS NULL
  WHEN 'partner_member' THEN partner_id IS NOT NULL AND neighbourhood_id IS NULL AND group_id IS NULL
  WHEN 'track_counsellor' THEN partner_id IS NOT NULL AND neighbourhood_id IS NULL AND group_id IS NULL
  WHEN 'group_leader' THEN group_id IS NOT NULL AND neighbourhood_id IS NULL AND partner_id IS NULL
  WHEN 'group_trainee' THEN group_id IS NOT NULL AND neighbourhood_id IS NULL AND partner_id IS NULL
  WHEN 'group_coach' THEN group_id IS NOT NULL AND neighbourhood_id IS NULL AND partner_id IS NULL
  ELSE neighbourhood_id IS NULL AND partner_id IS NULL AND group_id IS NULL
END"""


def upgrade() -> None:
    """Apply."""
    # the day on which the viewer looks: the application says it, so that both agree around midnight and in tests
    op.execute("""
        CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
            SELECT coalesce(
                nullif(current_setting('missie050.today', true), '')::date,
                (now() AT TIME ZONE 'Europe/Amsterdam')::date
            )
        $$
    """)
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "church",
                "foundation",
                "welfare",
                "municipality",
                "student_association",
                "network",
                "school",
                "business",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "provenance",
            sa.Enum("source", "entered", "demo", name="provenance", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_partner_slug")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_partner_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("name", name=op.f("uq_partner_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_partner_slug")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), server_default=sa.text("'nl'"), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_account_language")),
        sa.CheckConstraint("email = lower(email) AND length(email) BETWEEN 3 AND 254", name=op.f("ck_account_email")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"], unique=False)
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("password_checked", "full", name="stage", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_session_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"], unique=False)
    op.create_index(op.f("ix_account_session_ends_at"), "account_session", ["ends_at"], unique=False)
    op.create_table(
        "email_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "sign_in", "invitation", "password_reset", name="purpose", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=True),
        sa.Column("check_hash", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_path", sa.String(), nullable=True),
        sa.Column("language", sa.String(), server_default=sa.text("'nl'"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("next_path IS NULL OR next_path ~ '^/([^/\\\\]|$)'", name=op.f("ck_email_link_next_path")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_link_token_hash")),
    )
    op.create_index("ix_email_link_email", "email_link", ["email"], unique=False)
    op.create_index(op.f("ix_email_link_expires_at"), "email_link", ["expires_at"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "neighbourhood_coordinator",
                "city_coordinator",
                "partner_member",
                "municipality_viewer",
                "track_counsellor",
                "group_leader",
                "group_trainee",
                "group_coach",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("account_id"), "="),
            (sa.literal_column("(role::text)"), "="),
            (sa.literal_column("coalesce(neighbourhood_id, 0)"), "="),
            (sa.literal_column("coalesce(partner_id, 0)"), "="),
            (sa.literal_column("coalesce(group_id, 0)"), "="),
            (sa.column("period"), "&&"),
            where=sa.text("ended_at IS NULL"),
            using="gist",
            name="ex_role_grant_once_at_a_time",
        ),
        sa.CheckConstraint(SCOPE, name=op.f("ck_role_grant_scope")),
        sa.CheckConstraint("NOT isempty(period) AND NOT lower_inf(period)", name=op.f("ck_role_grant_period")),
        sa.CheckConstraint(
            "approved_by NOT IN (account_id, granted_by)", name=op.f("ck_role_grant_second_pair_of_eyes")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR length(end_reason) BETWEEN 3 AND 500", name=op.f("ck_role_grant_end_reason")
        ),
        sa.CheckConstraint("granted_by <> account_id", name=op.f("ck_role_grant_not_to_oneself")),
        sa.CheckConstraint("length(reason) BETWEEN 3 AND 500", name=op.f("ck_role_grant_reason")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_role_grant_approved_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["account.id"], name=op.f("fk_role_grant_ended_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["account.id"], name=op.f("fk_role_grant_granted_by_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_role_grant_neighbourhood_id_neighbourhood")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_role_grant_partner_id_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_account_id"), "role_grant", ["account_id"], unique=False)
    op.create_index(op.f("ix_role_grant_group_id"), "role_grant", ["group_id"], unique=False)
    op.create_index(op.f("ix_role_grant_neighbourhood_id"), "role_grant", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_role_grant_partner_id"), "role_grant", ["partner_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("role_grant")
    op.drop_table("email_link")
    op.drop_table("account_session")
    op.drop_table("recovery_code")
    op.drop_table("account")
    op.drop_table("partner")
    op.execute("DROP FUNCTION app_today()")
