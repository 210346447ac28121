"""The description of the API (OpenAPI 3.0): what can be asked, and what comes back."""

from typing import Any

from flask_babel import gettext

from webapp.opendata.ogc.addresses import GEOJSON, HTML, JSON, MVT, OPENAPI, PROBLEM, Site
from webapp.opendata.ogc.openapi_schemas import key_schema, property_schema, schemas
from webapp.opendata.ogc.rules.asking import (
    DEFAULT_LIMIT,
    FORMATS,
    LANGUAGES,
    MOST_FEATURES,
    TILE_FORMATS,
    item_parameters,
    items_parameters,
    tile_parameters,
)
from webapp.opendata.ogc.rules.boxes import CRS84, CRS_CODES
from webapp.opendata.ogc.rules.layers import LAYERS, Layer
from webapp.opendata.ogc.rules.moments import PATTERN
from webapp.opendata.ogc.rules.tiling import MATRIX_SET, MAX_ZOOM
from webapp.opendata.ogc.words import layer_text, layer_title, property_name

Part = dict[str, Any]

VERSION = "1.0.0"
GENERAL, DATA, TILES = "general", "features", "tiles"


def openapi_document(site: Site) -> Part:
    """The whole description, in the reader's language."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": gettext("Missie050: open kaartlagen van Groningen"),
            "description": gettext(
                "OGC API - Features en vector tiles. Alleen wat openbaar is, niets over personen. Een vak of een "
                "periode die andersom is opgeschreven, wordt omgedraaid gelezen; een limit boven het meeste wordt "
                "verlaagd; een parameter die niet bestaat is een fout."
            ),
            "version": VERSION,
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": site.root}],
        "tags": [
            {"name": GENERAL, "description": gettext("Wat er is")},
            {"name": DATA, "description": gettext("De lagen en wat erin staat")},
            {"name": TILES, "description": gettext("Kaarttegels")},
        ],
        "paths": _paths(),
        "components": {"schemas": schemas(), "parameters": _parameters(), "responses": _responses()},
    }


def _paths() -> Part:
    paths = {
        "/": _page("landing", gettext("Begin"), "landingPage"),
        "/conformance": _page("conformance", gettext("Aan welke standaarden dit voldoet"), "confClasses"),
        "/api": {
            "get": _operation(
                "api",
                GENERAL,
                gettext("Deze beschrijving"),
                ("f", "taal"),
                {OPENAPI: {"type": "object"}, HTML: _text()},
            )
        },
        "/collections": _page("collections", gettext("De lagen"), "collections"),
        "/tileMatrixSets": _page("matrixSets", gettext("Indelingen in tegels"), "links", html=False),
        f"/tileMatrixSets/{MATRIX_SET}": _page("matrixSet", MATRIX_SET, "object", html=False),
    }
    for layer in LAYERS.values():
        paths |= _layer_paths(layer)
    return paths


def _layer_paths(layer: Layer) -> Part:
    name, here, title = layer.id, f"/collections/{layer.id}", layer_title(layer)
    collection = {GEOJSON: _reference(f"{name}Collection"), HTML: _text()}
    feature = {GEOJSON: _reference(f"{name}Feature"), HTML: _text()}
    paths: Part = {
        here: _page(f"{name}Collection", title, "collection"),
        f"{here}/items": {
            "get": _operation(
                f"{name}Items",
                DATA,
                title,
                _named(layer, items_parameters(layer)),
                collection,
                description=layer_text(layer),
            )
        },
        f"{here}/items/{{featureId}}": {
            "get": _operation(
                f"{name}Item",
                DATA,
                gettext("%(layer)s: één", layer=title),
                _named(layer, item_parameters(layer)),
                feature,
            ),
            "parameters": [_in_path("featureId", key_schema(layer))],
        },
    }
    if layer.has_tiles:
        tile = {MVT: {"type": "string", "format": "binary"}}
        paths[f"{here}/tiles"] = _page(f"{name}Tilesets", title, "links", html=False, tag=TILES)
        paths[f"{here}/tiles/{MATRIX_SET}"] = _page(f"{name}Tileset", title, "links", html=False, tag=TILES)
        paths[f"{here}/tiles/{MATRIX_SET}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"] = {
            "get": _operation(f"{name}Tile", TILES, title, _named(layer, tile_parameters(layer), tile=True), tile),
            "parameters": [
                _in_path("tileMatrix", {"type": "integer", "minimum": 0, "maximum": MAX_ZOOM}),
                _in_path("tileRow", {"type": "integer", "minimum": 0}),
                _in_path("tileCol", {"type": "integer", "minimum": 0}),
            ],
        }
    return paths


def _page(name: str, summary: str, schema: str, *, html: bool = True, tag: str = GENERAL) -> Part:
    content = {JSON: _reference(schema), **({HTML: _text()} if html else {})}
    return {"get": _operation(name, tag, summary, ("f", "taal") if html else ("f_json", "taal"), content)}


def _operation(
    name: str, tag: str, summary: str, parameters: tuple[str, ...], content: Part, *, description: str = ""
) -> Part:
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        **({"description": description} if description else {}),
        "parameters": [{"$ref": f"#/components/parameters/{each}"} for each in parameters],
        "responses": {
            "200": {"description": summary, "content": {each: {"schema": schema} for each, schema in content.items()}},
            "304": {"description": gettext("Niets veranderd (ETag)")},
            "400": {"$ref": "#/components/responses/BadRequest"},
            "404": {"$ref": "#/components/responses/NotFound"},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }


def _named(layer: Layer, names: tuple[str, ...], *, tile: bool = False) -> tuple[str, ...]:
    """Under which names the parameters of a layer are described; what differs has the layer's name before it."""
    own = {each.name for each in layer.filters} | {"after", "before"}
    form = {"f": "f_mvt"} if tile else {}
    return tuple(f"{layer.id}_{name}" if name in own else form.get(name, name) for name in names)


def _parameters() -> Part:
    shared = {
        "f": _query("f", {"type": "string", "enum": list(FORMATS)}, gettext("In welke vorm: data of een pagina")),
        "f_json": _query("f", {"type": "string", "enum": ["json"]}, gettext("In welke vorm")),
        "f_mvt": _query("f", {"type": "string", "enum": list(TILE_FORMATS)}, gettext("In welke vorm")),
        "taal": _query("taal", {"type": "string", "enum": list(LANGUAGES)}, gettext("In welke taal de woorden zijn")),
        "limit": _query(
            "limit",
            {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT},
            gettext("Hoeveel hooguit; boven %(most)s wordt het %(most)s", most=MOST_FEATURES),
        ),
        "offset": _query(
            "offset", {"type": "integer", "minimum": 0, "default": 0}, gettext("Hoeveel er worden overgeslagen")
        ),
        "bbox": _query("bbox", _BBOX, gettext("Wat in dit vak ligt: west, zuid, oost, noord"), explode=False),
        "bbox-crs": _query("bbox-crs", _CRS, gettext("Het stelsel van bbox"), explode=False),
        "crs": _query("crs", _CRS, gettext("Het stelsel van het antwoord"), explode=False),
        "datetime": _query(
            "datetime",
            {"type": "string", "pattern": f"^{PATTERN}$"},
            gettext("Een dag, een moment of een periode, zoals 2026-11-22 of 2026-01-01/.. (RFC 3339)"),
            explode=False,
        ),
    }
    return shared | {name: described for layer in LAYERS.values() for name, described in _own_parameters(layer).items()}


_BBOX: Part = {
    "type": "array",
    "items": {"type": "number"},
    "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
}
_CRS: Part = {"type": "string", "format": "uri", "enum": list(CRS_CODES), "default": CRS84}


def _own_parameters(layer: Layer) -> Part:
    keys = {
        "after": gettext(
            "Alleen wat na deze id komt: zo slaat bladeren niets over, ook als er intussen iets verandert"
        ),
        "before": gettext("Alleen wat voor deze id komt"),
    }
    found = {f"{layer.id}_{name}": _query(name, key_schema(layer), words) for name, words in keys.items()}
    for each in layer.filters:
        found[f"{layer.id}_{each.name}"] = _query(each.name, property_schema(each, is_asked=True), property_name(each))
    return found


def _query(name: str, schema: Part, description: str, *, explode: bool = True) -> Part:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        "style": "form",
        "explode": explode,
    }


def _in_path(name: str, schema: Part) -> Part:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _responses() -> Part:
    content = {PROBLEM: {"schema": _reference("problem")}, HTML: {"schema": _text()}}
    return {
        "BadRequest": {"description": gettext("Een parameter die niet te lezen is"), "content": content},
        "NotFound": {"description": gettext("Dit is er niet"), "content": content},
        "Problem": {"description": gettext("Er ging iets mis"), "content": content},
    }


def _reference(name: str) -> Part:
    return {"$ref": f"#/components/schemas/{name}"}


def _text() -> Part:
    return {"type": "string"}
