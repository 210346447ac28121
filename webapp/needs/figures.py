"""Measured figures of CBS of a neighbourhood, beside those of the whole city."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.areas.queries import in_force, members_on
from webapp.models import Area, AreaRelease
from webapp.needs.rules import FIGURES, Figure, FigureBase

PARTS = 3
"""What is asked of each figure: here, in the city, in which year."""

_WEIGHTS: dict[FigureBase, InstrumentedAttribute[int | None]] = {
    FigureBase.INHABITANTS: Area.inhabitants,
    FigureBase.HOUSEHOLDS: Area.households,
}


@dataclass(frozen=True)
class Measured:
    """A figure of a neighbourhood and of the city; `year` is the newest that its inhabitants were counted in."""

    code: str
    value: float
    city: float
    year: int | None


def list_figures(session: Session, neighbourhood_id: int, *, today: date) -> Sequence[Measured]:
    """The figures that CBS has of a neighbourhood, in the order of `FIGURES`; those that it withholds are left out.

    The mean over its buurten, each counting by its inhabitants or households. One statement.
    """
    members = members_on(today).subquery()
    here = members.c.neighbourhood_id == neighbourhood_id
    columns: list[ColumnElement[Any]] = []
    for figure in FIGURES:
        value, weight = _value(figure), _WEIGHTS[figure.base]
        known = and_(value.is_not(None), weight.is_not(None))
        columns += [
            _mean(value, weight, and_(known, here)),
            _mean(value, weight, known),
            func.max(Area.inhabitants_year).filter(known, here, ~Area.inhabitants_estimated),
        ]
    row = session.execute(
        select(*columns).select_from(Area).join(AreaRelease, in_force()).join(members, members.c.area_code == Area.code)
    ).one()
    found = []
    for number, figure in enumerate(FIGURES):
        here_now, city_now, year = row[number * PARTS : number * PARTS + PARTS]
        if here_now is not None and city_now is not None:
            found.append(Measured(figure.code, float(here_now), float(city_now), year))
    return found


def _value(figure: Figure) -> ColumnElement[float | None]:
    if figure.column is not None:
        column: ColumnElement[float | None] = getattr(Area, figure.column).cast(Float)
        return column
    told = [
        # what a release keeps under a name may be anything
        case((func.jsonb_typeof(Area.figures[name]) == "number", Area.figures[name].as_float()), else_=null())
        for name in figure.names
    ]
    return func.coalesce(*told)


def _mean(
    value: ColumnElement[float | None], weight: InstrumentedAttribute[int | None], where: ColumnElement[bool]
) -> ColumnElement[float | None]:
    return func.sum(value * weight).filter(where) / func.nullif(func.sum(weight).filter(where), 0)
