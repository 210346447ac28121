"""Taking turns at one campaign."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.campaigns.rules.campaigns import require_open
from webapp.models import Campaign

TURNS = 50_243
"""The first number of the advisory locks of campaigns; the second is the campaign's id."""


def hold(session: Session, campaign: Campaign) -> None:
    """Wait until nobody else changes this campaign or its parts, and read it anew; until the end of the transaction.

    No lock on its row: the database gives those only to who may change the campaign itself.
    """
    session.execute(select(func.pg_advisory_xact_lock(TURNS, campaign.id)))
    session.refresh(campaign)


def hold_open(session: Session, campaign: Campaign) -> None:
    """As `hold`; raises `DomainError` code `campaign_is_closed`."""
    hold(session, campaign)
    require_open(campaign.state)
