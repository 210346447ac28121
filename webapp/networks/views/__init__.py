"""Pages of networks of neighbours; together they are the blueprint `networks`."""

from webapp.networks.views import (
    city,
    follow_ups,
    groups,
    health,
    importing,
    insights,
    meeting,
    noting,
    own,
    page,
    ties,
)
from webapp.networks.views.blueprint import bp

__all__ = [
    "bp",
    "city",
    "follow_ups",
    "groups",
    "health",
    "importing",
    "insights",
    "meeting",
    "noting",
    "own",
    "page",
    "ties",
]
