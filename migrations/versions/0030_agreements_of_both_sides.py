"""An agreement with a partner is proposed by one side, and agreed when the other says so."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; what was there holds for both sides, as it did."""
    side = sa.Enum(
        "partner", "missie050", name="proposed_by_side", native_enum=False, create_constraint=False, length=9
    )
    op.add_column("partner_agreement", sa.Column("proposed_by_side", side, server_default="missie050", nullable=False))
    op.add_column(
        "partner_agreement", sa.Column("proposed_on", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False)
    )
    op.add_column("partner_agreement", sa.Column("agreed_on", sa.Date(), nullable=True))
    op.add_column("partner_agreement", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.execute("UPDATE partner_agreement SET proposed_on = created_at::date, agreed_on = created_at::date")
    op.create_check_constraint("proposed_by_side", "partner_agreement", "proposed_by_side IN ('partner', 'missie050')")
    op.create_check_constraint("agreed", "partner_agreement", "agreed_on >= proposed_on")


def downgrade() -> None:
    """Take back; what waited for the other side goes: the version of before would show it as agreed."""
    op.execute("DELETE FROM partner_agreement WHERE agreed_on IS NULL")
    op.drop_constraint(op.f("ck_partner_agreement_agreed"), "partner_agreement", type_="check")
    op.drop_constraint(op.f("ck_partner_agreement_proposed_by_side"), "partner_agreement", type_="check")
    for name in ("version", "agreed_on", "proposed_on", "proposed_by_side"):
        op.drop_column("partner_agreement", name)
