"""Rules of assets: what may be asked of the list, addresses, walking, and how well a buurt reaches what it needs.

Reach is measured by the enhanced two-step floating catchment area method: W. Luo and F. Wang (2003), "Measures of
spatial accessibility to health care in a GIS environment", Environment and Planning B 30(6); W. Luo and Y. Qi (2009),
"An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial accessibility to primary care
physicians", Health & Place 15(4). Their weights for three zones are used, with zones in walking minutes.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geo.walking import walking_metres
from webapp.errors import BadInput
from webapp.privacy.rules import expiry
from webapp.vocabulary import AssetKind, EffectDirection

PAGE_ROWS = 25
WORDS_LENGTH = 80
MOST_WORDS = 6
SLUG_LENGTH = 80

NAME_LENGTH = 100
DESCRIPTION_LENGTH = 4000
USE_LENGTH = 1000
OWNER_LENGTH = 120
ADDRESS_LENGTH = 200
OPENING_LENGTH = 200
SOURCE_LENGTH = 300
CAPACITY = (1, 100_000)
MOST_THEMES = 8
MOST_EFFECTS = 8
STALE_MONTHS = 12
FIRST_DAY = date(1900, 1, 1)

NOTED_KINDS = tuple(kind for kind in AssetKind if kind != AssetKind.INDIVIDUALS)
"""The kinds that are noted as assets: what one person can do is a talent."""

FEWEST_PEOPLE = 5
"""From so many people on the gifts of a neighbourhood are counted for everyone."""

PEOPLE_SLUG = "mensen-in-"
"""How a point on the map that stands for the gifts of a neighbourhood begins."""

RESERVED_SLUGS = frozenset({"nieuw", "witte-vlekken"})

WEEK = (0, 7 * 24 * 60)
"""A whole week, in minutes since Monday 0:00: always open."""

# --- walking ---

RING_MINUTES = (5, 10, 15)
RING_METRES = tuple(map(walking_metres, RING_MINUTES))
"""As the crow flies; what lies beyond the last one is not within reach."""

WEIGHTS = (1.0, 0.68, 0.22)
"""How much what lies in each ring counts: the slow decay of Luo and Qi (2009), table 2."""

UNKNOWN_PLACES = 10
"""For how many people at a time an asset counts of which nobody told its capacity."""


def weight(metres: float) -> float:
    """How much something at this distance counts, from 1 to 0; never more for what is farther."""
    return next((each for ring, each in zip(RING_METRES, WEIGHTS, strict=True) if metres <= ring), 0.0)


def access(demand: Sequence[float], places: Sequence[float], metres: Sequence[Sequence[float]]) -> list[float]:
    """How many places each buurt can count on for each one who asks there; 0 is nothing within reach.

    `demand[i]` is how many ask in a buurt, `places[j]` how many something can take, `metres[i][j]` how far they lie
    apart. Step one shares the places of each among who can reach it, by weight; step two adds up, by weight, what a
    buurt reaches. Something nearer, larger or added never lowers what a buurt that asks can count on.

    `webapp.assets.queries.reach` does the same in one statement; a test holds the two together.
    """
    weights = [[weight(each) for each in row] for row in metres]
    asked = [sum(demand[i] * row[j] for i, row in enumerate(weights)) for j in range(len(places))]
    shares = [size / total if total > 0 else 0.0 for size, total in zip(places, asked, strict=True)]
    return [sum(share * each for share, each in zip(shares, row, strict=True)) for row in weights]


class Demand(StrEnum):
    """Against what reach is measured; the values stand in addresses."""

    INHABITANTS = "inwoners"
    NEEDS = "vragen"


class Reached(StrEnum):
    """The class of a buurt for a theme; the words are parts of a colour's name."""

    NO_NEED = "reach-no-need"
    NOTHING = "reach-nothing"
    LITTLE = "reach-little"
    SOME = "reach-some"
    WELL = "reach-well"


SIGNS = {Reached.NO_NEED: "·", Reached.NOTHING: "0", Reached.LITTLE: "−", Reached.SOME: "=", Reached.WELL: "+"}
"""What is written on the map beside the colour."""


def judge(demand: float, reached: float, average: float) -> Reached:
    """The class of a buurt: a blind spot has need and nothing within reach; little is below half of the average."""
    if demand <= 0:
        return Reached.NO_NEED
    if reached <= 0:
        return Reached.NOTHING
    if reached < average / 2:
        return Reached.LITTLE
    return Reached.SOME if reached < average else Reached.WELL


def average_access(demand: Sequence[float], reached: Sequence[float]) -> float:
    """What one who asks can count on over all buurten together; 0 when nobody asks."""
    total = sum(demand)
    return sum(each * size for each, size in zip(reached, demand, strict=True)) / total if total > 0 else 0.0


# --- effects ---


class Cover(StrEnum):
    """What there is for an effect that a neighbourhood wants."""

    COVERED = "covered"
    HOPED = "hoped"
    OPEN = "open"


def cover_of(assets: int, surest_is_claim: bool, initiatives: int) -> Cover:  # noqa: FBT001  (two facts of one row)
    """Covered when an asset is seen or measured to do it; hoped when it is only said or intended; else open."""
    if assets and not surest_is_claim:
        return Cover.COVERED
    return Cover.HOPED if assets or initiatives else Cover.OPEN


def opposite(direction: EffectDirection) -> EffectDirection:
    """The other way."""
    return EffectDirection.LESS if direction == EffectDirection.MORE else EffectDirection.MORE


# --- what is asked of list and map ---

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which assets are looked for: `theme` and `neighbourhood` are slugs, empty for all; no kinds for all six."""

    kinds: tuple[AssetKind, ...] = ()
    theme: str = ""
    neighbourhood: str = ""
    words: str = ""

    def query(self) -> dict[str, str | list[str]]:
        """As it stands in an address, without what was not asked."""
        parts: dict[str, str | list[str]] = {
            "soort": [kind.value for kind in self.kinds],
            "thema": self.theme,
            "wijk": self.neighbourhood,
            "zoek": self.words,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def count(self) -> int:
        """How many things were asked."""
        return sum(map(bool, (self.kinds, self.theme, self.neighbourhood, self.words)))

    @property
    def with_people(self) -> bool:
        """Whether the gifts of people are looked for too; words are not searched in what people offer."""
        return (not self.kinds or AssetKind.INDIVIDUALS in self.kinds) and not self.words


def parse_filters(asked: Mapping[str, str], kinds: Sequence[str] = ()) -> Filters:
    """The filters in an address; `kinds` are all that stand there. All six is the same as none.

    Raises `BadInput` with `asset_kind_unknown`, `slug_invalid` or `query_too_long`.
    """
    chosen = {parse_kind(each) for each in kinds if each}
    words = " ".join(asked.get("zoek", "").split())
    if len(words) > WORDS_LENGTH:
        raise BadInput("query_too_long", length=len(words))
    return Filters(
        kinds=() if len(chosen) == len(AssetKind) else tuple(kind for kind in AssetKind if kind in chosen),
        theme=parse_slug(asked.get("thema", "")),
        neighbourhood=parse_slug(asked.get("wijk", "")),
        words=words,
    )


def parse_kind(text: str) -> AssetKind:
    """One of the six kinds; raises `BadInput` code `asset_kind_unknown`."""
    try:
        return AssetKind(text)
    except ValueError:
        raise BadInput("asset_kind_unknown", value=text[:20]) from None


def parse_slug(text: str) -> str:
    """The name of something in an address, which may be left out; raises `BadInput` code `slug_invalid`."""
    if text and (len(text) > SLUG_LENGTH or not _SLUG.fullmatch(text)):
        raise BadInput("slug_invalid", value=text[:20])
    return text


def parse_demand(text: str, *, may_see_needs: bool) -> Demand:
    """Against what reach is measured; who may not see needs is shown inhabitants.

    Raises `BadInput` code `demand_unknown`.
    """
    try:
        asked = Demand(text) if text else Demand.INHABITANTS
    except ValueError:
        raise BadInput("demand_unknown", value=text[:20]) from None
    return asked if may_see_needs else Demand.INHABITANTS


def words_of(words: str) -> tuple[str, ...]:
    """What somebody typed, word by word; more than six words are not looked at."""
    return tuple(words.split()[:MOST_WORDS])


def pages_of(total: int) -> int:
    """How many pages a list of so many has; an empty list has one."""
    return max(1, -(-total // PAGE_ROWS))


def slug_of(name: str) -> str:
    """An address made of a name: lower case letters, digits and hyphens; `asset` when nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "asset"
    return f"asset-{slug}" if slug in RESERVED_SLUGS or slug.startswith(PEOPLE_SLUG) else slug


def is_stale(confirmed_on: date, *, today: date) -> bool:
    """Whether nobody said for a year that it is still there."""
    return expiry(confirmed_on, STALE_MONTHS) <= today
