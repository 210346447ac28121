"""Pages of signals; together they are the blueprint `signals`."""

from webapp.signals.views import agenda, bundles, lessons, raising, regrouping, trends, work
from webapp.signals.views.blueprint import bp

__all__ = ["agenda", "bp", "bundles", "lessons", "raising", "regrouping", "trends", "work"]
