"""What is asked that fits with one's own talents: what, when and in which neighbourhood, never whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select, text
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_times import WeekPart, overlap_minutes, week_minutes
from webapp.matching.queries.weights import find_weights
from webapp.matching.rules.ranking import LEVELS, Fit, Score, Weights, score
from webapp.models import Neighbourhood, Offering, PersonRequirement, Talent
from webapp.vocabulary import NeedKind, NeedUrgency, Recurrence, Requirement, TalentLevel

SHOWN = 20
FITTING = text("SELECT * FROM needs_to_fit()").columns(weekly=INT4MULTIRANGE)


@dataclass(frozen=True)
class FittingNeed:
    """Something that is asked, and which own talent fits with it.

    `words` are those of a public need, empty for a private one. `slug` is that of the neighbourhood.
    `lacking` are papers that must still be shown.
    """

    kind: NeedKind
    neighbourhood: str
    slug: str
    theme_id: int
    talent: str
    words: str
    urgency: NeedUrgency
    recurrence: Recurrence
    weekly: tuple[WeekPart, ...] | None
    starts_on: date | None
    ends_on: date | None
    language: str | None
    lacking: tuple[Requirement, ...]
    score: Score


@dataclass(frozen=True)
class _Own:
    """What the viewer brings: terms, the talent that fits, and papers that are in order."""

    terms: Offering
    talent: Talent
    papers: set[Requirement]


def has_talents(session: Session, viewer: Actor) -> bool:
    """Whether the viewer told what they can."""
    return bool(session.scalar(select(exists().where(Talent.person_id == viewer.person_id))))


def list_fitting(session: Session, viewer: Actor, *, weights: Weights | None = None, today: date) -> list[FittingNeed]:
    """What is asked that fits with the viewer's talents, the best first; nothing for who is not offered now.

    In a number of statements that does not grow.
    """
    terms = session.get(Offering, viewer.person_id) if viewer.person_id is not None else None
    if terms is None or (terms.paused_until is not None and terms.paused_until > today):
        return []
    weights = weights or find_weights(session)
    rows = session.execute(FITTING).all()
    talents: dict[int, Talent] = {
        each.id: each for each in session.scalars(select(Talent).where(Talent.person_id == viewer.person_id))
    }
    places = {
        each.id: each for each in session.execute(select(Neighbourhood.id, Neighbourhood.name, Neighbourhood.slug))
    }
    papers = _papers(session, viewer, today)
    found = [
        _fitting(row, places[row.neighbourhood_id], _Own(terms, talents[row.talent_id], papers), weights)
        for row in rows
    ]
    return sorted(found, key=lambda each: (-each.score.value, each.neighbourhood, each.theme_id))[:SHOWN]


def _papers(session: Session, viewer: Actor, today: date) -> set[Requirement]:
    rows = session.scalars(select(PersonRequirement).where(PersonRequirement.person_id == viewer.person_id))
    return {
        each.kind
        for each in rows
        if each.seen_on is not None and (each.valid_until is None or each.valid_until >= today)
    }


def _fitting(
    row: Any,
    place: Any,
    own: _Own,
    weights: Weights,
) -> FittingNeed:
    asked, offered = from_multirange(row.weekly), from_multirange(own.terms.weekly)
    wanted = tuple(Requirement(each) for each in row.requirements)
    fit = Fit(
        is_exact=row.is_exact,
        level=LEVELS[own.talent.level],
        asked_level=LEVELS[TalentLevel(row.level)],
        metres=row.metres,
        overlap_minutes=overlap_minutes(asked, offered) if asked and offered else None,
        asked_minutes=week_minutes(asked) if asked else None,
        speaks=_speaks(row.language, own.terms.languages),
        language=row.language,
        papers=tuple(each for each in wanted if each in own.papers),
    )
    return FittingNeed(
        kind=NeedKind(row.kind),
        neighbourhood=place.name,
        slug=place.slug,
        theme_id=row.theme_id,
        talent=own.talent.what,
        words=row.words,
        urgency=NeedUrgency(row.urgency),
        recurrence=Recurrence(row.recurrence),
        weekly=asked,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        language=row.language,
        lacking=tuple(each for each in wanted if each not in own.papers),
        score=score(fit, weights),
    )


def _speaks(language: str | None, spoken: Sequence[str]) -> bool | None:
    if language is None:
        return None
    return language in spoken or (language == "nl" and not spoken)
