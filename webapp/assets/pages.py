"""What the pages of assets are made of: one frozen value each."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.areas.frames import MapFrame
from webapp.areas.queries import NeighbourhoodName
from webapp.assets.queries.effects import WantedEffect
from webapp.assets.queries.listing import AssetRow, Gifts
from webapp.assets.queries.lookalikes import AssetAlike
from webapp.assets.queries.page import AssetDetail, Ring
from webapp.assets.queries.reach import BuurtReach, Head
from webapp.assets.rules import Demand, Filters, Reached, average_access, judge
from webapp.themes.queries import ThemeName


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters, in the reader's language; themes as a group and then what is in it."""

    themes: tuple[ThemeName, ...]
    neighbourhoods: tuple[NeighbourhoodName, ...]

    def theme(self, slug: str) -> ThemeName | None:
        """The theme at an address."""
        return next((each for each in self.themes if each.slug == slug), None)

    def neighbourhood(self, slug: str) -> NeighbourhoodName | None:
        """The neighbourhood at an address."""
        return next((each for each in self.neighbourhoods if each.slug == slug), None)

    def head(self, theme: ThemeName) -> Head:
        """A theme with what is in it."""
        return Head(theme.id, (theme.id, *(each.id for each in self.themes if each.parent_id == theme.id)))


@dataclass(frozen=True, slots=True)
class PointsFrame:
    """The assets on a map: with what its data is asked, which is chosen, and whether choosing tells the page."""

    query: str
    chosen: str = ""
    picks: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """One page of the list, and what it is a page of."""

    filters: Filters
    page: int
    pages: int
    total: int
    rows: tuple[AssetRow, ...]
    gifts: tuple[Gifts, ...]
    choices: Choices
    points_query: str
    chosen: str
    sees_all: bool


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The list and the map of assets, and the one that is chosen."""

    results: Results
    points: PointsFrame
    map: MapFrame
    chosen: AssetDetail | None


@dataclass(frozen=True, slots=True)
class AssetPage:
    """One asset with its surroundings; no map and no rings for what has no place of its own."""

    asset: AssetDetail
    rings: tuple[Ring, ...]
    map: MapFrame | None
    points: PointsFrame | None
    alike: tuple[AssetAlike, ...]
    may_edit: bool


FIRST_ROWS = 12
"""How many buurten stand in the list before somebody asks for all of them."""

_ORDER = (Reached.NOTHING, Reached.LITTLE, Reached.SOME, Reached.WELL, Reached.NO_NEED)


@dataclass(frozen=True, slots=True)
class JudgedBuurt:
    """A buurt and its class."""

    reach: BuurtReach
    reached: Reached


@dataclass(frozen=True, slots=True)
class ThemeReach:
    """How well the buurten reach a theme, the blind spots first; `average` in places for each who asks."""

    theme: ThemeName
    average: float
    buurten: tuple[JudgedBuurt, ...]

    @classmethod
    def of(cls, theme: ThemeName, rows: Sequence[BuurtReach]) -> "ThemeReach":
        """The rows of one theme, judged."""
        own = [row for row in rows if row.head_id == theme.id]
        average = average_access([row.asked for row in own], [row.access for row in own])
        judged = [JudgedBuurt(row, judge(row.asked, row.access, average)) for row in own]
        judged.sort(key=lambda each: (_ORDER.index(each.reached), -each.reach.asked, each.reach.name, each.reach.code))
        return cls(theme, average, tuple(judged))

    @property
    def rows(self) -> tuple[BuurtReach, ...]:
        """The buurten without their classes."""
        return tuple(each.reach for each in self.buurten)

    @property
    def blind(self) -> tuple[JudgedBuurt, ...]:
        """The buurten where somebody asks and nothing is within reach."""
        return tuple(each for each in self.buurten if each.reached == Reached.NOTHING)

    @property
    def blind_asked(self) -> float:
        """How many ask there."""
        return sum(each.reach.asked for each in self.blind)

    @property
    def blind_is_rough(self) -> bool:
        """Whether that holds some that are too few to tell."""
        return any(each.reach.is_rough for each in self.blind)

    @property
    def asked(self) -> float:
        """How many ask in all."""
        return sum(each.reach.asked for each in self.buurten)

    @property
    def counts(self) -> tuple[tuple[Reached, int], ...]:
        """How many buurten are in each class."""
        return tuple((kind, sum(each.reached == kind for each in self.buurten)) for kind in _ORDER)

    def within(self, place_slug: str) -> tuple[JudgedBuurt, ...]:
        """The buurten of one neighbourhood."""
        return tuple(each for each in self.buurten if each.reach.place_slug == place_slug)

    def first(self, place_slug: str | None) -> tuple[JudgedBuurt, ...]:
        """What is shown before all the others: the buurten of this neighbourhood, or else some where somebody asks."""
        if place_slug is not None:
            return self.within(place_slug)
        return tuple(each for each in self.buurten if each.reached != Reached.NO_NEED)[:FIRST_ROWS]

    def rest(self, place_slug: str | None) -> tuple[JudgedBuurt, ...]:
        """The others."""
        shown = {each.reach.code for each in self.first(place_slug)}
        return tuple(each for each in self.buurten if each.reach.code not in shown)

    def buurt(self, code: str) -> JudgedBuurt | None:
        """The buurt with this code, in whatever case."""
        return next((each for each in self.buurten if each.reach.code.lower() == code.lower()), None)


@dataclass(frozen=True, slots=True)
class BlindSpotsPage:
    """Reach of all groups of themes, of the chosen theme buurt by buurt, and what neighbourhoods want."""

    demand: Demand
    may_see_needs: bool
    overview: tuple[ThemeReach, ...]
    chosen: ThemeReach | None
    place: NeighbourhoodName | None
    buurt: JudgedBuurt | None
    map: MapFrame | None
    choices: Choices
    wanted: tuple[WantedEffect, ...]
