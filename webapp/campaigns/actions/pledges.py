"""Keeping who can bring how much: partners, and the own networks of neighbourhoods."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.campaigns.actions.holding import hold_open
from webapp.campaigns.queries.board import list_lines
from webapp.campaigns.rules.grid import Judged, Trouble, TypedCell, judge, with_trouble
from webapp.campaigns.rules.supply import Promise, cut_back
from webapp.errors import DomainError
from webapp.models import Campaign, CampaignAllocation, CampaignSupply
from webapp.vocabulary import AuditAction

PledgeKey = tuple[int, int]
"""A line and a partner."""


def list_pledged(session: Session, line_ids: Sequence[int], partner_ids: Sequence[int]) -> dict[PledgeKey, int | None]:
    """What these partners pledged of these lines; None: nothing yet."""
    rows = session.execute(
        select(CampaignSupply.line_id, CampaignSupply.partner_id, CampaignSupply.amount).where(
            CampaignSupply.line_id.in_(line_ids), CampaignSupply.partner_id.in_(partner_ids)
        )
    )
    found = {(line_id, partner_id): amount for line_id, partner_id, amount in rows}
    return {(line, partner): found.get((line, partner)) for partner in partner_ids for line in line_ids}


def keep_pledges(
    session: Session,
    campaign: Campaign,
    partner_ids: Sequence[int],
    typed: Mapping[PledgeKey, TypedCell],
    *,
    hoped: Mapping[int, bool] | None = None,
    rehoped: Collection[int] = (),
    notes: Mapping[int, str] | None = None,
    by: int | None,
) -> Judged[PledgeKey]:
    """Keep what partners pledge, when all of it can be; what is not, is told per cell and nothing is kept.

    What was promised to neighbourhoods is cut back to what there is. `hoped` says of partners whether what they pledge
    is not sure yet, and not to be divided; that is kept of whose amounts change and of those in `rehoped`. `notes` is
    what they remark, where that changes. Raises `DomainError` code `campaign_is_closed`.
    """
    hold_open(session, campaign)
    line_ids = [line.id for line in list_lines(session, campaign.id)]
    judged = judge(list_pledged(session, line_ids, partner_ids), typed)
    if not judged.is_sound:
        return judged
    troubles: dict[PledgeKey, tuple[Trouble, int]] = {}
    with session.begin_nested() as kept:
        for (line_id, partner_id), amount in judged.changes.items():
            try:
                set_supply(session, line_id, partner_id=partner_id, amount=amount)
            except DomainError as error:
                troubles[line_id, partner_id] = (Trouble.BELOW_DELIVERED, _delivered_of(error))
        if troubles:
            kept.rollback()
    if troubles:
        return Judged({}, with_trouble(judged.cells, troubles))
    told_anew = {*rehoped, *(partner_id for _, partner_id in judged.changes)}
    said = {partner_id: is_hoped for partner_id, is_hoped in (hoped or {}).items() if partner_id in told_anew}
    _say_more(session, line_ids, said, notes or {})
    session.expire_all()
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("supply",))
    return judged


def set_supply(
    session: Session,
    line_id: int,
    *,
    amount: int | None,
    partner_id: int | None = None,
    place_id: int | None = None,
) -> None:
    """How much of a line a partner, or the own network of a neighbourhood, brings; None: no word of it any more.

    Promises that it does not cover any more are cut back. Raises `DomainError` code `campaign_supply_delivered` when
    more than that has been delivered.
    """
    mine = (
        CampaignSupply.partner_id == partner_id
        if partner_id is not None
        else CampaignSupply.neighbourhood_id == place_id
    )
    found = session.scalar(select(CampaignSupply.id).where(CampaignSupply.line_id == line_id, mine))
    if found is None:
        if amount is not None:
            session.add(
                CampaignSupply(line_id=line_id, partner_id=partner_id, neighbourhood_id=place_id, amount=amount)
            )
            session.flush()
        return
    _cut_promises(session, found, amount or 0)
    if amount is None:
        session.execute(delete(CampaignSupply).where(CampaignSupply.id == found))
        return
    session.execute(
        update(CampaignSupply)
        .where(CampaignSupply.id == found)
        .values(amount=amount, version=CampaignSupply.version + 1, changed_at=datetime.now(UTC))
        .execution_options(synchronize_session=False)
    )


def _cut_promises(session: Session, supply_id: int, amount: int) -> None:
    rows = session.execute(
        select(CampaignAllocation.neighbourhood_id, CampaignAllocation.amount, CampaignAllocation.delivered).where(
            CampaignAllocation.supply_id == supply_id
        )
    )
    promises = {place_id: Promise(promised, delivered) for place_id, promised, delivered in rows}
    for place_id, left in cut_back(promises, amount).items():
        session.execute(
            update(CampaignAllocation)
            .where(CampaignAllocation.supply_id == supply_id, CampaignAllocation.neighbourhood_id == place_id)
            .values(amount=left, changed_at=datetime.now(UTC))
            .execution_options(synchronize_session=False)
        )


def _say_more(session: Session, line_ids: Sequence[int], hoped: Mapping[int, bool], notes: Mapping[int, str]) -> None:
    for partner_id in sorted({*hoped, *notes}):
        values: dict[str, object] = {}
        if partner_id in hoped:
            values["confirmed"] = not hoped[partner_id]
        if partner_id in notes:
            values["note"] = notes[partner_id]
        session.execute(
            update(CampaignSupply)
            .where(CampaignSupply.line_id.in_(line_ids), CampaignSupply.partner_id == partner_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _delivered_of(error: DomainError) -> int:
    found = error.detail.get("delivered")
    if error.code != "campaign_supply_delivered" or not isinstance(found, int):
        raise error
    return found
