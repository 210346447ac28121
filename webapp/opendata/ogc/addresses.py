"""Addresses of the layers, absolute, since programs follow them from anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import request

from webapp.opendata.ogc.rules.layers import Layer

Link = dict[str, str]

GEOJSON = "application/geo+json"
JSON = "application/json"
HTML = "text/html"
MVT = "application/vnd.mapbox-vector-tile"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Site:
    """Where this site is, as it was asked for: `root` is the address of `/ogc`."""

    root: str

    def at(self, path: str = "", **parameters: str) -> str:
        """An address below the root."""
        return self.root + path + (f"?{urlencode(parameters)}" if parameters else "")

    def collection(self, layer: Layer, path: str = "", parameters: Mapping[str, str] | None = None) -> str:
        """An address of a layer."""
        return self.at(f"/collections/{layer.id}{path}", **(parameters or {}))

    def item(self, layer: Layer, key: str, parameters: Mapping[str, str] | None = None) -> str:
        """The address of one feature."""
        return self.collection(layer, f"/items/{quote(key, safe='')}", parameters)


def this_site() -> Site:
    """Where we are, for the one who asks."""
    return Site(request.root_url.rstrip("/") + "/ogc")


def link(rel: str, href: str, media_type: str, title: str = "") -> Link:
    """A link as the standards write it."""
    return {"rel": rel, "href": href, "type": media_type, **({"title": title} if title else {})}


def both(address: str, *, is_html: bool, media_type: str = JSON) -> list[Link]:
    """Where a resource is and where its other form is; `address` has no parameters."""
    as_data = (f"{address}?f=json", media_type)
    as_page = (f"{address}?f=html", HTML)
    first, second = (as_page, as_data) if is_html else (as_data, as_page)
    return [link("self", *first), link("alternate", *second)]
