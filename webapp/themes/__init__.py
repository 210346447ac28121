"""Themes: the vocabulary that everything is tagged with."""
