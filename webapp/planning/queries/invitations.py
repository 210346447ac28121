"""Reads of who invited Missie050 into a neighbourhood."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webapp.coverage.queries import states_on
from webapp.coverage.rules import PRESENT_STAGES
from webapp.models import Neighbourhood, NeighbourhoodInvitation, Partner
from webapp.vocabulary import Inviter, Provenance


@dataclass(frozen=True)
class Invitation:
    """An invitation as the planner tells of it; `partner` is the name of who invites, empty for the municipality."""

    id: int
    neighbourhood_id: int
    slug: str
    name: str
    inviter: Inviter
    partner: str
    invited_on: date
    words: str
    ended_on: date | None
    is_demo: bool


def list_invitations(session: Session, *, with_ended: bool = False) -> tuple[Invitation, ...]:
    """Invitations by neighbourhood: the open ones, or all of them, what is open first."""
    chosen: list[ColumnElement[bool]] = [] if with_ended else [NeighbourhoodInvitation.ended_on.is_(None)]
    rows = session.execute(
        select(NeighbourhoodInvitation, Neighbourhood.slug, Neighbourhood.name, Partner.name.label("partner"))
        .join(Neighbourhood, Neighbourhood.id == NeighbourhoodInvitation.neighbourhood_id)
        .outerjoin(Partner, Partner.id == NeighbourhoodInvitation.partner_id)
        .where(*chosen)
        .order_by(
            NeighbourhoodInvitation.ended_on.desc().nulls_first(),
            Neighbourhood.name,
            NeighbourhoodInvitation.invited_on,
            NeighbourhoodInvitation.id,
        )
    )
    return tuple(
        Invitation(
            id=each.id,
            neighbourhood_id=each.neighbourhood_id,
            slug=slug,
            name=name,
            inviter=each.inviter,
            partner=partner or "",
            invited_on=each.invited_on,
            words=each.words,
            ended_on=each.ended_on,
            is_demo=each.provenance == Provenance.DEMO,
        )
        for each, slug, name, partner in rows
    )


def list_open_places(session: Session, *, today: date) -> list[tuple[int, str]]:
    """The neighbourhoods that are not present, by name: id and name."""
    states = states_on(today).subquery("states")
    rows = session.execute(
        select(states.c.id, states.c.name)
        .where(states.c.stage.not_in([stage.value for stage in PRESENT_STAGES]))
        .order_by(states.c.name, states.c.id)
    )
    return [(row.id, row.name) for row in rows]
