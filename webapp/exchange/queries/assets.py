"""Assets that go out as a file: the public ones, with what visitors see of them; never what people can do."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, Text, and_, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from geo.sql import feature_collection
from webapp.assets.queries import OwnLanguage
from webapp.assets.queries.listing import find_terms, matching
from webapp.assets.rules import Filters
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_times import WeekPart
from webapp.exchange.queries.exports import MOST_ROWS, check_size
from webapp.models import Asset, AssetEffect, AssetTheme, Neighbourhood, Partner, Theme
from webapp.vocabulary import AssetKind, EffectCertainty, EffectDirection, Provenance


@dataclass(frozen=True)
class EffectLine:
    """What an asset does to a theme."""

    theme: str
    direction: EffectDirection
    certainty: EffectCertainty


@dataclass(frozen=True)
class AssetLine:
    """An asset as a file tells of it; coordinates in WGS84. `opening` is None when it is not known."""

    slug: str
    name: str
    kind: AssetKind
    description: str
    how_to_use: str
    owner: str
    neighbourhood: str
    address: str
    lon: float | None
    lat: float | None
    themes: tuple[str, ...]
    effects: tuple[EffectLine, ...]
    opening: tuple[WeekPart, ...] | None
    opening_words: str
    capacity: int | None
    confirmed_on: date
    provenance: Provenance


def list_asset_lines(session: Session, filters: Filters, own_language: OwnLanguage) -> list[AssetLine]:
    """What everyone's list of assets shows for these filters, whole and by name.

    At most four statements. Raises `BadInput` code `export_too_large`.
    """
    wanted = matching(filters, find_terms(session, filters), sees_all=False)
    rows = session.execute(
        select(
            Asset,
            _owner().label("owner"),
            Neighbourhood.name.label("place"),
            func.ST_X(Asset.lonlat).label("lon"),
            func.ST_Y(Asset.lonlat).label("lat"),
            _themes(func.jsonb_build_array(Theme.name, Theme.name_en)).label("themes"),
            _effects().label("effects"),
        )
        .join(Neighbourhood, Neighbourhood.id == Asset.neighbourhood_id)
        .outerjoin(Partner, Partner.id == Asset.partner_id)
        .where(*wanted)
        .order_by(func.search_key(Asset.name), Asset.id)
        .limit(MOST_ROWS + 1)
    ).all()
    check_size(len(rows))
    return [
        AssetLine(
            slug=row.Asset.slug,
            name=row.Asset.name,
            kind=row.Asset.kind,
            description=row.Asset.description,
            how_to_use=row.Asset.how_to_use,
            owner=row.owner,
            neighbourhood=row.place,
            address=row.Asset.address,
            lon=row.lon,
            lat=row.lat,
            themes=tuple(own_language(name, name_en) for name, name_en in row.themes or ()),
            effects=tuple(
                EffectLine(own_language(name, name_en), EffectDirection(way), EffectCertainty(sure))
                for name, name_en, way, sure in row.effects or ()
            ),
            opening=from_multirange(row.Asset.opening),
            opening_words=row.Asset.opening_words,
            capacity=row.Asset.capacity,
            confirmed_on=row.Asset.confirmed_on,
            provenance=row.Asset.provenance,
        )
        for row in rows
    ]


def assets_geojson(session: Session, filters: Filters, *, address: str, credit: str) -> bytes:
    """The same as GeoJSON (WGS84), made by PostGIS; what has no place has no geometry. `address` is that of the list.

    Raises `BadInput` code `export_too_large`.
    """
    wanted = and_(*matching(filters, find_terms(session, filters), sees_all=False))
    check_size(session.scalar(select(func.count()).select_from(Asset).where(wanted)) or 0)
    statement = feature_collection(
        geometry=Asset.lonlat,
        feature_id=Asset.id,
        properties={
            "name": Asset.name,
            "url": literal(f"{address}/", Text) + Asset.slug,
            "kind": Asset.kind,
            "description": Asset.description,
            "how_to_use": Asset.how_to_use,
            "owner": _owner(),
            "neighbourhood": Neighbourhood.name,
            "address": Asset.address,
            "themes": _themes(Theme.slug),
            "opening_words": Asset.opening_words,
            "capacity": Asset.capacity,
            "confirmed_on": Asset.confirmed_on,
            "is_demo": Asset.provenance == Provenance.DEMO,
        },
        order_by=(Asset.id,),
        members={"name": "assets", "attribution": credit},
        digits=6,
    )
    made = (
        statement.select_from(Asset)
        .join(Neighbourhood, Neighbourhood.id == Asset.neighbourhood_id)
        .outerjoin(Partner, Partner.id == Asset.partner_id)
        .where(wanted)
    )
    return session.scalars(made).one().encode()


def _effects() -> ScalarSelect[Any]:
    """What an asset does to which theme, and how sure that is, in the order of the vocabulary."""
    return (
        select(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_array(Theme.name, Theme.name_en, AssetEffect.direction, AssetEffect.certainty),
                    Theme.position,
                    Theme.id,
                )
            )
        )
        .join(AssetEffect, AssetEffect.theme_id == Theme.id)
        .where(AssetEffect.asset_id == Asset.id)
        .correlate(Asset)
        .scalar_subquery()
    )


def _owner() -> ColumnElement[str]:
    return func.coalesce(Partner.name, Asset.owner, type_=Text)


def _themes(told: SQLColumnExpression[Any]) -> ScalarSelect[Any]:
    """Of each theme what is wanted of it, in the order of the vocabulary."""
    return (
        select(func.jsonb_agg(aggregate_order_by(told, Theme.position, Theme.id)))
        .join(AssetTheme, AssetTheme.theme_id == Theme.id)
        .where(AssetTheme.asset_id == Asset.id)
        .correlate(Asset)
        .scalar_subquery()
    )
