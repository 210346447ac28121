"""Reads of official geography and neighbourhoods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, case, false, func, select, true
from sqlalchemy.orm import Session, aliased

from geo.sql import covers_point, rd_point
from geo.values import Point
from webapp.areas.rules import SCHEMATIC_SLACK_METRES
from webapp.config import MUNICIPALITY
from webapp.models import Area, AreaRelease, AreaSuccession, Neighbourhood, NeighbourhoodArea
from webapp.vocabulary import AreaKind

BORDER_METRES = 2.0
"""How near two neighbourhoods lie to be neighbours: official boundaries carry gaps of rounding."""


@dataclass(frozen=True)
class NeighbourhoodName:
    """What a neighbourhood is called, in an address and on screen."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Geography:
    """Which official boundaries the map is made of."""

    year: int
    is_schematic: bool
    unassigned_buurten: int


@dataclass(frozen=True)
class Buurt:
    """A buurt in a release: its code, name and figures; area in hectares."""

    code: str
    name: str
    is_official: bool
    inhabitants: int | None
    inhabitants_year: int | None
    inhabitants_estimated: bool
    households: int | None
    pct_65plus: float | None
    pct_one_person_households: float | None
    area_ha: float


@dataclass(frozen=True)
class Proposal:
    """A new buurt that waits for a person to say which neighbourhood it belongs to; `overlap` is 0 to 1."""

    year: int
    new_code: str
    name: str
    neighbourhood: str | None
    old_code: str | None
    overlap: float


def find_release_in_force(session: Session, kind: AreaKind = AreaKind.BUURT) -> AreaRelease | None:
    """The release that the map is made of; None before any was loaded."""
    return session.scalar(select(AreaRelease).where(AreaRelease.kind == kind, AreaRelease.in_force))


def find_geography(session: Session, *, today: date) -> Geography | None:
    """What the map is made of; None before any boundaries were loaded."""
    release = find_release_in_force(session)
    if release is None:
        return None
    return Geography(
        year=release.year,
        is_schematic=release.is_schematic,
        unassigned_buurten=count_unassigned_buurten(session, today=today, municipality=MUNICIPALITY),
    )


def in_force() -> ColumnElement[bool]:
    """Condition on `Area`, joined with its release: it is a buurt that the map is made of."""
    return and_(
        AreaRelease.in_force,
        AreaRelease.kind == AreaKind.BUURT,
        Area.kind == AreaRelease.kind,
        Area.year == AreaRelease.year,
        Area.is_schematic == AreaRelease.is_schematic,
    )


def members_on(day: date | ColumnElement[date]) -> Select[int, str]:
    """Which buurt code belongs to which neighbourhood on a day."""
    return select(NeighbourhoodArea.neighbourhood_id, NeighbourhoodArea.area_code).where(
        NeighbourhoodArea.period.contains(day)
    )


def find_neighbourhood(session: Session, slug: str) -> NeighbourhoodName | None:
    """The neighbourhood with this address."""
    row = session.execute(
        select(Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name).where(Neighbourhood.slug == slug)
    ).one_or_none()
    return NeighbourhoodName(*row) if row else None


def find_neighbourhood_at(session: Session, point: Point) -> NeighbourhoodName | None:
    """The neighbourhood that a point (WGS84) lies in; the first by slug when it lies on a border."""
    row = session.execute(
        select(Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name)
        .where(covers_point(Neighbourhood.geom, point.lon, point.lat))
        .order_by(Neighbourhood.slug)
        .limit(1)
    ).one_or_none()
    return NeighbourhoodName(*row) if row else None


def find_neighbourhood_near(session: Session, point: Point) -> NeighbourhoodName | None:
    """The neighbourhood that a point (WGS84) lies in, or, at the edge of coarse boundaries, lies nearest to.

    The nearest one counts within two metres of official boundaries, and 300 metres of schematic ones; None beyond.
    """
    here = rd_point(point.lon, point.lat)
    row = session.execute(
        select(Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name)
        .where(func.ST_DWithin(Neighbourhood.geom, here, slack_metres()))
        .order_by(func.ST_Distance(Neighbourhood.geom, here), Neighbourhood.slug)
        .limit(1)
    ).one_or_none()
    return NeighbourhoodName(*row) if row else None


def is_in_municipality(session: Session, point: Point) -> bool:
    """Whether a point (WGS84) lies in the municipality, by the boundaries in force and as sharply as these are drawn.

    Also in a buurt that no neighbourhood has.
    """
    lies_there = (
        select(Area.id)
        .join(AreaRelease, in_force())
        .where(
            Area.municipality_code == MUNICIPALITY,
            func.ST_DWithin(Area.geom, rd_point(point.lon, point.lat), slack_metres()),
        )
        .exists()
    )
    return bool(session.scalar(select(lies_there)))


def slack_metres() -> ColumnElement[float]:
    """How many metres beside the boundaries in force a place may lie."""
    schematic = select(AreaRelease.year).where(
        AreaRelease.in_force, AreaRelease.kind == AreaKind.BUURT, AreaRelease.is_schematic
    )
    return case((schematic.exists(), SCHEMATIC_SLACK_METRES), else_=BORDER_METRES)


def list_buurten(session: Session, neighbourhood_id: int, *, today: date) -> tuple[Buurt, ...]:
    """The buurten that make up a neighbourhood today, by name."""
    rows = session.execute(
        select(
            Area.code,
            Area.name,
            Area.is_official,
            Area.inhabitants,
            Area.inhabitants_year,
            Area.inhabitants_estimated,
            Area.households,
            Area.pct_65plus,
            Area.pct_one_person_households,
            func.ST_Area(Area.geom, type_=Float).op("/", return_type=Float())(10_000.0).label("area_ha"),
        )
        .join(AreaRelease, in_force())
        .join(
            NeighbourhoodArea,
            and_(NeighbourhoodArea.area_code == Area.code, NeighbourhoodArea.period.contains(today)),
        )
        .where(NeighbourhoodArea.neighbourhood_id == neighbourhood_id)
        .order_by(Area.name, Area.code)
    )
    return tuple(Buurt(**row._mapping) for row in rows)  # noqa: SLF001  (public; its underscore avoids columns' names)


def list_bordering(session: Session, neighbourhood_id: int) -> tuple[str, ...]:
    """Slugs of the neighbourhoods that border on this one, by name."""
    here, there = aliased(Neighbourhood), aliased(Neighbourhood)
    return tuple(
        session.scalars(
            select(there.slug)
            .join(here, func.ST_DWithin(here.geom, there.geom, BORDER_METRES))
            .where(here.id == neighbourhood_id, there.id != neighbourhood_id)
            .order_by(there.name)
        )
    )


def list_unassigned_buurten(session: Session, *, today: date, municipality: str) -> tuple[tuple[str, str], ...]:
    """Buurten (code, name) of the release in force in a municipality that no neighbourhood has."""
    rows = session.execute(_unassigned(today, municipality).order_by(Area.code))
    return tuple((row.code, row.name) for row in rows)


def count_unassigned_buurten(session: Session, *, today: date, municipality: str) -> int:
    """How many buurten belong to no neighbourhood."""
    return session.scalar(select(func.count()).select_from(_unassigned(today, municipality).subquery())) or 0


def list_member_codes(session: Session, *, today: date) -> tuple[str, ...]:
    """Codes of all buurten that are part of a neighbourhood today."""
    members = members_on(today).subquery()
    return tuple(session.scalars(select(members.c.area_code).order_by(members.c.area_code)))


def list_proposals(session: Session, *, year: int | None = None) -> tuple[Proposal, ...]:
    """New buurten that wait for a decision, by year and code."""
    query = (
        select(
            AreaSuccession.year,
            AreaSuccession.new_code,
            Area.name,
            Neighbourhood.slug,
            AreaSuccession.old_code,
            AreaSuccession.overlap,
        )
        .join(
            Area,
            and_(
                Area.code == AreaSuccession.new_code, Area.year == AreaSuccession.year, Area.is_schematic.is_(false())
            ),
        )
        .outerjoin(Neighbourhood, Neighbourhood.id == AreaSuccession.neighbourhood_id)
        .where(AreaSuccession.decided_on.is_(None), true() if year is None else AreaSuccession.year == year)
        .order_by(AreaSuccession.year, AreaSuccession.new_code)
    )
    return tuple(Proposal(*row) for row in session.execute(query))


def list_releases(session: Session) -> Sequence[AreaRelease]:
    """All releases, newest first."""
    return session.scalars(select(AreaRelease).order_by(AreaRelease.kind, AreaRelease.year.desc())).all()


def _unassigned(today: date, municipality: str) -> Select[str, str]:
    member = (
        select(NeighbourhoodArea.id)
        .where(NeighbourhoodArea.area_code == Area.code, NeighbourhoodArea.period.contains(today))
        .exists()
    )
    return (
        select(Area.code, Area.name)
        .join(AreaRelease, in_force())
        .where(Area.municipality_code == municipality, ~member)
    )


def has_more_than(session: Session, statement: Select[*tuple[Any, ...]], most: int) -> bool:
    """Whether a statement has more rows than this; looks no further than that."""
    some = statement.limit(most + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) > most
