"""Who plans the city, for every test of the planner."""

from tests.web.planning.planning_city import city

__all__ = ["city"]
