"""What everyone sees of initiatives: list and map, one of them, the calendar, and the map for other sites."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.policy import can
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.rules import parse_box, parse_zoom
from webapp.calendar.dates import known_day, parse_date
from webapp.calendar.words import clock_time, occurrence_in_words, rhythm_in_short, rhythm_in_words
from webapp.clock import today
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.i18n import locale_code, own_language
from webapp.initiatives.queries import find_moderated
from webapp.listings.composing import (
    answers,
    calendar_answer,
    choices_of,
    event_for_search,
    frame_of,
    known,
    points_answer,
    points_of,
    results_of,
    settings,
)
from webapp.listings.days import EventShown, list_days, list_events
from webapp.listings.details import Detail, find_detail, find_kept
from webapp.listings.marks import SIGNS, sign_of
from webapp.listings.pages import AgendaPage, DetailPage, EmbedPage, IndexPage, PointsFrame
from webapp.listings.points import PointsAsked
from webapp.listings.queries import find_versions
from webapp.listings.rules import (
    Sort,
    When,
    can_be_asked,
    month_before,
    month_days,
    next_month,
    parse_filters,
    parse_month,
)
from webapp.listings.words import effects_in_words, filters_in_words, listing_state, listing_where, sort_name, when_name
from webapp.ui.answers import GEOJSON, Answer, send
from webapp.ui.headers import framed_anywhere, open_to_others, shows_own_frames
from webapp.volunteering.queries import list_open_tasks

bp = Blueprint("listings", __name__)

CALENDAR = "text/calendar"
MONTH_SECONDS = 30 * 24 * 3600
MOVED = 308


def site_url() -> str:
    """What goes before a path of ours where a whole address is needed."""
    return settings().public_url


for _each in (
    clock_time,
    effects_in_words,
    event_for_search,
    filters_in_words,
    listing_state,
    listing_where,
    occurrence_in_words,
    rhythm_in_short,
    rhythm_in_words,
    sign_of,
    site_url,
    sort_name,
    when_name,
):
    bp.add_app_template_global(_each)
bp.add_app_template_global(lambda: SIGNS, "theme_signs")
bp.add_app_template_global(lambda: tuple(When), "listing_whens")
bp.add_app_template_global(lambda: tuple(Sort), "listing_sorts")


@bp.get("/initiatieven")
@requires(Permission.VIEW_INITIATIVES)
def index() -> ResponseReturnValue:
    day, versions = today(), find_versions(db.session)
    results = results_of(request.args, versions, day, may_see_faith=_may_see_faith())
    if request.headers.get("HX-Request") == "true":
        return render_template("listings/results.html", results=results)
    chosen = _find(results.chosen) if results.chosen else None
    points = PointsFrame(results.points_query, results.choices.groups, chosen=chosen.slug if chosen else "", picks=True)
    frame = frame_of(versions, day, chosen=results.filters.neighbourhood or None)
    return render_template("listings/index.html", page=IndexPage(results, points, frame, chosen))


@bp.get("/initiatieven/<slug>")
@requires(Permission.VIEW_INITIATIVES)
def detail(slug: str) -> ResponseReturnValue:
    found = _find(slug.lower())
    if found is None or found.slug != slug:
        return _elsewhere(slug.lower(), found)
    if request.headers.get("HX-Request") == "true":
        return render_template("listings/card.html", detail=found)
    return render_template("listings/detail.html", page=_detail_page(found), today=today())


@bp.get("/initiatieven/<slug>.ics")
@requires(Permission.VIEW_INITIATIVES)
def initiative_ics(slug: str) -> Response:
    day, versions = today(), find_versions(db.session)
    etag = f"{versions}-{day}-{slug}"
    answer = answers.find(("initiative", etag))
    if answer is None:
        found = find_detail(db.session, slug, today=day, may_see_faith=False, own_language=own_language)
        if found is None or found.rhythm is None or not found.can_be_joined:
            raise NotFound("listing_unknown")
        event = EventShown.of(found, found.rhythm)
        answer = answers.get(("initiative", etag), lambda: calendar_answer(event.title, [event], etag))
    return _send_calendar(answer, slug)


@bp.get("/agenda/<slug>.ics")
@requires(Permission.VIEW_INITIATIVES)
def agenda_ics(slug: str) -> Response:
    day, versions = today(), find_versions(db.session)
    etag = f"{versions}-{day}-{slug}-{locale_code()}"
    answer = answers.find(("agenda", etag))
    if answer is None:
        place = get_neighbourhood_or_404(slug)
        events = list_events(db.session, place.id, today=day)
        name = gettext("Missie050 in %(name)s", name=place.name)
        answer = answers.get(("agenda", etag), lambda: calendar_answer(name, events, etag))
    return _send_calendar(answer, slug)


@bp.get("/wijken/<slug>/agenda")
@requires(Permission.VIEW_INITIATIVES)
def agenda(slug: str) -> ResponseReturnValue:
    day = today()
    month = parse_month(request.args.get("maand", ""), today=day)
    place = get_neighbourhood_or_404(slug)
    before, after = month_before(month), next_month(month)
    page = AgendaPage(
        neighbourhood=place,
        month=month,
        before=before if can_be_asked(before) else None,
        after=after if can_be_asked(after) else None,
        days=list_days(db.session, place.id, month_days(month), today=day, own_language=own_language),
        today=day,
        calendar_url=settings().public_url + url_for("listings.agenda_ics", slug=slug),
    )
    return render_template("listings/agenda.html", page=page)


@bp.get("/kaart/initiatieven.geojson")
@requires(Permission.VIEW_INITIATIVES)
@open_to_others
def map_geojson() -> Response:
    day, named = today(), request.args.get("v")
    at = parse_date(request.args.get("op"), today=day)
    filters, zoom = parse_filters(request.args, today=day), parse_zoom(request.args.get("zoom"))
    asked = PointsAsked(filters, known_day(at, today=day), parse_box(request.args.get("bbox", "")), zoom)
    answer = points_answer(asked, day, named=named)
    # what names its version and its day may be kept for good
    lasting = answer.etag.startswith(f"{named}-") and bool(request.args.get("op")) and at <= day
    cache_control = f"public, max-age={MONTH_SECONDS}, immutable" if lasting else "public, no-cache"
    return send(answer, mimetype=GEOJSON, cache_control=cache_control)


@bp.get("/embed")
@requires(Permission.VIEW_INITIATIVES)
@framed_anywhere
def embed() -> ResponseReturnValue:
    day, versions = today(), find_versions(db.session)
    results = results_of(request.args, versions, day, may_see_faith=False)
    points = PointsFrame(results.points_query, results.choices.groups, target="_blank")
    frame = frame_of(versions, day, chosen=results.filters.neighbourhood or None, is_interactive=False)
    return render_template("listings/embed.html", page=EmbedPage(results, points, frame))


@bp.get("/embed/maken")
@requires(Permission.VIEW_INITIATIVES)
@shows_own_frames
def embed_builder() -> ResponseReturnValue:
    choices = choices_of(find_versions(db.session))
    filters = known(parse_filters(request.args, today=today()), choices)
    query = filters.query()
    path = url_for("listings.embed") + (f"?{urlencode(query)}" if query else "")
    address = settings().public_url + path
    return render_template(
        "listings/embed_builder.html", filters=filters, choices=choices, preview=path, address=address
    )


def _may_see_faith() -> bool:
    return can(current_actor(), Permission.SEE_FAITH_SIDE)


def _may_moderate(slug: str) -> bool:
    actor = current_actor()
    return can(actor, Permission.MODERATE_INITIATIVES) and find_moderated(db.session, actor, slug) is not None


def _find(slug: str) -> Detail | None:
    return find_detail(
        db.session,
        slug,
        today=today(),
        may_see_faith=_may_see_faith(),
        own_language=own_language,
        now=datetime.now(UTC),
    )


def _elsewhere(slug: str, found: Detail | None) -> ResponseReturnValue:
    """Lead on to the address as it is written, or to what an initiative became part of."""
    kept = found.slug if found else find_kept(db.session, slug)
    if kept is None:
        raise NotFound("listing_unknown")
    return redirect(url_for("listings.detail", slug=kept), MOVED)


def _detail_page(found: Detail) -> DetailPage:
    day, versions = today(), find_versions(db.session)
    tasks = list_open_tasks(db.session, current_actor(), found.id, now=datetime.now(UTC)) if found.can_be_joined else []
    return DetailPage(
        detail=found,
        tasks=tuple(tasks),
        map=frame_of(versions, day, is_interactive=False) if found.point else None,
        points=points_of(versions, day, chosen=found.slug) if found.point else None,
        picture_url=url_for("initiatives.picture", key=found.picture_key) if found.picture_key else None,
        can_moderate=_may_moderate(found.slug),
    )


def _send_calendar(answer: Answer, name: str) -> Response:
    response = send(answer, mimetype=CALENDAR, cache_control="public, no-cache")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response
