"""People, what they agreed to, and when that ends."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("church", sa.LargeBinary(), nullable=True),
        sa.Column("buurt_code", sa.String(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column(
            "location_level",
            sa.Enum(
                "hidden",
                "buurt",
                "masked",
                "street",
                "exact",
                name="location_level",
                native_enum=False,
                create_constraint=True,
            ),
            server_default=sa.text("'buurt'"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "buurt_code IS NULL OR buurt_code ~ '^(BU|AF)[0-9]{4}[0-9A-Z]{4}$'", name=op.f("ck_person_buurt_code")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_person_name")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_person_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_person_neighbourhood_id_neighbourhood"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account_id", name=op.f("uq_person_account_id")),
    )
    op.create_index(
        "ix_person_name_trgm",
        "person",
        ["name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_person_neighbourhood_id"), "person", ["neighbourhood_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("be_known", "be_asked", "keep_church", name="purpose", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum("self", "neighbourhood", "city", name="scope", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("web", "spoken", "paper", name="channel", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "expires_on > given_on AND expires_on <= (given_on + interval '12 months')::date",
            name=op.f("ck_consent_at_most_a_year"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consent_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_consent_recorded_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_expires_on"), "consent", ["expires_on"], unique=False)
    op.create_index("ix_consent_person_purpose", "consent", ["person_id", "purpose"], unique=False)
    op.create_table(
        "consent_withdrawal",
        sa.Column("consent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("web", "spoken", "paper", name="channel", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_consent_withdrawal_consent_id_consent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consent_withdrawal_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_consent_withdrawal_recorded_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_consent_withdrawal")),
    )
    op.create_index(op.f("ix_consent_withdrawal_person_id"), "consent_withdrawal", ["person_id"], unique=False)
    op.create_table(
        "consent_reminder",
        sa.Column("consent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_consent_reminder_consent_id_consent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consent_reminder_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_consent_reminder")),
    )
    op.create_index(op.f("ix_consent_reminder_person_id"), "consent_reminder", ["person_id"], unique=False)
    op.execute("""
        CREATE VIEW live_consent WITH (security_invoker = true) AS
        SELECT c.id, c.person_id, c.purpose, c.scope, c.given_on, c.expires_on
        FROM consent c
        WHERE c.given_on <= app_today() AND c.expires_on > app_today()
          AND NOT EXISTS (SELECT FROM consent_withdrawal w WHERE w.consent_id = c.id)
    """)
    # the neighbourhood of a person follows from the buurt, also when the buurten of neighbourhoods change
    op.execute("""
        CREATE FUNCTION neighbourhood_of_buurt(code text) RETURNS integer LANGUAGE sql STABLE AS $$
            SELECT neighbourhood_id FROM neighbourhood_area WHERE area_code = code AND period @> app_today()
        $$
    """)
    op.execute("""
        CREATE FUNCTION place_person() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.buurt_code IS NOT NULL THEN
                NEW.neighbourhood_id := neighbourhood_of_buurt(NEW.buurt_code);
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER place_person BEFORE INSERT OR UPDATE OF buurt_code, neighbourhood_id ON person
        FOR EACH ROW EXECUTE FUNCTION place_person()
    """)
    op.execute("""
        CREATE FUNCTION place_people() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE person SET neighbourhood_id = neighbourhood_of_buurt(buurt_code)
            WHERE buurt_code IS NOT NULL AND neighbourhood_id IS DISTINCT FROM neighbourhood_of_buurt(buurt_code);
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER place_people AFTER INSERT OR UPDATE OR DELETE ON neighbourhood_area
        FOR EACH STATEMENT EXECUTE FUNCTION place_people()
    """)


def downgrade() -> None:
    """Take back."""
    op.execute("DROP TRIGGER place_people ON neighbourhood_area")
    op.execute("DROP FUNCTION place_people()")
    op.execute("DROP VIEW live_consent")
    op.drop_table("consent_reminder")
    op.drop_table("consent_withdrawal")
    op.drop_table("consent")
    op.drop_table("person")
    op.execute("DROP FUNCTION place_person()")
    op.execute("DROP FUNCTION neighbourhood_of_buurt(text)")
