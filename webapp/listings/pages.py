"""What the public pages of initiatives are made of: one frozen value each."""

from dataclasses import dataclass
from datetime import date

from webapp.areas.frames import MapFrame
from webapp.areas.queries import NeighbourhoodName
from webapp.listings.days import DayShown
from webapp.listings.details import Detail
from webapp.listings.faith import FaithRow
from webapp.listings.queries import ListingRow
from webapp.listings.rules import Filters, Sort
from webapp.themes.queries import ThemeName
from webapp.volunteering.queries import OpenTask


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters, in the reader's language; themes as a group and then what is in it."""

    themes: tuple[ThemeName, ...]
    neighbourhoods: tuple[NeighbourhoodName, ...]

    @property
    def groups(self) -> tuple[ThemeName, ...]:
        """The themes on top, by which initiatives are marked."""
        return tuple(each for each in self.themes if each.parent_id is None)

    def theme(self, slug: str) -> ThemeName | None:
        """The theme at an address."""
        return next((each for each in self.themes if each.slug == slug), None)

    def neighbourhood(self, slug: str) -> NeighbourhoodName | None:
        """The neighbourhood at an address."""
        return next((each for each in self.neighbourhoods if each.slug == slug), None)

    def parts_of(self, slug: str) -> tuple[str, ...]:
        """The slugs of a theme and of what is in it."""
        top = self.theme(slug)
        parts = [each.slug for each in self.themes if top is not None and each.parent_id == top.id]
        return (slug, *parts)


@dataclass(frozen=True, slots=True)
class PointsFrame:
    """The initiatives on a map: with what its data is asked, which one is chosen, and what the signs mean.

    On a page that `picks`, choosing a point is told to the page; elsewhere a window opens, with a link that goes to
    `target`.
    """

    query: str
    groups: tuple[ThemeName, ...]
    chosen: str = ""
    picks: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of the list, and what it is a page of."""

    filters: Filters
    sort: Sort
    page: int
    pages: int
    total: int
    unplaced: int
    rows: tuple[ListingRow, ...]
    faith: tuple[FaithRow, ...]
    choices: Choices
    points_query: str
    chosen: str

    @property
    def query(self) -> dict[str, str]:
        """The filters and the order as they stand in an address."""
        sort = {"sorteer": self.sort.value} if self.sort != Sort.NEXT else {}
        return {**self.filters.query(), **sort}


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The list and the map of initiatives, and the one that is chosen."""

    results: Results
    points: PointsFrame
    map: MapFrame
    chosen: Detail | None


@dataclass(frozen=True, slots=True)
class DetailPage:
    """One initiative with its surroundings; `map` is None for what has no pin."""

    detail: Detail
    tasks: tuple[OpenTask, ...]
    map: MapFrame | None
    points: PointsFrame | None
    picture_url: str | None
    can_moderate: bool


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """A month of a neighbourhood; a month beyond what can be asked for is None."""

    neighbourhood: NeighbourhoodName
    month: date
    before: date | None
    after: date | None
    days: tuple[DayShown, ...]
    today: date
    calendar_url: str

    @property
    def past(self) -> tuple[DayShown, ...]:
        """The days that have been; folded away where there are others."""
        return tuple(each for each in self.days if each.day < self.today)

    @property
    def coming(self) -> tuple[DayShown, ...]:
        """Today and later."""
        return self.days[len(self.past) :]


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """The map for somebody else's site, with the first rows of its list."""

    results: Results
    points: PointsFrame
    map: MapFrame
