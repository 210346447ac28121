"""Whether a time for a task suits whom it concerns, as far as they told: a coordinator is warned, and decides."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.calendar.week_ranges import from_multirange
from webapp.matching.actions.life import Plan
from webapp.matching.rules.life import Doubt, Wanted, plan_doubts
from webapp.models import Match, Need, Offer


def list_doubts(session: Session, match: Match, planned: Plan) -> list[Doubt]:
    """What speaks against a time: the period and the times of the question, those of who helps, and the night."""
    need = session.execute(select(Need.starts_on, Need.ends_on, Need.weekly).where(Need.id == match.need_id)).one()
    offered = (
        session.scalar(select(Offer.weekly).where(Offer.talent_id == match.talent_id)) if match.talent_id else None
    )
    wanted = Wanted(
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        asked=from_multirange(need.weekly),
        offered=from_multirange(offered),
    )
    return plan_doubts(planned.task_at, planned.minutes, wanted)
