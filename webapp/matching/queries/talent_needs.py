"""What is asked where somebody lives that fits with them: the ranking the other way round, for a coordinator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.matching.queries.nearness import tell_nearness
from webapp.matching.queries.ranking import AskedNeed, Candidate, find_candidate, list_open_needs
from webapp.matching.queries.weights import find_weights
from webapp.models import Neighbourhood, Person, Talent, Theme
from webapp.people.queries import known_to

LOOKED_AT = 12
"""Pairs of a talent and an open need that are looked at, those on one theme first: each takes a search."""


@dataclass(frozen=True)
class Somebody:
    """Somebody whom the viewer may know, and where they live."""

    id: int
    name: str
    neighbourhood_id: int
    slug: str


@dataclass(frozen=True)
class TalentNeed:
    """A need, and somebody's talent as a candidate for it."""

    need: AskedNeed
    candidate: Candidate


def find_somebody(session: Session, viewer: Actor, person_id: int) -> Somebody | None:
    """Somebody who made themselves known to the viewer, and lives in a neighbourhood."""
    row = session.execute(
        select(Person.id, Person.name, Neighbourhood.id, Neighbourhood.slug)
        .join(Neighbourhood, Neighbourhood.id == Person.neighbourhood_id)
        .where(Person.id == person_id, known_to(viewer))
    ).one_or_none()
    return Somebody(*row) if row else None


def list_needs_of(session: Session, viewer: Actor, somebody: Somebody, *, today: date) -> list[TalentNeed]:
    """The open needs where somebody lives for which they could be proposed now, the best fit first, each once.

    In a number of statements that `LOOKED_AT` bounds.
    """
    talents = session.execute(
        select(Talent.id, Talent.theme_id, Theme.parent_id)
        .join(Theme, Theme.id == Talent.theme_id)
        .where(Talent.person_id == somebody.id, Talent.is_offered)
        .order_by(Talent.id)
    ).all()
    groups = {row.id: row.parent_id or row.id for row in session.execute(select(Theme.id, Theme.parent_id))}
    needs = list_open_needs(session, viewer, neighbourhood_id=somebody.neighbourhood_id, today=today)
    pairs = [(need, talent) for talent in talents for need in needs if groups[need.theme_id] == groups[talent.theme_id]]
    pairs.sort(key=lambda pair: pair[0].theme_id != pair[1].theme_id)
    weights = find_weights(session)
    found = [
        (need, candidate)
        for need, talent in pairs[:LOOKED_AT]
        if (candidate := find_candidate(session, viewer, need, talent_id=talent.id, weights=weights, today=today))
    ]
    told = tell_nearness(session, [(need.id, candidate) for need, candidate in found])
    return _best_each([TalentNeed(need, each) for (need, _), each in zip(found, told, strict=True)])


def _best_each(fits: Sequence[TalentNeed]) -> list[TalentNeed]:
    """Of each need the talent that fits best, in order of how well."""
    best: dict[int, TalentNeed] = {}
    for each in sorted(fits, key=lambda each: (-each.candidate.score.value, each.need.id)):
        best.setdefault(each.need.id, each)
    return list(best.values())
