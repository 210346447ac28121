"""Reads what is known of the neighbourhoods that are not present yet, and of those beside them that are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ARRAY, Integer, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from webapp.areas.queries import BORDER_METRES
from webapp.coverage.queries import list_need, states_on
from webapp.coverage.rules import PRESENT_STAGES
from webapp.matching.queries.spare import list_spares
from webapp.models import Asset, NetworkHealth
from webapp.networks.rules.network import FEWEST
from webapp.planning.queries.invitations import list_invitations
from webapp.planning.rules.criteria import CHURCH_METRES, Bordering, Candidate, ChurchNear
from webapp.planning.rules.plan import MOST_PLACES, Base, Gain
from webapp.planning.rules.settings import shortlist
from webapp.planning.rules.working import Facts
from webapp.signals.queries import count_by_neighbourhood
from webapp.vocabulary import Inviter, Stage

SIGNALS_BACK = timedelta(days=365)
HEALTH_BACK = timedelta(days=120)
"""How old the figures of a network may be."""

_BORDERS = text("""
    SELECT here.id AS one, there.id AS other
    FROM neighbourhood here JOIN neighbourhood there ON ST_DWithin(here.geom, there.geom, :metres)
    WHERE here.id = ANY (:ids) AND there.id <> here.id
    ORDER BY here.id, there.id
""").bindparams(bindparam("ids", type_=ARRAY(Integer)), metres=float(BORDER_METRES))
_CARRIERS = text("SELECT neighbourhood_id, people FROM carrier_counts()")
_CHURCHES = text("""
    WITH church AS MATERIALIZED (
        SELECT p.geom, p.neighbourhood_id FROM partner_place p JOIN partner c ON c.id = p.partner_id
        WHERE c.kind = 'church' AND (c.ended_on IS NULL OR c.ended_on > :today)
          AND (p.geom IS NOT NULL OR p.neighbourhood_id IS NOT NULL)
    )
    SELECT h.id,
           EXISTS (SELECT FROM church c WHERE c.neighbourhood_id = h.id OR ST_Covers(h.geom, c.geom)) AS inside,
           EXISTS (SELECT FROM church c WHERE ST_DWithin(h.geom, c.geom, :metres)) AS near
    FROM neighbourhood h WHERE h.id = ANY (:ids) AND EXISTS (SELECT FROM church)
""").bindparams(bindparam("ids", type_=ARRAY(Integer)), metres=float(CHURCH_METRES))


def get_facts(session: Session, *, today: date, wished: frozenset[str] = frozenset()) -> Facts:
    """What is known today, for who plans the city: a fixed number of statements, however many neighbourhoods there are.

    Of more than `MOST_PLACES` candidates those with the most inhabitants by need are kept, and who is invited or in
    `wished` (slugs).
    """
    states = session.execute(states_on(today)).all()
    needs = {each.id: each for each in list_need(session, today=today)}
    inviters: dict[int, list[tuple[Inviter, str]]] = {}
    for each in list_invitations(session):
        inviters.setdefault(each.neighbourhood_id, []).append((each.inviter, each.partner))
    stages = {row.id: Stage(row.stage) for row in states}
    present = frozenset(key for key, stage in stages.items() if stage in PRESENT_STAGES)
    bare = [
        _bare(row, stages[row.id], needs[row.id], tuple(inviters.get(row.id, ())))
        for row in states
        if row.id not in present
    ]
    kept, left_out = shortlist(bare, wished, MOST_PLACES)
    found = _with_surroundings(session, kept, {row.id: row.name for row in states}, present, today=today)
    gained = {row.id: _gain(row.inhabitants, needs[row.id].weight) for row in states}
    return Facts(
        this_year=today.year,
        candidates=found[0],
        left_out=left_out,
        names={row.id: row.name for row in states},
        slugs={row.id: row.slug for row in states},
        beside=found[1],
        present=present,
        base=Base(
            today.year,
            len(present),
            sum(gained[key].inhabitants for key in present),
            sum(gained[key].weighted for key in present),
        ),
        gains=gained,
    )


def _bare(row: Any, stage: Stage, need: Any, inviters: tuple[tuple[Inviter, str], ...]) -> Candidate:
    return Candidate(
        id=row.id,
        slug=row.slug,
        name=row.name,
        stage=stage,
        inhabitants=row.inhabitants,
        need=need.index,
        need_weight=need.weight,
        signals=0,
        assets=0,
        carriers=None,
        beside=(),
        inviters=inviters,
        church=None,
    )


def _gain(inhabitants: int | None, weight: float | None) -> Gain:
    # as `Candidate.value`: of unknown need each inhabitant counts as the mean one
    return Gain(inhabitants or 0, (inhabitants or 0) * (1.0 if weight is None else weight))


def _with_surroundings(
    session: Session, kept: Sequence[Candidate], names: Mapping[int, str], present: frozenset[int], *, today: date
) -> tuple[tuple[Candidate, ...], dict[int, tuple[int, ...]]]:
    ids = [each.id for each in kept]
    beside = _borders(session, ids)
    strengths, spare = _strengths(session, today), _spare(session)
    signals = count_by_neighbourhood(session, since=today - SIGNALS_BACK)
    assets = _assets(session, ids)
    carriers = {row.neighbourhood_id: row.people for row in session.execute(_CARRIERS)}
    churches = _churches(session, ids, today)
    found = [
        replace(
            each,
            signals=signals.get(each.id, 0),
            assets=assets.get(each.id, 0),
            carriers=carriers.get(each.id),
            beside=tuple(
                Bordering(key, names[key], strengths.get(key), spare.get(key, 0))
                for key in beside.get(each.id, ())
                if key in present
            ),
            church=churches.get(each.id),
        )
        for each in kept
    ]
    return tuple(found), beside


def _borders(session: Session, ids: list[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for row in session.execute(_BORDERS, {"ids": ids}):
        found.setdefault(row.one, []).append(row.other)
    return {key: tuple(each) for key, each in found.items()}


def _strengths(session: Session, today: date) -> dict[int, float]:
    """How well networks hang together, as a whole and without their busiest people, where enough people are in them."""
    rows = session.execute(
        select(NetworkHealth.neighbourhood_id, NetworkHealth.largest_share, NetworkHealth.resilience)
        .ext(distinct_on(NetworkHealth.neighbourhood_id))
        .where(
            NetworkHealth.on_day.between(today - HEALTH_BACK, today),
            NetworkHealth.people >= FEWEST,
            NetworkHealth.largest_share.is_not(None),
            NetworkHealth.resilience.is_not(None),
        )
        .order_by(NetworkHealth.neighbourhood_id, NetworkHealth.on_day.desc())
    )
    return {row.neighbourhood_id: (row.largest_share + row.resilience) / 2 for row in rows}


def _spare(session: Session) -> dict[int, int]:
    found: dict[int, int] = {}
    for (place, _), each in list_spares(session).items():
        found[place] = found.get(place, 0) + each.spare
    return found


def _assets(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Asset.neighbourhood_id, func.count().label("found"))
        .where(Asset.ended_on.is_(None), Asset.neighbourhood_id.in_(ids))
        .group_by(Asset.neighbourhood_id)
    )
    return {row.neighbourhood_id: row.found for row in rows}


def _churches(session: Session, ids: list[int], today: date) -> dict[int, ChurchNear]:
    """Where churches of the network stand; nothing when none has a place."""
    rows = session.execute(_CHURCHES, {"ids": ids, "today": today})
    return {
        row.id: ChurchNear.INSIDE if row.inside else ChurchNear.NEAR if row.near else ChurchNear.NONE for row in rows
    }
