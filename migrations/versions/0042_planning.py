"""Invitations of neighbourhoods, scenarios, and how many starts a year the team can carry."""

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
