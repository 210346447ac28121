"""Where a page of features leads: to itself in both forms, to the pages beside it, to its layer."""

from collections.abc import Mapping

from webapp.opendata.ogc.addresses import GEOJSON, HTML, JSON, Link, Site, link
from webapp.opendata.ogc.queries.features import Found
from webapp.opendata.ogc.rules.asking import Asked
from webapp.opendata.ogc.rules.layers import Layer

PAGING = ("offset", "after", "before")


def page_links(
    site: Site, layer: Layer, asked: Asked, given: Mapping[str, str], found: Found, *, is_html: bool
) -> list[Link]:
    """The links of a page; those to the pages beside it go by id, so that nothing is skipped or told twice.

    `given` are the parameters as they stand in the address.
    """
    media_type = HTML if is_html else GEOJSON
    kept = {name: value for name, value in given.items() if name != "f"}
    links = [
        link("self", site.collection(layer, "/items", kept | _form(is_html=is_html)), media_type),
        link("alternate", site.collection(layer, "/items", kept | _form(is_html=not is_html)), _other(is_html=is_html)),
        link("collection", site.collection(layer), JSON),
    ]
    beside = {name: value for name, value in kept.items() if name not in PAGING} | _form(is_html=is_html)
    if found.last is not None and found.skipped + found.returned < found.matched:
        links.append(link("next", site.collection(layer, "/items", beside | {"after": found.last}), media_type))
    if found.skipped > 0 and found.matched > 0:
        before = {"before": found.first} if found.first else {"offset": str(max(0, found.matched - asked.limit))}
        links.append(link("prev", site.collection(layer, "/items", beside | before), media_type))
    return links


def item_links(site: Site, layer: Layer, key: str, given: Mapping[str, str], *, is_html: bool) -> list[Link]:
    """The links of one feature."""
    kept = {name: value for name, value in given.items() if name != "f"}
    return [
        link("self", site.item(layer, key, kept | _form(is_html=is_html)), HTML if is_html else GEOJSON),
        link("alternate", site.item(layer, key, kept | _form(is_html=not is_html)), _other(is_html=is_html)),
        link("collection", site.collection(layer), JSON),
    ]


def _form(*, is_html: bool) -> dict[str, str]:
    return {"f": "html" if is_html else "json"}


def _other(*, is_html: bool) -> str:
    return GEOJSON if is_html else HTML
