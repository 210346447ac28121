"""How much each reason weighs, and what a neighbourhood keeps for itself: read, and decided by the city."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import BadInput
from webapp.matching.rules import (
    DEFAULT_WEIGHTS,
    MOST_ANSWER_DAYS,
    MOST_RESERVE,
    MOST_REST_DAYS,
    MOST_WEIGHT,
    PARTS,
    Weights,
)
from webapp.models import MatchingWeights, Neighbourhood, Reserve, Theme
from webapp.vocabulary import AuditAction

MOST_KEPT = 50
"""People that a neighbourhood can keep for itself on one theme."""


def find_weights(session: Session) -> Weights:
    """What the city's coordinators decided last, or the weights that count until they do."""
    newest = session.scalar(select(MatchingWeights).order_by(MatchingWeights.id.desc()).limit(1))
    if newest is None:
        return DEFAULT_WEIGHTS
    return Weights(**{name: getattr(newest, name) for name in asdict(DEFAULT_WEIGHTS)})


def set_weights(session: Session, weights: Weights, *, by: int) -> None:
    """Keep a new decision beside the earlier ones; the newest counts. One that changes nothing is not kept.

    Raises `BadInput` with `weight_out_of_bounds`, for a field named in its details, or `weights_all_zero`: then
    everyone would fit equally well.
    """
    for name, value in asdict(weights).items():
        low, high = bounds_of(name)
        if not low <= value <= high:
            raise BadInput("weight_out_of_bounds", field=name, low=low, high=high)
    if not any(weights.parts.values()):
        raise BadInput("weights_all_zero")
    if weights == find_weights(session):
        return
    made = MatchingWeights(**asdict(weights))
    session.add(made)
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="matching_weights", row=made.id, fields=list(asdict(weights)))


def bounds_of(name: str) -> tuple[int, int]:
    """The least and the most that a number of `Weights` may be."""
    if name in PARTS:
        return 0, MOST_WEIGHT
    return {
        "rest_days": (0, MOST_REST_DAYS),
        "default_reserve": (0, MOST_RESERVE),
        "answer_days": (1, MOST_ANSWER_DAYS),
    }[name]


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


def set_reserves(session: Session, neighbourhood_id: int, kept: Mapping[int, int | None], *, by: int) -> None:
    """Set how many people a neighbourhood keeps on each theme given; None takes the default from here on.

    Raises `BadInput` with `reserve_out_of_bounds`.
    """
    before = {theme_id: number for (_, theme_id), number in list_reserves(session, neighbourhood_id).items()}
    changed = {theme_id: number for theme_id, number in kept.items() if before.get(theme_id) != number}
    for theme_id, number in changed.items():
        if number is None:
            session.execute(
                delete(Reserve).where(Reserve.neighbourhood_id == neighbourhood_id, Reserve.theme_id == theme_id)
            )
            continue
        if not 0 <= number <= MOST_KEPT:
            raise BadInput("reserve_out_of_bounds", high=MOST_KEPT)
        row = insert(Reserve).values(neighbourhood_id=neighbourhood_id, theme_id=theme_id, kept=number)
        session.execute(
            row.on_conflict_do_update(
                index_elements=[Reserve.neighbourhood_id, Reserve.theme_id], set_={"kept": number}
            )
        )
    if changed:
        record(session, AuditAction.CHANGED, by=by, table="reserve", row=neighbourhood_id, fields=["kept"])
