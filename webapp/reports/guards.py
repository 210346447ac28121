"""Finds a report for who asked for it, as long as they may still have it."""

from webapp.access.policy import Actor
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.reports.queries.runs import Run, find_run
from webapp.reports.rules.asking import may_have


def get_own_run_or_404(actor: Actor, key: str, *, to_read: bool = False) -> Run:
    """The report that somebody asked for, by its key; raises `NotFound` code `report_unknown`.

    With `to_read` only as long as their role lets them: that it was asked for is theirs to know, and to have gone.
    """
    run = find_run(db.session, actor, key)
    if run is None or (to_read and not may_have(actor, run.kind, run.neighbourhood_id)):
        raise NotFound("report_unknown")
    return run
