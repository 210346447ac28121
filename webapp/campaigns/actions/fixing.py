"""Setting by hand how much of a supply goes to a neighbourhood; a new proposal leaves that as it is."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.campaigns.actions.holding import hold_open
from webapp.campaigns.queries.supply import SupplyRow, list_shares, list_supplies
from webapp.campaigns.rules.grid import Judged, Trouble, TypedCell, judge, with_trouble
from webapp.models import Campaign, CampaignAllocation
from webapp.vocabulary import AuditAction

ShareKey = tuple[int, int]
"""A supply and a neighbourhood."""


def list_given(session: Session, line_id: int) -> dict[ShareKey, int | None]:
    """How much of each supply of a line goes to each neighbourhood now, where any does."""
    return {(share.supply_id, share.place_id): share.amount for share in list_shares(session, [line_id])}


def keep_shares(
    session: Session, campaign: Campaign, line_id: int, typed: Mapping[ShareKey, TypedCell], *, by: int | None
) -> Judged[ShareKey]:
    """Keep what was set by hand, when all of it can be; what is not, is told per cell and nothing is kept.

    An amount that is left empty is no longer set by hand: it becomes what has been delivered, and a new proposal may
    change it. Raises `DomainError` code `campaign_is_closed`.
    """
    hold_open(session, campaign)
    supplies = {row.id: row for row in list_supplies(session, [line_id])}
    delivered = {(share.supply_id, share.place_id): share.delivered for share in list_shares(session, [line_id])}
    current = dict.fromkeys(key for key in typed if key[0] in supplies) | list_given(session, line_id)
    judged = judge(current, typed)
    if not judged.is_sound or not judged.changes:
        return judged
    troubles = _troubles(supplies, current, judged.changes, delivered)
    if troubles:
        return Judged({}, with_trouble(judged.cells, troubles))
    for key, amount in judged.changes.items():
        _set(session, line_id, key, amount, delivered.get(key, 0))
    session.expire_all()
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("allocation",))
    return judged


def _troubles(
    supplies: Mapping[int, SupplyRow],
    current: Mapping[ShareKey, int | None],
    changes: Mapping[ShareKey, int | None],
    delivered: Mapping[ShareKey, int],
) -> dict[ShareKey, tuple[Trouble, int]]:
    found: dict[ShareKey, tuple[Trouble, int]] = {}
    for key, amount in changes.items():
        there = delivered.get(key, 0)
        if amount is not None and amount < there:
            found[key] = (Trouble.BELOW_DELIVERED, there)
    becomes = {
        **current,
        **{key: delivered.get(key, 0) if amount is None else amount for key, amount in changes.items()},
    }
    for key, amount in changes.items():
        others = sum(given or 0 for other, given in becomes.items() if other[0] == key[0] and other != key)
        room = max(0, supplies[key[0]].amount - others)
        if key not in found and (amount or 0) > room:
            found[key] = (Trouble.TOO_MUCH, room)
    return found


def _set(session: Session, line_id: int, key: ShareKey, amount: int | None, delivered: int) -> None:
    supply_id, place_id = key
    if amount is None and not delivered:
        session.execute(
            delete(CampaignAllocation).where(
                CampaignAllocation.supply_id == supply_id, CampaignAllocation.neighbourhood_id == place_id
            )
        )
        return
    values = {
        "amount": delivered if amount is None else amount,
        "is_fixed": amount is not None,
        "changed_at": datetime.now(UTC),
    }
    made = insert(CampaignAllocation).values(supply_id=supply_id, neighbourhood_id=place_id, line_id=line_id, **values)
    session.execute(made.on_conflict_do_update(index_elements=["supply_id", "neighbourhood_id"], set_=values))
