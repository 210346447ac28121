"""Pages of networks of neighbours; together they are the blueprint `networks`."""

from webapp.networks.views.blueprint import bp

__all__ = ["bp"]
