"""What was done with data on people, chained, and how long it is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column(
            "action",
            sa.Enum(
                "read",
                "created",
                "changed",
                "deleted",
                "signed_in",
                "sign_in_failed",
                "signed_out",
                "invited",
                "invitation_accepted",
                "password_changed",
                "second_factor_set",
                "recovery_code_used",
                "sessions_ended",
                "role_granted",
                "role_approved",
                "role_ended",
                "consent_given",
                "consent_withdrawn",
                "exported",
                "erased",
                "retention_applied",
                "retention_set",
                name="action",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("subject_table", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_account_id_at", "audit_event", ["account_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)
    op.create_index("ix_audit_event_person_id_at", "audit_event", ["person_id", "at"], unique=False)
    op.create_table(
        "retention_period",
        sa.Column(
            "kind",
            sa.Enum(
                "account",
                "session",
                "link",
                "role_history",
                "consent",
                "audit",
                "message",
                "mail",
                "rate",
                "receipt",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 3650", name=op.f("ck_retention_period_days")),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["account.id"], name=op.f("fk_retention_period_changed_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_period")),
    )
    op.execute("""
        CREATE FUNCTION audit_content(event audit_event) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
            SELECT convert_to(json_build_array(
                event.id, (extract(epoch FROM event.at) * 1000000)::bigint, event.account_id, event.action,
                event.subject_table, event.subject_id, event.person_id, event.fields, event.request_id
            )::text, 'UTF8')
        $$
    """)
    op.execute("""
        CREATE FUNCTION chain_audit_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public AS $$
        DECLARE last audit_event;
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('audit_event'));
            SELECT * INTO last FROM audit_event ORDER BY id DESC LIMIT 1;
            NEW.id := coalesce(last.id, 0) + 1;
            NEW.previous_hash := coalesce(last.hash, sha256('missie050'));
            NEW.hash := sha256(audit_content(NEW) || NEW.previous_hash);
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER chain_audit_event BEFORE INSERT ON audit_event
        FOR EACH ROW EXECUTE FUNCTION chain_audit_event()
    """)
    # the owner of the table may forget what is too old, and nothing else
    op.execute("""
        CREATE FUNCTION keep_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND current_setting('missie050.forget_audit', true) = 'on' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'audit_event is append-only' USING ERRCODE = 'insufficient_privilege';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER keep_audit_event BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION keep_audit_event()
    """)
    op.execute("""
        CREATE TRIGGER keep_audit_events BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_event()
    """)
    op.execute("""
        CREATE FUNCTION broken_audit_links() RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
            SELECT id FROM (
                SELECT e.id, e.previous_hash, e.hash, sha256(audit_content(e) || e.previous_hash) AS expected,
                       lag(e.hash) OVER (ORDER BY e.id) AS before, lag(e.id) OVER (ORDER BY e.id) AS id_before
                FROM audit_event e
            ) AS link
            WHERE hash <> expected OR previous_hash <> before OR id <> id_before + 1
               OR (before IS NULL AND id = 1 AND previous_hash <> sha256('missie050'))
        $$
    """)


def downgrade() -> None:
    """Take back."""
    op.execute("DROP FUNCTION broken_audit_links()")
    op.drop_table("retention_period")
    op.execute("DROP FUNCTION audit_content(audit_event)")
    op.drop_table("audit_event")
    op.execute("DROP FUNCTION keep_audit_event()")
    op.execute("DROP FUNCTION chain_audit_event()")
