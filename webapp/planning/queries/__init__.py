"""Reads for the planner."""
