"""The part of a report on one neighbourhood: how it stands, and what lives and is done there."""

from dataclasses import dataclass
from datetime import date

from webapp.access.policy import Actor
from webapp.areas.queries import NeighbourhoodName, find_neighbourhood
from webapp.assets.queries.listing import AssetRow, find_terms, get_assets_found
from webapp.assets.rules import Filters
from webapp.coverage.pages import WhyPage, why_page
from webapp.coverage.queries import list_states
from webapp.discovery.queries import Board, get_board
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.listings.neighbourhood import LocalPartner, get_local
from webapp.listings.queries import ListingRow, list_in_neighbourhood
from webapp.needs.queries import NeedLine, list_public
from webapp.networks.pages.health import HealthPage
from webapp.networks.pages.health import compose as compose_health
from webapp.networks.queries.city import find_public_place
from webapp.networks.queries.health import list_health
from webapp.networks.rules.publishing import PublicPlace
from webapp.reports.pages.parts import Draw, Picture, place_map
from webapp.reports.queries.runs import list_places
from webapp.reports.rules.asking import Wanted

MOST_INITIATIVES = 60
MOST_ASSET_PAGES = 4
MOST_HEALTH_ROWS = 6
NOBODY = Actor()
"""Who looks at a report that leaves the house: a visitor, who is told no small numbers."""


@dataclass(frozen=True)
class NetworkPart:
    """How the network is doing: `health` with its charts for inside, and `public` in fives for everyone."""

    health: HealthPage | None
    charts: tuple[Picture, ...]
    public: PublicPlace | None


@dataclass(frozen=True)
class PlacePart:
    """A neighbourhood: why it has its stage, its network, and what is done, owned and asked there."""

    name: str
    why: WhyPage
    map: Picture | None
    network: NetworkPart
    board: Board
    initiatives: tuple[ListingRow, ...]
    partners: tuple[LocalPartner, ...]
    assets: tuple[AssetRow, ...]
    needs: tuple[NeedLine, ...]


def place_part(actor: Actor, wanted: Wanted, draw: Draw, *, today: date) -> PlacePart:
    """What a report tells of a neighbourhood; raises `DomainError` code `report_place_gone`."""
    slug = next((slug for slug, (place, _) in list_places(db.session).items() if place == wanted.neighbourhood_id), "")
    found = find_neighbourhood(db.session, slug)
    if found is None:
        raise DomainError("report_place_gone")
    viewer = NOBODY if wanted.leaves_house else actor
    why = why_page(found, at=today, today=today)
    listed = list_in_neighbourhood(
        db.session, found.slug, today=today, limit=MOST_INITIATIVES, own_language=own_language
    )
    local = get_local(db.session, found.id, found.slug, today=today, own_language=own_language)
    return PlacePart(
        name=found.name,
        why=why,
        map=place_map(draw, why.state, list_states(db.session, at=today)),
        network=_network(viewer, found, draw),
        board=get_board(db.session, viewer, found.id, today=today),
        initiatives=tuple(row for row in listed.rows if found.name in row.neighbourhoods),
        partners=local.partners,
        assets=_assets(found, today=today),
        needs=tuple(list_public(db.session, own_language, found.id, today=today)),
    )


def _network(viewer: Actor, place: NeighbourhoodName, draw: Draw) -> NetworkPart:
    public = find_public_place(db.session, place.id)
    if viewer == NOBODY:
        return NetworkPart(None, (), public)
    page = compose_health(place, list_health(db.session, viewer, place.id))
    charts = tuple(Picture(draw(chart.svg), chart.told) for chart in page.charts if chart.svg)
    return NetworkPart(page, charts, public)


def _assets(place: NeighbourhoodName, *, today: date) -> tuple[AssetRow, ...]:
    """What everyone may see of the forces of a neighbourhood."""
    filters = Filters(neighbourhood=place.slug)
    terms = find_terms(db.session, filters)
    rows: list[AssetRow] = []
    for page in range(1, MOST_ASSET_PAGES + 1):
        found = get_assets_found(
            db.session, filters, terms, page=page, today=today, sees_all=False, own_language=own_language
        )
        rows += found.rows
        if len(rows) >= found.total:
            break
    return tuple(sorted(rows, key=lambda row: (row.kind, row.name.casefold())))
