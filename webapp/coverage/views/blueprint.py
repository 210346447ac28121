"""The blueprint of coverage, and the words that its templates use."""

from flask import Blueprint

from webapp.coverage.words import domain_name, indicator_name, indicator_value, measure_name, refusal_words

bp = Blueprint("coverage", __name__)
for word in (domain_name, indicator_name, indicator_value, measure_name, refusal_words):
    bp.add_app_template_global(word)
