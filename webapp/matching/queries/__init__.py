"""Reads of candidates, spare talents and matches, as who looks."""
