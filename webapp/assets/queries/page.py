"""One asset with all that is kept about it, and how many people live within a walk of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import Session

from geo.values import Point
from webapp.areas.queries import in_force, members_on
from webapp.assets.queries import OwnLanguage, shown_to
from webapp.assets.rules import RING_METRES, RING_MINUTES, WEEK, is_stale
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_times import WeekPart
from webapp.models import (
    Area,
    AreaRelease,
    Asset,
    AssetEffect,
    AssetTheme,
    Listing,
    Neighbourhood,
    Partner,
    Theme,
)
from webapp.models.base import WeekTimes
from webapp.vocabulary import AssetKind, EffectCertainty, EffectDirection, InitiativeState, Provenance

SHOWN = (InitiativeState.RUNNING, InitiativeState.PAUSED)


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """A theme in the reader's language, and its address."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What an asset does to a theme: which way, how sure, since when, and who says so."""

    theme: ThemeLink
    direction: EffectDirection
    certainty: EffectCertainty
    since: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Ring:
    """How many people live within so many minutes' walk: in buurten whose inner point lies within those metres."""

    minutes: int
    metres: int
    buurten: int
    inhabitants: int


@dataclass(frozen=True, slots=True)
class AssetDetail:
    """An asset as its page shows it. `opening` is None when unknown; `always_open` is a whole week."""

    id: int
    slug: str
    kind: AssetKind
    name: str
    description: str
    how_to_use: str
    owner: str
    partner: tuple[str, str] | None
    """The address and name of the partner that keeps it."""
    initiative: tuple[str, str] | None
    """The address and title of the initiative that it belongs to, if visitors see that."""
    neighbourhood_id: int
    neighbourhood: ThemeLink
    address: str
    point: Point | None
    opening: tuple[WeekPart, ...] | None
    always_open: bool
    opening_words: str
    capacity: int | None
    is_public: bool
    confirmed_on: date
    is_stale: bool
    ended_on: date | None
    provenance: Provenance
    themes: tuple[ThemeLink, ...]
    effects: tuple[Effect, ...]


def is_always(opening: WeekTimes | None) -> bool:
    """Whether these times are a whole week."""
    return opening is not None and [(each.lower, each.upper) for each in opening] == [WEEK]


def find_detail(
    session: Session, slug: str, *, today: date, sees_all: bool, own_language: OwnLanguage
) -> AssetDetail | None:
    """The asset at an address, in three statements; None when the viewer sees none there."""
    row = session.execute(
        select(
            Asset,
            func.ST_X(Asset.lonlat).label("lon"),
            func.ST_Y(Asset.lonlat).label("lat"),
            Neighbourhood.slug.label("place_slug"),
            Neighbourhood.name.label("place_name"),
            Partner.slug.label("partner_slug"),
            Partner.name.label("partner_name"),
            Listing.slug.label("initiative_slug"),
            Listing.title.label("initiative_title"),
        )
        .join(Neighbourhood, Neighbourhood.id == Asset.neighbourhood_id)
        .join(Partner, Partner.id == Asset.partner_id, isouter=True)
        .join(Listing, and_(Listing.initiative_id == Asset.initiative_id, Listing.state.in_(SHOWN)), isouter=True)
        .where(Asset.slug == slug, shown_to(sees_all=sees_all))
    ).one_or_none()
    return None if row is None else _detail(session, row, today, own_language)


def find_place_and_times(session: Session, asset: Asset) -> tuple[Point | None, tuple[WeekPart, ...] | None]:
    """Where an asset is (WGS84), and its opening hours, None when unknown; in one statement."""
    lon, lat = session.execute(
        select(func.ST_X(Asset.lonlat), func.ST_Y(Asset.lonlat)).where(Asset.id == asset.id)
    ).one()
    return Point(lon, lat) if lon is not None else None, from_multirange(asset.opening)


def list_rings(session: Session, point: Point, *, today: date) -> tuple[Ring, ...]:
    """How many people live around a place (WGS84), by walking minutes as the crow flies, in one statement."""
    here = func.ST_Transform(func.ST_SetSRID(func.ST_MakePoint(point.lon, point.lat), 4326), 28992)
    members = members_on(today).subquery()
    spots = (
        select(func.ST_Distance(func.ST_PointOnSurface(Area.geom), here).label("metres"), Area.inhabitants)
        .join(AreaRelease, in_force())
        .join(members, members.c.area_code == Area.code)
        .where(func.ST_DWithin(Area.geom, here, float(RING_METRES[-1])))
        .subquery("spots")
    )
    columns: list[ColumnElement[Any]] = []
    for metres in RING_METRES:
        near = spots.c.metres <= metres
        columns += [
            func.count().filter(near),
            func.coalesce(func.sum(spots.c.inhabitants).filter(near), 0),
        ]
    found = session.execute(select(*columns).select_from(spots)).one()
    return tuple(
        Ring(minutes, metres, found[2 * number], int(found[2 * number + 1]))
        for number, (minutes, metres) in enumerate(zip(RING_MINUTES, RING_METRES, strict=True))
    )


def _detail(session: Session, row: Row[Any], today: date, own_language: OwnLanguage) -> AssetDetail:
    asset: Asset = row.Asset
    always = is_always(asset.opening)
    return AssetDetail(
        id=asset.id,
        slug=asset.slug,
        kind=asset.kind,
        name=asset.name,
        description=asset.description,
        how_to_use=asset.how_to_use,
        owner=asset.owner,
        partner=(row.partner_slug, row.partner_name) if row.partner_slug else None,
        initiative=(row.initiative_slug, row.initiative_title) if row.initiative_title else None,
        neighbourhood_id=asset.neighbourhood_id,
        neighbourhood=ThemeLink(row.place_slug, row.place_name),
        address=asset.address,
        point=Point(row.lon, row.lat) if row.lon is not None else None,
        opening=None if always else from_multirange(asset.opening),
        always_open=always,
        opening_words=asset.opening_words,
        capacity=asset.capacity,
        is_public=asset.is_public,
        confirmed_on=asset.confirmed_on,
        is_stale=is_stale(asset.confirmed_on, today=today),
        ended_on=asset.ended_on,
        provenance=asset.provenance,
        themes=_themes(session, asset.id, own_language),
        effects=_effects(session, asset.id, own_language),
    )


def _themes(session: Session, asset_id: int, own_language: OwnLanguage) -> tuple[ThemeLink, ...]:
    rows = session.scalars(
        select(Theme)
        .join(AssetTheme, and_(AssetTheme.theme_id == Theme.id, AssetTheme.asset_id == asset_id))
        .order_by(Theme.position, Theme.id)
    )
    return tuple(ThemeLink(each.slug, own_language(each.name, each.name_en)) for each in rows)


def _effects(session: Session, asset_id: int, own_language: OwnLanguage) -> tuple[Effect, ...]:
    rows = session.execute(
        select(AssetEffect, Theme)
        .join(Theme, Theme.id == AssetEffect.theme_id)
        .where(AssetEffect.asset_id == asset_id)
        .order_by(Theme.position, Theme.id)
    )
    return tuple(
        Effect(
            ThemeLink(theme.slug, own_language(theme.name, theme.name_en)),
            effect.direction,
            effect.certainty,
            effect.since,
            effect.source,
        )
        for effect, theme in rows
    )
