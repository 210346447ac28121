"""The blueprint of needs, and the words that its pages use."""

from collections.abc import Callable

from flask import Blueprint

from webapp.calendar.week_words import week_words
from webapp.needs import words
from webapp.privacy.small_count_words import told_count, told_sum
from webapp.talents.words import language_name, requirement_name

bp = Blueprint("needs", __name__)

PLACE = "/werkplek/<slug>/vragen"

TOLD: tuple[Callable[..., str], ...] = (
    words.figure_name,
    words.figure_value,
    words.matches_under_way,
    words.people_wanted,
    words.recurrence_name,
    words.state_name,
    words.urgency_name,
    words.wanted_change,
    words.wanted_level_name,
    week_words,
    language_name,
    requirement_name,
)
for _each in TOLD:
    bp.add_app_template_global(_each, f"need_{_each.__name__}")


bp.add_app_template_global(told_count)
bp.add_app_template_global(told_sum)
