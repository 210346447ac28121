"""Words for delivery rounds of city-wide actions."""

from enum import StrEnum


class StopState(StrEnum):
    """What became of a stop; what is not delivered can still be."""

    OPEN = "open"
    DELIVERED = "delivered"
    NOT_HOME = "not_home"
    PROBLEM = "problem"
