"""What the words of rows mean, and what is there already: looked up for a whole file at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, Integer, Text, cast, column, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Session

from geo.crs import RD_NEW, WGS84
from webapp.areas.queries import in_force, slack_metres
from webapp.config import MUNICIPALITY
from webapp.exchange.alike import Titled
from webapp.exchange.reading import Known, KnownPartner, StreetPlace
from webapp.exchange.rules import plain
from webapp.models import (
    Area,
    AreaRelease,
    Initiative,
    InitiativeRevision,
    Listing,
    Neighbourhood,
    Partner,
    PlaceName,
    Street,
    Theme,
)
from webapp.partners.queries.faith import list_faith_theme_slugs
from webapp.vocabulary import InitiativeState, RevisionState

OWN_NAMES = ("neighbourhood", "alias")
"""Kinds of place names that are a neighbourhood's own; a buurt is only a part of one."""

OPEN = (InitiativeState.RECEIVED, InitiativeState.RETURNED, InitiativeState.RUNNING, InitiativeState.PAUSED)


@dataclass(frozen=True)
class Located:
    """Where a pin lies: in metres of RD New, in which neighbourhood (id), and whether in the municipality."""

    x: float
    y: float
    neighbourhood_id: int | None
    is_inside: bool


@dataclass(frozen=True)
class Named:
    """The name of a partner to compare by: `words` for what is alike, `key` for what is the same name."""

    words: str
    key: str


def load_known(session: Session, *, with_streets: bool) -> Known:
    """What rows can name, in six statements; `with_streets` when a row has an address."""
    themes = session.execute(select(Theme.slug, Theme.name, Theme.name_en).where(Theme.is_offered).order_by(Theme.id))
    names = session.execute(
        select(Neighbourhood.slug, PlaceName.name)
        .join(Neighbourhood, Neighbourhood.id == PlaceName.neighbourhood_id)
        .where(PlaceName.kind.in_(OWN_NAMES))
        .order_by(PlaceName.id)
    )
    places = list(session.execute(select(Neighbourhood.slug, Neighbourhood.name).order_by(Neighbourhood.id)))
    partners = session.execute(
        select(Partner.id, Partner.slug, Partner.name).where(Partner.ended_on.is_(None)).order_by(Partner.id)
    )
    known_partners = [KnownPartner(*row) for row in partners]
    return Known(
        themes=_by_words((slug, (slug, name, name_en)) for slug, name, name_en in themes),
        faith_themes=list_faith_theme_slugs(session),
        neighbourhoods=_by_words(
            [*((slug, (slug, name)) for slug, name in places), *((slug, (name,)) for slug, name in names)]
        ),
        partners={
            plain(words): partner for partner in reversed(known_partners) for words in (partner.slug, partner.name)
        },
        streets=_streets(session) if with_streets else {},
    )


def _by_words(named: Any) -> dict[str, str]:
    """Slug by each of the words that stand for it; of two that share a word the first has it."""
    found: dict[str, str] = {}
    for slug, words in named:
        for each in words:
            if each:
                found.setdefault(plain(each), slug)
    return found


def _streets(session: Session) -> dict[str, list[StreetPlace]]:
    point = func.ST_Transform(Street.point, WGS84)
    rows = session.execute(
        select(Street.name, Neighbourhood.slug, Neighbourhood.name, func.ST_X(point), func.ST_Y(point))
        .join(Neighbourhood, Neighbourhood.id == Street.neighbourhood_id)
        .order_by(Street.id)
    )
    found: dict[str, list[StreetPlace]] = {}
    for name, slug, neighbourhood, lon, lat in rows:
        found.setdefault(plain(name), []).append(StreetPlace(slug, neighbourhood, lon, lat))
    return found


def locate(session: Session, pins: Mapping[int, tuple[float, float]]) -> dict[int, Located]:
    """Where each pin lies (longitude and latitude by key), in one statement.

    On a border it is in the first neighbourhood by slug, as `webapp.initiatives.publishing` has it.
    """
    if not pins:
        return {}
    sent = [{"n": key, "lon": lon, "lat": lat} for key, (lon, lat) in pins.items()]
    asked = (
        func.jsonb_to_recordset(cast(sent, JSONB))
        .table_valued(column("n", Integer), column("lon", Float), column("lat", Float))
        .render_derived(name="asked", with_types=True)
    )
    place = func.ST_Transform(func.ST_SetSRID(func.ST_MakePoint(asked.c.lon, asked.c.lat), WGS84), RD_NEW)
    # asked once, as a value: else it would be transformed for every shape that it is compared with
    placed = select(asked.c.n, place.label("place")).cte("placed").prefix_with("MATERIALIZED")
    inside = (
        select(Area.id)
        .join(AreaRelease, in_force())
        .where(Area.municipality_code == MUNICIPALITY, func.ST_DWithin(Area.geom, placed.c.place, slack_metres()))
        .exists()
    )
    neighbourhood = (
        select(Neighbourhood.id)
        .where(func.ST_Covers(Neighbourhood.geom, placed.c.place))
        .order_by(Neighbourhood.slug)
        .limit(1)
        .scalar_subquery()
    )
    x, y = func.ST_X(placed.c.place), func.ST_Y(placed.c.place)
    rows = session.execute(select(placed.c.n, x, y, neighbourhood, inside))
    return {key: Located(x, y, found, is_inside) for key, x, y, found, is_inside in rows}


def words_to_compare(session: Session, texts: Sequence[str]) -> list[Named]:
    """The words by which names or titles are compared, in the same order, in one statement."""
    typed = (
        func.jsonb_array_elements_text(cast(list(texts), JSONB))
        .table_valued(column("text", Text), with_ordinality="place")
        .render_derived(name="typed")
    )
    rows = session.execute(
        select(func.search_words(typed.c.text), func.search_key(typed.c.text)).order_by(typed.c.place)
    )
    return [Named(words, key) for words, key in rows]


def list_titles(session: Session) -> list[Titled]:
    """Every initiative that goes on or waits, by id, to compare with; as far as the viewer may see."""
    shown = session.execute(
        select(Listing.initiative_id, Listing.search_title, func.ST_X(Listing.geom), func.ST_Y(Listing.geom))
        .where(Listing.state != InitiativeState.ENDED)
        .order_by(Listing.initiative_id)
    )
    newest = (
        select(InitiativeRevision.initiative_id, InitiativeRevision.content["title"].astext.label("title"))
        .join(Initiative, Initiative.id == InitiativeRevision.initiative_id)
        .where(
            Initiative.state.in_(OPEN),
            InitiativeRevision.state != RevisionState.WITHDRAWN,
            ~exists().where(Listing.initiative_id == Initiative.id),
        )
        .ext(distinct_on(InitiativeRevision.initiative_id))
        .order_by(InitiativeRevision.initiative_id, InitiativeRevision.number.desc())
        .subquery()
    )
    hidden = session.execute(select(newest.c.initiative_id, func.search_words(newest.c.title)))
    return [*(Titled(*row) for row in shown), *(Titled(*row) for row in hidden)]


def list_partner_names(session: Session) -> dict[int, Named]:
    """The names of all partners, those that are no more included: a name is taken for good."""
    rows = session.execute(
        select(Partner.id, func.search_words(Partner.name), func.search_key(Partner.name)).order_by(Partner.id)
    )
    return {number: Named(words, key) for number, words, key in rows}


def list_waiting(session: Session, ids: Sequence[int]) -> set[int]:
    """Of these initiatives the ones of which a version waits, or that cannot be changed any more."""
    waits = exists().where(
        InitiativeRevision.initiative_id == Initiative.id, InitiativeRevision.state == RevisionState.WAITING
    )
    query = select(Initiative.id).where(
        Initiative.id.in_(sorted(ids)), or_(waits, Initiative.state == InitiativeState.MERGED)
    )
    return set(session.scalars(query))
