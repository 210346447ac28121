"""Dividing a campaign over its neighbourhoods, all lines in one go."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, text
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.campaigns.actions.holding import hold_open
from webapp.campaigns.queries.allocation import list_lines_to_divide, list_parts
from webapp.campaigns.rules.allocation import Division, divide
from webapp.models import Campaign, CampaignAllocation
from webapp.vocabulary import AuditAction

COUNT = text("SELECT count_deliveries(:line)")


@dataclass(frozen=True)
class Divided:
    """What came of dividing one line, and how many of its amounts are other than they were."""

    line_id: int
    name: str
    division: Division
    changed: int


def propose_division(session: Session, campaign: Campaign) -> list[Divided]:
    """How the campaign would be divided now, line by line; changes nothing."""
    return [
        Divided(line.id, line.name, found, len(_changes(session, line.id, found)))
        for line in list_lines_to_divide(session, campaign.id)
        for found in [divide(line.demand, line.supplies, line.metres, line.kept)]
    ]


def divide_campaign(session: Session, campaign: Campaign, *, by: int | None) -> list[Divided]:
    """Divide the campaign, and keep that; what a coordinator fixed by hand stays, and so does what was delivered.

    Whoever divides, asks or pledges at the same time waits for it. Raises `DomainError` as `hold_open` does, for a
    campaign that is closed.
    """
    hold_open(session, campaign)
    done = []
    for line in list_lines_to_divide(session, campaign.id):
        found = divide(line.demand, line.supplies, line.metres, line.kept)
        changes = _changes(session, line.id, found)
        _keep(session, line.id, changes)
        session.execute(COUNT, {"line": line.id})
        done.append(Divided(line.id, line.name, found, len(changes)))
    session.expire_all()
    if any(each.changed for each in done):
        record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("allocation",))
    return done


def _changes(session: Session, line_id: int, found: Division) -> Mapping[tuple[int, int], int]:
    """The amounts that become other than they are, by neighbourhood and supply; 0 where nothing is given any more."""
    was = {(part.neighbourhood_id, part.supply_id): part.amount for part in list_parts(session, [line_id])}
    becomes = {(share.neighbourhood_id, share.supply_id): share.amount for share in found.shares}
    pairs = sorted(was.keys() | becomes.keys())
    return {pair: becomes.get(pair, 0) for pair in pairs if becomes.get(pair, 0) != was.get(pair, 0)}


def _keep(session: Session, line_id: int, changes: Mapping[tuple[int, int], int]) -> None:
    """Write amounts; a part of which nothing is given and nothing was delivered goes."""
    for (place, supply), amount in changes.items():
        part = session.get(CampaignAllocation, (supply, place))
        if part is None:
            session.add(CampaignAllocation(line_id=line_id, neighbourhood_id=place, supply_id=supply, amount=amount))
        elif amount or part.delivered:
            part.amount, part.changed_at = amount, func.now()
        else:
            session.delete(part)
    session.flush()
