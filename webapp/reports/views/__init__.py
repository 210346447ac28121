"""Pages on which reports are asked for and fetched; together they are the blueprint `reports`."""

from webapp.reports.views import asking, fetching
from webapp.reports.views.blueprint import bp

__all__ = ["asking", "bp", "fetching"]
