"""Reads of how much neighbourhoods may need: worked out in the database, for all of them at once."""

from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Numeric,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from webapp.areas.queries import in_force, members_on
from webapp.coverage.rules.need import (
    INDICATOR_OF,
    INDICATORS,
    LEAST_DOMAINS,
    LEAST_KNOWN_SHARE,
    Indicator,
    NeedBase,
    NeedPart,
    NeighbourhoodNeed,
)
from webapp.models import Area, AreaRelease, Neighbourhood

DECIMALS = 4
"""To how many a mean is rounded before it is ranked, so that the order of adding up decides nothing."""

_ORDER = {indicator.code: place for place, indicator in enumerate(INDICATORS)}


def list_need(session: Session, *, today: date | None = None) -> tuple[NeighbourhoodNeed, ...]:
    """How much each neighbourhood may need, by name, with what that rests on; all in one statement.

    Composed of its buurten as on `today` (the database's, unless it is given).
    """
    scores = _scores(today)
    index = _index(scores)
    rows = session.execute(
        select(
            Neighbourhood.id,
            Neighbourhood.slug,
            Neighbourhood.name,
            Neighbourhood.inhabitants,
            index.c.index.label("need"),
            index.c.weight,
            scores.c.code,
            scores.c.value,
            scores.c.year,
            scores.c.score,
        )
        .select_from(Neighbourhood)
        .outerjoin(index, index.c.neighbourhood_id == Neighbourhood.id)
        .outerjoin(scores, scores.c.neighbourhood_id == Neighbourhood.id)
        .order_by(Neighbourhood.name, Neighbourhood.id)
    )
    found = []
    for _, group in groupby(rows, key=lambda row: row.id):
        told = list(group)
        first = told[0]
        parts = sorted((row for row in told if row.code is not None), key=lambda row: _ORDER[row.code])
        found.append(
            NeighbourhoodNeed(
                id=first.id,
                slug=first.slug,
                name=first.name,
                inhabitants=first.inhabitants,
                index=first.need,
                weight=first.weight,
                parts=tuple(NeedPart(INDICATOR_OF[row.code], float(row.value), row.year, row.score) for row in parts),
            )
        )
    return tuple(found)


def need_index(*, today: date | None = None) -> Select[*tuple[Any, ...]]:
    """`neighbourhood_id`, `index` and `weight` of every neighbourhood of which enough is known, to join with."""
    index = _index(_scores(today))
    return select(index.c.neighbourhood_id, index.c.index, index.c.weight)


def _scores(today: date | None) -> CTE:
    """Per neighbourhood and indicator that is known there: its mean, the year, and the percentile rank."""
    measured = _measured(_buurten(today))
    reversed_codes = [indicator.code for indicator in INDICATORS if indicator.is_reversed]
    # those with less and half of the equals, of all: equals share the middle of their places, and nobody gets 0
    up = func.cume_dist().over(partition_by=measured.c.code, order_by=measured.c.value)
    down = func.cume_dist().over(partition_by=measured.c.code, order_by=measured.c.value.desc())
    middle = (1 + up - down) / 2.0
    domain = case(
        *((measured.c.code == indicator.code, literal(indicator.domain.value, String)) for indicator in INDICATORS)
    )
    return select(
        measured.c.neighbourhood_id,
        measured.c.code,
        domain.label("domain"),
        measured.c.value,
        measured.c.year,
        case((measured.c.code.in_(reversed_codes), 1.0 - middle), else_=middle).label("score"),
    ).cte("need_score")


def _buurten(today: date | None) -> CTE:
    """Per buurt that a neighbourhood is made of: whose it is, and every figure that an indicator may use."""
    members = members_on(today if today is not None else func.current_date()).subquery()
    own = [indicator for indicator in INDICATORS if indicator.column]
    names = [name for indicator in INDICATORS for name in indicator.names]
    return (
        select(
            members.c.neighbourhood_id,
            Area.inhabitants,
            Area.households,
            func.coalesce(case((~Area.inhabitants_estimated, Area.inhabitants_year)), Area.year).label("year"),
            *(getattr(Area, str(indicator.column)).cast(Float).label(indicator.code) for indicator in own),
            *(_number_in_figures(name).label(name) for name in names),
        )
        .select_from(Area)
        .join(AreaRelease, in_force())
        .join(members, members.c.area_code == Area.code)
        .cte("buurt_here")
    )


def _measured(buurten: CTE) -> CTE:
    """Per neighbourhood and indicator: the mean over its buurten, where that is known of enough inhabitants."""
    told = union_all(*(_told(buurten, indicator) for indicator in INDICATORS)).cte("buurt_figure")
    mean = cast(func.sum(told.c.value * told.c.weight) / func.sum(told.c.weight), Numeric)
    return (
        select(
            told.c.neighbourhood_id,
            told.c.code,
            func.round(mean, DECIMALS).label("value"),
            func.max(told.c.year).label("year"),
        )
        .join(Neighbourhood, Neighbourhood.id == told.c.neighbourhood_id)
        .group_by(told.c.neighbourhood_id, told.c.code, Neighbourhood.inhabitants)
        .having(func.sum(told.c.inhabitants) >= LEAST_KNOWN_SHARE * Neighbourhood.inhabitants)
        .cte("neighbourhood_figure")
    )


def _told(here: CTE, indicator: Indicator) -> Select[*tuple[Any, ...]]:
    """What the buurten say on an indicator: a value, and by how many people or households it counts."""
    weight = here.c.households if indicator.base == NeedBase.HOUSEHOLDS else here.c.inhabitants
    names = [indicator.code] if indicator.column else indicator.names
    value: ColumnElement[Any] = func.coalesce(*(here.c[name] for name in names), null())
    if indicator.is_count:
        value = 100.0 * value / func.nullif(here.c.inhabitants, 0)
    return select(
        here.c.neighbourhood_id,
        literal(indicator.code, String).label("code"),
        value.label("value"),
        weight.label("weight"),
        here.c.inhabitants.label("inhabitants"),
        here.c.year,
    ).where(value.is_not(None), value >= 0, weight > 0)


def _index(scores: CTE) -> CTE:
    """Per neighbourhood of which enough is known: its index, and its weight."""
    domains = (
        select(scores.c.neighbourhood_id, func.avg(scores.c.score).label("score"))
        .group_by(scores.c.neighbourhood_id, scores.c.domain)
        .cte("need_domain")
    )
    known = (
        select(domains.c.neighbourhood_id, func.avg(domains.c.score).label("index"), Neighbourhood.inhabitants)
        .join(Neighbourhood, and_(Neighbourhood.id == domains.c.neighbourhood_id, Neighbourhood.inhabitants > 0))
        .group_by(domains.c.neighbourhood_id, Neighbourhood.inhabitants)
        .having(func.count() >= LEAST_DOMAINS)
        .cte("need_known")
    )
    mean = func.sum(known.c.index * known.c.inhabitants).over() / func.sum(known.c.inhabitants).over()
    return select(
        known.c.neighbourhood_id,
        known.c.index,
        # were the mean nothing, all that is known would be equally nothing
        func.coalesce(known.c.index / func.nullif(mean, 0), 1.0).label("weight"),
    ).cte("need_index")


def _number_in_figures(name: str) -> ColumnElement[float | None]:
    # what a release keeps under a name may be anything
    return case((func.jsonb_typeof(Area.figures[name]) == "number", Area.figures[name].as_float()), else_=null())
