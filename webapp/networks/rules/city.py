"""The networks of the whole city: how many stand in each, what connects them, and what that says. Nobody by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from webapp.calendar.dates import known_day, parse_date

START = date(2024, 1, 1)
"""The first month that can be chosen."""

MONTHS_IN_YEAR = 12

Row = TypeVar("Row")


class CitySort(StrEnum):
    """By what both tables are sorted; the value is what stands in the address."""

    NAME = "naam"
    PEOPLE = "mensen"
    TIES = "relaties"


@dataclass(frozen=True, slots=True)
class CityOrder:
    """In which order both tables stand."""

    by: CitySort = CitySort.PEOPLE
    is_down: bool = True

    @property
    def text(self) -> str:
        """How it stands in an address: with a dash for downwards."""
        return f"-{self.by}" if self.is_down else self.by.value

    def sorted(
        self, rows: Iterable[Row], is_told: Callable[[Row], bool], values: Callable[[Row], tuple[str, int, int]]
    ) -> list[Row]:
        """Rows that can be told of in this order, then the others by name; `values` is name, people and ties."""
        column = tuple(CitySort).index(self.by)
        named = sorted(rows, key=lambda row: values(row)[0])
        told = [row for row in named if is_told(row)]
        return sorted(told, key=lambda row: values(row)[column], reverse=self.is_down) + [
            row for row in named if not is_told(row)
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood of the city. `people` and `ties` are None where there is no network, or too few to tell.

    `x` and `y` are RD New (metres), `lon` and `lat` WGS84: its label point.
    """

    id: int
    slug: str
    name: str
    x: float
    y: float
    lon: float
    lat: float
    has_network: bool
    people: int | None = None
    ties: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether there are enough people to tell how many."""
        return self.people is not None


@dataclass(frozen=True, slots=True)
class CityLink:
    """What connects two neighbourhoods. `people` and `ties` are None when there are none, or too few to tell.

    `shared` is how many initiatives and organisations stand in both, which everybody may know.
    """

    one: Place
    other: Place
    people: int | None
    ties: int | None
    shared: int

    @property
    def is_personal(self) -> bool:
        """Whether there are ties of people that can be told of."""
        return self.ties is not None

    def joins(self, place: Place) -> bool:
        """Whether this neighbourhood is one of the two."""
        return place.id in (self.one.id, self.other.id)


@dataclass(frozen=True, slots=True)
class Bridge:
    """Which neighbourhood could reach a network that shows no ties outward: they share something, or lie near."""

    alone: Place
    toward: Place
    shared: int
    metres: float


@dataclass(frozen=True, slots=True)
class City:
    """The networks of the city on the first of a month."""

    places: tuple[Place, ...]
    links: tuple[CityLink, ...]

    @property
    def networks(self) -> tuple[Place, ...]:
        """The neighbourhoods in which people stand in a network."""
        return tuple(place for place in self.places if place.has_network)

    @property
    def strongest(self) -> CityLink | None:
        """The link with the most ties of people, of equal ones that with most people, then by name."""
        told = [link for link in self.links if link.is_personal]
        return min(told, key=lambda link: (-(link.ties or 0), -(link.people or 0), link.one.name), default=None)

    @property
    def without_outward(self) -> tuple[Place, ...]:
        """Networks that can be told of, and of which no tie outward can: there are none, or of too few people."""
        return tuple(
            place
            for place in self.networks
            if place.is_told and not any(link.joins(place) for link in self.links if link.is_personal)
        )

    @property
    def bridges(self) -> tuple[Bridge, ...]:
        """For each network without ties outward the one that could be next: what is shared first, then the nearest.

        Two that lie alone and could reach each other are told of once.
        """
        found: list[Bridge] = []
        for place in self.without_outward:
            if any(bridge.toward.id == place.id for bridge in found):
                continue
            others = [each for each in self.networks if each.is_told and each.id != place.id]
            options = [Bridge(place, each, self._shared(place, each), _metres(place, each)) for each in others]
            best = min(options, key=lambda bridge: (-bridge.shared, bridge.metres, bridge.toward.name), default=None)
            if best is not None:
                found.append(best)
        return tuple(found)

    def links_of(self, place: Place) -> int:
        """With how many neighbourhoods this one is connected by people, as far as can be told."""
        return sum(link.joins(place) for link in self.links if link.is_personal)

    def sorted_networks(self, order: "CityOrder") -> list[Place]:
        """The networks in an order; those that cannot be told of last."""
        return order.sorted(
            self.networks, lambda place: place.is_told, lambda place: (place.name, place.people or 0, place.ties or 0)
        )

    def sorted_links(self, order: "CityOrder") -> list[CityLink]:
        """The links in an order; those without ties of people last."""
        return order.sorted(
            self.links,
            lambda link: link.is_personal,
            lambda link: (f"{link.one.name} {link.other.name}", link.people or 0, link.ties or 0),
        )

    def _shared(self, one: Place, other: Place) -> int:
        return sum(link.shared for link in self.links if link.joins(one) and link.joins(other))


@dataclass(frozen=True, slots=True)
class Months:
    """The slider of months: number `position` of `last`, counted from `START`; `at` is the first of a month."""

    at: date
    newest: date

    @property
    def position(self) -> int:
        """Where the month stands on the slider."""
        return months_between(START, self.at)

    @property
    def last(self) -> int:
        """The number of the newest month."""
        return months_between(START, self.newest)

    @property
    def is_newest(self) -> bool:
        """Whether the page shows how it is now."""
        return self.at == self.newest


def months_between(start: date, end: date) -> int:
    """How many months later the month of `end` is than that of `start`."""
    return (end.year - start.year) * MONTHS_IN_YEAR + end.month - start.month


def parse_months(asked: Mapping[str, str], *, today: date) -> Months:
    """The month that an address asks for, by a day (`op`) or its number on the slider (`maand`); by itself the newest.

    The public sees months only: from one day to the next a number would tell of somebody who came. Raises `BadInput`
    code `date_invalid` or `date_out_of_range`.
    """
    newest = today.replace(day=1)
    text = asked.get("maand", "")
    if text.isascii() and text.isdigit() and len(text) <= len("000"):
        return Months(month_number(min(int(text), months_between(START, newest))), newest)
    day = known_day(parse_date(asked.get("op"), today=today), today=today)
    return Months(max(START, day.replace(day=1)), newest)


def month_number(position: int) -> date:
    """The first day of the month with this number on the slider."""
    year, month = divmod(position, MONTHS_IN_YEAR)
    return date(START.year + year, month + 1, 1)


def parse_city_order(text: str | None) -> CityOrder:
    """The order that an address asks for; most people first for every other word."""
    word = (text or "").removeprefix("-")
    return CityOrder(CitySort(word), (text or "").startswith("-")) if word in set(CitySort) else CityOrder()


def _metres(one: Place, other: Place) -> float:
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)
