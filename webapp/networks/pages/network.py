"""Puts the page of a network and the data of its picture together; always as who looks."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode

from flask import current_app, url_for

from geo.graph import Measured, measure
from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import city_map
from webapp.areas.queries import NeighbourhoodName, find_geography
from webapp.config import Settings
from webapp.coverage.queries import find_map_version
from webapp.errors import BadInput, DatabaseNotReady, NotFound
from webapp.extensions import db
from webapp.i18n import locale_code, own_language
from webapp.networks.pages.carried import NetworkPage, slider_of
from webapp.networks.queries.beginning import find_beginning
from webapp.networks.queries.network import get_network
from webapp.networks.queries.surroundings import list_surroundings
from webapp.networks.rules.filters import Asked, Listed
from webapp.networks.rules.placing import Placed, collection, place
from webapp.networks.rules.showing import (
    PAGE_ROWS,
    Joined,
    NodeShown,
    Shown,
    TieShown,
    joined,
    pages_of,
    show,
    sorted_nodes,
    sorted_ties,
)
from webapp.networks.words.network import node_kind_name, tie_kind_name
from webapp.themes.queries import ThemeName, list_themes
from webapp.ui.answers import ValueCache
from webapp.vocabulary import NodeKind

pieces = ValueCache(64)
"""Places and measures by the graph itself, which names nobody: at most 150 kB each."""


@dataclass(frozen=True)
class _Seen:
    """A network as it was asked, and what of it is shown."""

    whole: Joined
    shown: Shown
    themes: tuple[ThemeName, ...]


def page_of(here: NeighbourhoodName, asked: Asked, *, with_map: bool) -> NetworkPage:
    """The page that an address asks for.

    Raises `NotFound` code `page_unknown` beyond the last page of the table, `BadInput` code `theme_unknown`, and
    `DatabaseNotReady` code `not_seeded`.
    """
    seen = _see(here, asked)
    shown, pages = seen.shown, pages_of(asked.listed, seen.shown)
    if asked.page > pages:
        raise NotFound("page_unknown")
    chosen = shown.find(asked.chosen) if asked.chosen else None
    return NetworkPage(
        place=here,
        asked=asked,
        shown=shown,
        rows=_rows(asked, shown),
        pages=pages,
        chosen=chosen,
        is_gone=bool(asked.chosen) and chosen is None,
        changes=shown.changes if asked.days else None,
        themes=seen.themes,
        beyond=_beyond(shown, here),
        is_part=bool(seen.whole.network.unseen),
        slider=slider_of(asked.on, asked.today, find_beginning(db.session, here.id, today=asked.today)),
        data_query=urlencode(asked.data_query(), doseq=True),
        map=_frame(here, asked) if with_map else None,
    )


def data_of(here: NeighbourhoodName, asked: Asked) -> bytes:
    """The data of the picture as GeoJSON; raises `BadInput` code `theme_unknown`."""
    seen = _see(here, asked)
    nodes, edges = seen.whole.network.nodes, seen.whole.edges
    placed: Placed = pieces.get(("placed", _digest(seen.whole)), lambda: place(nodes, edges))
    numbers = {node.id: number for number, node in enumerate(nodes)}
    return collection(seen.shown, numbers, placed, list_surroundings(db.session), here.id)


def _see(here: NeighbourhoodName, asked: Asked) -> _Seen:
    themes = tuple(list_themes(db.session, own_language))
    wanted = _theme_ids(asked.filters.theme, themes)
    days = asked.days or (None, asked.on)
    earlier = None if days[0] is None else get_network(db.session, here.id, on=days[0])
    whole = joined(get_network(db.session, here.id, on=days[1]), earlier)
    count, edges = len(whole.network.nodes), whole.edges
    measured: Measured = pieces.get(("measured", _digest(whole)), lambda: measure(count, edges))
    return _Seen(whole, show(whole, measured, asked.filters, wanted), themes)


def _digest(whole: Joined) -> str:
    """What tells one graph from another: where its nodes are and which have ties."""
    told = ([(each.id, each.x, each.y) for each in whole.network.nodes], whole.edges)
    return sha256(repr(told).encode()).hexdigest()


def _theme_ids(slug: str, themes: tuple[ThemeName, ...]) -> frozenset[int] | None:
    """The theme and those within it; None for all of them."""
    if not slug:
        return None
    found = next((each for each in themes if each.slug == slug), None)
    if found is None:
        raise BadInput("theme_unknown", value=slug[:20])
    return frozenset({found.id, *(each.id for each in themes if each.parent_id == found.id)})


def _rows(asked: Asked, shown: Shown) -> list[NodeShown] | list[TieShown]:
    first = (asked.page - 1) * PAGE_ROWS
    if asked.listed == Listed.NODES:
        names = {kind: node_kind_name(kind) for kind in NodeKind}
        return sorted_nodes(shown.nodes, asked.sort, names)[first : first + PAGE_ROWS]
    kinds = {each.link.kind: tie_kind_name(each.link.kind) for each in shown.ties}
    return sorted_ties(shown.ties, asked.sort, kinds)[first : first + PAGE_ROWS]


def _beyond(shown: Shown, here: NeighbourhoodName) -> list[tuple[str | None, int]]:
    elsewhere = [each for _, each in shown.beyond if each.neighbourhood_id != here.id]
    if not elsewhere:
        return []
    names = {each.id: each.name for each in list_surroundings(db.session).values()}
    counted = Counter(names.get(each.neighbourhood_id or 0) for each in elsewhere)
    return sorted(counted.items(), key=lambda each: (each[0] is None, -each[1], each[0] or ""))


def _frame(here: NeighbourhoodName, asked: Asked) -> MapFrame:
    version = find_map_version(db.session)
    geography = pieces.get(("geography", version, asked.today), lambda: find_geography(db.session, today=asked.today))
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    settings: Settings = current_app.extensions["settings"]
    return city_map(
        settings,
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        at=asked.today,
        version=version,
        geography=geography,
        chosen=here.slug,
        is_interactive=False,
        is_plain=True,
    )
