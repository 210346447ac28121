"""Pages on which an initiative is registered and kept; together they are the blueprint `initiatives`."""

from webapp.initiatives.views import keeping, registering
from webapp.initiatives.views.blueprint import bp

__all__ = ["bp", "keeping", "registering"]
