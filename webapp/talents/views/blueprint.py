"""The blueprint of talents."""

from flask import Blueprint

from webapp.access.permissions import Permission
from webapp.access.policy import Target, can
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.errors import NotFound
from webapp.talents import words

TALENT = "/<int(max=2147483647):talent_id>"
WORKSPACE = "/werkplek/<slug>"

bp = Blueprint("talents", __name__)

for _each in (
    words.level_name,
    words.paper_state_name,
    words.requirement_name,
    words.silence_sentence,
    words.step_name,
    words.talent_stage_explanation,
    words.talent_stage_name,
    words.terms_in_words,
):
    bp.add_app_template_global(_each)
bp.add_app_template_global(words.by_group, "themes_by_group")


def get_worked_in_or_404(slug: str) -> NeighbourhoodName:
    """The neighbourhood of a workspace in which the viewer develops talents; raises `NotFound`."""
    found = get_neighbourhood_or_404(slug)
    if not can(current_actor(), Permission.DEVELOP_TALENTS, Target(neighbourhood_id=found.id)):
        raise NotFound("workspace_unknown")
    return found
