"""Reads of the networks of the whole city: only what was made public of a month, which never changes."""

import json
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.networks.rules.city import City, CityLink, Place, PublishedMonth
from webapp.networks.rules.publishing import PublicPlace

DECIMALS = 5
"""Of degrees: about a metre."""

_MONTHS = text("""
    SELECT m.month, m.published_at,
           EXISTS (SELECT FROM network_month_place p WHERE p.month = m.month) AS has_networks
    FROM network_month m ORDER BY m.month
""")
_PLACES = text("""
    SELECT h.id, h.slug, h.name, ST_X(r.geom) AS x, ST_Y(r.geom) AS y,
           ST_X(h.label_point) AS lon, ST_Y(h.label_point) AS lat, p.people, p.ties
    FROM network_month_place p
    JOIN neighbourhood h ON h.id = p.neighbourhood_id
    CROSS JOIN LATERAL (SELECT ST_Transform(h.label_point, 28992) AS geom) r
    WHERE p.month = :month AND h.label_point IS NOT NULL
    ORDER BY h.name, h.id
""")
_LINKS = text("""
    SELECT one_id, other_id, people, ties, shared FROM network_month_pair WHERE month = :month ORDER BY one_id, other_id
""")
_NEWEST = text("""
    SELECT neighbourhood_id, people, ties FROM network_month_place
    WHERE month = (SELECT max(month) FROM network_month) AND neighbourhood_id = :neighbourhood_id
""")
_NETWORK_VERSION = text("SELECT network_version()")


def find_network_version(session: Session) -> str:
    """Changes when any network does, and from day to day. Not for everyone's eyes: it tells that somebody came."""
    return str(session.scalar(_NETWORK_VERSION))


def find_months(session: Session) -> tuple[PublishedMonth, ...]:
    """The months that are public, the oldest first."""
    return tuple(
        PublishedMonth(row.month, f"{row.published_at.timestamp():.6f}", row.has_networks)
        for row in session.execute(_MONTHS)
    )


def get_city(session: Session, *, month: date) -> City:
    """What was made public of a month: two statements, however many networks there are."""
    places = {row.id: Place(*row) for row in session.execute(_PLACES, {"month": month})}
    links = tuple(
        CityLink(*_by_name(places[row.one_id], places[row.other_id]), row.people, row.ties, row.shared)
        for row in session.execute(_LINKS, {"month": month})
        if row.one_id in places and row.other_id in places
    )
    return City(tuple(places.values()), links)


def find_public_place(session: Session, neighbourhood_id: int) -> PublicPlace | None:
    """What the newest month that is public tells of a neighbourhood; None where that is nothing."""
    row = session.execute(_NEWEST, {"neighbourhood_id": neighbourhood_id}).one_or_none()
    return None if row is None else PublicPlace(*row)


def city_geojson(city: City) -> bytes:
    """Networks as points and links as straight lines, by slug; `people` and `ties` of a link may be `null`."""
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
