"""Rules of the workspace: what comes first, and what asks for something."""

from datetime import date, datetime, timedelta

from webapp.vocabulary import MatchState, NeedUrgency

FEW = 5
"""So many of a kind stand in the workspace; the rest is one link away."""

STEP_SOON = timedelta(days=7)

_URGENCIES = tuple(NeedUrgency)


def urgency_rank(urgency: NeedUrgency) -> int:
    """Where a need stands: what is needed now before what can wait."""
    return _URGENCIES.index(urgency)


def is_due(
    state: MatchState,
    *,
    answer_until: date,
    task_at: datetime | None,
    follow_up_on: date | None,
    today: date,
    now: datetime,
) -> bool:
    """Whether a match asks something of its coordinator: come back to it, ask after an answer, ask how it went."""
    if follow_up_on is not None and follow_up_on <= today and state in (MatchState.ACCEPTED, MatchState.DONE):
        return True
    if state == MatchState.PROPOSED:
        return answer_until < today
    return state == MatchState.ACCEPTED and task_at is not None and task_at < now
