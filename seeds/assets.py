"""Assets of neighbourhoods: those that the sources name, and invented ones that are marked so."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.initiative_content import Places
from seeds.weeks import week_of
from webapp.assets.rules import slug_of
from webapp.clock import CITY_TIMEZONE
from webapp.models import Asset, AssetEffect, AssetTheme, Neighbourhood, Partner, Theme
from webapp.vocabulary import AssetKind, EffectCertainty, EffectDirection, Provenance

NOTED_AT = time(11, 0)
RD_NEW, WGS84 = 28992, 4326


def seed_assets(session: Session, *, today: date) -> int:
    """Add the assets that the sources name and that are not there yet; gives how many. No source tells their place."""
    return _seed(session, read_toml("assets.toml")["asset"], None, today=today, provenance=Provenance.SOURCE)


def seed_demo_assets(session: Session, *, today: date) -> int:
    """Add the invented assets that are not there yet, each at a place that is made up too; gives how many."""
    places = Places(session, today=today)
    return _seed(session, read_toml("demo/assets.toml")["asset"], places, today=today, provenance=Provenance.DEMO)


def remove_demo_assets(session: Session) -> int:
    """Remove the invented assets with what hangs on them; gives how many there were."""
    gone = delete(Asset).where(Asset.provenance == Provenance.DEMO).returning(Asset.id)
    return len(session.scalars(gone).all())


def _seed(
    session: Session, records: list[dict[str, Any]], places: Places | None, *, today: date, provenance: Provenance
) -> int:
    neighbourhoods = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    partners = dict(session.execute(select(Partner.slug, Partner.id)).all())
    themes = dict(session.execute(select(Theme.slug, Theme.id)).all())
    taken = set(session.scalars(select(Asset.slug)))
    made: list[tuple[Asset, dict[str, Any]]] = []
    for record in records:
        slug = record.get("slug") or slug_of(record["name"])
        if slug in taken or record["neighbourhood"] not in neighbourhoods:
            continue
        asset = _asset(record, slug, today=today, provenance=provenance)
        asset.neighbourhood_id = neighbourhoods[record["neighbourhood"]]
        asset.partner_id = partners.get(record.get("partner", ""))
        if places is not None and record.get("place", True):
            pin = places.near_centre(record["neighbourhood"], slug)
            asset.geom = func.ST_Transform(func.ST_SetSRID(func.ST_MakePoint(pin.lon, pin.lat), WGS84), RD_NEW)
        made.append((asset, record))
    session.add_all(asset for asset, _ in made)
    session.flush()
    for asset, record in made:
        _add_uses(session, asset, record, themes, today=today)
    session.flush()
    return len(made)


def _asset(record: Mapping[str, Any], slug: str, *, today: date, provenance: Provenance) -> Asset:
    noted_on = today - timedelta(days=record.get("days_ago", 0))
    ended_ago = record.get("ended_days_ago")
    return Asset(
        slug=slug,
        kind=AssetKind(record["kind"]),
        name=record["name"],
        description=record["description"],
        how_to_use=record.get("how_to_use", ""),
        owner=record.get("owner", ""),
        address=record.get("address", ""),
        opening=week_of(record.get("open", ())),
        opening_words=record.get("opening_words", ""),
        capacity=record.get("capacity"),
        is_public=record.get("public", True),
        confirmed_on=record.get("confirmed_on")
        or today - timedelta(days=record.get("confirmed_days_ago", record.get("days_ago", 0))),
        ended_on=None if ended_ago is None else today - timedelta(days=ended_ago),
        provenance=provenance,
        created_at=datetime.combine(noted_on, NOTED_AT, CITY_TIMEZONE),
    )


def _add_uses(
    session: Session, asset: Asset, record: Mapping[str, Any], themes: Mapping[str, int], *, today: date
) -> None:
    """What it is good for, and what it does; of a theme that is gone nothing is said."""
    session.add_all(AssetTheme(asset_id=asset.id, theme_id=themes[slug]) for slug in record["themes"] if slug in themes)
    session.add_all(
        AssetEffect(
            asset_id=asset.id,
            theme_id=themes[effect["theme"]],
            direction=EffectDirection(effect["direction"]),
            certainty=EffectCertainty(effect["certainty"]),
            since=_since(effect, today),
            source=effect.get("source", ""),
        )
        for effect in record.get("effects", ())
        if effect["theme"] in themes
    )


def _since(effect: Mapping[str, Any], today: date) -> date | None:
    if "since_days_ago" in effect:
        return today - timedelta(days=effect["since_days_ago"])
    since: date | None = effect.get("since")
    return since
