"""Reads of reports and for reports."""
