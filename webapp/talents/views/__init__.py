"""Pages about talents: one's own, and those of the workspace; together they are the blueprint `talents`."""

from webapp.talents.views import developing, own, scouting
from webapp.talents.views.blueprint import bp

__all__ = ["bp", "developing", "own", "scouting"]
