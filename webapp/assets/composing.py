"""Puts the pages of assets together, and keeps by version of the data what is the same for everyone."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from urllib.parse import urlencode

from flask import current_app, url_for
from flask_babel import gettext

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import city_map, tinted_map
from webapp.areas.queries import Geography, NeighbourhoodName, find_geography
from webapp.areas.rules import parse_box, parse_zoom
from webapp.assets.pages import BlindSpotsPage, Choices, PointsFrame, Results, ThemeReach
from webapp.assets.queries import Versions, find_versions
from webapp.assets.queries.effects import list_wanted_effects
from webapp.assets.queries.listing import find_terms, get_assets_found, list_gifts
from webapp.assets.queries.points import (
    PointsAsked,
    are_too_many,
    counts_geojson,
    has_many_points,
    points_geojson,
)
from webapp.assets.queries.reach import BuurtReach, Head, buurten_geojson, list_reach
from webapp.assets.rules import (
    STALE_MONTHS,
    Demand,
    Filters,
    Reached,
    pages_of,
    parse_demand,
    parse_filters,
    parse_slug,
)
from webapp.config import Settings
from webapp.errors import BadInput, DatabaseNotReady, NotFound
from webapp.extensions import db
from webapp.i18n import locale_code, own_language
from webapp.partners.queries import list_neighbourhoods
from webapp.privacy.rules import expiry
from webapp.themes.queries import ThemeName, list_themes
from webapp.ui.answers import Answer, ValueCache
from webapp.written_numbers import parse_number

pieces = ValueCache(64)
"""Choices, geography and public reach by version and day: at most 300 kB each."""

answers = ValueCache(48)
"""Buurten of the public map of reach by version, day, theme and level of detail: some 100 kB each."""


def sees_all(actor: Actor) -> bool:
    """Whether the viewer sees assets that are not public, and what is asked and offered buurt by buurt."""
    return can(actor, Permission.EDIT_ASSETS)


def choices_of(versions: Versions) -> Choices:
    """What can be chosen in the filters."""
    return pieces.get(
        ("choices", versions, locale_code()),
        lambda: Choices(tuple(list_themes(db.session, own_language)), tuple(list_neighbourhoods(db.session))),
    )


def known(filters: Filters, choices: Choices) -> Filters:
    """The filters, whose theme and neighbourhood are there.

    Raises `BadInput` with `theme_unknown` or `neighbourhood_unknown`.
    """
    if filters.theme and choices.theme(filters.theme) is None:
        raise BadInput("theme_unknown", value=filters.theme)
    if filters.neighbourhood and choices.neighbourhood(filters.neighbourhood) is None:
        raise BadInput("neighbourhood_unknown", value=filters.neighbourhood)
    return filters


def results_of(
    asked: Mapping[str, str], kinds: Sequence[str], versions: Versions, actor: Actor, *, today: date
) -> Results:
    """The page of the list that an address asks for; raises `NotFound` code `page_unknown` beyond the last."""
    choices, all_of_it = choices_of(versions), sees_all(actor)
    filters = known(parse_filters(asked, kinds), choices)
    terms, page = find_terms(db.session, filters), parse_number(asked.get("pagina")) or 1
    found = get_assets_found(
        db.session, filters, terms, page=page, today=today, sees_all=all_of_it, own_language=own_language
    )
    if page > 1 and not found.rows:
        raise NotFound("page_unknown")
    return Results(
        filters=filters,
        page=page,
        pages=pages_of(found.total),
        total=found.total,
        rows=found.rows,
        gifts=list_gifts(db.session, filters, terms),
        choices=choices,
        points_query=points_query(versions, filters),
        chosen=parse_slug(asked.get("kies", "")),
        sees_all=all_of_it,
    )


def points_query(versions: Versions, filters: Filters | None = None) -> str:
    """With what a page asks for its points."""
    return urlencode({"v": str(versions), **(filters or Filters()).query()}, doseq=True)


def points_of(versions: Versions, *, chosen: str = "", filters: Filters | None = None) -> PointsFrame:
    """Assets on a map that opens a window at each."""
    return PointsFrame(points_query(versions, filters), chosen=chosen)


def points_answer(asked: Mapping[str, str], kinds: Sequence[str], actor: Actor, *, today: date) -> Answer:
    """The points that a map asks for; made each time, since what people offer has no version.

    Counts per cell when more is in view than a browser can draw. Raises `BadInput` as `known`, and `box_invalid` or
    `zoom_invalid`.
    """
    versions = find_versions(db.session)
    wanted = PointsAsked(
        known(parse_filters(asked, kinds), choices_of(versions)),
        stale_before=expiry(today, -STALE_MONTHS),
        sees_all=sees_all(actor),
        box=parse_box(asked.get("bbox", "")),
        zoom=parse_zoom(asked.get("zoom")),
    )
    terms = find_terms(db.session, wanted.filters)
    many = pieces.get(("many", versions), lambda: has_many_points(db.session))
    is_counted = many and are_too_many(db.session, wanted, terms)
    body = (counts_geojson if is_counted else points_geojson)(db.session, wanted, terms)
    return Answer(sha256(body).hexdigest()[:24], body)


def frame_of(versions: Versions, day: date, *, chosen: str | None = None, is_interactive: bool = True) -> MapFrame:
    """The map on which assets stand; raises `DatabaseNotReady` code `not_seeded`."""
    return city_map(
        _settings(),
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        points_url=url_for("assets.map_geojson"),
        at=day,
        version=versions.map,
        geography=_geography(versions, day),
        chosen=chosen,
        is_interactive=is_interactive,
        is_plain=True,
    )


def blind_spots_of(asked: Mapping[str, str], versions: Versions, actor: Actor, *, today: date) -> BlindSpotsPage:
    """Reach of every group of themes and of the chosen theme; by itself that with the most blind spots.

    Raises `BadInput` with `demand_unknown`, `slug_invalid`, `theme_unknown` or `neighbourhood_unknown`.
    """
    choices, may_see_needs = choices_of(versions), sees_all(actor)
    demand = parse_demand(asked.get("tegen", ""), may_see_needs=may_see_needs)
    wanted, place = _theme(choices, asked), _place(choices, asked)
    groups = [each for each in choices.themes if each.parent_id is None]
    shown = groups if wanted is None or wanted in groups else [*groups, wanted]
    rows = _reach(versions, [choices.head(each) for each in shown], demand, today=today)
    judged = [ThemeReach.of(each, rows) for each in shown]
    overview = sorted(judged[: len(groups)], key=lambda each: (-len(each.blind), -each.blind_asked))
    chosen = next((each for each in judged if each.theme == wanted), next(iter(overview), None))
    return BlindSpotsPage(
        demand=demand,
        may_see_needs=may_see_needs,
        overview=tuple(overview),
        chosen=chosen,
        place=place,
        buurt=chosen.buurt(parse_slug(asked.get("buurt", ""))) if chosen else None,
        map=_reach_frame(chosen.theme, demand, versions, today, asked.get("buurt")) if chosen else None,
        choices=choices,
        wanted=list_wanted_effects(db.session, today=today, own_language=own_language),
    )


def reach_answer(asked: Mapping[str, str], actor: Actor, *, level: int, today: date) -> Answer:
    """The buurten of a theme as the map asks for them; the public ones are kept by version."""
    versions = find_versions(db.session)
    choices = choices_of(versions)
    demand = parse_demand(asked.get("tegen", ""), may_see_needs=sees_all(actor))
    theme = _theme(choices, asked)
    if theme is None:
        raise BadInput("theme_unknown")

    def make() -> Answer:
        reach = ThemeReach.of(theme, _reach(versions, [choices.head(theme)], demand, today=today))
        body = buurten_geojson(db.session, reach.rows, reach.average, level=level, today=today)
        return Answer(sha256(body).hexdigest()[:24], body)

    if demand == Demand.NEEDS:
        return make()
    return answers.get((str(versions), today, theme.slug, level), make)


def _theme(choices: Choices, asked: Mapping[str, str]) -> ThemeName | None:
    slug = parse_slug(asked.get("thema", ""))
    found = choices.theme(slug) if slug else None
    if slug and found is None:
        raise BadInput("theme_unknown", value=slug)
    return found


def _place(choices: Choices, asked: Mapping[str, str]) -> NeighbourhoodName | None:
    slug = parse_slug(asked.get("wijk", ""))
    found = choices.neighbourhood(slug) if slug else None
    if slug and found is None:
        raise BadInput("neighbourhood_unknown", value=slug)
    return found


def _reach(versions: Versions, heads: list[Head], demand: Demand, *, today: date) -> list[BuurtReach]:
    def make() -> list[BuurtReach]:
        return list_reach(db.session, heads, demand, today=today)

    # what is asked and offered has no version, and is not for everyone
    return make() if demand == Demand.NEEDS else pieces.get(("reach", versions, today, tuple(heads)), make)


def _reach_frame(theme: ThemeName, demand: Demand, versions: Versions, today: date, chosen: str | None) -> MapFrame:
    asked = {"thema": theme.slug, "v": str(versions)} | ({"tegen": demand.value} if demand == Demand.NEEDS else {})
    return tinted_map(
        _settings(),
        locale=locale_code(),
        label=gettext("Kaart van wat buurten op loopafstand hebben"),
        data_url=url_for("assets.blind_spots_geojson"),
        query=urlencode(asked),
        geography=_geography(versions, today),
        tints=list(Reached),
        chosen=parse_slug(chosen or "") or None,
    )


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _geography(versions: Versions, day: date) -> Geography:
    found = pieces.get(("geography", versions.map, day), lambda: find_geography(db.session, today=day))
    if found is None:
        raise DatabaseNotReady("not_seeded")
    return found
