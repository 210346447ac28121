"""Reads of signals, bundles and lessons, always as somebody."""

from webapp.signals.queries.counting import count_by_neighbourhood

__all__ = ["count_by_neighbourhood"]
