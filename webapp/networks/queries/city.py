"""Reads of the networks of the whole city: only what everybody may know. The database withholds what is too small."""

import json
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.networks.rules.city import City, CityLink, Place

DECIMALS = 5
"""Of degrees: about a metre."""

_VERSION = text("SELECT network_version()")
_PLACES = text("""
    SELECT h.id, h.slug, h.name, ST_X(r.geom) AS x, ST_Y(r.geom) AS y,
           ST_X(h.label_point) AS lon, ST_Y(h.label_point) AS lat,
           n.neighbourhood_id IS NOT NULL AS has_network, n.people, n.ties
    FROM neighbourhood h
    CROSS JOIN LATERAL (SELECT ST_Transform(h.label_point, 28992) AS geom) r
    LEFT JOIN neighbourhood_networks(:on) n ON n.neighbourhood_id = h.id
    WHERE h.label_point IS NOT NULL
    ORDER BY h.name, h.id
""")
_LINKS = text("SELECT one_id, other_id, people, ties, shared FROM neighbourhood_links(:on) ORDER BY one_id, other_id")


def find_network_version(session: Session) -> str:
    """Changes when any network does, and from day to day."""
    return str(session.scalar(_VERSION))


def get_city(session: Session, *, on: date) -> City:
    """The networks of the city on a day: two statements, however many there are."""
    places = tuple(
        Place(
            row.id,
            row.slug,
            row.name,
            row.x,
            row.y,
            row.lon,
            row.lat,
            has_network=row.has_network,
            people=row.people,
            ties=row.ties,
        )
        for row in session.execute(_PLACES, {"on": on})
    )
    by_id = {place.id: place for place in places}
    links = tuple(
        CityLink(*_by_name(by_id[row.one_id], by_id[row.other_id]), row.people, row.ties, row.shared)
        for row in session.execute(_LINKS, {"on": on})
        if row.one_id in by_id and row.other_id in by_id
    )
    return City(places, links)


def city_geojson(city: City) -> bytes:
    """Networks as points and links as straight lines, by slug; what is withheld is `null`."""
    points = [
        _feature("Point", [_corner(place)], slug=place.slug, name=place.name, people=place.people, ties=place.ties)
        for place in city.networks
    ]
    lines = [
        _feature(
            "LineString",
            [_corner(link.one), _corner(link.other)],
            one=link.one.slug,
            other=link.other.slug,
            people=link.people,
            ties=link.ties,
            shared=link.shared,
        )
        for link in city.links
    ]
    body = {"type": "FeatureCollection", "features": [*lines, *points]}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _by_name(one: Place, other: Place) -> tuple[Place, Place]:
    return (one, other) if one.name <= other.name else (other, one)


def _corner(place: Place) -> list[float]:
    return [round(place.lon, DECIMALS), round(place.lat, DECIMALS)]


def _feature(kind: str, corners: list[list[float]], **properties: object) -> dict[str, object]:
    coordinates = corners[0] if kind == "Point" else corners
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}
