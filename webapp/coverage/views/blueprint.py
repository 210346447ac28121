"""The blueprint of coverage, and the words that its templates use."""

from flask import Blueprint

from webapp.coverage.words import domain_name, indicator_name, indicator_value, measure_name, refusal_words

bp = Blueprint("coverage", __name__)
bp.add_app_template_global(measure_name, "coverage_measure_name")
bp.add_app_template_global(domain_name, "need_domain_name")
bp.add_app_template_global(indicator_name, "indicator_name")
bp.add_app_template_global(indicator_value, "indicator_value")
bp.add_app_template_global(refusal_words, "no_forecast_words")
