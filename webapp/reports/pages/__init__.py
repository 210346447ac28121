"""Puts the pages and the reports themselves together."""
