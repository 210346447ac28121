"""Who does what where: as a table, on the map, and as the data of that map."""

from hashlib import sha256
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import tinted_map
from webapp.areas.queries import find_geography
from webapp.areas.rules import level_for_zoom, parse_zoom
from webapp.clock import today
from webapp.errors import DatabaseNotReady, NotFound
from webapp.extensions import db
from webapp.i18n import locale_code, own_language
from webapp.partners.queries import list_names
from webapp.partners.queries import matrix as tables
from webapp.partners.queries.faith import list_themes_for, sees_faith
from webapp.partners.queries.matrix import DrawnTheme, Matrix
from webapp.partners.rules import MatrixFilter, Tint
from webapp.partners.views.blueprint import bp
from webapp.partners.views.pages import word_of
from webapp.ui.answers import GEOJSON, Answer, ValueCache, send
from webapp.vocabulary import PartnerKind

ASKED = ("partner", "soort", "thema", "weergave")

answers = ValueCache(48)
"""Data of the map by version, day, filter and level of detail: some 100 kB each."""


@bp.get("/wie-doet-wat-waar")
@requires(Permission.VIEW_PARTNERS)
def matrix() -> ResponseReturnValue:
    wanted, day, viewer = _wanted(), today(), current_actor()
    found = tables.get_matrix(db.session, viewer, wanted, own_language, today=day, whole_city=gettext("Hele stad"))
    drawn = _drawn(wanted, found) if request.args.get("weergave") == "kaart" else None
    heads = (drawn.head,) if drawn else found.heads
    row = next((each for each in (found.city, *found.rows) if each.slug == request.args.get("wijk")), None)
    head = next((each for each in heads if drawn or each.theme.slug == request.args.get("cel")), None)
    who = []
    if row is not None and head is not None:
        who = tables.list_who(db.session, viewer, wanted, own_language, head=head, place=row.slug, today=day)
    return render_template(
        "partners/matrix.html",
        matrix=found,
        wanted=wanted,
        drawn=drawn,
        frame=_frame(wanted, drawn) if drawn else None,
        opened=(row, head, who) if row is not None and head is not None else None,
        partners=list_names(db.session, today=day),
        kinds=list(PartnerKind),
        asked={name: value for name in ASKED if (value := request.args.get(name))},
    )


@bp.get("/kaart/wie-doet-wat.geojson")
@requires(Permission.VIEW_PARTNERS)
def matrix_geojson() -> Response:
    wanted, day, viewer = _wanted(), today(), current_actor()
    level = level_for_zoom(parse_zoom(request.args.get("zoom")))
    version = tables.find_version(db.session)
    key = (version, day, wanted, level, sees_faith(viewer))
    answer = answers.find(key)
    if answer is None:
        head = tables.column_for_map(list_themes_for(db.session, viewer, own_language), wanted.theme)
        if head is None:
            raise NotFound("theme_unknown")
        body = tables.matrix_geojson(db.session, viewer, wanted, head, level=level, today=day)
        # a hash, since what was asked for is anyone's text
        answer = answers.get(key, lambda: Answer(sha256(repr(key).encode()).hexdigest()[:24], body))
    # a cache on the way may keep what everyone sees
    kept_by = "private" if sees_faith(viewer) else "public"
    return send(answer, mimetype=GEOJSON, cache_control=f"{kept_by}, no-cache")


def _wanted() -> MatrixFilter:
    return MatrixFilter(
        partner=request.args.get("partner") or None,
        kind=word_of(PartnerKind, request.args.get("soort")),
        theme=request.args.get("thema") or None,
    )


def _drawn(wanted: MatrixFilter, found: Matrix) -> DrawnTheme | None:
    """The theme on the map: the one that was asked for, or the first; None while there are no themes."""
    head = tables.column_for_map(found.themes, found.opened.slug if found.opened else found.heads[0].theme.slug)
    return (
        None if head is None else tables.get_drawn(db.session, current_actor(), wanted, head, found.rows, today=today())
    )


def _frame(wanted: MatrixFilter, drawn: DrawnTheme) -> MapFrame:
    geography = find_geography(db.session, today=today())
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    asked: dict[str, Any] = {"thema": drawn.head.theme.slug, "soort": wanted.kind, "partner": wanted.partner}
    address = url_for("partners.matrix_geojson")
    query = url_for("partners.matrix_geojson", **asked).removeprefix(address).removeprefix("?")
    return tinted_map(
        current_app.extensions["settings"],
        locale=locale_code(),
        label=gettext("Kaart van wie wat waar doet"),
        data_url=address,
        query=query,
        geography=geography,
        tints=list(Tint),
        chosen=request.args.get("wijk") or None,
    )
