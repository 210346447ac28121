"""Queries, actions, commands, seeds and migrations on a real PostGIS."""
