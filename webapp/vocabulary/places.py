"""Words for places and presence."""

from enum import StrEnum


class AreaKind(StrEnum):
    """Level of official geography (CBS)."""

    BUURT = "buurt"
    WIJK = "wijk"
    GEMEENTE = "gemeente"


class Stage(StrEnum):
    """Stage of Missie050's presence in a neighbourhood, in order [S4]."""

    UNREACHED = "unreached"
    EXPLORING = "exploring"
    STARTING = "starting"
    ACTIVE = "active"
    SELF_SUSTAINING = "self_sustaining"


class EvidenceKind(StrEnum):
    """What a stage above `exploring` rests on [S4]."""

    COORDINATOR = "coordinator"
    NETWORK = "network"
    DISCOVERY_PROCESS = "discovery_process"
    INITIATIVE = "initiative"


class DatePrecision(StrEnum):
    """How exactly a date is known: a source may give a year only."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class PlacePrecision(StrEnum):
    """How exactly a point is known: the place itself, somewhere on its street, or only the neighbourhood."""

    EXACT = "exact"
    STREET = "street"
    NEIGHBOURHOOD = "neighbourhood"


class Provenance(StrEnum):
    """Where a record comes from: the sources, a person at work, or demonstration data."""

    SOURCE = "source"
    ENTERED = "entered"
    DEMO = "demo"
