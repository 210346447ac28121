"""Reads of presence and coverage, as of any date."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Numeric,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geo.sql import feature_collection
from webapp.coverage.rules import (
    EVIDENCE_KINDS_NEEDED,
    PRESENT_STAGES,
    STALE_AFTER_YEARS,
    CoveragePoint,
    NeighbourhoodState,
    Target,
    target_share,
)
from webapp.errors import DatabaseNotReady
from webapp.models import (
    CoverageTarget,
    DataVersion,
    Evidence,
    Neighbourhood,
    NeighbourhoodOutline,
    Presence,
    WayToHelp,
)
from webapp.vocabulary import DatePrecision, EvidenceKind, Provenance, Stage

_DATES = ARRAY(Date)
MAP_SUBJECT = "map"
ATTRIBUTION = "Bron: CBS / Kadaster"
NEEDS_EVIDENCE = tuple(stage for stage, kinds in EVIDENCE_KINDS_NEEDED.items() if kinds)


def states_on(day: date | ColumnElement[date]) -> Select[*tuple[Any, ...]]:
    """How every neighbourhood stands on `day`: id, slug, name, stage, since, …, last_sign_on, is_stale.

    `day` may be a column of an enclosing query, so that a series of dates is one statement.
    """
    signs = (
        select(func.max(Evidence.observed_on).label("last_sign_on"))
        .where(Evidence.neighbourhood_id == Neighbourhood.id, Evidence.observed_on <= day)
        .correlate_except(Evidence)
        .lateral("signs")
    )
    stage = func.coalesce(Presence.stage, literal(Stage.UNREACHED.value, String))
    return (
        select(
            Neighbourhood.id,
            Neighbourhood.slug,
            Neighbourhood.name,
            stage.label("stage"),
            func.lower(Presence.period).label("since"),
            Presence.since_precision,
            Presence.provenance,
            Neighbourhood.inhabitants,
            Neighbourhood.inhabitants_estimated,
            signs.c.last_sign_on,
            _is_stale(stage, signs, day).label("is_stale"),
        )
        .select_from(Neighbourhood)
        .outerjoin(Presence, and_(Presence.neighbourhood_id == Neighbourhood.id, Presence.period.contains(day)))
        .join(signs, true())
    )


def list_states(session: Session, *, at: date) -> tuple[NeighbourhoodState, ...]:
    """How every neighbourhood stands on a date, by name."""
    rows = session.execute(states_on(at).order_by(Neighbourhood.name, Neighbourhood.id))
    return tuple(_state(row) for row in rows)


def get_state(session: Session, slug: str, *, at: date) -> NeighbourhoodState | None:
    """How one neighbourhood stands on a date."""
    row = session.execute(states_on(at).where(Neighbourhood.slug == slug)).one_or_none()
    return _state(row) if row else None


def list_coverage(session: Session, dates: Sequence[date], *, target: Target) -> tuple[CoveragePoint, ...]:
    """Coverage on each of `dates`, every date once and in order of time, in one statement."""
    days = select(func.unnest(literal(list(dates), _DATES)).label("at")).subquery("days")
    states = states_on(days.c.at).lateral("states")
    present = states.c.stage.in_([stage.value for stage in PRESENT_STAGES])
    rows = session.execute(
        select(
            days.c.at,
            func.count().filter(present).label("reached"),
            func.count().label("total"),
            func.coalesce(func.sum(states.c.inhabitants).filter(present), 0).label("inhabitants"),
            func.coalesce(func.sum(states.c.inhabitants), 0).label("inhabitants_total"),
            func.count().filter(and_(present, ~states.c.is_stale)).label("fresh"),
        )
        .select_from(days)
        .join(states, true())
        .group_by(days.c.at)
        .order_by(days.c.at)
    )
    return tuple(
        CoveragePoint(
            at=row.at,
            neighbourhoods=row.reached,
            neighbourhoods_total=row.total,
            inhabitants=row.inhabitants,
            inhabitants_total=row.inhabitants_total,
            fresh_neighbourhoods=row.fresh,
            target_share=target_share(row.at, target),
        )
        for row in rows
    )


def get_target(session: Session, *, at: date) -> Target:
    """The target line that was decided for a date; the first one for a date before any decision.

    Raises `DatabaseNotReady` code `not_seeded` when there is none at all.
    """
    row = session.execute(
        select(CoverageTarget.start_year, CoverageTarget.target_year)
        .order_by(CoverageTarget.period.contains(at).desc(), func.lower(CoverageTarget.period).nulls_first())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise DatabaseNotReady("not_seeded")
    return Target(*row)


def list_spells(session: Session, neighbourhood_id: int, *, at: date) -> Sequence[Presence]:
    """The stages of a neighbourhood that began on or before a date, newest first."""
    return session.scalars(
        select(Presence)
        .where(Presence.neighbourhood_id == neighbourhood_id, func.lower(Presence.period) <= at)
        .order_by(func.lower(Presence.period).desc())
    ).all()


def list_evidence(session: Session, neighbourhood_id: int, *, at: date) -> Sequence[Evidence]:
    """The evidence of a neighbourhood up to a date, newest first."""
    return session.scalars(
        select(Evidence)
        .where(Evidence.neighbourhood_id == neighbourhood_id, Evidence.observed_on <= at)
        .order_by(Evidence.observed_on.desc(), Evidence.id)
    ).all()


def list_evidence_kinds(session: Session, neighbourhood_id: int, *, at: date) -> frozenset[EvidenceKind]:
    """The kinds of evidence that a neighbourhood has on a date."""
    return frozenset(
        session.scalars(
            select(Evidence.kind)
            .where(Evidence.neighbourhood_id == neighbourhood_id, Evidence.observed_on <= at)
            .distinct()
        )
    )


def list_ways_to_help(session: Session, neighbourhood_id: int) -> Sequence[WayToHelp]:
    """What a visitor can do in a neighbourhood; the general ones where it has none of its own."""
    own = select(WayToHelp.id).where(WayToHelp.neighbourhood_id == neighbourhood_id)
    return session.scalars(
        select(WayToHelp)
        .where(
            or_(
                WayToHelp.neighbourhood_id == neighbourhood_id,
                and_(WayToHelp.neighbourhood_id.is_(None), ~own.exists()),
            )
        )
        .order_by(WayToHelp.id)
    ).all()


def find_map_version(session: Session) -> int:
    """The version of all that the public map shows; 0 before there is anything."""
    return session.scalar(select(DataVersion.version).where(DataVersion.subject == MAP_SUBJECT)) or 0


def neighbourhoods_geojson(session: Session, *, at: date, level: int) -> tuple[int, bytes]:
    """The neighbourhoods on a date as GeoJSON (WGS84), made by PostGIS: bytes ready to be sent, and their version."""
    made = session.execute(_geojson_statement(), {"at": at, "level": level}).one()
    return made.version or 0, made.collection.encode()


@cache
def _geojson_statement() -> Select[*tuple[Any, ...]]:
    """The statement behind the map, built once: putting it together costs as much as running it."""
    states = states_on(bindparam("at", type_=Date)).subquery("states")
    return (
        feature_collection(
            geometry=NeighbourhoodOutline.geom,
            feature_id=states.c.slug,
            properties={
                "slug": states.c.slug,
                "name": states.c.name,
                "stage": states.c.stage,
                "since": states.c.since,
                "inhabitants": states.c.inhabitants,
                "is_stale": states.c.is_stale,
                "is_demo": func.coalesce(states.c.provenance == Provenance.DEMO.value, False),
                "label": func.json_build_array(_degrees(func.ST_X), _degrees(func.ST_Y)),
            },
            order_by=(states.c.slug,),
            members={"name": "neighbourhoods", "attribution": ATTRIBUTION},
        )
        .add_columns(
            select(DataVersion.version).where(DataVersion.subject == MAP_SUBJECT).scalar_subquery().label("version")
        )
        .select_from(states)
        .join(Neighbourhood, Neighbourhood.id == states.c.id)
        .join(
            NeighbourhoodOutline,
            and_(
                NeighbourhoodOutline.neighbourhood_id == states.c.id,
                NeighbourhoodOutline.level == bindparam("level", type_=Integer),
            ),
        )
    )


def _degrees(axis: Callable[..., ColumnElement[float]]) -> ColumnElement[float]:
    return func.round(cast(axis(Neighbourhood.label_point), Numeric), 5)


def _is_stale(stage: ColumnElement[Any], signs: FromClause, day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """The rule `webapp.coverage.rules.is_stale` as an expression; a test holds the two together."""
    a_year_ago = cast(cast(day, Date) - text(f"interval '{STALE_AFTER_YEARS} year'"), Date)
    rests = stage.in_([each.value for each in NEEDS_EVIDENCE])
    return case((rests, func.coalesce(signs.c.last_sign_on <= a_year_ago, True)), else_=False)


def _state(row: Row[Any]) -> NeighbourhoodState:
    return NeighbourhoodState(
        slug=row.slug,
        name=row.name,
        stage=Stage(row.stage),
        since=row.since,
        since_precision=row.since_precision or DatePrecision.DAY,
        provenance=row.provenance,
        inhabitants=row.inhabitants,
        inhabitants_estimated=row.inhabitants_estimated,
        last_sign_on=row.last_sign_on,
        is_stale=row.is_stale,
    )
