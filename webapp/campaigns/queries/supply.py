"""Who can bring how much, and to which neighbourhoods that goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import CampaignAllocation, CampaignSupply, Neighbourhood, Partner
from webapp.vocabulary import PartnerKind


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who brings something: a partner, or (then `place_id`) the own network of a neighbourhood."""

    partner_id: int | None
    place_id: int | None
    name: str
    slug: str
    is_church: bool = False


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """How much of a line somebody brings; `divided` of it is promised to neighbourhoods, `delivered` is there."""

    id: int
    line_id: int
    supplier: Supplier
    amount: int
    confirmed: bool
    note: str
    divided: int
    delivered: int

    @property
    def spare(self) -> int:
        """What is left to divide."""
        return max(0, self.amount - self.divided)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What of a supply is promised to a neighbourhood, and what is there; `is_fixed` by hand."""

    supply_id: int
    line_id: int
    place_id: int
    amount: int
    delivered: int
    is_fixed: bool


def list_supplies(session: Session, line_ids: Sequence[int]) -> list[SupplyRow]:
    """The supplies of lines: partners by name, then networks by the name of their neighbourhood."""
    divided = (
        select(
            CampaignAllocation.supply_id,
            func.sum(CampaignAllocation.amount).label("divided"),
            func.sum(CampaignAllocation.delivered).label("delivered"),
        )
        .where(CampaignAllocation.line_id.in_(line_ids))
        .group_by(CampaignAllocation.supply_id)
        .subquery()
    )
    rows = session.execute(
        select(CampaignSupply, Partner, Neighbourhood, divided.c.divided, divided.c.delivered)
        .outerjoin(Partner, Partner.id == CampaignSupply.partner_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == CampaignSupply.neighbourhood_id)
        .outerjoin(divided, divided.c.supply_id == CampaignSupply.id)
        .where(CampaignSupply.line_id.in_(line_ids))
        .order_by(
            CampaignSupply.partner_id.is_(None),
            func.search_key(func.coalesce(Partner.name, Neighbourhood.name)),
            CampaignSupply.id,
        )
    )
    return [
        SupplyRow(
            supply.id,
            supply.line_id,
            _supplier(partner, place),
            supply.amount,
            supply.confirmed,
            supply.note,
            int(given or 0),
            int(delivered or 0),
        )
        for supply, partner, place, given, delivered in rows
    ]


def list_shares(session: Session, line_ids: Sequence[int], *, place_id: int | None = None) -> list[ShareRow]:
    """What was promised of lines, to all neighbourhoods or to one; by supply and neighbourhood."""
    query = (
        select(
            CampaignAllocation.supply_id,
            CampaignAllocation.line_id,
            CampaignAllocation.neighbourhood_id,
            CampaignAllocation.amount,
            CampaignAllocation.delivered,
            CampaignAllocation.is_fixed,
        )
        .where(CampaignAllocation.line_id.in_(line_ids))
        .order_by(CampaignAllocation.supply_id, CampaignAllocation.neighbourhood_id)
    )
    if place_id is not None:
        query = query.where(CampaignAllocation.neighbourhood_id == place_id)
    return [ShareRow(*row) for row in session.execute(query)]


def list_helpers(session: Session, campaign_id_lines: Sequence[int]) -> list[Supplier]:
    """The partners that bring something for sure, by name."""
    rows = session.scalars(
        select(Partner)
        .where(
            Partner.id.in_(
                select(CampaignSupply.partner_id).where(
                    CampaignSupply.line_id.in_(campaign_id_lines), CampaignSupply.confirmed, CampaignSupply.amount > 0
                )
            )
        )
        .order_by(func.search_key(Partner.name), Partner.id)
    )
    return [_supplier(row, None) for row in rows]


def _supplier(partner: Partner | None, place: Neighbourhood | None) -> Supplier:
    if partner is not None:
        is_church = partner.kind == PartnerKind.CHURCH
        return Supplier(partner.id, None, partner.name, partner.slug, is_church)
    if place is None:
        raise ValueError("a supply is of a partner or of a neighbourhood")
    return Supplier(None, place.id, place.name, place.slug)


def list_partner_names(session: Session, ids: Sequence[int], *, with_churches: bool) -> dict[int, str]:
    """What partners are called, by id; churches only if asked for."""
    query = select(Partner.id, Partner.name).where(Partner.id.in_(ids))
    if not with_churches:
        query = query.where(Partner.kind != PartnerKind.CHURCH)
    return {partner_id: name for partner_id, name in session.execute(query)}  # noqa: C416  (a row is no pair to mypy)
