"""What the policies hide and still must be known: who looked at me, and how old what is kept has become."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROLE = "missie050_app"

LOOKS = """
    CREATE FUNCTION looks_at_me() RETURNS TABLE (
        id bigint, at timestamptz, by_account boolean, roles text[], action text, subject_table text, fields text[]
    ) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT e.id, e.at, e.account_id IS NOT NULL,
               ARRAY(
                   SELECT DISTINCT g.role::text
                   FROM role_grant g
                   WHERE g.account_id = e.account_id AND g.period @> (e.at AT TIME ZONE 'Europe/Amsterdam')::date
                     AND g.granted_at <= e.at AND (g.ended_at IS NULL OR g.ended_at > e.at)
                     AND (NOT g.needs_approval OR g.approved_at <= e.at)
                   ORDER BY 1
               ),
               e.action::text, e.subject_table, e.fields
        FROM audit_event e
        WHERE e.account_id IS DISTINCT FROM app_account() AND (
            e.person_id = app_person()
            OR (e.subject_table = 'account' AND e.subject_id = app_account()::text)
            OR (e.subject_table = 'contact_message' AND e.subject_id IN (
                SELECT m.id::text FROM contact_message m WHERE lower(m.reply_to) = app_email()
            ))
        )
        ORDER BY e.id DESC
    $$
"""
"""What others did with the viewer's data. They are told by their roles of that moment, and not by name."""

LAST_CONSENT = "(SELECT max(c.created_at) FROM consent c WHERE c.person_id = p.id)"

KEPT_SINCE = f"""
    CREATE VIEW kept_since WITH (security_barrier = true) AS
    SELECT kind, table_name, row_id, since FROM (
        SELECT 'account' AS kind, 'account' AS table_name, a.id::text AS row_id,
               greatest(a.created_at, a.last_signed_in_at, p.changed_at, {LAST_CONSENT}) AS since
        FROM account a LEFT JOIN person p ON p.account_id = a.id
        WHERE NOT EXISTS (
            SELECT FROM role_grant g
            WHERE g.account_id = a.id AND g.ended_at IS NULL
              AND (upper_inf(g.period) OR upper(g.period) > app_today())
        )
        UNION ALL
        SELECT 'account', 'person', p.id::text, greatest(p.changed_at, {LAST_CONSENT})
        FROM person p WHERE p.account_id IS NULL
        UNION ALL
        SELECT 'session', 'account_session', id::text, least(ends_at, last_seen_at + interval '30 minutes')
        FROM account_session
        UNION ALL
        SELECT 'link', 'email_link', id::text, expires_at FROM email_link
        UNION ALL
        SELECT 'role_history', 'role_grant', id::text, coalesce(ended_at, upper(period)::timestamptz) FROM role_grant
        WHERE ended_at IS NOT NULL OR NOT upper_inf(period)
        UNION ALL
        SELECT 'consent', 'consent', c.id::text, coalesce(w.withdrawn_at, c.expires_on::timestamptz)
        FROM consent c LEFT JOIN consent_withdrawal w ON w.consent_id = c.id
        UNION ALL
        -- what runs ahead of it holds an event back, so that always a first part of the chain goes; the last one stays
        SELECT 'audit', 'audit_event', id::text, since
        FROM (
            SELECT id, max(at) OVER (ORDER BY id) AS since, lead(id) OVER (ORDER BY id) AS next_id FROM audit_event
        ) AS chain
        WHERE next_id IS NOT NULL
        UNION ALL
        SELECT 'message', 'contact_message', id::text, created_at FROM contact_message
        UNION ALL
        SELECT 'mail', 'outbox_mail', id::text, coalesce(sent_at, dead_at) FROM outbox_mail
        WHERE sent_at IS NOT NULL OR dead_at IS NOT NULL
        UNION ALL
        SELECT 'rate', 'rate_hit', key, expires_at FROM rate_hit
        UNION ALL
        SELECT 'receipt', 'form_receipt', key_hash::text, created_at FROM form_receipt
    ) AS kept
    WHERE current_user <> '{ROLE}' OR app_holds('administrator')
"""
"""Per row of each table with data on people, since when its time counts. Without rows: what has no end yet.

Not of the invoker: an administrator sees how many rows there are of which age, and nothing else of them.
"""


def upgrade() -> None:
    """Apply."""
    op.execute(LOOKS)
    op.execute("REVOKE ALL ON FUNCTION looks_at_me() FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION looks_at_me() TO {ROLE}")
    op.execute(KEPT_SINCE)
    op.execute(f"GRANT SELECT ON kept_since TO {ROLE}")


def downgrade() -> None:
    """Take back."""
    op.execute("DROP VIEW kept_since")
    op.execute("DROP FUNCTION looks_at_me()")
