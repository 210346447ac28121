"""Puts answers together: in the form that is asked for, kept by version of the data, and with what went wrong."""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from webapp.clock import today
from webapp.i18n import locale_code
from webapp.opendata.ogc import documents
from webapp.opendata.ogc.addresses import GEOJSON, JSON, PROBLEM, this_site
from webapp.opendata.ogc.errors import BadParameter, UnknownResource
from webapp.opendata.ogc.links import item_links, page_links
from webapp.opendata.ogc.queries.features import Found, find_feature, get_page
from webapp.opendata.ogc.queries.tiles import get_tile
from webapp.opendata.ogc.queries.versions import find_first_days, get_version
from webapp.opendata.ogc.rules.asking import HTML as HTML_FORM
from webapp.opendata.ogc.rules.asking import JSON as JSON_FORM
from webapp.opendata.ogc.rules.asking import Asked
from webapp.opendata.ogc.rules.boxes import RD, uri_of
from webapp.opendata.ogc.rules.layers import Layer
from webapp.opendata.ogc.rules.tiling import Tile
from webapp.opendata.ogc.words import problem_sentence
from webapp.opendata.sessions import open_as
from webapp.ui.answers import Answer, ValueCache, send
from webapp.ui.errors import TEXTS, error_page
from webapp.vocabulary import Reader

answers = ValueCache(24)
"""Pages of features by version: some 4 MB for ten thousand points, a hundredth of that for the city as it is."""

tiles = ValueCache(256)
"""Tiles by version: at most some 100 kB each."""

seen = ValueCache(2048)
"""What was asked before, so that it may be kept: only then its version is looked up beforehand."""

REVALIDATE = "public, no-cache"
RD_MEMBER = ',"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}}'
"""By which programs older than the standard know that a file of GeoJSON is in RD New."""

_DATA_TYPES = (GEOJSON, JSON, "text/html")


def wants_html(form: str | None) -> bool:
    """Whether a page is asked for: the address decides, then the browser, then it is data."""
    if form is not None:
        return form == HTML_FORM
    return request.accept_mimetypes.best_match(_DATA_TYPES, default=JSON) == "text/html"


def given() -> dict[str, list[str]]:
    """The parameters of the address, each with all its values."""
    return dict(request.args.lists())


def plain() -> dict[str, str]:
    """The parameters of the address, each once."""
    return request.args.to_dict()


def send_document(document: Mapping[str, Any], media_type: str = JSON) -> Response:
    """A document in the reader's language, with an ETag of what stands in it."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    response = send(Answer(sha256(body).hexdigest()[:20], body), mimetype=media_type, cache_control=REVALIDATE)
    if response.status_code == 200:  # noqa: PLR2004
        response.headers["Content-Type"] = media_type
    response.headers["Content-Language"] = locale_code()
    response.vary.add("Cookie")
    return response


def send_features(layer: Layer, asked: Asked) -> Response:
    """A page of features as GeoJSON."""
    site, parameters = this_site(), plain()

    def make(session: Session, day: date) -> tuple[str, bytes]:
        found = get_page(session, layer, asked, today=day)
        links = page_links(site, layer, asked, parameters, found, is_html=False)
        return found.version, _collection_text(asked, found, links).encode()

    answer = _kept(answers, layer, ("items", site, tuple(parameters.items()), asked), make)
    return _as_features(answer, asked.srid)


def send_feature(layer: Layer, key: str, asked: Asked) -> Response:
    """One feature as GeoJSON; raises `UnknownResource` code `ogc_feature_unknown`."""
    site, parameters = this_site(), plain()

    def make(session: Session, day: date) -> tuple[str, bytes]:
        found = require_feature(find_feature(session, layer, key, asked, today=day))
        links = item_links(site, layer, key, parameters, is_html=False)
        member = RD_MEMBER if uri_of(asked.srid) == RD else ""
        return found.version, f'{found.features[:-1]}{member},"links":{json.dumps(links)}}}'.encode()

    answer = _kept(answers, layer, ("item", key, site, tuple(parameters.items()), asked), make)
    return _as_features(answer, asked.srid)


def send_tile(layer: Layer, tile: Tile, asked: Asked, media_type: str) -> Response:
    """One vector tile."""

    def make(session: Session, day: date) -> tuple[str, bytes]:
        return get_tile(session, layer, tile, asked, today=day)

    return send(_kept(tiles, layer, ("tile", tile, asked), make), mimetype=media_type, cache_control=REVALIDATE)


def read_features(layer: Layer, asked: Asked) -> tuple[Found, list[dict[str, Any]]]:
    """A page of features as values, for a table."""
    with open_as(Reader.PUBLIC) as session:
        found = get_page(session, layer, asked, today=today())
    return found, json.loads(f"[{found.features}]")


def read_feature(layer: Layer, key: str, asked: Asked) -> dict[str, Any]:
    """One feature as values; raises as `send_feature` does."""
    with open_as(Reader.PUBLIC) as session:
        found = require_feature(find_feature(session, layer, key, asked, today=today()))
    feature: dict[str, Any] = json.loads(found.features)
    return feature


def read_first_days() -> dict[str, date | None]:
    """On which day the data of each layer begins."""
    with open_as(Reader.PUBLIC) as session:
        return find_first_days(session)


def require_feature(found: Found) -> Found:
    """The feature that was found; raises `UnknownResource` code `ogc_feature_unknown` when none was."""
    if not found.returned:
        raise UnknownResource("ogc_feature_unknown")
    return found


def answer_problem(error: BadParameter | UnknownResource) -> Response:
    """What is wrong with a request: for programs as a problem document (RFC 9457), for people as a page."""
    status = 404 if isinstance(error, UnknownResource) else 400
    sentence = problem_sentence(error)
    if wants_html(request.args.get("f") if request.args.get("f") in (HTML_FORM, JSON_FORM) else None):
        return error_page(status, explanation=sentence, is_page=True)
    more: dict[str, object] = {}
    if isinstance(error, BadParameter):
        more = {"parameter": error.name, "value": error.value, "allowed": list(error.allowed)}
    body = json.dumps(documents.problem(status, str(TEXTS[status].title), sentence, **more), ensure_ascii=False)
    response = Response(body, status=status, mimetype=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = locale_code()
    return response


def _collection_text(asked: Asked, found: Found, links: Sequence[Mapping[str, str]]) -> str:
    member = RD_MEMBER if uri_of(asked.srid) == RD else ""
    return (
        f'{{"type":"FeatureCollection","features":[{found.features}],"numberMatched":{found.matched},'
        f'"numberReturned":{found.returned}{member},"links":{json.dumps(links)}}}'
    )


def _as_features(answer: Answer, srid: int) -> Response:
    response = send(answer, mimetype=GEOJSON, cache_control=REVALIDATE)
    response.headers["Content-Crs"] = f"<{uri_of(srid)}>"
    return response


def _kept(
    cache: ValueCache, layer: Layer, what: Hashable, make: Callable[[Session, date], tuple[str, bytes]]
) -> Answer:
    """The answer from what is kept, or made anew; what nobody asked for before costs one statement.

    Who has it already, by the ETag that is sent along, gets an answer that is not made at all.
    """
    day = today()
    key = (layer.id, what, day if layer.changes_daily else None)
    with open_as(Reader.PUBLIC) as session:
        if seen.find(key) or request.if_none_match:
            version = get_version(session, layer)
            kept: Answer | None = cache.find((version, key))
            if kept is not None:
                return kept
            etag = f"{version}-{_mark(key)}"
            if any(request.if_none_match.contains_weak(each) for each in (etag, f"{etag}-br", f"{etag}-gzip")):
                return Answer(etag, b"")
        made_of, body = make(session, day)
    seen.get(key, lambda: True)
    return cache.get((made_of, key), lambda: Answer(f"{made_of}-{_mark(key)}", body))


def _mark(key: Hashable) -> str:
    """What tells answers of one version apart, the same in every process."""
    return sha256(repr(key).encode()).hexdigest()[:16]
