"""The blueprint of the planner."""

from flask import Blueprint

from webapp.planning.rules.criteria import Criterion
from webapp.planning.rules.marks import score_tint, year_sign, year_tint
from webapp.planning.rules.settings import WEIGHT_NAMES
from webapp.planning.words import criteria as told
from webapp.planning.words import plan as words

bp = Blueprint("planning", __name__)

for _each in (
    told.class_words,
    told.criterion_hint,
    told.criterion_name,
    told.inviter_name,
    told.reason_sentence,
    words.lead_words,
    words.method_words,
    words.pace_words,
    words.proof_words,
    words.settings_words,
    words.wish_words,
):
    bp.add_app_template_global(_each, f"planner_{_each.__name__}")
bp.add_app_template_global(words.lost_words, "planner_lost_words")
bp.add_app_template_global(score_tint, "planner_score_tint")
bp.add_app_template_global(year_tint, "planner_year_tint")
bp.add_app_template_global(year_sign, "planner_year_sign")


@bp.app_template_global()
def planner_weight_hint(field_name: str) -> str:
    """What a weight is about, by the name of its field."""
    criterion: Criterion = next(each for each, name in WEIGHT_NAMES.items() if name == field_name)
    return told.criterion_hint(criterion)
