"""The gazetteer: places and addresses found by name, in our own database and, if asked for, with PDOK's help."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Double,
    Float,
    Integer,
    Subquery,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
    values,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.crs import RD_NEW, WGS84
from geo.values import Point
from webapp.areas.locatieserver import FoundAddress, Locatieserver
from webapp.areas.queries import NeighbourhoodName, slack_metres
from webapp.areas.rules import (
    AddressSource,
    FoundPlace,
    found_place_value,
    parse_postcode,
    shares_a_word,
    split_address,
)
from webapp.models import Neighbourhood, PlaceName, Street
from webapp.vocabulary import PlacePrecision

ADDRESSES = 8
"""How many addresses are shown at most."""

STREET_LIKENESS = 0.45
"""How alike (0 to 1) a street's name is to be found: half of every street name is `straat`."""


@dataclass(frozen=True)
class PlaceHit:
    """A place that was found: `kind` is `neighbourhood`, `buurt` or `street`.

    `via` is the name it was found by, when that is not its own. `is_exact` when it is a neighbourhood of which the name
    is what was searched for, but for case and accents. `point` (WGS84) is as near as `precision` says; None for a
    neighbourhood without a shape.
    """

    name: str
    kind: str
    slug: str
    neighbourhood_id: int
    neighbourhood_name: str
    via: str | None
    is_exact: bool = False
    point: Point | None = None
    precision: PlacePrecision = PlacePrecision.NEIGHBOURHOOD


def search_places(session: Session, query: str, *, limit: int = 8, by_likeness: bool = False) -> tuple[PlaceHit, ...]:
    """Places whose name looks like `query`, best first: neighbourhoods, their other names, buurten and streets.

    Tolerant of typing errors, accents and case; a name that begins with the query goes before one that
    only looks like it. Then by kind, or `by_likeness`.
    """
    if not query:
        return ()
    found = _ranked_names(func.search_key(query, type_=Text))
    kind_order = case((found.c.kind == "buurt", 1), (found.c.kind == "street", 2), else_=0)
    # a buurt that is called like its neighbourhood leads to the same page
    is_double = and_(found.c.kind == "buurt", found.c.name == found.c.neighbourhood_name)
    rows = session.execute(
        select(found)
        .where(found.c.rank == 1, ~is_double)
        .order_by(
            found.c.place,
            *((found.c.score.desc(), kind_order) if by_likeness else (kind_order, found.c.score.desc())),
            found.c.neighbourhood_name,
            found.c.name,
        )
        .limit(limit)
    )
    return tuple(
        PlaceHit(
            name=row.name if row.kind in ("buurt", "street") else row.neighbourhood_name,
            kind="neighbourhood" if row.kind == "alias" else row.kind,
            slug=row.slug,
            neighbourhood_id=row.neighbourhood_id,
            neighbourhood_name=row.neighbourhood_name,
            via=row.name if row.kind == "alias" else None,
            is_exact=row.is_exact,
            point=None if row.lon is None else Point(row.lon, row.lat),
            precision=PlacePrecision(row.precision),
        )
        for row in rows
    )


def _ranked_names(key: ColumnElement[str]) -> Subquery:
    """Names that look like the key, with their rank among those that lead to one place."""
    names = _names_like(key).subquery()
    begins = case((_begins_with(names.c.search_name, key), 0), else_=1)
    # the sum: of two names that hold the word equally well, the one that says less beside it
    score = func.similarity(names.c.search_name, key) + func.word_similarity(key, names.c.search_name)
    # a street has a point of its own
    point = func.coalesce(names.c.point, Neighbourhood.label_point, type_=Geometry("POINT", srid=WGS84))
    return (
        select(
            names.c.kind,
            names.c.name,
            names.c.precision,
            Neighbourhood.id.label("neighbourhood_id"),
            Neighbourhood.slug,
            Neighbourhood.name.label("neighbourhood_name"),
            func.ST_X(point, type_=Float).label("lon"),
            func.ST_Y(point, type_=Float).label("lat"),
            begins.label("place"),
            score.label("score"),
            and_(names.c.kind == "neighbourhood", names.c.search_name == key).label("is_exact"),
            func.row_number()
            .over(
                partition_by=(Neighbourhood.id, names.c.part),
                order_by=(begins, score.desc(), case((names.c.kind == "neighbourhood", 0), else_=1), names.c.id),
            )
            .label("rank"),
        )
        .join(Neighbourhood, Neighbourhood.id == names.c.neighbourhood_id)
        .subquery()
    )


def _names_like(key: ColumnElement[str]) -> CompoundSelect[Any]:
    """Names of places and streets that begin with the key or look like it, each through its own trigram index.

    `part` tells the places in one neighbourhood apart: empty for itself and its aliases.
    """
    street_point = func.ST_Transform(Street.point, WGS84, type_=Geometry("POINT", srid=WGS84))
    return union_all(
        select(
            PlaceName.id,
            PlaceName.kind,
            PlaceName.name,
            PlaceName.search_name,
            PlaceName.neighbourhood_id,
            case((PlaceName.kind == "buurt", PlaceName.code), else_="").label("part"),
            cast(null(), Geometry("POINT", srid=WGS84)).label("point"),
            literal(PlacePrecision.NEIGHBOURHOOD.value, Text).label("precision"),
        ).where(_looks_like(PlaceName.search_name, key)),
        select(
            Street.id,
            literal("street", Text),
            Street.name,
            Street.search_name,
            Street.neighbourhood_id,
            cast(Street.id, Text),
            street_point,
            cast(Street.precision, Text),
        ).where(
            _looks_like(Street.search_name, key),
            or_(
                _begins_with(Street.search_name, key),
                key.bool_op("<%")(Street.search_name),
                func.similarity(Street.search_name, key) >= STREET_LIKENESS,
            ),
        ),
    )


def _begins_with(name: ColumnElement[str] | InstrumentedAttribute[str], key: ColumnElement[str]) -> ColumnElement[bool]:
    # LIKE, since the trigram index serves it and does not serve starts_with()
    return name.like(_like_literally(key) + "%")


def _looks_like(name: InstrumentedAttribute[str], key: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(_begins_with(name, key), name.bool_op("%")(key), key.bool_op("<%")(name))


def _like_literally(value: ColumnElement[str]) -> ColumnElement[str]:
    """The text as a pattern of LIKE that stands for itself."""
    for sign in ("\\", "%", "_"):
        value = func.replace(value, sign, f"\\{sign}", type_=Text)
    return value


def list_lookalikes(session: Session, slug: str, *, limit: int = 4) -> tuple[tuple[str, str], ...]:
    """Neighbourhoods (slug, name) whose name looks like an address that does not exist."""
    hits = search_places(session, slug.replace("-", " ")[:80], limit=limit * 2)
    seen = dict.fromkeys((hit.slug, hit.neighbourhood_name) for hit in hits)
    return tuple(seen)[:limit]


@dataclass(frozen=True)
class Address:
    """An address, street or place that was found, ready to be shown and chosen.

    `kind` is that of a `PlaceHit`, `alias` for a neighbourhood's other name, or `address`. `point` (WGS84) is as near
    as `precision` says; `value` is how a radio button sends it.
    """

    label: str
    kind: str
    point: Point
    precision: PlacePrecision
    neighbourhood: NeighbourhoodName
    source: AddressSource

    @property
    def value(self) -> str:
        """The found place as text: `parse_found_place` reads it."""
        return found_place_value(FoundPlace(self.point, self.precision))


def find_addresses(
    session: Session,
    query: str,
    *,
    service: Locatieserver | None = None,
    is_finished: bool = False,
    limit: int = ADDRESSES,
) -> tuple[Address, ...]:
    """Addresses and places that look like `query`, best first; one statement.

    From the service, when there is one and it answers in time; otherwise, and for names of neighbourhoods, from the
    gazetteer. That one knows no house numbers: a number that was typed stays in the label, and the place is the one of
    the street. What the service gives outside every neighbourhood is left out.
    """
    online = (service.search(query, is_finished=is_finished) if service is not None and query else None) or ()
    if online:
        return _once(_located(session, online))[:limit]
    typed = split_address(query)
    # more than are shown: some are the same, or of another place
    hits = search_places(session, typed.street, limit=3 * limit, by_likeness=True)
    return _once(
        _address_of(hit, typed.number)
        for hit in hits
        if hit.point is not None and shares_a_word(typed.street, f"{hit.name} {hit.via or ''}")
    )[:limit]


def find_places(
    session: Session, query: str, *, service: Locatieserver | None = None, limit: int = ADDRESSES
) -> tuple[PlaceHit, ...]:
    """Places for the search of the whole site: as `search_places`, and postcodes where the service can be asked."""
    postcode = parse_postcode(query)
    if postcode is None or service is None:
        return search_places(session, query, limit=limit)
    return tuple(
        PlaceHit(
            name=each.label,
            kind="postcode",
            slug=each.neighbourhood.slug,
            neighbourhood_id=each.neighbourhood.id,
            neighbourhood_name=each.neighbourhood.name,
            via=None,
            point=each.point,
            precision=each.precision,
        )
        for each in find_addresses(session, postcode, service=service, limit=limit)
        if each.source is AddressSource.PDOK
    )


def _once(found: Iterable[Address]) -> tuple[Address, ...]:
    """Each label in a neighbourhood once, the best one."""
    return tuple({(each.label, each.neighbourhood.slug): each for each in reversed([*found])}.values())[::-1]


def _located(session: Session, found: tuple[FoundAddress, ...]) -> tuple[Address, ...]:
    """Addresses of the service with the neighbourhood that each lies in, in one statement."""
    points = values(column("place", Integer), column("lon", Double), column("lat", Double), name="points").data(
        [(place, each.point.lon, each.point.lat) for place, each in enumerate(found)]
    )
    here = func.ST_Transform(func.ST_SetSRID(func.ST_MakePoint(points.c.lon, points.c.lat), WGS84), RD_NEW)
    rows = session.execute(
        select(points.c.place, Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name)
        .join(Neighbourhood, func.ST_DWithin(Neighbourhood.geom, here, slack_metres()))
        # the last of a place stays: the nearest, and of two on a border the first by slug
        .order_by(points.c.place, func.ST_Distance(Neighbourhood.geom, here).desc(), Neighbourhood.slug.desc())
    )
    where = {row.place: NeighbourhoodName(row.id, row.slug, row.name) for row in rows}
    return tuple(
        Address(each.label, "address", each.point, each.precision, where[place], AddressSource.PDOK)
        for place, each in enumerate(found)
        if place in where
    )


def _address_of(hit: PlaceHit, number: str | None) -> Address:
    assert hit.point is not None  # noqa: S101  (narrows: the caller left out what has none)
    has_number = hit.kind == "street" and number is not None and number.casefold() not in hit.name.casefold()
    return Address(
        label=f"{hit.name} {number}" if has_number else hit.via or hit.name,
        kind="alias" if hit.via else hit.kind,
        point=hit.point,
        precision=hit.precision,
        neighbourhood=NeighbourhoodName(hit.neighbourhood_id, hit.slug, hit.neighbourhood_name),
        source=AddressSource.GAZETTEER,
    )
