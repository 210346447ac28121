"""Closed lists of words of reports."""

from enum import StrEnum


class ReportKind(StrEnum):
    """For whom a report is made, and so what stands in it."""

    CITY = "city"
    NEIGHBOURHOOD = "neighbourhood"
    YEAR = "year"
    MUNICIPALITY = "municipality"


class ReportState(StrEnum):
    """How far the making of a report has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
