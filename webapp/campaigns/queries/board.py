"""All amounts of a campaign, in a fixed number of statements."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.campaigns.rules.board import Board, Key, Line, Place
from webapp.campaigns.rules.campaigns import CarryOn
from webapp.campaigns.rules.figures import Amounts
from webapp.models import (
    CampaignAllocation,
    CampaignCarryOn,
    CampaignDemand,
    CampaignLine,
    CampaignSupply,
    Neighbourhood,
)


def list_lines(session: Session, campaign_id: int) -> tuple[Line, ...]:
    """The lines of a campaign, in their order."""
    return lines_of(session, [campaign_id]).get(campaign_id, ())


def lines_of(session: Session, campaign_ids: Sequence[int]) -> dict[int, tuple[Line, ...]]:
    """The lines of several campaigns, by campaign."""
    rows = session.scalars(
        select(CampaignLine)
        .where(CampaignLine.campaign_id.in_(campaign_ids))
        .order_by(CampaignLine.position, CampaignLine.id)
    )
    found: dict[int, tuple[Line, ...]] = {}
    for row in rows:
        found[row.campaign_id] = (*found.get(row.campaign_id, ()), line_of(row))
    return found


def line_of(row: CampaignLine) -> Line:
    """A line as a value."""
    carry_on = None
    if row.carried_on_by is not None:
        carry_on = CarryOn(row.carried_on_by, row.carried_on_partner_id, row.carried_on_words)
    return Line(row.id, row.kind, row.name, row.unit, row.ends_on, carry_on)


def list_places(session: Session) -> tuple[Place, ...]:
    """All neighbourhoods, by name."""
    rows = session.execute(
        select(Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name).order_by(Neighbourhood.name, Neighbourhood.id)
    )
    return tuple(Place(*row) for row in rows)


def get_board(session: Session, campaign_id: int) -> Board:
    """Everything of one campaign; six statements."""
    return get_boards(session, [campaign_id])[campaign_id]


def get_boards(session: Session, campaign_ids: Sequence[int]) -> dict[int, Board]:
    """Everything of several campaigns, by campaign, in as many statements as of one."""
    lines, places = lines_of(session, campaign_ids), list_places(session)
    ids = [line.id for own in lines.values() for line in own]
    cells, carried_on, pledged = _cells(session, ids), _carried_on(session, ids), _pledged(session, ids)
    boards = {}
    for campaign_id in campaign_ids:
        own = frozenset(line.id for line in lines.get(campaign_id, ()))
        boards[campaign_id] = Board(
            lines=lines.get(campaign_id, ()),
            places=places,
            cells={key: amounts for key, amounts in cells.items() if key[0] in own},
            pledged={line_id: amounts for line_id, amounts in pledged.items() if line_id in own},
            carried_on={key: answer for key, answer in carried_on.items() if key[0] in own},
        )
    return boards


def list_demand(session: Session, line_ids: Sequence[int]) -> dict[Key, int]:
    """What neighbourhoods ask."""
    rows = session.execute(
        select(CampaignDemand.line_id, CampaignDemand.neighbourhood_id, CampaignDemand.asked).where(
            CampaignDemand.line_id.in_(line_ids)
        )
    )
    return {(line_id, place_id): asked for line_id, place_id, asked in rows}


def _cells(session: Session, line_ids: Sequence[int]) -> dict[Key, Amounts]:
    found = {key: Amounts(asked) for key, asked in list_demand(session, line_ids).items()}
    rows = session.execute(
        select(
            CampaignAllocation.line_id,
            CampaignAllocation.neighbourhood_id,
            func.sum(CampaignAllocation.amount),
            func.sum(CampaignAllocation.delivered),
        )
        .where(CampaignAllocation.line_id.in_(line_ids))
        .group_by(CampaignAllocation.line_id, CampaignAllocation.neighbourhood_id)
    )
    for line_id, place_id, committed, reached in rows:
        key = (line_id, place_id)
        found[key] = Amounts(found.get(key, Amounts()).asked, int(committed), int(reached))
    return found


def _carried_on(session: Session, line_ids: Sequence[int]) -> dict[Key, CarryOn]:
    rows = session.scalars(select(CampaignCarryOn).where(CampaignCarryOn.line_id.in_(line_ids)))
    return {
        (row.line_id, row.neighbourhood_id): CarryOn(row.carried_on_by, row.carried_on_partner_id, row.carried_on_words)
        for row in rows
    }


def _pledged(session: Session, line_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = session.execute(
        select(
            CampaignSupply.line_id,
            func.coalesce(func.sum(CampaignSupply.amount).filter(CampaignSupply.confirmed), 0),
            func.coalesce(func.sum(CampaignSupply.amount).filter(~CampaignSupply.confirmed), 0),
        )
        .where(CampaignSupply.line_id.in_(line_ids))
        .group_by(CampaignSupply.line_id)
    )
    return {line_id: (int(sure), int(hoped)) for line_id, sure, hoped in rows}
