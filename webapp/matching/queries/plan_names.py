"""Names beside a plan: who asked, and who or what was chosen, as far as the viewer may know them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.matching.rules.allocation import Chosen
from webapp.models import Asset, Person, Talent
from webapp.people.queries import known_to


def list_askers(session: Session, viewer: Actor, person_ids: Iterable[int | None]) -> dict[int, str]:
    """What people are called who made themselves known to the viewer."""
    wanted = {each for each in person_ids if each is not None}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted), known_to(viewer)))
    return {row.id: row.name for row in rows}


def list_chosen(session: Session, viewer: Actor, chosen: Iterable[Chosen]) -> dict[Chosen, str]:
    """What was chosen is called: somebody whom the viewer may know, or an asset; others are left out."""
    every = list(chosen)
    people = session.execute(
        select(Talent.id, Person.name)
        .join(Person, Person.id == Talent.person_id)
        .where(Talent.id.in_([each.talent_id for each in every if each.talent_id]), known_to(viewer))
    )
    assets = session.execute(
        select(Asset.id, Asset.name).where(Asset.id.in_([each.asset_id for each in every if each.asset_id]))
    )
    by_talent, by_asset = {row.id: row.name for row in people}, {row.id: row.name for row in assets}
    named = ((each, by_talent.get(each.talent_id or 0) or by_asset.get(each.asset_id or 0)) for each in every)
    return {each: name for each, name in named if name}
