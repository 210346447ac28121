"""How near candidates really are known to be: by their own place, or only by the middle of a buurt or neighbourhood.

Who gave no address counts as living in the middle of their buurt, and an asset without a place as standing in the
middle of its neighbourhood (`webapp.models.matching.Offer`). A distance between such points is no walk that anybody
takes, so the reason that it gives says from where it was measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.matching.queries.ranking import Candidate
from webapp.matching.rules.ranking import Middle, Reason, ReasonCode, Score

_SPOTS = text("""
    WITH spot AS MATERIALIZED (
        SELECT 'offer' AS kind, o.id, o.geom FROM offer o WHERE o.id = ANY (:offers)
        UNION ALL
        SELECT 'need', id, need_place(id) FROM unnest(CAST(:needs AS integer[])) AS id
    )
    SELECT s.kind, s.id, b.code,
           CASE WHEN b.is_middle THEN 'buurt' WHEN EXISTS (
               SELECT FROM neighbourhood h WHERE ST_DWithin(ST_Transform(h.label_point, 28992), s.geom, 1)
           ) THEN 'wijk' END AS middle
    FROM spot s LEFT JOIN LATERAL (
        SELECT a.code, ST_DWithin(ST_PointOnSurface(a.geom), s.geom, 1) AS is_middle
        FROM area a JOIN area_release r ON r.kind = a.kind AND r.year = a.year AND r.in_force
        WHERE a.kind = 'buurt' AND ST_Covers(a.geom, s.geom)
        ORDER BY a.code LIMIT 1
    ) b ON true
""")


_LEVELS = (ReasonCode.LEVEL_ENOUGH, ReasonCode.LEVEL_LOWER)


@dataclass(frozen=True)
class _Spot:
    """In which buurt something is, and of what it counts as standing in the middle; None for a place of its own."""

    buurt: str | None = None
    middle: Middle | None = None


def tell_nearness(session: Session, pairs: Sequence[tuple[int, Candidate]]) -> list[Candidate]:
    """Candidates, each with the id of the need that it is for, with how far they are as far as that is known.

    In their order, in one statement.
    """
    if not pairs:
        return []
    offers, needs = [each.offer_id for _, each in pairs], sorted({need_id for need_id, _ in pairs})
    spots = {
        (row.kind, row.id): _Spot(row.code, Middle(row.middle) if row.middle else None)
        for row in session.execute(_SPOTS, {"offers": offers, "needs": needs})
    }
    nowhere = _Spot()
    told = []
    for need_id, each in pairs:
        offer, need = spots.get(("offer", each.offer_id), nowhere), spots.get(("need", need_id), nowhere)
        score = _of_asset(each.score) if each.asset_id is not None else each.score
        told.append(replace(each, score=_told(score, offer, need)))
    return told


def from_middle(found: Score) -> Score:
    """A score of which the distance is to the middle of a buurt, as somebody is told of needs whatever is known."""
    return _told(found, _Spot(middle=Middle.BUURT), _Spot())


def _of_asset(found: Score) -> Score:
    """Without how well it can be done: nobody said that of an asset."""
    return Score(found.value, tuple(each for each in found.reasons if each.code not in _LEVELS))


def _told(found: Score, offer: _Spot, need: _Spot) -> Score:
    middles = {offer.middle, need.middle} - {None}
    if not middles:
        return found
    middle = Middle.NEIGHBOURHOOD if Middle.NEIGHBOURHOOD in middles else Middle.BUURT
    same = offer.buurt is not None and offer.buurt == need.buurt and middle == Middle.BUURT
    return Score(found.value, tuple(_measured(each, middle, same=same) for each in found.reasons))


def _measured(reason: Reason, middle: Middle, *, same: bool) -> Reason:
    if reason.code != ReasonCode.DISTANCE:
        return reason
    return replace(reason, values={**reason.values, "middle": middle.value, "same": int(same)})
