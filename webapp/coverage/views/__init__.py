"""Pages of coverage: the city, why a neighbourhood has its stage, and keeping both; together one blueprint."""

from webapp.coverage.views import city, keeping, overlap, target
from webapp.coverage.views.blueprint import bp

__all__ = ["bp", "city", "keeping", "overlap", "target"]
