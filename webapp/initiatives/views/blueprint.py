"""The blueprint of registering and keeping initiatives."""

from flask import Blueprint

from webapp.calendar.recurrence import Weekday
from webapp.calendar.words import nth_name, weekday_name
from webapp.initiatives import words
from webapp.initiatives.forms import Row

NTHS = (1, 2, 3, 4, -1)

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


@bp.app_template_global()
def weekday_choices() -> list[tuple[str, str]]:
    """The days of the week, by the letters that a form sends."""
    return [(each.value, weekday_name(each)) for each in Weekday]


@bp.app_template_global()
def nth_choices() -> list[tuple[str, str]]:
    """The first to fourth, and the last."""
    return [(str(each), nth_name(each)) for each in NTHS]


@bp.app_template_global()
def blank_row(prefix: str) -> Row:
    """An empty row, for the page's script to copy."""
    return Row(prefix)
