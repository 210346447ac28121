"""Demonstration data of the planner: invitations and scenarios, invented and marked so."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.initiatives import nothing_in_the_log
from webapp.models import Neighbourhood, NeighbourhoodInvitation, Partner, PlanningScenario
from webapp.planning.actions.invitations import InvitationFacts, note_invitation
from webapp.planning.actions.scenarios import ScenarioFacts, keep_scenario
from webapp.planning.queries.facts import get_facts
from webapp.planning.rules.settings import Settings, WrittenWish
from webapp.vocabulary import PlanMethod, Provenance, WishKind


def seed_demo_planning(session: Session, *, today: date) -> int:
    """Add what is not there yet, after presence and partners; gives how many records are new."""
    records = read_toml("demo/planning.toml")
    with nothing_in_the_log(session):
        new = sum(_invite(session, record, today=today) for record in records["invitation"])
        # a wish for a neighbourhood that is present by now, or gone, would have no plan
        open_places = {each.slug for each in get_facts(session, today=today).candidates if each.value is not None}
        return new + sum(_keep(session, record, open_places, today=today) for record in records["scenario"])


def remove_demo_planning(session: Session) -> int:
    """Remove the invented invitations and scenarios; gives how many there were."""
    gone = [
        delete(model).where(model.provenance == Provenance.DEMO).returning(model.id)
        for model in (NeighbourhoodInvitation, PlanningScenario)
    ]
    return sum(len(session.scalars(statement).all()) for statement in gone)


def _invite(session: Session, record: Mapping[str, Any], *, today: date) -> int:
    place = session.scalar(select(Neighbourhood.id).where(Neighbourhood.slug == record["neighbourhood"]))
    partner = session.scalar(select(Partner.id).where(Partner.slug == record.get("partner", "")))
    had = select(NeighbourhoodInvitation.id).where(
        NeighbourhoodInvitation.neighbourhood_id == place,
        func.coalesce(NeighbourhoodInvitation.partner_id, 0) == (partner or 0),
    )
    if place is None or ("partner" in record and partner is None) or session.scalar(had) is not None:
        return 0
    facts = InvitationFacts(place, partner, today - timedelta(days=record["days_ago"]), record["words"])
    note_invitation(session, facts, by=None, today=today, provenance=Provenance.DEMO)
    return 1


def _keep(session: Session, record: Mapping[str, Any], open_places: set[str], *, today: date) -> int:
    had = select(PlanningScenario.id).where(func.lower(PlanningScenario.name) == record["name"].lower())
    wishes = [
        WrittenWish(
            WishKind(wish["kind"]),
            wish["neighbourhood"],
            other=wish.get("other"),
            year=today.year + wish["in_years"] if "in_years" in wish else None,
        )
        for wish in record.get("wishes", ())
    ]
    settings = Settings(
        pace=record["pace"], horizon=record["horizon"], method=PlanMethod(record["method"]), wishes=tuple(wishes)
    )
    if session.scalar(had) is not None or not settings.slugs <= open_places:
        return 0
    facts = ScenarioFacts(record["name"], record["about"], settings)
    keep_scenario(session, facts, by=None, today=today, provenance=Provenance.DEMO)
    return 1
