"""Puts the pages of the planner together."""
