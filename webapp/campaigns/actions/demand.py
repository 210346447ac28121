"""Keeping what neighbourhoods ask, what their own network carries, and what is there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.campaigns.actions.holding import hold_open
from webapp.campaigns.actions.pledges import set_supply
from webapp.campaigns.queries.board import list_demand, list_lines
from webapp.campaigns.queries.supply import list_shares
from webapp.campaigns.rules.board import Key
from webapp.campaigns.rules.grid import Judged, Trouble, TypedCell, judge, with_trouble
from webapp.errors import DomainError
from webapp.models import Campaign, CampaignAllocation, CampaignDemand, CampaignSupply
from webapp.vocabulary import AuditAction


class Told(StrEnum):
    """What a neighbourhood tells of itself; the words stand in the names of fields."""

    ASKED = "vraag"
    OWN = "eigen"
    THERE = "er"


PlaceKey = tuple[Told, int]
"""What is told, and of which line; of what is there, of which supply."""


def list_asked(session: Session, line_ids: Sequence[int], place_ids: Sequence[int]) -> dict[Key, int | None]:
    """What these neighbourhoods ask of these lines, one neighbourhood after the other; None: they did not say."""
    found = list_demand(session, line_ids)
    return {(line, place): found.get((line, place)) for place in place_ids for line in line_ids}


def keep_demand(
    session: Session, campaign: Campaign, place_ids: Sequence[int], typed: Mapping[Key, TypedCell], *, by: int | None
) -> Judged[Key]:
    """Keep what neighbourhoods ask, when all of it can be; what is not, is told per cell and nothing is kept.

    Raises `DomainError` code `campaign_is_closed`.
    """
    hold_open(session, campaign)
    line_ids = [line.id for line in list_lines(session, campaign.id)]
    judged = judge(list_asked(session, line_ids, place_ids), typed)
    if judged.is_sound and judged.changes:
        for (line_id, place_id), amount in judged.changes.items():
            _set_demand(session, line_id, place_id, amount)
        record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("asked",))
    return judged


def list_of_place(session: Session, line_ids: Sequence[int], place_id: int) -> dict[PlaceKey, int | None]:
    """What a neighbourhood told: what it asks, what its own network carries, and what of each promise is there."""
    asked = list_demand(session, line_ids)
    supplies = select(CampaignSupply.line_id, CampaignSupply.amount).where(
        CampaignSupply.line_id.in_(line_ids), CampaignSupply.neighbourhood_id == place_id
    )
    own = {line_id: amount for line_id, amount in session.execute(supplies)}  # noqa: C416  (a row is no pair to mypy)
    found: dict[PlaceKey, int | None] = {}
    for line_id in line_ids:
        found[Told.ASKED, line_id] = asked.get((line_id, place_id))
        found[Told.OWN, line_id] = own.get(line_id)
    for share in list_shares(session, line_ids, place_id=place_id):
        found[Told.THERE, share.supply_id] = share.delivered
    return found


def keep_of_place(
    session: Session, campaign: Campaign, place_id: int, typed: Mapping[PlaceKey, TypedCell], *, by: int
) -> Judged[PlaceKey]:
    """Keep what a neighbourhood tells, when all of it can be; what is not, is told per cell and nothing is kept.

    Raises `DomainError` code `campaign_is_closed`.
    """
    hold_open(session, campaign)
    line_ids = [line.id for line in list_lines(session, campaign.id)]
    judged = judge(list_of_place(session, line_ids, place_id), typed)
    if not judged.is_sound or not judged.changes:
        return judged
    troubles: dict[PlaceKey, tuple[Trouble, int]] = {}
    with session.begin_nested() as kept:
        # what is there first: a pledge that goes down is held against it
        for (told, number), amount in sorted(judged.changes.items(), key=lambda each: each[0][0] != Told.THERE):
            trouble = _keep_one(session, told, number, place_id, amount)
            if trouble is not None:
                troubles[told, number] = trouble
        if troubles:
            kept.rollback()
    session.expire_all()
    if troubles:
        return Judged({}, with_trouble(judged.cells, troubles))
    fields = sorted({told.name.lower() for told, _ in judged.changes})
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=fields)
    return judged


def _keep_one(
    session: Session, told: Told, number: int, place_id: int, amount: int | None
) -> tuple[Trouble, int] | None:
    if told == Told.ASKED:
        _set_demand(session, number, place_id, amount)
    elif told == Told.THERE:
        session.execute(
            update(CampaignAllocation)
            .where(CampaignAllocation.supply_id == number, CampaignAllocation.neighbourhood_id == place_id)
            .values(delivered=amount or 0, changed_at=datetime.now(UTC))
            .execution_options(synchronize_session=False)
        )
    else:
        try:
            set_supply(session, number, place_id=place_id, amount=amount)
        except DomainError as error:
            delivered = error.detail.get("delivered")
            return Trouble.BELOW_DELIVERED, delivered if isinstance(delivered, int) else 0
    return None


def _set_demand(session: Session, line_id: int, place_id: int, amount: int | None) -> None:
    if amount is None:
        session.execute(
            delete(CampaignDemand).where(CampaignDemand.line_id == line_id, CampaignDemand.neighbourhood_id == place_id)
        )
        return
    values = {"asked": amount, "changed_at": datetime.now(UTC)}
    made = insert(CampaignDemand).values(line_id=line_id, neighbourhood_id=place_id, **values)
    session.execute(made.on_conflict_do_update(index_elements=["line_id", "neighbourhood_id"], set_=values))
