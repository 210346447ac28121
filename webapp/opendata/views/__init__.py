"""The pages of releases; together they are the blueprint `opendata`."""

from webapp.opendata.views import municipality, ogc, public
from webapp.opendata.views.blueprint import bp

__all__ = ["bp", "municipality", "ogc", "public"]
