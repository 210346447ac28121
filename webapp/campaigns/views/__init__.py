"""The pages of campaigns, one module per subject."""

from webapp.campaigns.views import (
    dividing,
    editing,
    life,
    pages,
    pledging,
    rounds,
    rounds_planning,
    rounds_stops,
    rounds_walk,
    shifts,
    telling,
)
from webapp.campaigns.views.blueprint import bp

__all__ = [
    "bp",
    "dividing",
    "editing",
    "life",
    "pages",
    "pledging",
    "rounds",
    "rounds_planning",
    "rounds_stops",
    "rounds_walk",
    "shifts",
    "telling",
]
