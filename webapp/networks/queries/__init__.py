"""Reads of networks, as who looks."""
