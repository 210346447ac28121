"""What the site tells of itself and of its layers: landing page, conformance, collections, tilesets."""

from datetime import date
from typing import Any

from flask_babel import gettext

from webapp.areas.rules import MUNICIPALITY_BOX
from webapp.i18n import locale_code
from webapp.opendata.ogc.addresses import GEOJSON, HTML, JSON, MVT, OPENAPI, Site, both, link
from webapp.opendata.ogc.rules.boxes import CRS84, CRS_CODES, RD
from webapp.opendata.ogc.rules.layers import LAYERS, Layer, Shape
from webapp.opendata.ogc.rules.tiling import MATRIX_SET, MATRIX_SET_URI, MERCATOR_URI, matrices
from webapp.opendata.ogc.words import layer_text, layer_title

Document = dict[str, Any]

SPEC = "http://www.opengis.net/spec"
CONFORMANCE = (
    f"{SPEC}/ogcapi-common-1/1.0/conf/core",
    f"{SPEC}/ogcapi-common-1/1.0/conf/landing-page",
    f"{SPEC}/ogcapi-common-1/1.0/conf/json",
    f"{SPEC}/ogcapi-common-1/1.0/conf/html",
    f"{SPEC}/ogcapi-common-1/1.0/conf/oas30",
    f"{SPEC}/ogcapi-common-2/1.0/conf/collections",
    f"{SPEC}/ogcapi-features-1/1.0/conf/core",
    f"{SPEC}/ogcapi-features-1/1.0/conf/oas30",
    f"{SPEC}/ogcapi-features-1/1.0/conf/html",
    f"{SPEC}/ogcapi-features-1/1.0/conf/geojson",
    f"{SPEC}/ogcapi-features-2/1.0/conf/crs",
    f"{SPEC}/ogcapi-tiles-1/1.0/conf/core",
    f"{SPEC}/ogcapi-tiles-1/1.0/conf/tileset",
    f"{SPEC}/ogcapi-tiles-1/1.0/conf/tilesets-list",
    f"{SPEC}/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    f"{SPEC}/ogcapi-tiles-1/1.0/conf/mvt",
    f"{SPEC}/ogcapi-tiles-1/1.0/conf/oas30",
    f"{SPEC}/tms/2.0/conf/tilematrixset",
    f"{SPEC}/tms/2.0/conf/json-tilematrixset",
)
REL_TILES = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
REL_MATRIX_SETS = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
REL_MATRIX_SET = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ATTRIBUTION = "Missie050; CBS / Kadaster"
DIMENSIONS = {Shape.POINT: 0, Shape.POLYGON: 2}


def landing(site: Site, *, is_html: bool) -> Document:
    """Where everything begins."""
    conformance = gettext("Aan welke standaarden dit voldoet")
    collections = gettext("De lagen")
    matrix_sets = gettext("Hoe de kaarttegels zijn ingedeeld")
    return {
        "title": gettext("Missie050: open kaartlagen van Groningen"),
        "description": gettext(
            "Hoe ver het netwerk in elke wijk is, en wat daar openbaar gebeurt: als lagen voor QGIS en andere "
            "programma’s."
        ),
        "attribution": ATTRIBUTION,
        "links": [
            *both(site.at(), is_html=is_html),
            link(
                "service-desc", site.at("/api", f="json"), OPENAPI, gettext("Beschrijving voor programma’s (OpenAPI)")
            ),
            link("service-doc", site.at("/api", f="html"), HTML, gettext("Beschrijving voor mensen")),
            link("conformance", site.at("/conformance"), JSON, conformance),
            link("data", site.at("/collections"), JSON, collections),
            link(REL_MATRIX_SETS, site.at("/tileMatrixSets"), JSON, matrix_sets),
        ],
    }


def conformance(site: Site, *, is_html: bool) -> Document:
    """To what it conforms."""
    return {"conformsTo": list(CONFORMANCE), "links": both(site.at("/conformance"), is_html=is_html)}


def collections(site: Site, first_days: dict[str, date | None], *, is_html: bool) -> Document:
    """All layers; `first_days` are the days on which their data begins."""
    return {
        "links": both(site.at("/collections"), is_html=is_html),
        "crs": list(CRS_CODES),
        "collections": [
            collection(site, layer, first_days.get(layer.id), is_html=is_html) for layer in LAYERS.values()
        ],
    }


def collection(site: Site, layer: Layer, first_day: date | None, *, is_html: bool) -> Document:
    """One layer."""
    title = layer_title(layer)
    items = site.collection(layer, "/items")
    links = [
        *both(site.collection(layer), is_html=is_html),
        link("items", f"{items}?f=json", GEOJSON, title),
        link("items", f"{items}?f=html", HTML, title),
        link("license", LICENCE, HTML, "CC BY 4.0"),
    ]
    if layer.has_tiles:
        links.append(link(REL_TILES, site.collection(layer, "/tiles"), JSON, gettext("Kaarttegels")))
    return {
        "id": layer.id,
        "title": title,
        "description": layer_text(layer),
        "attribution": ATTRIBUTION,
        "itemType": "feature",
        "extent": _extent(layer, first_day),
        "crs": list(CRS_CODES),
        "storageCrs": RD,
        "links": links,
    }


def tilesets(site: Site, layer: Layer) -> Document:
    """Which tiles there are of a layer."""
    here = site.collection(layer, "/tiles")
    return {
        "links": [link("self", here, JSON)],
        "tilesets": [{**_tileset_head(layer), "links": [link("self", f"{here}/{MATRIX_SET}", JSON), _scheme(site)]}],
    }


def tileset(site: Site, layer: Layer) -> Document:
    """How the tiles of a layer are asked for, and what is in them."""
    here = site.collection(layer, f"/tiles/{MATRIX_SET}")
    template = {"rel": "item", "href": here + "/{tileMatrix}/{tileRow}/{tileCol}", "type": MVT, "templated": True}
    box = MUNICIPALITY_BOX
    return {
        **_tileset_head(layer),
        "description": layer_text(layer),
        "attribution": ATTRIBUTION,
        "boundingBox": {"lowerLeft": [box.west, box.south], "upperRight": [box.east, box.north], "crs": CRS84},
        "layers": [
            {
                "id": layer.id,
                "title": layer_title(layer),
                "dataType": "vector",
                "geometryDimension": DIMENSIONS[layer.shape],
            }
        ],
        "links": [link("self", here, JSON), _scheme(site), template],
    }


def matrix_sets(site: Site) -> Document:
    """The one tile matrix set that there is."""
    here = site.at(f"/tileMatrixSets/{MATRIX_SET}")
    return {
        "links": [link("self", site.at("/tileMatrixSets"), JSON)],
        "tileMatrixSets": [
            {"id": MATRIX_SET, "title": MATRIX_SET, "uri": MATRIX_SET_URI, "links": [link("self", here, JSON)]}
        ],
    }


def matrix_set() -> Document:
    """How the world is cut into tiles."""
    return {
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": MERCATOR_URI,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": matrices(),
    }


def problem(status: int, title: str, sentence: str, **more: object) -> Document:
    """What went wrong (RFC 9457)."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": sentence,
        "language": locale_code(),
        **{name: value for name, value in more.items() if value},
    }


def _extent(layer: Layer, first_day: date | None) -> Document:
    box = MUNICIPALITY_BOX
    extent: Document = {}
    if layer.shape != Shape.NONE:
        extent["spatial"] = {"bbox": [[box.west, box.south, box.east, box.north]], "crs": CRS84}
    if layer.has_time:
        begins = f"{first_day.isoformat()}T00:00:00Z" if first_day else None
        trs = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
        extent["temporal"] = {"interval": [[begins, None]], "trs": trs}
    return extent


def _tileset_head(layer: Layer) -> Document:
    return {
        "title": layer_title(layer),
        "dataType": "vector",
        "crs": MERCATOR_URI,
        "tileMatrixSetURI": MATRIX_SET_URI,
    }


def _scheme(site: Site) -> dict[str, str]:
    return link(REL_MATRIX_SET, site.at(f"/tileMatrixSets/{MATRIX_SET}"), JSON)
