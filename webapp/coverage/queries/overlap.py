"""Reads for the picture of overlap and holes: what partners, initiatives and assets do by neighbourhood and theme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, null, select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.coverage.queries.need import list_need
from webapp.coverage.rules.overlap import Count, Facts, OverlapRow, Work, fill_overlap
from webapp.initiatives.rules import shown_since
from webapp.listings.queries import OwnLanguage, shown_on
from webapp.models import (
    Asset,
    AssetTheme,
    Listing,
    ListingNeighbourhood,
    ListingPartner,
    ListingTheme,
    Need,
)
from webapp.needs.queries import open_on
from webapp.partners.queries.faith import list_themes_for
from webapp.partners.queries.matrix import Head, heads_of, list_answers
from webapp.partners.rules import CITY_ROW, CellKey, MatrixFilter
from webapp.themes.queries import ThemeName
from webapp.vocabulary import InitiativeState, NeedKind, Reach


@dataclass(frozen=True)
class Overlap:
    """The picture: its columns, what is done in the whole city, and the neighbourhoods, by name.

    `opened` is the theme whose parts are the columns, None when those are all groups; `themes` can be chosen from.
    """

    heads: tuple[Head, ...]
    city: OverlapRow
    rows: tuple[OverlapRow, ...]
    opened: ThemeName | None
    themes: tuple[ThemeName, ...]


def get_overlap(
    session: Session, viewer: Actor, wanted: MatrixFilter, own_language: OwnLanguage, *, today: date, whole_city: str
) -> Overlap:
    """The picture of what holds today, in seven statements; `whole_city` is what its first row is called."""
    themes = tuple(list_themes_for(session, viewer, own_language))
    opened = next((each for each in themes if each.slug == wanted.theme), None)
    heads = heads_of(themes, opened)
    needs = list_need(session, today=today)
    facts = Facts(
        answers=list_answers(session, viewer, wanted, today=today),
        works=_works(session, today=today),
        assets=_assets(session),
        asks=_asks(session, today=today),
        needs={each.id: each.index for each in needs},
    )
    cells = fill_overlap([head.column for head in heads], [each.id for each in needs], facts, today=today)

    def row(place: int | None, slug: str, name: str, index: float | None) -> OverlapRow:
        return OverlapRow(place, slug, name, index, tuple(cells[CellKey(place, head.theme.id)] for head in heads))

    return Overlap(
        heads=heads,
        city=row(None, CITY_ROW, whole_city, None),
        rows=tuple(row(each.id, each.slug, each.name, each.index) for each in needs),
        opened=opened,
        themes=themes,
    )


def _works(session: Session, *, today: date) -> Sequence[Work]:
    """Initiatives that run and that visitors see; those of the whole city belong to no neighbourhood."""
    partners = (
        select(func.array_agg(ListingPartner.partner_id))
        .where(ListingPartner.initiative_id == Listing.initiative_id)
        .correlate(Listing)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Listing.initiative_id,
            ListingTheme.theme_id,
            case((Listing.reach == Reach.CITY, null()), else_=ListingNeighbourhood.neighbourhood_id).label("place"),
            partners.label("partners"),
        )
        .join(ListingTheme, ListingTheme.initiative_id == Listing.initiative_id)
        .outerjoin(ListingNeighbourhood, ListingNeighbourhood.initiative_id == Listing.initiative_id)
        .where(shown_on(today, since=shown_since(today)), Listing.state == InitiativeState.RUNNING)
        .order_by(Listing.initiative_id, ListingTheme.theme_id)
    )
    return [Work(row.initiative_id, row.theme_id, row.place, frozenset(row.partners or ())) for row in rows]


def _assets(session: Session) -> Sequence[Count]:
    rows = session.execute(
        select(Asset.id, AssetTheme.theme_id, Asset.neighbourhood_id)
        .join(AssetTheme, AssetTheme.asset_id == Asset.id)
        .where(Asset.ended_on.is_(None), Asset.is_public)
        .order_by(Asset.id, AssetTheme.theme_id)
    )
    return [Count(*row) for row in rows]


def _asks(session: Session, *, today: date) -> Sequence[Count]:
    rows = session.execute(
        select(Need.id, Need.theme_id, Need.neighbourhood_id)
        .where(Need.kind == NeedKind.PUBLIC, open_on(today))
        .order_by(Need.id)
    )
    return [Count(*row) for row in rows]
