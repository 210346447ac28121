"""Puts the pages of campaigns together."""
