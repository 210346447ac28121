"""Pages of matching; together they are the blueprint `matching`."""

from webapp.matching.views import following_up, matches, ranking
from webapp.matching.views.blueprint import bp

__all__ = ["bp", "following_up", "matches", "ranking"]
