"""The layers for other programs (OGC API - Features, OGC API - Tiles), and the same as pages."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.opendata.ogc import documents, pages
from webapp.opendata.ogc.addresses import MVT, OPENAPI, this_site
from webapp.opendata.ogc.answering import (
    answer_problem,
    given,
    read_first_days,
    send_document,
    send_feature,
    send_features,
    send_tile,
    wants_html,
)
from webapp.opendata.ogc.errors import BadParameter, UnknownResource
from webapp.opendata.ogc.openapi import openapi_document
from webapp.opendata.ogc.rules.asking import (
    EVERYWHERE,
    JSON,
    parse_format,
    parse_item,
    parse_items,
    parse_key,
    parse_tile,
    single_values,
)
from webapp.opendata.ogc.rules.layers import layer_of, tiled_layer_of
from webapp.opendata.ogc.rules.tiling import parse_tile_address, require_matrix_set
from webapp.opendata.views.blueprint import bp
from webapp.ui.headers import open_to_others

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
EXPOSED = "Content-Crs, ETag"

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

bp.app_errorhandler(BadParameter)(answer_problem)
bp.app_errorhandler(UnknownResource)(answer_problem)


@bp.after_request
def _for_others(response: Response) -> Response:
    """What a browser of another site must hear before it asks, and what it may read of the answer."""
    if not (request.endpoint or "").startswith("opendata.ogc"):
        return response
    # the same address gives a page or data
    response.vary.add("Accept")
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT)
    return response


def _layer_view(rule: str) -> Callable[[View], View]:
    """An address below `/ogc` that anyone may read, from any site."""

    def declare(view: View) -> View:
        return bp.get("/ogc" + rule, strict_slashes=False)(requires(Permission.VIEW_OPEN_DATA)(open_to_others(view)))

    return declare


def _is_page() -> bool:
    """Whether a page is asked for; raises `BadParameter` for what cannot be asked."""
    return wants_html(parse_format(single_values(given(), EVERYWHERE)))


def _refuse_pages() -> None:
    """Raise `BadParameter` unless data is asked for: of these there is no page."""
    parse_format(single_values(given(), EVERYWHERE), (JSON,))


@_layer_view("")
def ogc() -> ResponseReturnValue:
    is_html = _is_page()
    document = documents.landing(this_site(), is_html=is_html)
    if is_html:
        copy = f"ogr2ogr wijken.gpkg OAPIF:{this_site().root} neighbourhoods"
        return render_template("opendata/ogc.html", document=document, layers=pages.layer_rows(), copy_command=copy)
    return send_document(document)


@_layer_view("/conformance")
def ogc_conformance() -> ResponseReturnValue:
    is_html = _is_page()
    document = documents.conformance(this_site(), is_html=is_html)
    if is_html:
        return render_template("opendata/ogc_conformance.html", document=document)
    return send_document(document)


@_layer_view("/api")
def ogc_api() -> ResponseReturnValue:
    is_html = _is_page()
    document = openapi_document(this_site())
    if is_html:
        return render_template("opendata/ogc_api.html", operations=pages.operations(document))
    return send_document(document, OPENAPI)


@_layer_view("/collections")
def ogc_collections() -> ResponseReturnValue:
    is_html = _is_page()
    if is_html:
        return render_template("opendata/ogc_collections.html", layers=pages.layer_rows())
    return send_document(documents.collections(this_site(), read_first_days(), is_html=is_html))


@_layer_view("/collections/<slug>")
def ogc_collection(slug: str) -> ResponseReturnValue:
    layer, is_html = layer_of(slug), _is_page()
    document = documents.collection(this_site(), layer, read_first_days().get(layer.id), is_html=is_html)
    if is_html:
        return render_template("opendata/ogc_collection.html", page=pages.collection_page(layer, document))
    return send_document(document)


@_layer_view("/collections/<slug>/items")
def ogc_items(slug: str) -> ResponseReturnValue:
    layer = layer_of(slug)
    asked, form = parse_items(layer, given())
    if wants_html(form):
        return render_template("opendata/ogc_items.html", page=pages.items_page(layer, asked))
    return send_features(layer, asked)


@_layer_view("/collections/<slug>/items/<key>")
def ogc_item(slug: str, key: str) -> ResponseReturnValue:
    layer = layer_of(slug)
    asked, form = parse_item(layer, given())
    wanted = parse_key(layer, key)
    if wants_html(form):
        return render_template("opendata/ogc_item.html", page=pages.item_page(layer, wanted, asked))
    return send_feature(layer, wanted, asked)


@_layer_view("/collections/<slug>/tiles")
def ogc_tilesets(slug: str) -> Response:
    layer = tiled_layer_of(slug)
    _refuse_pages()
    return send_document(documents.tilesets(this_site(), layer))


@_layer_view("/collections/<slug>/tiles/<key>")
def ogc_tileset(slug: str, key: str) -> Response:
    layer = tiled_layer_of(slug)
    require_matrix_set(key)
    _refuse_pages()
    return send_document(documents.tileset(this_site(), layer))


@_layer_view("/collections/<slug>/tiles/<key>/<zoom>/<row>/<column>")
def ogc_tile(slug: str, key: str, zoom: str, row: str, column: str) -> Response:
    layer = tiled_layer_of(slug)
    require_matrix_set(key)
    tile = parse_tile_address(zoom, row, column)
    return send_tile(layer, tile, parse_tile(layer, given()), MVT)


@_layer_view("/tileMatrixSets")
def ogc_matrix_sets() -> Response:
    _refuse_pages()
    return send_document(documents.matrix_sets(this_site()))


@_layer_view("/tileMatrixSets/<key>")
def ogc_matrix_set(key: str) -> Response:
    require_matrix_set(key)
    _refuse_pages()
    return send_document(documents.matrix_set())
