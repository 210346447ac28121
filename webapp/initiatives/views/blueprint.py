"""The blueprint of registering and keeping initiatives."""

from flask import Blueprint

from webapp.initiatives import words

bp = Blueprint("initiatives", __name__)

for _each in (
    words.choice_name,
    words.direction_name,
    words.duration_name,
    words.layer_name,
    words.progress_explanation,
    words.progress_name,
    words.reach_name,
    words.reason_in_words,
    words.usual_durations,
):
    bp.add_app_template_global(_each)
