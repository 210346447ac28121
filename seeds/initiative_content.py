"""What the demonstration initiatives say of themselves: from a record of the file to a content, with a made-up pin."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import accumulate
from typing import Any
from zlib import crc32

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geo.values import Point
from seeds.facts import read_buurten
from webapp.calendar.recurrence import Weekday
from webapp.calendar.rules import Pattern, Rhythm, build_rhythm, choose
from webapp.initiatives.content import Content, Effect, Link, TaskContent
from webapp.initiatives.rules import slug_of
from webapp.models import Neighbourhood, NeighbourhoodArea
from webapp.vocabulary import EffectDirection, InitiativeLayer, Reach

GOES_ON = 365
HELP_OPEN = 90
"""Days from the day of seeding."""

LIVED_IN = 300
"""Inhabitants of a buurt from which a pin may be put in it, so that none stands in a field or on a company's land."""

MADE_UP_PIN = text("""
    SELECT round(ST_X(pin)::numeric, 5)::float8, round(ST_Y(pin)::numeric, 5)::float8
    FROM neighbourhood n
    CROSS JOIN LATERAL (
        SELECT ST_Buffer(ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 28992), :metres)
    ) c(near)
    CROSS JOIN LATERAL (
        SELECT ST_Transform(ST_GeometryN(ST_GeneratePoints(ST_Intersection(n.geom, near), 1, :number), 1), 4326)
    ) g(made)
    CROSS JOIN LATERAL (SELECT coalesce(made, n.label_point)) p(pin)
    WHERE n.slug = :slug
""")
NEAR_METRES = 350.0
BESIDE_METRES = 40.0


class Places:
    """Where demonstration initiatives can be: no address of anybody, and for each initiative always the same place."""

    def __init__(self, session: Session, *, today: date) -> None:
        self._session = session
        facts = {each.code: each for each in read_buurten()}
        self.slugs = frozenset(session.scalars(select(Neighbourhood.slug)))
        self._centres: dict[str, list[tuple[Point, int]]] = {slug: [] for slug in self.slugs}
        members = session.execute(
            select(Neighbourhood.slug, NeighbourhoodArea.area_code)
            .join(NeighbourhoodArea, NeighbourhoodArea.neighbourhood_id == Neighbourhood.id)
            .where(NeighbourhoodArea.period.contains(today))
            .order_by(NeighbourhoodArea.area_code)
        )
        for slug, code in members:
            fact = facts.get(code)
            if fact is not None and (fact.inhabitants or 0) >= LIVED_IN:
                self._centres[slug].append((fact.point, fact.inhabitants or 0))

    def near_centre(self, neighbourhood: str, name: str) -> Point:
        """A place near the middle of one of a neighbourhood's buurten, the larger ones sooner; within its shape."""
        number = crc32(name.encode())
        sums = list(accumulate(inhabitants for _, inhabitants in self._centres[neighbourhood]))
        if not sums:
            return self._pin(neighbourhood, Point(0.0, 0.0), 0.0, number)
        turn = number % sums[-1]
        chosen = next(place for place, until in enumerate(sums) if turn < until)
        return self._pin(neighbourhood, self._centres[neighbourhood][chosen][0], NEAR_METRES, number)

    def beside(self, neighbourhood: str, other: Point, name: str) -> Point:
        """A place a few doors away from another one."""
        return self._pin(neighbourhood, other, BESIDE_METRES, crc32(name.encode()))

    def _pin(self, neighbourhood: str, centre: Point, metres: float, number: int) -> Point:
        values = {"slug": neighbourhood, "lon": centre.lon, "lat": centre.lat, "metres": metres}
        row = self._session.execute(MADE_UP_PIN, {**values, "number": number % 1_000_000 + 1}).one()
        return Point(*row)


def places_named(record: Mapping[str, Any]) -> set[str]:
    """The slugs of the neighbourhoods that a record is in; none for the whole city."""
    named = set(record.get("neighbourhoods", ()))
    return named | {record["neighbourhood"]} if "neighbourhood" in record else named


def content_of(record: Mapping[str, Any], places: Places, pins: dict[str, Point], *, today: date) -> Content:
    """The content of a record. `pins` are those given out, by slug; the one of this record is added to it."""
    slug = slug_of(record["title"])
    pin = _pin(record, slug, places, pins)
    if pin is not None:
        pins[slug] = pin
    rhythm = rhythm_of(record.get("when"), today=today)
    return Content(
        title=record["title"],
        layer=InitiativeLayer(record.get("layer", "social")),
        description=record["description"],
        for_whom=record["for_whom"],
        organiser=record["organiser"],
        themes=tuple(record["themes"]),
        reach=Reach.PLACE if pin else Reach.NEIGHBOURHOODS if "neighbourhoods" in record else Reach.CITY,
        faith=record.get("faith", ""),
        effects=_effects(record.get("effects", {})),
        address=record.get("address", ""),
        lon=pin.lon if pin else None,
        lat=pin.lat if pin else None,
        neighbourhoods=tuple(sorted(record.get("neighbourhoods", ()))),
        starts_on=rhythm.starts_on if rhythm else None,
        starts_at=rhythm.starts_at if rhythm else None,
        minutes=rhythm.minutes if rhythm else None,
        rrule=rhythm.rrule if rhythm else None,
        tasks=tuple(_task(each, today) for each in record.get("tasks", ())),
        links=tuple(Link(each["url"], each["label"]) for each in record.get("links", ())),
        partners=tuple(sorted(record.get("partners", ()))),
    )


def changed_content(content: Content, change: Mapping[str, Any]) -> Content:
    """A content with the texts of a change in it, and at another hour when the change has one."""
    texts = {name: change[name] for name in ("title", "description", "for_whom") if name in change}
    at: time | None = change.get("at", content.starts_at)
    return replace(content, **texts, starts_at=at)


def rhythm_of(when: Mapping[str, Any] | None, *, today: date) -> Rhythm | None:
    """The rhythm of a record, with its days counted from today; None for what is always on."""
    if when is None:
        return None
    recurrence = choose(
        Pattern(when["pattern"]),
        until=today + timedelta(days=when.get("until", GOES_ON)),
        interval=when.get("interval", 1),
        weekdays=tuple(Weekday(each) for each in when.get("weekdays", ())),
        nths=tuple(when.get("nths", ())),
        month_day=when.get("month_day"),
    )
    starts_on = today + timedelta(days=when["from"])
    return build_rhythm(starts_on, when["at"], when["minutes"], recurrence, today=today)


def _pin(record: Mapping[str, Any], slug: str, places: Places, pins: Mapping[str, Point]) -> Point | None:
    if "neighbourhood" not in record:
        return None
    other = pins.get(record.get("beside", ""))
    if other is not None:
        return places.beside(record["neighbourhood"], other, slug)
    return places.near_centre(record["neighbourhood"], slug)


def _effects(hoped: Mapping[str, list[str]]) -> tuple[Effect, ...]:
    return tuple(Effect(theme, EffectDirection(way)) for way in sorted(hoped) for theme in hoped[way])


def _task(task: Mapping[str, Any], today: date) -> TaskContent:
    return TaskContent(
        key=task["key"],
        title=task["title"],
        minutes=task["minutes"],
        needed=task["needed"],
        each_time=task.get("each_time", False),
        open_until=today + timedelta(days=task.get("open", HELP_OPEN)),
    )
