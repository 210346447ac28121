"""Words of what is made public of the city."""

from enum import StrEnum


class OpenAreaKind(StrEnum):
    """For what a release has figures: the official buurten and wijken, and Missie050's own working areas."""

    BUURT = "buurt"
    WIJK = "wijk"
    NEIGHBOURHOOD = "neighbourhood"


class Reader(StrEnum):
    """Who reads releases; the value is the role of the database, which can read nothing else."""

    PUBLIC = "missie050_public"
    MUNICIPALITY = "missie050_municipality"
