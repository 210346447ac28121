"""The networks of the whole city: how many stand in each, what connects them, and what that says. Nobody by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.calendar.dates import known_day, parse_date

START = date(2024, 1, 1)
"""The first month of which anything is told."""

MONTHS_IN_YEAR = 12


class CitySort(StrEnum):
    """By what the table of networks is sorted; the value is what stands in the address."""

    NAME = "naam"
    PEOPLE = "mensen"
    TIES = "relaties"
    LINKS = "wijken"


class LinkSort(StrEnum):
    """By what the table of links is sorted; the value is what stands in the address."""

    NAME = "naam"
    PEOPLE = "mensen"
    TIES = "relaties"
    SHARED = "samen"


@dataclass(frozen=True, slots=True)
class CityOrder:
    """In which order the table of networks stands."""

    by: CitySort = CitySort.PEOPLE
    is_down: bool = True

    @property
    def text(self) -> str:
        """How it stands in an address: with a dash for downwards."""
        return _order_text(self.by, is_down=self.is_down)


@dataclass(frozen=True, slots=True)
class LinkOrder:
    """In which order the table of links stands."""

    by: LinkSort = LinkSort.PEOPLE
    is_down: bool = True

    @property
    def text(self) -> str:
        """How it stands in an address: with a dash for downwards."""
        return _order_text(self.by, is_down=self.is_down)


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood with a network of enough people to tell of: `people` and `ties` are in fives.

    `x` and `y` are RD New (metres), `lon` and `lat` WGS84: its label point.
    """

    id: int
    slug: str
    name: str
    x: float
    y: float
    lon: float
    lat: float
    people: int
    ties: int


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
    def name(self) -> str:
        """Both names, to sort by."""
        return f"{self.one.name} {self.other.name}"

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
    """What everyone may know of the networks in a month: those of enough people, and what connects them."""

    networks: tuple[Place, ...]
    links: tuple[CityLink, ...]

    @property
    def strongest(self) -> CityLink | None:
        """The link with the most ties of people, of equal ones that with most people, then by name."""
        told = [link for link in self.links if link.is_personal]
        return min(told, key=lambda link: (-(link.ties or 0), -(link.people or 0), link.one.name), default=None)

    @property
    def without_outward(self) -> tuple[Place, ...]:
        """Networks of which no tie outward can be told: there are none, or of too few people."""
        return tuple(
            place for place in self.networks if not any(link.joins(place) for link in self.links if link.is_personal)
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
            others = [each for each in self.networks if each.id != place.id]
            options = [Bridge(place, each, self._shared(place, each), _metres(place, each)) for each in others]
            best = min(options, key=lambda bridge: (-bridge.shared, bridge.metres, bridge.toward.name), default=None)
            if best is not None:
                found.append(best)
        return tuple(found)

    def links_of(self, place: Place) -> int:
        """With how many neighbourhoods this one is connected by people, as far as can be told."""
        return sum(link.joins(place) for link in self.links if link.is_personal)

    def sorted_networks(self, order: CityOrder) -> list[Place]:
        """The networks in an order; equal ones by name."""
        values = {
            CitySort.NAME: lambda place: place.name,
            CitySort.PEOPLE: lambda place: place.people,
            CitySort.TIES: lambda place: place.ties,
            CitySort.LINKS: self.links_of,
        }
        named = sorted(self.networks, key=lambda place: place.name)
        return sorted(named, key=values[order.by], reverse=order.is_down)

    def sorted_links(self, order: LinkOrder) -> list[CityLink]:
        """The links in an order, equal ones by name; those without ties of people last when sorted by those."""
        named = sorted(self.links, key=lambda link: link.name)
        if order.by is LinkSort.NAME:
            return sorted(named, key=lambda link: link.name, reverse=order.is_down)
        if order.by is LinkSort.SHARED:
            return sorted(named, key=lambda link: link.shared, reverse=order.is_down)
        by_people = order.by is LinkSort.PEOPLE
        told = [link for link in named if link.is_personal]
        told.sort(key=lambda link: (link.people if by_people else link.ties) or 0, reverse=order.is_down)
        return told + [link for link in named if not link.is_personal]

    def _shared(self, one: Place, other: Place) -> int:
        return sum(link.shared for link in self.links if link.joins(one) and link.joins(other))


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A month of which the networks are public, and whether there were any. `version` goes with what was published."""

    month: date
    version: str
    has_networks: bool


@dataclass(frozen=True, slots=True)
class Months:
    """The slider of months, numbered from `START`: from `first` to `newest`; `at` is the one that is on."""

    at: date
    first: date
    newest: date

    @property
    def start(self) -> int:
        """The number of the first month that there is anything to tell of."""
        return months_between(START, self.first)

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
        """Whether the page shows the last month that is public."""
        return self.at == self.newest


def months_between(start: date, end: date) -> int:
    """How many months later the month of `end` is than that of `start`."""
    return (end.year - start.year) * MONTHS_IN_YEAR + end.month - start.month


def parse_months(asked: Mapping[str, str], published: Sequence[PublishedMonth], *, today: date) -> Months:
    """The month that an address asks for, by a day (`op`) or its number on the slider (`maand`); by itself the newest.

    From the first month with a network to the last that is public. Raises `BadInput` code `date_invalid` or
    `date_out_of_range`.
    """
    newest = max((each.month for each in published), default=max(START, today.replace(day=1)))
    first = min((each.month for each in published if each.has_networks), default=newest)
    text = asked.get("maand", "")
    if text.isascii() and text.isdigit() and len(text) <= len("000"):
        at = month_number(int(text))
    else:
        at = known_day(parse_date(asked.get("op"), today=today), today=today).replace(day=1)
    return Months(min(max(first, at), newest), first, newest)


def month_number(position: int) -> date:
    """The first day of the month with this number on the slider."""
    year, month = divmod(position, MONTHS_IN_YEAR)
    return date(START.year + year, month + 1, 1)


def parse_city_order(text: str | None) -> CityOrder:
    """The order of networks that an address asks for; most people first for every other word."""
    word = (text or "").removeprefix("-")
    return CityOrder(CitySort(word), (text or "").startswith("-")) if word in set(CitySort) else CityOrder()


def parse_link_order(text: str | None) -> LinkOrder:
    """The order of links that an address asks for; most people first for every other word."""
    word = (text or "").removeprefix("-")
    return LinkOrder(LinkSort(word), (text or "").startswith("-")) if word in set(LinkSort) else LinkOrder()


def _order_text(by: StrEnum, *, is_down: bool) -> str:
    return f"-{by.value}" if is_down else by.value


def _metres(one: Place, other: Place) -> float:
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)
