"""Puts public pages together, and keeps by version of the data what is the same for everyone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import current_app, url_for

from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import city_map
from webapp.areas.queries import find_geography
from webapp.calendar.feeds import CalendarEvent, EventStatus, feed
from webapp.config import Settings
from webapp.errors import BadInput, DatabaseNotReady, NotFound
from webapp.extensions import db
from webapp.i18n import locale_code, own_language
from webapp.initiatives.rules import Progress
from webapp.listings.days import EventShown
from webapp.listings.details import Detail
from webapp.listings.faith import FaithRow, list_faith_rows
from webapp.listings.pages import Choices, PointsFrame, Results
from webapp.listings.points import PointsAsked, are_too_many, counts_geojson, has_many_points, points_geojson
from webapp.listings.queries import (
    ListingPage,
    Terms,
    Versions,
    find_terms,
    find_versions,
    get_listing_page,
)
from webapp.listings.rules import (
    STEP_MINUTES,
    Filters,
    Sort,
    minute_of_day,
    pages_of,
    parse_filters,
    parse_listing_sort,
    parse_slug,
)
from webapp.partners.queries import list_neighbourhoods
from webapp.themes.queries import list_themes
from webapp.ui.answers import Answer, ValueCache
from webapp.written_numbers import parse_number

answers = ValueCache(24)
"""Points and calendars by version: 2 MB each for a city with 10,000 initiatives, a hundredth of that for this one."""

pieces = ValueCache(192)
"""What pages are composed of, by version and day: at most 50 kB each."""


def settings() -> Settings:
    """The settings of this site."""
    found: Settings = current_app.extensions["settings"]
    return found


def choices_of(versions: Versions) -> Choices:
    """What can be chosen in the filters."""
    return pieces.get(
        ("choices", versions, locale_code()),
        lambda: Choices(tuple(list_themes(db.session, own_language)), tuple(list_neighbourhoods(db.session))),
    )


def known(filters: Filters, choices: Choices) -> Filters:
    """The filters, whose theme and neighbourhood are there.

    Raises `BadInput` with `listing_theme_unknown` or `neighbourhood_unknown`.
    """
    if filters.theme and choices.theme(filters.theme) is None:
        raise BadInput("listing_theme_unknown", value=filters.theme)
    if filters.neighbourhood and choices.neighbourhood(filters.neighbourhood) is None:
        raise BadInput("neighbourhood_unknown", value=filters.neighbourhood)
    return filters


def results_of(asked: Mapping[str, str], versions: Versions, day: date, *, may_see_faith: bool) -> Results:
    """The page of the list that an address asks for; raises `NotFound` code `page_unknown` beyond the last."""
    choices = choices_of(versions)
    filters = known(parse_filters(asked, today=day), choices)
    sort, page = parse_listing_sort(asked.get("sorteer", "")), parse_number(asked.get("pagina")) or 1
    found = _listing_page(versions, day, filters, sort, page)
    if page > 1 and not found.rows:
        raise NotFound("page_unknown")
    faith: Sequence[FaithRow] = ()
    if may_see_faith:
        faith = list_faith_rows(db.session, filters, theme_slugs=choices.parts_of(filters.theme), today=day)
    return Results(
        filters=filters,
        sort=sort,
        page=page,
        pages=pages_of(found.total),
        total=found.total,
        unplaced=found.unplaced,
        rows=found.rows,
        faith=tuple(faith),
        choices=choices,
        points_query=points_query(versions, day, filters),
        chosen=parse_slug(asked.get("kies", "")),
    )


def minute_now() -> int:
    """The minute of today by which lists tell what is over; it goes on by `STEP_MINUTES`."""
    return minute_of_day(datetime.now(UTC)) // STEP_MINUTES * STEP_MINUTES


def _listing_page(versions: Versions, day: date, filters: Filters, sort: Sort, page: int) -> ListingPage:
    minute = minute_now()

    def make() -> ListingPage:
        return get_listing_page(
            db.session, filters, sort=sort, page=page, today=day, own_language=own_language, minute=minute
        )

    # what people type is too different to be worth keeping
    return (
        make()
        if filters.words
        else pieces.get(("page", versions, day, minute, filters, sort, page, locale_code()), make)
    )


def points_query(versions: Versions, day: date, filters: Filters | None = None) -> str:
    """With what a page asks for its points: the day and the version make the answer one that may be kept for good."""
    return urlencode({"op": day.isoformat(), "v": str(versions), **(filters or Filters()).query()})


def points_of(versions: Versions, day: date, *, chosen: str = "") -> PointsFrame:
    """All initiatives of a day on a map that opens a window at each."""
    return PointsFrame(points_query(versions, day), choices_of(versions).groups, chosen=chosen)


def points_answer(asked: PointsAsked, day: date, *, named: str | None) -> Answer:
    """The points that a map asks for; an address that names a version which is kept needs no look at the database."""
    kept = answers.find((named, day, asked))
    if isinstance(kept, Answer):
        return kept
    versions = find_versions(db.session)
    known(asked.filters, choices_of(versions))
    if asked.filters.words:
        return _make_points(asked, versions, day)
    return answers.get((str(versions), day, asked), lambda: _make_points(asked, versions, day))


def _make_points(asked: PointsAsked, versions: Versions, day: date) -> Answer:
    many = pieces.get(("many", versions), lambda: has_many_points(db.session))
    terms = _terms(asked.filters, versions)
    if many and are_too_many(db.session, asked, terms):
        body = counts_geojson(db.session, asked, terms)
    else:
        body = points_geojson(db.session, asked, terms, today=day)
    # the same in every process
    which = sha256(repr((day, asked)).encode()).hexdigest()[:16]
    return Answer(f"{versions}-{which}", body)


def _terms(filters: Filters, versions: Versions) -> Terms:
    """The terms of a search: those of a theme are kept, what people type is too different to be worth it."""
    if filters.words:
        return find_terms(db.session, filters)
    return pieces.get(("terms", versions, filters.theme), lambda: find_terms(db.session, filters))


def frame_of(versions: Versions, day: date, *, chosen: str | None = None, is_interactive: bool = True) -> MapFrame:
    """The map on which initiatives stand; raises `DatabaseNotReady` code `not_seeded`."""
    geography = pieces.get(("geography", versions.map, day), lambda: find_geography(db.session, today=day))
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    return city_map(
        settings(),
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        points_url=url_for("listings.map_geojson"),
        at=day,
        version=versions.map,
        geography=geography,
        chosen=chosen,
        is_interactive=is_interactive,
        is_plain=True,
    )


def calendar_answer(name: str, events: Sequence[EventShown], etag: str) -> Answer:
    """A calendar that other programs read; what is paused stands in it as cancelled."""
    domain = urlsplit(settings().public_url).hostname or "localhost"
    return Answer(etag, feed(name, [_event(each) for each in events], domain=domain))


def event_for_search(detail: Detail, picture_url: str | None) -> dict[str, Any]:
    """What search engines are told of the first time to come (schema.org)."""
    first = detail.times[0]
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": detail.title,
        "description": detail.description,
        "url": settings().public_url + url_for("listings.detail", slug=detail.slug),
        "startDate": first.starts.isoformat(),
        "eventStatus": f"https://schema.org/Event{'Postponed' if detail.progress == Progress.PAUSED else 'Scheduled'}",
        "location": {
            "@type": "Place",
            "name": ", ".join(place.name for place in detail.neighbourhoods) or "Groningen",
            "address": detail.address or "Groningen",
        },
    }
    if first.ends is not None:
        described["endDate"] = first.ends.isoformat()
    if detail.organiser:
        described["organizer"] = {"@type": "Organization", "name": detail.organiser}
    if picture_url:
        described["image"] = settings().public_url + picture_url
    return described


def _event(event: EventShown) -> CalendarEvent:
    return CalendarEvent(
        uid=f"initiatief-{event.id}",
        title=event.title,
        rhythm=event.rhythm,
        changed_at=event.changed_at,
        version=event.version,
        description=event.description,
        location=event.address,
        url=settings().public_url + url_for("listings.detail", slug=event.slug),
        status=EventStatus.CANCELLED if event.is_paused else EventStatus.CONFIRMED,
        point=event.point,
    )
