"""Pages over many slices: those for everyone, and coordinators' workspaces; together they are the blueprint `atlas`."""

from webapp.atlas.views import public, workspace
from webapp.atlas.views.blueprint import bp
from webapp.atlas.views.public import answers, pieces

__all__ = ["answers", "bp", "pieces", "public", "workspace"]
