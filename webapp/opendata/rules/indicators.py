"""Which figures of CBS stand in a release, under which name, and how those of buurten become one of a wijk."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """By what a buurt's figure counts in that of what it is part of."""

    INHABITANTS = "inhabitants"
    HOUSEHOLDS = "households"


class Unit(StrEnum):
    """In what a figure is told."""

    PER_CENT = "per_cent"
    PEOPLE = "people"
    PER_KM2 = "per_km2"
    EUROS = "euros"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure: its name in a release, and those by which CBS, PDOK and our own sources have it.

    `EUROS` are thousands.
    """

    code: str
    weight: Weight
    unit: Unit
    names: tuple[str, ...]


INDICATORS = (
    Indicator(
        "pct_0_14",
        Weight.INHABITANTS,
        Unit.PER_CENT,
        ("pct_0_14", "percentage_personen_0_tot_15_jaar", "p_00_14_jr"),
    ),
    Indicator(
        "pct_households_with_children",
        Weight.HOUSEHOLDS,
        Unit.PER_CENT,
        ("pct_households_with_children", "percentage_huishoudens_met_kinderen", "p_hh_m_k"),
    ),
    Indicator(
        "mean_household_size",
        Weight.HOUSEHOLDS,
        Unit.PEOPLE,
        ("mean_household_size", "gemiddelde_huishoudsgrootte", "g_hhgro"),
    ),
    Indicator(
        "pct_low_income_households",
        Weight.HOUSEHOLDS,
        Unit.PER_CENT,
        ("percentage_huishoudens_met_laag_inkomen", "percentage_huishoudens_met_laagste_inkomen", "p_hh_li"),
    ),
    Indicator(
        "income_per_inhabitant",
        Weight.INHABITANTS,
        Unit.EUROS,
        ("gemiddeld_inkomen_per_inwoner", "g_ink_pi"),
    ),
    Indicator(
        "addresses_per_km2",
        Weight.INHABITANTS,
        Unit.PER_KM2,
        ("addresses_per_km2", "omgevingsadressendichtheid", "oad"),
    ),
)
"""All that a release has beside inhabitants, households, over 65 and living alone; nothing of origin or religion."""

INDICATOR_OF = {each.code: each for each in INDICATORS}

DECIMALS = 1
"""To how many a figure is told."""
