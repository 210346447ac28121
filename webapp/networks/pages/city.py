"""Puts the pages of the city's networks together, and keeps by month what is the same for everyone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import current_app, url_for

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, Target, can
from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import city_map
from webapp.areas.queries import find_geography
from webapp.config import Settings
from webapp.coverage.queries import find_map_version
from webapp.errors import DatabaseNotReady
from webapp.extensions import db
from webapp.i18n import locale_code
from webapp.networks.actions.runs import Run, find_run
from webapp.networks.queries.city import city_geojson, find_months, find_public_place, get_city
from webapp.networks.rules.city import (
    City,
    CityOrder,
    LinkOrder,
    Months,
    parse_city_order,
    parse_link_order,
    parse_months,
)
from webapp.networks.rules.publishing import PublicPlace
from webapp.partners.queries import list_neighbourhoods
from webapp.ui.answers import Answer, ValueCache

pieces = ValueCache(64)
"""Networks of the city and geography, by version and month: at most 100 kB each."""

answers = ValueCache(64)
"""Data of the map by version and month: some 10 kB each."""


@dataclass(frozen=True)
class CityStanding:
    """The part of the page that changes with the month. `opened` are ids of networks that the viewer may go into."""

    city: City
    months: Months
    order: CityOrder
    link_order: LinkOrder
    query: str
    opened: frozenset[int]


@dataclass(frozen=True)
class MeasuredRow:
    """What was measured of a neighbourhood: shares from 0 to 1, None where there was nothing to divide."""

    name: str
    slug: str
    people: int
    outward: float | None
    between: float | None


@dataclass(frozen=True)
class Measuring:
    """The newest measuring of the city; `rows` are its neighbourhoods, those with most people first."""

    run: Run | None
    rows: tuple[MeasuredRow, ...] = ()


@dataclass(frozen=True)
class CityPage:
    """The page; `measuring` is None for who has nothing to do with that."""

    standing: CityStanding
    map: MapFrame
    measuring: Measuring | None


def may_measure(actor: Actor) -> bool:
    """Whether somebody coordinates the whole city."""
    return can(actor, Permission.VIEW_NETWORK, Target())


def standing_of(asked: Mapping[str, str], actor: Actor, *, today: date) -> CityStanding:
    """The networks in the month that an address asks for; raises `BadInput` as `parse_months`."""
    months, version = _month(asked, today=today)
    city = _city(version, months.at)
    opened = frozenset(
        place.id for place in city.networks if can(actor, Permission.VIEW_NETWORK, Target(neighbourhood_id=place.id))
    )
    query = urlencode({"op": months.at.isoformat(), "v": version})
    order, link_order = parse_city_order(asked.get("sorteer")), parse_link_order(asked.get("verbindingen"))
    return CityStanding(city, months, order, link_order, query, opened)


def page_of(asked: Mapping[str, str], actor: Actor, *, today: date) -> CityPage:
    """The whole page; raises `BadInput` as `parse_months`, and `DatabaseNotReady` code `not_seeded`."""
    return CityPage(
        standing=standing_of(asked, actor, today=today),
        map=_frame(today),
        measuring=measuring() if may_measure(actor) else None,
    )


def measuring() -> Measuring:
    """What is measured of the city, or is being measured."""
    run = find_run(db.session)
    if run is None or run.answer is None:
        return Measuring(run)
    names = {each.id: each for each in list_neighbourhoods(db.session)}
    rows = [
        MeasuredRow(names[row["id"]].name, names[row["id"]].slug, row["people"], row["outward"], row["between"])
        for row in run.answer["neighbourhoods"]
        if row["id"] in names
    ]
    return Measuring(run, tuple(sorted(rows, key=lambda row: (-row.people, row.name))))


def city_answer(asked: Mapping[str, str], *, today: date) -> Answer:
    """The data of the map in a month, kept by version; raises `BadInput` as `parse_months`."""
    months, version = _month(asked, today=today)

    def make() -> Answer:
        return Answer(f"{version}-{months.at}", city_geojson(_city(version, months.at)))

    return answers.get((version, months.at), make)


def told_of(neighbourhood_id: int) -> PublicPlace | None:
    """What is public of the network of a neighbourhood, in the newest month; None where that is nothing."""
    return find_public_place(db.session, neighbourhood_id)


def _month(asked: Mapping[str, str], *, today: date) -> tuple[Months, str]:
    """The month that an address asks for, and a version of what is public of it and of where neighbourhoods lie."""
    published = find_months(db.session)
    months = parse_months(asked, published, today=today)
    version = next((each.version for each in published if each.month == months.at), "0")
    return months, f"{find_map_version(db.session)}-{version}"


def _city(version: str, month: date) -> City:
    return pieces.get(("city", version, month), lambda: get_city(db.session, month=month))


def _frame(today: date) -> MapFrame:
    version = find_map_version(db.session)
    geography = pieces.get(("geography", version, today), lambda: find_geography(db.session, today=today))
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    settings: Settings = current_app.extensions["settings"]
    return city_map(
        settings,
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        at=today,
        version=version,
        geography=geography,
        is_interactive=False,
        is_plain=True,
    )
