"""Receipts of forms, so that one that is sent twice works once."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "form_receipt",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_form_receipt")),
    )
    op.create_index(op.f("ix_form_receipt_created_at"), "form_receipt", ["created_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("form_receipt")
