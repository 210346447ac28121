"""Makes assets for tests: with themes and effects, at a place in Groningen or in a neighbourhood as a whole."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.values import Point
from seeds.themes import seed_themes
from tests.conftest import TODAY
from webapp.assets.actions import AssetFacts, EffectFacts, add_asset
from webapp.models import Asset, Neighbourhood, Theme
from webapp.vocabulary import AssetKind, EffectCertainty, EffectDirection

SELWERD = Point(6.5517, 53.2327)
"""A place in Selwerd, in WGS84."""


def theme_id(session: Session, slug: str) -> int:
    """The id of a seeded theme."""
    seed_themes(session)
    return session.scalars(select(Theme.id).where(Theme.slug == slug)).one()


def place_id(session: Session, slug: str) -> int:
    """The id of a seeded neighbourhood."""
    return session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


def make_facts(
    session: Session, name: str = "Buurttuin", *, themes: Iterable[str] = ("tuin",), **more: Any
) -> AssetFacts:
    """What is kept about a place in Selwerd; any fact can be another."""
    facts: dict[str, Any] = {"kind": AssetKind.PLACES, "point": SELWERD, **more}
    return AssetFacts(name=name, theme_ids=tuple(sorted(theme_id(session, each) for each in themes)), **facts)


def make_effect(
    session: Session,
    theme: str = "eenzaamheid",
    direction: EffectDirection = EffectDirection.LESS,
    certainty: EffectCertainty = EffectCertainty.SEEN,
) -> EffectFacts:
    """An effect on a theme."""
    return EffectFacts(theme_id(session, theme), direction, certainty)


def make_asset(
    session: Session,
    name: str = "Buurttuin",
    *,
    neighbourhood: str | None = None,
    themes: Iterable[str] = ("tuin",),
    today: date = TODAY,
    **more: Any,
) -> Asset:
    """An asset at a place in Selwerd, or, with `neighbourhood`, in that one without a place unless `point` is given."""
    if neighbourhood is not None:
        more = {"point": None, "neighbourhood_id": place_id(session, neighbourhood), **more}
    return add_asset(session, make_facts(session, name, themes=themes, **more), by=None, today=today)
