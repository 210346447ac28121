"""Figures that stand on pages and in reports."""
