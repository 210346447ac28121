"""Makes campaigns for tests: with lines, what neighbourhoods ask, and who brings how much."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.asset_making import place_id
from webapp.campaigns.actions.campaigns import add_campaign, add_line
from webapp.campaigns.actions.pledges import set_supply
from webapp.campaigns.rules.campaigns import CampaignFacts, LineFacts
from webapp.models import (
    Campaign,
    CampaignAllocation,
    CampaignDemand,
    CampaignLine,
    CampaignSupply,
)
from webapp.vocabulary import CampaignLineKind, CampaignState

FACTS = CampaignFacts("Kerst050", date(2026, 12, 1), date(2026, 12, 31), summary="Samen kerst vieren.", is_public=True)
PARCELS = LineFacts(CampaignLineKind.PARCELS, "Pakketten", "pakketten", date(2026, 12, 24))
VISITS = LineFacts(CampaignLineKind.VISITS, "Bezoek", "bezoeken", date(2026, 12, 31))


def make_campaign(
    session: Session,
    *lines: LineFacts,
    name: str = "Kerst050",
    is_public: bool = True,
    state: CampaignState = CampaignState.RUNNING,
) -> tuple[Campaign, list[CampaignLine]]:
    """A campaign of December 2026 and its lines; parcels alone unless told otherwise."""
    campaign = add_campaign(session, replace(FACTS, name=name, is_public=is_public), by=None)
    made = [add_line(session, campaign, facts, by=None) for facts in lines or (PARCELS,)]
    campaign.state = state
    campaign.closed_on = date(2027, 1, 4) if state == CampaignState.CLOSED else None
    session.flush()
    return campaign, made


def ask(session: Session, line: CampaignLine, place: str, asked: int) -> None:
    """A neighbourhood asks so much."""
    session.add(CampaignDemand(line_id=line.id, neighbourhood_id=place_id(session, place), asked=asked))
    session.flush()


def bring(
    session: Session, line: CampaignLine, amount: int, *, partner_id: int | None = None, place: str | None = None
) -> CampaignSupply:
    """A partner, or the own network of a neighbourhood, brings so much."""
    own = place_id(session, place) if place is not None else None
    set_supply(session, line.id, amount=amount, partner_id=partner_id, place_id=own)
    mine = CampaignSupply.partner_id == partner_id if partner_id else CampaignSupply.neighbourhood_id == own
    return session.scalars(select(CampaignSupply).where(CampaignSupply.line_id == line.id, mine)).one()


def give(session: Session, supply: CampaignSupply, place: str, amount: int, *, delivered: int = 0) -> None:
    """So much of a supply goes to a neighbourhood."""
    session.add(
        CampaignAllocation(
            supply_id=supply.id,
            line_id=supply.line_id,
            neighbourhood_id=place_id(session, place),
            amount=amount,
            delivered=delivered,
        )
    )
    session.flush()


def given(session: Session, supply: CampaignSupply) -> dict[int, tuple[int, int]]:
    """What of a supply goes to each neighbourhood, and what is there."""
    rows = session.execute(
        select(CampaignAllocation.neighbourhood_id, CampaignAllocation.amount, CampaignAllocation.delivered).where(
            CampaignAllocation.supply_id == supply.id
        )
    )
    return {place: (amount, delivered) for place, amount, delivered in rows}


def asked(session: Session, line: CampaignLine, place: str) -> int | None:
    """What a neighbourhood asks."""
    return session.scalar(
        select(CampaignDemand.asked).where(
            CampaignDemand.line_id == line.id, CampaignDemand.neighbourhood_id == place_id(session, place)
        )
    )
