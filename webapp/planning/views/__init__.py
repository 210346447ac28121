"""Routes of the planner."""

from webapp.planning.views import invitations, planner, scenarios
from webapp.planning.views.blueprint import bp

__all__ = ["bp", "invitations", "planner", "scenarios"]
