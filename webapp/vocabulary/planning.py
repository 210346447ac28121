"""Words for planning which neighbourhoods come next."""

from enum import StrEnum


class Inviter(StrEnum):
    """Who invites Missie050 into a neighbourhood."""

    MUNICIPALITY = "municipality"
    PARTNER = "partner"


class PlanMethod(StrEnum):
    """What a plan over several years goes for: the most inhabitants by need, or the order of the ranking."""

    COVERAGE = "coverage"
    RANKING = "ranking"


class WishKind(StrEnum):
    """What somebody can fix in a plan: before another, not before a year, in a year."""

    BEFORE = "before"
    NOT_BEFORE = "not_before"
    IN_YEAR = "in_year"
