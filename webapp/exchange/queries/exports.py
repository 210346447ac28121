"""What goes out as a file: of initiatives what visitors see, from the tables that hold nothing else; and partners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ScalarSelect, Text, case, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from geo.crs import WGS84
from geo.sql import feature_collection
from webapp.access.policy import Actor
from webapp.calendar.rules import Rhythm
from webapp.errors import BadInput
from webapp.listings.queries import find_terms, matching
from webapp.listings.rules import Filters
from webapp.models import (
    Listing,
    ListingNeighbourhood,
    ListingPartner,
    ListingTheme,
    Neighbourhood,
    Partner,
    PartnerPlace,
    Theme,
)
from webapp.partners.queries import OwnLanguage
from webapp.partners.queries.search import PartnerFilter, list_partners
from webapp.vocabulary import ChurchTradition, InitiativeState, PartnerKind, Provenance, Reach

MOST_ROWS = 20_000
"""Rows that a file has at most: a spreadsheet of so many takes seconds to write."""


@dataclass(frozen=True)
class InitiativeLine:
    """An initiative as a file tells of it; coordinates in WGS84."""

    slug: str
    title: str
    state: InitiativeState
    description: str
    for_whom: str
    organiser: str
    themes: tuple[str, ...]
    reach: Reach
    neighbourhoods: tuple[str, ...]
    address: str
    lon: float | None
    lat: float | None
    starts_on: date | None
    starts_at: time | None
    minutes: int | None
    rrule: str | None
    ends_on: date | None
    help_until: date | None
    links: tuple[str, ...]
    partners: tuple[str, ...]
    confirmed_on: date | None
    provenance: Provenance

    @property
    def rhythm(self) -> Rhythm | None:
        """When it takes place; None for what is always on."""
        return Rhythm(self.starts_on, self.starts_at, self.minutes, self.rrule) if self.starts_on else None


@dataclass(frozen=True)
class PartnerLine:
    """A partner as a file tells of it; `places` as `kerk: Eikenlaan 5`."""

    slug: str
    name: str
    kind: PartnerKind
    tradition: ChurchTradition | None
    description: str
    description_en: str
    website: str
    email: str
    phone: str
    places: tuple[str, ...]
    confirmed_on: date | None
    ended_on: date | None
    provenance: Provenance


def list_initiatives(
    session: Session, filters: Filters, own_language: OwnLanguage, *, today: date
) -> list[InitiativeLine]:
    """What the list of initiatives shows for these filters, whole and by title.

    One statement, two when words are looked for. Raises `BadInput` code `export_too_large`.
    """
    # the main theme first
    by_rank = (ListingTheme.theme_id != Listing.main_theme_id, Theme.position, Theme.id)
    themes = (
        select(func.jsonb_agg(aggregate_order_by(func.jsonb_build_array(Theme.name, Theme.name_en), *by_rank)))
        .join(ListingTheme, Theme.id == ListingTheme.theme_id)
        .where(ListingTheme.initiative_id == Listing.initiative_id)
        .correlate(Listing)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Listing, func.ST_X(Listing.lonlat), func.ST_Y(Listing.lonlat), themes, _neighbourhoods(), _partners())
        .where(*matching(filters, find_terms(session, filters), day=today))
        .order_by(Listing.search_title, Listing.initiative_id)
        .limit(MOST_ROWS + 1)
    ).all()
    check_size(len(rows))
    return [
        InitiativeLine(
            slug=each.slug,
            title=each.title,
            state=each.state,
            description=each.description,
            for_whom=each.for_whom,
            organiser=each.organiser,
            themes=tuple(own_language(name, name_en) for name, name_en in themes_found or ()),
            reach=each.reach,
            neighbourhoods=tuple(neighbourhoods or ()),
            address=each.address,
            lon=lon,
            lat=lat,
            starts_on=each.starts_on,
            starts_at=each.starts_at,
            minutes=each.minutes,
            rrule=each.rrule,
            ends_on=each.ends_on,
            help_until=each.help_until if each.help_until and each.help_until >= today else None,
            links=tuple(link["url"] for link in each.links),
            partners=tuple(partners or ()),
            confirmed_on=each.confirmed_on if each.confirmed_on > each.published_on else None,
            provenance=each.provenance,
        )
        for each, lon, lat, themes_found, neighbourhoods, partners in rows
    ]


def initiatives_geojson(session: Session, filters: Filters, *, today: date, address: str, credit: str) -> bytes:
    """The same as GeoJSON (WGS84), made by PostGIS; what has no pin has no geometry. `address` is that of the list."""
    wanted = matching(filters, find_terms(session, filters), day=today)
    check_size(session.scalar(select(func.count()).select_from(Listing).where(*wanted)) or 0)
    theme = select(Theme.slug).where(Theme.id == Listing.main_theme_id).scalar_subquery()
    statement = feature_collection(
        geometry=Listing.lonlat,
        feature_id=Listing.initiative_id,
        properties={
            "title": Listing.title,
            "url": literal(f"{address}/", Text) + Listing.slug,
            "state": Listing.state,
            "description": Listing.description,
            "for_whom": Listing.for_whom,
            "organiser": Listing.organiser,
            "theme": theme,
            "reach": Listing.reach,
            "neighbourhoods": _neighbourhoods(),
            "address": Listing.address,
            "starts_on": Listing.starts_on,
            "starts_at": Listing.starts_at,
            "minutes": Listing.minutes,
            "rrule": Listing.rrule,
            "ends_on": Listing.ends_on,
            "help_until": Listing.help_until,
            "partners": _partners(),
            # on the day itself a coordinator or a file put it there, not who organises it
            "confirmed_on": case((Listing.confirmed_on > Listing.published_on, Listing.confirmed_on)),
            "is_demo": Listing.provenance == Provenance.DEMO,
        },
        order_by=(Listing.initiative_id,),
        members={"name": "initiatives", "attribution": credit},
        digits=6,
    )
    made = session.scalars(statement.select_from(Listing).where(*wanted)).one()
    return made.encode()


def list_partner_lines(
    session: Session, viewer: Actor, wanted: PartnerFilter, own_language: OwnLanguage, *, today: date
) -> list[PartnerLine]:
    """The partners that the list shows for this filter, whole and by name."""
    ids = _partner_ids(session, viewer, wanted, own_language, today=today)
    said = func.concat_ws(": ", PartnerPlace.label, func.nullif(PartnerPlace.address, ""))
    places = (
        select(func.array_agg(aggregate_order_by(said, PartnerPlace.id)))
        .where(PartnerPlace.partner_id == Partner.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Partner, places).where(Partner.id.in_(ids)).order_by(func.search_key(Partner.name), Partner.id)
    )
    return [
        PartnerLine(
            slug=each.slug,
            name=each.name,
            kind=each.kind,
            tradition=each.tradition,
            description=each.description,
            description_en=each.description_en,
            website=each.website,
            email=each.email,
            phone=each.phone,
            places=tuple(found or ()),
            confirmed_on=each.confirmed_on,
            ended_on=each.ended_on,
            provenance=each.provenance,
        )
        for each, found in rows
    ]


def partners_geojson(
    session: Session,
    viewer: Actor,
    wanted: PartnerFilter,
    own_language: OwnLanguage,
    *,
    today: date,
    address: str,
    credit: str,
) -> bytes:
    """The places of the same partners as GeoJSON (WGS84); a partner without a pin has no geometry."""
    ids = _partner_ids(session, viewer, wanted, own_language, today=today)
    statement = feature_collection(
        geometry=func.ST_Transform(PartnerPlace.geom, WGS84),
        feature_id=Partner.slug + literal(":", Text) + func.coalesce(PartnerPlace.id, 0).cast(Text),
        properties={
            "name": Partner.name,
            "url": literal(f"{address}/", Text) + Partner.slug,
            "kind": Partner.kind,
            "tradition": Partner.tradition,
            "place": PartnerPlace.label,
            "address": PartnerPlace.address,
            "website": Partner.website,
            "email": Partner.email,
            "phone": Partner.phone,
            "is_demo": Partner.provenance == Provenance.DEMO,
        },
        order_by=(Partner.id, PartnerPlace.id),
        members={"name": "partners", "attribution": credit},
        digits=6,
    )
    placed = statement.select_from(Partner).outerjoin(PartnerPlace, PartnerPlace.partner_id == Partner.id)
    return session.scalars(placed.where(Partner.id.in_(ids))).one().encode()


def _partner_ids(
    session: Session, viewer: Actor, wanted: PartnerFilter, own_language: OwnLanguage, *, today: date
) -> list[int]:
    """Page after page, so that a file holds just what the list shows."""
    ids: list[int] = []
    page = pages = 1
    while page <= pages:
        found = list_partners(session, viewer, wanted, own_language, today=today, page=page)
        check_size(found.total)
        ids += [row.id for row in found.rows]
        page, pages = page + 1, found.pages
    return ids


def _neighbourhoods() -> ScalarSelect[Sequence[str]]:
    return (
        select(func.array_agg(aggregate_order_by(Neighbourhood.name, Neighbourhood.name)))
        .join(ListingNeighbourhood, ListingNeighbourhood.neighbourhood_id == Neighbourhood.id)
        .where(ListingNeighbourhood.initiative_id == Listing.initiative_id)
        .correlate(Listing)
        .scalar_subquery()
    )


def _partners() -> ScalarSelect[Sequence[str]]:
    return (
        select(func.array_agg(aggregate_order_by(Partner.name, Partner.name)))
        .join(ListingPartner, ListingPartner.partner_id == Partner.id)
        .where(ListingPartner.initiative_id == Listing.initiative_id)
        .correlate(Listing)
        .scalar_subquery()
    )


def check_size(count: int) -> None:
    """Raise `BadInput` code `export_too_large` when a file would hold more rows than `MOST_ROWS`."""
    if count > MOST_ROWS:
        raise BadInput("export_too_large", most=MOST_ROWS)
