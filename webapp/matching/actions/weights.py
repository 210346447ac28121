"""The city decides how much each reason weighs, and what a neighbourhood keeps for itself."""

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import BadInput
from webapp.matching.queries.weights import find_weights, list_reserves
from webapp.matching.rules.ranking import MOST_KEPT, Weights, bounds_of
from webapp.models import MatchingWeights, Reserve
from webapp.vocabulary import AuditAction


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
