"""What the pages of assets share: their blueprint, and words for templates."""

from flask import Blueprint

from geo.walking import METRES_A_MINUTE
from webapp.assets.marks import SIGNS as KIND_SIGNS
from webapp.assets.rules import RING_METRES, RING_MINUTES, UNKNOWN_PLACES
from webapp.assets.rules import SIGNS as REACH_SIGNS
from webapp.assets.words import (
    asked_told,
    asset_filters_in_words,
    asset_kind_name,
    average_sentence,
    certainty_name,
    cover_name,
    direction_word,
    effect_words,
    offered_words,
    places_per_hundred,
    reach_sentence,
    reached_name,
)
from webapp.calendar.week_words import week_words
from webapp.vocabulary import AssetKind

bp = Blueprint("assets", __name__)
for word in (
    asset_filters_in_words,
    asked_told,
    asset_kind_name,
    average_sentence,
    certainty_name,
    cover_name,
    direction_word,
    effect_words,
    offered_words,
    places_per_hundred,
    reach_sentence,
    reached_name,
    week_words,
):
    bp.add_app_template_global(word)
bp.add_app_template_global(lambda: tuple(AssetKind), "asset_kinds")
bp.add_app_template_global(lambda: KIND_SIGNS, "asset_signs_lines")
bp.add_app_template_global(lambda: REACH_SIGNS, "reach_signs")
bp.add_app_template_global(lambda: tuple(zip(RING_MINUTES, RING_METRES, strict=True)), "reach_rings")
bp.add_app_template_global(lambda: METRES_A_MINUTE, "metres_per_minute")
bp.add_app_template_global(lambda: UNKNOWN_PLACES, "unknown_places")

ASSET = "/assets/<slug>"
