"""How many offers could fit a need, counted in the same statement as the need itself."""

from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, or_, select

from webapp.models import Area, AreaRelease, Match, Need, Neighbourhood, Offer
from webapp.vocabulary import AreaKind, MatchState, TalentLevel

LEVELS = {TalentLevel.LEARNING: 0, TalentLevel.ABLE: 1, TalentLevel.SKILLED: 2}
"""The rank of a level, as `Offer.level` keeps it."""

RD_NEW = 28992


def candidates_of(today: date) -> ScalarSelect[int]:
    """The number of offers that pass the limits which cost no look at a person: correlated to `Need`."""
    return (
        select(func.count())
        .select_from(Offer)
        .where(
            Offer.theme_id == Need.theme_id,
            Offer.level >= case(LEVELS, value=Need.level),
            Offer.person_id.is_distinct_from(Need.person_id),
            or_(Offer.paused_until.is_(None), Offer.paused_until <= today),
            or_(Offer.neighbourhood_id == Need.neighbourhood_id, Offer.goes_beyond),
            or_(Offer.weekly.is_(None), Need.weekly.is_(None), Offer.weekly.overlaps(Need.weekly)),
            or_(Offer.reach_metres.is_(None), func.ST_DWithin(Offer.geom, _place_of_need(), Offer.reach_metres)),
            ~_was_proposed(),
        )
        .correlate(Need)
        .scalar_subquery()
    )


def _place_of_need() -> ColumnElement[object]:
    """The inner point of the buurt that asks, else of the neighbourhood (RD New)."""
    of_buurt = (
        select(func.ST_PointOnSurface(Area.geom))
        .join(
            AreaRelease,
            and_(AreaRelease.kind == Area.kind, AreaRelease.year == Area.year, AreaRelease.is_schematic == Area.is_schematic),
        )
        .where(AreaRelease.in_force, Area.kind == AreaKind.BUURT, Area.code == Need.buurt_code)
        .limit(1)
        .correlate(Need)
        .scalar_subquery()
    )
    of_neighbourhood = (
        select(func.ST_Transform(Neighbourhood.label_point, RD_NEW))
        .where(Neighbourhood.id == Need.neighbourhood_id)
        .correlate(Need)
        .scalar_subquery()
    )
    return func.coalesce(of_buurt, of_neighbourhood)


def _was_proposed() -> ColumnElement[bool]:
    """Whether this offer was proposed for this need before: what was declined or done is not proposed again."""
    same = or_(Match.talent_id == Offer.talent_id, Match.asset_id == Offer.asset_id)
    again = Match.state.in_((MatchState.WITHDRAWN, MatchState.EXPIRED))
    return exists().where(Match.need_id == Need.id, same, ~again).correlate(Need, Offer)
