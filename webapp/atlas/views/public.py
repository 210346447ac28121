"""The public pages, and the data of their map."""

from datetime import date

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.areas.frames import MapFrame
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.map_frame import city_map
from webapp.areas.queries import find_geography
from webapp.areas.rules import level_for_zoom, parse_zoom
from webapp.atlas.pages import Standing, StartPage
from webapp.atlas.queries import get_neighbourhood_page, get_series, get_standing
from webapp.atlas.rules import parse_sort
from webapp.atlas.views.blueprint import bp
from webapp.calendar.dates import known_day, parse_date
from webapp.clock import today
from webapp.config import Settings
from webapp.coverage.chart import CoverageChartWords, coverage_chart
from webapp.coverage.queries import find_map_version, get_target, neighbourhoods_geojson
from webapp.errors import DatabaseNotReady
from webapp.extensions import db
from webapp.i18n import locale_code, own_language
from webapp.listings.composing import choices_of, minute_now, points_of, points_query
from webapp.listings.pages import PointsFrame
from webapp.listings.queries import Versions, find_versions
from webapp.networks.pages.city import told_of
from webapp.ui.answers import GEOJSON, Answer, ValueCache, send
from webapp.ui.headers import open_to_others

MONTH_SECONDS = 30 * 24 * 3600

answers = ValueCache(48)
"""Map data by version, date and level of detail: some 100 kB each, compressed shapes included."""

pieces = ValueCache(192)
"""What the start page is composed of, by version and date: at most 100 kB each."""


@bp.get("/")
@requires(Permission.VIEW_CITY_MAP)
def start() -> ResponseReturnValue:
    at, sort = parse_date(request.args.get("op"), today=today()), parse_sort(request.args.get("sorteer"))
    versions = find_versions(db.session)
    standing, groups = _standing(versions, at, sort), choices_of(versions).groups
    drawn = pieces.get(
        ("standing", versions, standing.time, standing.sort, locale_code()),
        lambda: render_template("atlas/standing.html", standing=standing, groups=groups),
    )
    if request.headers.get("HX-Request") == "true":
        return drawn
    chosen = request.args.get("wijk") or None
    page = StartPage(
        standing=standing,
        map=_map_frame(standing.time.at, versions.map, chosen),
        points=PointsFrame(standing.points_query, groups),
    )
    return render_template("atlas/start.html", page=page, drawn_standing=drawn)


@bp.get("/wijken/<slug>")
@requires(Permission.VIEW_CITY_MAP)
def neighbourhood(slug: str) -> ResponseReturnValue:
    if slug != slug.lower():
        return redirect(url_for("atlas.neighbourhood", slug=slug.lower(), op=request.args.get("op")), 308)
    day = today()
    at = parse_date(request.args.get("op"), today=day)
    versions = find_versions(db.session)
    found = get_neighbourhood_or_404(slug)
    page = get_neighbourhood_page(
        db.session,
        found,
        at=at,
        today=day,
        frame=_map_frame(at, versions.map, slug),
        points=points_of(versions, known_day(at, today=day)),
        target=get_target(db.session, at=day),
        own_language=own_language,
        minute=minute_now(),
        network=told_of(found.id),
    )
    return render_template("atlas/neighbourhood.html", page=page)


@bp.get("/kaart/wijken.geojson")
@requires(Permission.VIEW_CITY_MAP)
@open_to_others
def map_geojson() -> Response:
    day = today()
    asked = parse_date(request.args.get("op"), today=day)
    at = known_day(asked, today=day)
    level = level_for_zoom(parse_zoom(request.args.get("zoom")))
    # an address that names a version which is kept here needs no look at the database
    named = request.args.get("v") or str(find_map_version(db.session))
    answer = answers.find((named, at, level)) or _make_map_answer(at, level)
    # and may be kept for good, unless it means today, which moves on
    lasting = answer.etag.startswith(f"{request.args.get('v')}-") and bool(request.args.get("op")) and asked <= day
    return send(
        answer,
        mimetype=GEOJSON,
        cache_control=f"public, max-age={MONTH_SECONDS}, immutable" if lasting else "public, no-cache",
    )


@bp.get("/over")
@requires(Permission.VIEW_PUBLIC_PAGES)
def about() -> ResponseReturnValue:
    return render_template("atlas/about.html")


@bp.get("/toegankelijkheid")
@requires(Permission.VIEW_PUBLIC_PAGES)
def accessibility() -> ResponseReturnValue:
    return render_template("atlas/accessibility.html")


@bp.get("/privacy")
@requires(Permission.VIEW_PUBLIC_PAGES)
def privacy() -> ResponseReturnValue:
    return render_template("atlas/privacy.html")


def _make_map_answer(at: date, level: int) -> Answer:
    version, body = neighbourhoods_geojson(db.session, at=at, level=level)
    return answers.get((str(version), at, level), lambda: Answer(f"{version}-{at}-{level}", body))


def _standing(versions: Versions, at: date, sort: str) -> Standing:
    day = today()
    key = ("values", versions, day, at, sort, locale_code())
    return pieces.get(key, lambda: _make_standing(versions, day, at, sort))


def _make_standing(versions: Versions, day: date, at: date, sort: str) -> Standing:
    target = get_target(db.session, at=day)
    # initiatives change often, and these do not depend on them
    series = pieces.get(("series", versions.map, day), lambda: get_series(db.session, target=target, today=day))
    chart = pieces.get(
        ("chart", versions.map, day, locale_code()), lambda: coverage_chart(series, target=target, words=_chart_words())
    )
    return get_standing(
        db.session,
        at=at,
        today=day,
        sort=sort,
        target=target,
        series=series,
        chart=chart.marked(at),
        points_query=points_query(versions, known_day(at, today=day)),
    )


def _chart_words() -> CoverageChartWords:
    return CoverageChartWords(
        reached=gettext("bereikt"),
        target=gettext("doel"),
        description=gettext("Aandeel van de wijken waar Missie050 aanwezig is, per maand, naast de doellijn."),
    )


def _map_frame(at: date, version: int, chosen: str | None) -> MapFrame:
    day = today()
    geography = pieces.get(("geography", version, day), lambda: find_geography(db.session, today=day))
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    settings: Settings = current_app.extensions["settings"]
    return city_map(
        settings,
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        points_url=url_for("listings.map_geojson"),
        at=at,
        version=version,
        geography=geography,
        chosen=chosen,
    )
