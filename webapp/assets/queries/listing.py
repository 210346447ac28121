"""The list of assets, its points on the map, and the gifts of people counted by neighbourhood."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    and_,
    cast,
    column,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from webapp.assets.queries import OwnLanguage, find_words, shown_to
from webapp.assets.rules import PAGE_ROWS, PEOPLE_SLUG, Filters, is_stale, words_of
from webapp.models import Asset, AssetTheme, Neighbourhood, Partner, Theme
from webapp.themes.queries import with_parts
from webapp.vocabulary import AssetKind, Provenance


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An asset as a list shows it."""

    id: int
    slug: str
    kind: AssetKind
    name: str
    description: str
    owner: str
    neighbourhood: str
    address: str
    themes: tuple[str, ...]
    capacity: int | None
    has_place: bool
    is_public: bool
    is_stale: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class AssetsFound:
    """One page of the list, and how long the whole of it is."""

    rows: tuple[AssetRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Gifts:
    """How many talents people in a neighbourhood offer, all together."""

    slug: str
    name: str
    offered: int

    @property
    def point(self) -> str:
        """The name of its point on the map."""
        return PEOPLE_SLUG + self.slug


@dataclass(frozen=True, slots=True)
class Terms:
    """What was typed and chosen as the database knows it."""

    words: tuple[str, ...] = ()
    theme_ids: tuple[int, ...] = ()


def find_terms(session: Session, filters: Filters) -> Terms:
    """The terms of a search; asked beforehand, so that the plan knows what they hold."""
    themes = with_parts(session, filters.theme) if filters.theme else ()
    return Terms(find_words(session, words_of(filters.words)), tuple(themes))


def get_assets_found(
    session: Session,
    filters: Filters,
    terms: Terms,
    *,
    page: int,
    today: date,
    sees_all: bool,
    own_language: OwnLanguage,
) -> AssetsFound:
    """One page by name, in one statement; a page beyond the last has no rows, and then the total is not known (0)."""
    themes = (
        select(func.array_agg(aggregate_order_by(_named(own_language), Theme.position, Theme.id)))
        .join(AssetTheme, AssetTheme.theme_id == Theme.id)
        .where(AssetTheme.asset_id == Asset.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Asset,
            func.coalesce(Partner.name, Asset.owner).label("owner"),
            Neighbourhood.name.label("neighbourhood"),
            themes.label("themes"),
            func.count().over().label("total"),
        )
        .join(Neighbourhood, Neighbourhood.id == Asset.neighbourhood_id)
        .join(Partner, Partner.id == Asset.partner_id, isouter=True)
        .where(*matching(filters, terms, sees_all=sees_all))
        .order_by(func.search_key(Asset.name), Asset.id)
        .limit(PAGE_ROWS)
        .offset((page - 1) * PAGE_ROWS)
    ).all()
    return AssetsFound(tuple(_row(row, today) for row in rows), rows[0].total if rows else 0)


def list_gifts(session: Session, filters: Filters, terms: Terms) -> tuple[Gifts, ...]:
    """What people offer by neighbourhood, as much of it as the viewer may know; empty when it is not looked for."""
    if not filters.with_people:
        return ()
    rows = session.execute(gifts(filters, terms).order_by(Neighbourhood.name, Neighbourhood.id))
    return tuple(Gifts(row.slug, row.name, row.offered) for row in rows)


def matching(filters: Filters, terms: Terms, *, sees_all: bool) -> list[ColumnElement[bool]]:
    """Conditions on `Asset` for what is looked for and still there."""
    conditions = [Asset.ended_on.is_(None), shown_to(sees_all=sees_all)]
    if filters.kinds:
        conditions.append(Asset.kind.in_(filters.kinds))
    if filters.theme:
        about = exists().where(AssetTheme.asset_id == Asset.id, AssetTheme.theme_id.in_(terms.theme_ids))
        conditions.append(about)
    if filters.neighbourhood:
        own = select(Neighbourhood.id).where(Neighbourhood.slug == filters.neighbourhood).scalar_subquery()
        conditions.append(Asset.neighbourhood_id == own)
    return conditions + [_says(word) for word in terms.words]


def _says(word: str) -> ColumnElement[bool]:
    said = func.search_words(Asset.name + " " + Asset.description + " " + Asset.owner + " " + Asset.how_to_use)
    alike = literal(word).op("<%", is_comparison=True)(func.search_words(Asset.name))
    return or_(said.contains(word, autoescape=True), alike)


def gifts(filters: Filters, terms: Terms) -> Select[*tuple[Any, ...]]:
    """Neighbourhoods with how much is offered there: the database tells each viewer what they may know."""
    about = cast(list(terms.theme_ids), ARRAY(Integer)) if filters.theme else cast(None, ARRAY(Integer))
    counts = func.talent_counts(about).table_valued(
        column("neighbourhood_id", Integer), column("offered", BigInteger), name="counts"
    )
    query = select(
        Neighbourhood.id,
        Neighbourhood.slug,
        Neighbourhood.name,
        Neighbourhood.label_point,
        counts.c.offered.label("offered"),
    ).join(counts, and_(counts.c.neighbourhood_id == Neighbourhood.id, counts.c.offered > 0))
    return query.where(Neighbourhood.slug == filters.neighbourhood) if filters.neighbourhood else query


def _named(own_language: OwnLanguage) -> ColumnElement[str]:
    """The name of a theme in the reader's language, which `own_language` tells by choosing between two marks."""
    if own_language("nl", "en") == "nl":
        return cast(Theme.name, Text)
    return func.coalesce(func.nullif(Theme.name_en, ""), Theme.name, type_=Text)


def _row(row: Row[Any], today: date) -> AssetRow:
    asset: Asset = row.Asset
    return AssetRow(
        id=asset.id,
        slug=asset.slug,
        kind=asset.kind,
        name=asset.name,
        description=asset.description,
        owner=row.owner,
        neighbourhood=row.neighbourhood,
        address=asset.address,
        themes=tuple(row.themes or ()),
        capacity=asset.capacity,
        has_place=asset.geom is not None,
        is_public=asset.is_public,
        is_stale=is_stale(asset.confirmed_on, today=today),
        provenance=asset.provenance,
    )
