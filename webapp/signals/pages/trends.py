"""Puts together how many signals there were over time: a picture, what it shows in words, and the same as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from webapp.areas.queries import NeighbourhoodName
from webapp.charts.lines import Line, line_chart
from webapp.i18n import locale_code
from webapp.privacy.small_count_words import told_count
from webapp.signals.queries.trends import Counted
from webapp.signals.rules.trends import Count, Quarter, has_line, most_first, series
from webapp.signals.words.states import quarter_name
from webapp.themes.queries import ThemeName
from webapp.ui.answers import ValueCache

pictures = ValueCache(120)
"""Drawn charts by what is in them, 10 kB each."""


@dataclass(frozen=True)
class TrendsPage:
    """Signals over time, of one neighbourhood or theme or of all. `svg` is empty when there is nothing to draw.

    With `is_exact` the viewer coordinates there and reads every signal; else small numbers are not told.
    """

    place: NeighbourhoodName | None
    theme: ThemeName | None
    all_places: Sequence[NeighbourhoodName]
    all_themes: Sequence[ThemeName]
    chosen_years: int
    first: date
    is_exact: bool
    total: int | None
    quarters: list[Quarter]
    places: list[Count]
    themes: list[Count]
    told: str
    svg: str


def compose(
    counted: Counted,
    *,
    place: NeighbourhoodName | None,
    theme: ThemeName | None,
    places: Sequence[NeighbourhoodName],
    themes: Sequence[ThemeName],
    years: int,
    first: date,
    today: date,
    is_exact: bool,
) -> TrendsPage:
    """The page of signals over time."""
    points = series(counted.quarters, first=first, today=today, is_exact=is_exact)
    told = _told(points)
    return TrendsPage(
        place=place,
        theme=theme,
        all_places=places,
        all_themes=themes,
        chosen_years=years,
        first=first,
        is_exact=is_exact,
        total=counted.total,
        quarters=points,
        places=most_first(counted.places),
        themes=most_first(counted.themes),
        told=told,
        svg=_picture(points, told),
    )


def _told(points: Sequence[Quarter]) -> str:
    """What the picture shows, in a sentence or two."""
    known = [each for each in points if each.raised]
    if not known:
        return str(gettext("In geen enkel kwartaal waren er genoeg signalen om te tellen."))
    most, last = max(known, key=lambda each: each.raised or 0), points[-1]
    return str(
        gettext(
            "De meeste signalen kwamen in het %(quarter)s: %(most)s. In dit kwartaal zijn het er tot nu toe: %(last)s.",
            quarter=quarter_name(most),
            most=told_count(most.raised),
            last=told_count(last.raised),
        )
    )


def _picture(points: Sequence[Quarter], told: str) -> str:
    if not has_line(points):
        return ""
    line = Line(
        str(gettext("Signalen per kwartaal")),
        [(each.began, None if each.raised is None else float(each.raised)) for each in points],
    )
    key = (locale_code(), told, tuple(line.values))
    svg: str = pictures.get(key, lambda: line_chart([line], is_share=False, description=told))
    return svg
