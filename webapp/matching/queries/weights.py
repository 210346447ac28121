"""How much each reason weighs now, and what neighbourhoods keep for themselves."""

from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.matching.rules.ranking import DEFAULT_WEIGHTS, Weights
from webapp.models import MatchingWeights, Neighbourhood, Reserve, Theme


def find_weights(session: Session) -> Weights:
    """What the city's coordinators decided last, or the weights that count until they do."""
    newest = session.scalar(select(MatchingWeights).order_by(MatchingWeights.id.desc()).limit(1))
    if newest is None:
        return DEFAULT_WEIGHTS
    return Weights(**{name: getattr(newest, name) for name in asdict(DEFAULT_WEIGHTS)})


def list_reserves(session: Session, neighbourhood_id: int | None = None) -> dict[tuple[int, int], int]:
    """How many people are kept, by neighbourhood and theme; where nothing stands the default counts."""
    query = select(Reserve.neighbourhood_id, Reserve.theme_id, Reserve.kept)
    if neighbourhood_id is not None:
        query = query.where(Reserve.neighbourhood_id == neighbourhood_id)
    return {(row.neighbourhood_id, row.theme_id): row.kept for row in session.execute(query)}


def list_named_reserves(session: Session, own_language: Callable[[str, str], str]) -> list[tuple[str, str, int]]:
    """What neighbourhoods keep for themselves, by name: neighbourhood, theme, people."""
    rows = session.execute(
        select(Neighbourhood.name, Theme.name, Theme.name_en, Reserve.kept)
        .join(Neighbourhood, Neighbourhood.id == Reserve.neighbourhood_id)
        .join(Theme, Theme.id == Reserve.theme_id)
        .order_by(Neighbourhood.name, Theme.name, Theme.id)
    )
    return [(place, own_language(name, name_en), kept) for place, name, name_en, kept in rows]
