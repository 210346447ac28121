"""The blueprint of reports, and the words that their templates use."""

from flask import Blueprint

from webapp.coverage.words import refusal_words
from webapp.reports.words.reports import (
    report_kind_name,
    report_language_name,
    report_state_name,
    report_trouble,
    run_title,
)
from webapp.signals.words.states import state_name

bp = Blueprint("reports", __name__)

for word in (report_kind_name, report_language_name, report_state_name, report_trouble):
    bp.add_app_template_global(word)
bp.add_app_template_global(run_title, "report_title")
bp.add_app_template_global(refusal_words, "report_refusal")
bp.add_app_template_global(state_name, "report_bundle_state")
