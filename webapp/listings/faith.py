"""Initiatives of churches alone, read for who has an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from webapp.calendar.rules import Rhythm, occurrences
from webapp.initiatives.content import Content
from webapp.initiatives.rules import shown_since
from webapp.listings.queries import find_words
from webapp.listings.rules import Filters
from webapp.models import FaithSide, Initiative, Neighbourhood
from webapp.vocabulary import InitiativeLayer, InitiativeState

MOST_FAITH = 200


@dataclass(frozen=True, slots=True)
class FaithRow:
    """An initiative of churches, for who has an account: as text only, never a point on a map."""

    slug: str
    title: str
    organiser: str
    rhythm: Rhythm | None


def list_faith_rows(session: Session, filters: Filters, *, theme_slugs: Sequence[str], today: date) -> list[FaithRow]:
    """Initiatives that have no social side, by title, for who may see them; whoever calls asks for the permission.

    `theme_slugs` are those of the theme that is looked for with what is in it.
    """
    title, text = FaithSide.content["title"].astext, FaithSide.content["description"].astext
    query = (
        select(Initiative.slug, FaithSide.content)
        .join(FaithSide, FaithSide.initiative_id == Initiative.id)
        .where(
            Initiative.layer == InitiativeLayer.MISSIONARY,
            Initiative.state.in_((InitiativeState.RUNNING, InitiativeState.PAUSED)),
            Initiative.confirmed_on >= shown_since(today),
        )
        .order_by(title, Initiative.id)
        .limit(MOST_FAITH)
    )
    if filters.theme:
        query = query.where(FaithSide.content["themes"].has_any(literal(list(theme_slugs), ARRAY(Text))))
    if filters.neighbourhood:
        own = select(Neighbourhood.id).where(Neighbourhood.slug == filters.neighbourhood).scalar_subquery()
        everywhere = func.cardinality(Initiative.neighbourhood_ids) == 0
        query = query.where(or_(everywhere, own == any_(Initiative.neighbourhood_ids)))
    for word in find_words(session, filters):
        query = query.where(func.search_words(title + " " + text).contains(word, autoescape=True))
    found = [(slug, Content.from_json(content)) for slug, content in session.execute(query)]
    return [
        FaithRow(slug=slug, title=content.title, organiser=content.organiser, rhythm=content.rhythm)
        for slug, content in found
        if _fits(content, filters, today)
    ]


def _fits(content: Content, filters: Filters, today: date) -> bool:
    if filters.needs_help and not any(task.open_until >= today for task in content.tasks):
        return False
    days = filters.days(today)
    if days is None or content.rhythm is None:
        return True
    return bool(occurrences(content.rhythm, days.first, days.last, 1))
