"""What the pages of campaigns share: their blueprint, and words for templates."""

from flask import Blueprint

from webapp.campaigns.rules.figures import SIGNS
from webapp.campaigns.words import campaigns as words

bp = Blueprint("campaigns", __name__)

CAMPAIGN = "/acties/<slug>"
LINE = CAMPAIGN + "/lijnen/<int(max=2147483647):line_id>"

for _each in (
    words.campaign_kind_name,
    words.campaign_state_name,
    words.carried_on_name,
    words.carry_on_words,
    words.figure_words,
    words.pace_name,
    words.trouble_words,
):
    bp.add_app_template_global(_each)
bp.add_app_template_global(lambda: SIGNS, "pace_signs")
