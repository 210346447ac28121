"""What dividing a campaign needs to know: what is asked, what there is, how far that is, and what stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from webapp.campaigns.rules.allocation import Pair, Share, Supply
from webapp.models import CampaignAllocation, CampaignDemand, CampaignLine, CampaignSupply

METRES = text("""
    WITH spot AS (
        SELECT id, coalesce(ST_Transform(label_point, 28992), ST_PointOnSurface(geom)) AS place FROM neighbourhood
    ), source AS (
        SELECT s.id, s.line_id, spot.place FROM campaign_supply s JOIN spot ON spot.id = s.neighbourhood_id
        WHERE s.line_id IN :lines
        UNION ALL
        SELECT s.id, s.line_id, coalesce(p.geom, spot.place)
        FROM campaign_supply s
        JOIN partner_place p ON p.partner_id = s.partner_id
        LEFT JOIN spot ON spot.id = p.neighbourhood_id
        WHERE s.line_id IN :lines
    )
    SELECT d.line_id, d.neighbourhood_id, source.id AS supply_id,
           round(min(ST_Distance(spot.place, source.place)))::integer AS metres
    FROM campaign_demand d
    JOIN spot ON spot.id = d.neighbourhood_id
    JOIN source ON source.line_id = d.line_id
    WHERE d.line_id IN :lines AND d.asked > 0 AND ST_Distance(spot.place, source.place) IS NOT NULL
    GROUP BY d.line_id, d.neighbourhood_id, source.id
""").bindparams(bindparam("lines", expanding=True))
"""From the middle of a neighbourhood to the nearest place of a supplier, in metres as the crow flies."""


@dataclass(frozen=True)
class LineToDivide:
    """One line, as `webapp.campaigns.rules.allocation.divide` takes it; `name` for who reads what came of it."""

    id: int
    name: str
    demand: Mapping[int, int]
    supplies: Sequence[Supply]
    metres: Mapping[Pair, int]
    kept: Sequence[Share]


def list_lines_to_divide(session: Session, campaign_id: int) -> list[LineToDivide]:
    """The lines of a campaign, in their order; five statements, however many neighbourhoods.

    Only what is confirmed is divided. What stays: what a coordinator fixed by hand, and of the rest as much as has been
    delivered.
    """
    lines = session.execute(
        select(CampaignLine.id, CampaignLine.name)
        .where(CampaignLine.campaign_id == campaign_id)
        .order_by(CampaignLine.position, CampaignLine.id)
    ).all()
    ids = [line.id for line in lines]
    demand: dict[int, dict[int, int]] = {line_id: {} for line_id in ids}
    asked = select(CampaignDemand.line_id, CampaignDemand.neighbourhood_id, CampaignDemand.asked)
    for line_id, place, amount in session.execute(asked.where(CampaignDemand.line_id.in_(ids))):
        demand[line_id][place] = amount
    supplies: dict[int, list[Supply]] = {line_id: [] for line_id in ids}
    for supply in session.scalars(
        select(CampaignSupply).where(CampaignSupply.line_id.in_(ids), CampaignSupply.confirmed)
    ):
        supplies[supply.line_id].append(Supply(supply.id, supply.amount, supply.neighbourhood_id))
    metres: dict[int, dict[Pair, int]] = {line_id: {} for line_id in ids}
    for row in session.execute(METRES, {"lines": ids or [0]}):
        metres[row.line_id][row.neighbourhood_id, row.supply_id] = row.metres
    kept: dict[int, list[Share]] = {line_id: [] for line_id in ids}
    for part in list_parts(session, ids):
        stays = part.amount if part.is_fixed else min(part.amount, part.delivered)
        if stays or part.is_fixed:
            share = Share(part.neighbourhood_id, part.supply_id, stays, fixed=part.is_fixed)
            kept[part.line_id].append(share)
    return [
        LineToDivide(line.id, line.name, demand[line.id], supplies[line.id], metres[line.id], kept[line.id])
        for line in lines
    ]


def list_parts(session: Session, line_ids: Sequence[int]) -> Sequence[CampaignAllocation]:
    """The division of lines as it stands now."""
    return session.scalars(
        select(CampaignAllocation)
        .where(CampaignAllocation.line_id.in_(line_ids))
        .order_by(CampaignAllocation.supply_id, CampaignAllocation.neighbourhood_id)
        .execution_options(populate_existing=True)
    ).all()
