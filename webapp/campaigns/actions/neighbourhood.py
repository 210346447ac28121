"""Keeping everything that a neighbourhood tells of a campaign in one go."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from webapp.campaigns.actions.demand import PlaceKey, keep_of_place, list_of_place
from webapp.campaigns.actions.life import answer_for_place
from webapp.campaigns.queries.board import list_lines
from webapp.campaigns.rules.campaigns import CarryOn
from webapp.campaigns.rules.grid import Judged, TypedCell, judge
from webapp.models import Campaign


def keep_neighbourhood(
    session: Session,
    campaign: Campaign,
    place_id: int,
    typed: Mapping[PlaceKey, TypedCell],
    answers: Mapping[int, CarryOn | None] | None,
    *,
    by: int,
) -> Judged[PlaceKey]:
    """Keep amounts and who carries on, by line; nothing when a cell is wrong, or when there are no `answers`.

    Raises `DomainError` code `campaign_is_closed`.
    """
    if answers is None:
        line_ids = [line.id for line in list_lines(session, campaign.id)]
        return judge(list_of_place(session, line_ids, place_id), typed)
    judged = keep_of_place(session, campaign, place_id, typed, by=by)
    if judged.is_sound:
        answer_for_place(session, campaign, place_id, answers, by=by)
    return judged
