"""Pages of needs; together they are the blueprint `needs`."""

from webapp.needs.views import asking, closing
from webapp.needs.views.blueprint import bp

__all__ = ["asking", "bp", "closing"]
