"""How much a neighbourhood may need, from figures of CBS that are kept anyway (docs/adr/0020-need-and-forecast.md).

An indicator is a figure; indicators of one kind make a domain. A neighbourhood's score on an indicator is its
percentile rank among the neighbourhoods of which it is known, as in the Social Vulnerability Index of CDC/ATSDR: the
share of them that have less of it, and half of those that have as much, so that no score is 0. Its index is the mean
over domains of the mean score in each: three figures on benefits do not outvote one on living alone.
Nothing of origin, marital status or religion is among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LEAST_DOMAINS = 2
"""Of so many domains something must be known; of fewer the index is unknown, which is not zero."""

LEAST_KNOWN_SHARE = 0.75
"""An indicator counts where it is known of buurten in which at least this share of the inhabitants live."""


class NeedDomain(StrEnum):
    """What indicators have in common; each domain counts as much."""

    INCOME = "income"
    BENEFITS = "benefits"
    LIVING_ALONE = "living_alone"
    AGE = "age"


class NeedBase(StrEnum):
    """By what a buurt's figure counts in its neighbourhood."""

    INHABITANTS = "inhabitants"
    HOUSEHOLDS = "households"


@dataclass(frozen=True)
class Indicator:
    """A figure of CBS that tells of need.

    `column` is the column of an area that holds it, or `names` are those by which releases keep it among their other
    figures. `is_count` says that it counts people, so that it becomes a number per hundred inhabitants; `is_reversed`
    that more of it is less need.
    """

    code: str
    domain: NeedDomain
    base: NeedBase
    column: str | None = None
    names: tuple[str, ...] = ()
    is_count: bool = False
    is_reversed: bool = False


INDICATORS = (
    Indicator(
        "low_income_households",
        NeedDomain.INCOME,
        NeedBase.HOUSEHOLDS,
        names=("percentage_huishoudens_met_laag_inkomen", "percentage_huishoudens_met_laagste_inkomen", "p_hh_li"),
    ),
    Indicator(
        "social_minimum_households",
        NeedDomain.INCOME,
        NeedBase.HOUSEHOLDS,
        names=("percentage_huishoudens_onder_of_rond_sociaal_minimum", "p_hh_osm"),
    ),
    Indicator(
        "income_per_inhabitant",
        NeedDomain.INCOME,
        NeedBase.INHABITANTS,
        names=("gemiddeld_inkomen_per_inwoner", "g_ink_pi"),
        is_reversed=True,
    ),
    Indicator(
        "income_support",
        NeedDomain.BENEFITS,
        NeedBase.INHABITANTS,
        names=(
            "aantal_personen_met_een_alg_bijstandsuitkering_tot",
            "aantal_personen_met_een_algemene_bijstandsuitkering_totaal",
            "a_soz_wb",
        ),
        is_count=True,
    ),
    Indicator(
        "disability_benefit",
        NeedDomain.BENEFITS,
        NeedBase.INHABITANTS,
        names=("aantal_personen_met_een_ao_uitkering_totaal", "a_soz_ao"),
        is_count=True,
    ),
    Indicator(
        "unemployment_benefit",
        NeedDomain.BENEFITS,
        NeedBase.INHABITANTS,
        names=("aantal_personen_met_een_ww_uitkering_totaal", "a_soz_ww"),
        is_count=True,
    ),
    Indicator(
        "one_person_households", NeedDomain.LIVING_ALONE, NeedBase.HOUSEHOLDS, column="pct_one_person_households"
    ),
    Indicator("over_65", NeedDomain.AGE, NeedBase.INHABITANTS, column="pct_65plus"),
)
"""What is counted, where a release has it: names are those of CBS's key figures per buurt and of PDOK."""

INDICATOR_OF = {indicator.code: indicator for indicator in INDICATORS}


@dataclass(frozen=True)
class NeedPart:
    """What one indicator says of a neighbourhood.

    `value` is per cent, a number per hundred inhabitants, or thousands of euros (`income_per_inhabitant`); `year` the
    newest that it was counted in; `score` lies between 0, the least need of all neighbourhoods, and 1, the most.
    """

    indicator: Indicator
    value: float
    year: int | None
    score: float

    @property
    def domain(self) -> NeedDomain:
        """What it counts under."""
        return self.indicator.domain


@dataclass(frozen=True)
class NeighbourhoodNeed:
    """How much a neighbourhood may need, and what that rests on.

    `index` lies between 0 and 1, None where too little is known: apart, and never zero. `weight` is `index` over the
    mean index of all inhabitants whose neighbourhood is known, so that weighted ones sum up to these inhabitants.
    """

    id: int
    slug: str
    name: str
    inhabitants: int | None
    index: float | None
    weight: float | None
    parts: tuple[NeedPart, ...]

    @property
    def is_known(self) -> bool:
        """Whether enough is known to tell."""
        return self.index is not None

    @property
    def weighted_inhabitants(self) -> float | None:
        """Inhabitants, each counting by the need of the neighbourhood; None where that is unknown."""
        return None if self.weight is None else self.weight * (self.inhabitants or 0)

    @property
    def domains(self) -> tuple[tuple[NeedDomain, float], ...]:
        """The mean score per domain that something is known of: their mean is the index, where it is known."""
        return domain_scores(self.parts)


def domain_scores(parts: Iterable[NeedPart]) -> tuple[tuple[NeedDomain, float], ...]:
    """The mean score of each domain that is among the parts, in the order of `NeedDomain`."""
    told = list(parts)
    found = []
    for domain in NeedDomain:
        scores = [part.score for part in told if part.domain == domain]
        if scores:
            found.append((domain, sum(scores) / len(scores)))
    return tuple(found)
