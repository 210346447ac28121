"""Signals over time."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.clock import today
from webapp.extensions import db
from webapp.i18n import own_language
from webapp.signals.guards import handles
from webapp.signals.pages.trends import TrendsPage, compose
from webapp.signals.queries.trends import count_signals
from webapp.signals.rules.trends import USUAL_YEARS, YEARS, since
from webapp.signals.views.blueprint import bp, places, themes
from webapp.themes.queries import ThemeName
from webapp.written_numbers import parse_number


@bp.get("/signalen/trends")
@requires(Permission.RAISE_SIGNALS)
def trends() -> ResponseReturnValue:
    return render_template("signals/trends.html", page=_page(list(themes())), years=YEARS)


def _page(known: list[ThemeName]) -> TrendsPage:
    years = parse_number(request.args.get("jaren"))
    chosen_years = years if years in YEARS else USUAL_YEARS
    place = next((each for each in places() if each.slug == request.args.get("wijk")), None)
    theme = next((each for each in known if each.slug == request.args.get("thema")), None)
    first = since(today(), chosen_years or USUAL_YEARS)
    counted = count_signals(
        db.session,
        own_language,
        place_id=place.id if place else None,
        theme_id=theme.id if theme else None,
        since=first,
    )
    own = current_actor().neighbourhood_ids
    return compose(
        counted,
        place=place,
        theme=theme,
        places=places(),
        themes=known,
        years=chosen_years or USUAL_YEARS,
        first=first,
        today=today(),
        is_exact=handles() or (place is not None and place.id in own),
    )
