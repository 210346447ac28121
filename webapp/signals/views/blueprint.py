"""The blueprint of signals, the words that its pages use, and what its views share."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, request

from webapp.access.sessions import current_actor
from webapp.areas.queries import NeighbourhoodName
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.partners.queries import list_neighbourhoods
from webapp.privacy.small_count_words import told_count
from webapp.signals.words import states
from webapp.themes.queries import ThemeName, get_theme, list_themes

BUNDLE = "/signalen/bundels/<key>"

bp = Blueprint("signals", __name__)

TOLD: tuple[Callable[..., str], ...] = (
    states.days_of,
    states.event_told,
    states.outcome_name,
    states.quarter_name,
    states.signals_counted,
    states.source_name,
    states.state_explained,
    states.state_name,
)
for _each in TOLD:
    bp.add_app_template_global(_each, f"signal_{_each.__name__}")
bp.add_app_template_global(told_count)


def viewer() -> int:
    """The account of who looks."""
    return current_actor().account_id or 0


def sent() -> Mapping[str, str] | None:
    """What was sent; None for a page that is opened."""
    return request.form if request.method == "POST" else None


def themes(*, kept: int | None = None) -> Sequence[ThemeName]:
    """The themes to choose from, and the one that something has already."""
    found = list(list_themes(db.session, own_language))
    if kept is not None and all(each.id != kept for each in found):
        found.append(get_theme(db.session, kept, own_language))
    return found


def places() -> Sequence[NeighbourhoodName]:
    """The neighbourhoods to choose from, by name."""
    return list_neighbourhoods(db.session)
