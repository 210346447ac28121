"""Signals over time, as far as the viewer may know: the database leaves out what is too little to tell."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, Integer, bindparam, select, text
from sqlalchemy.orm import Session

from webapp.models import Neighbourhood, Theme
from webapp.signals.queries.seen import OwnLanguage
from webapp.signals.rules.trends import Count

_COUNTS = text(
    "SELECT part, neighbourhood_id, theme_id, quarter, raised FROM signal_counts(:place, :theme, :since)"
).bindparams(bindparam("place", type_=Integer), bindparam("theme", type_=Integer), bindparam("since", type_=Date))

_PLACES = select(Neighbourhood.id, Neighbourhood.name, Neighbourhood.slug)
_THEMES = select(Theme.id, Theme.name, Theme.name_en, Theme.slug)


@dataclass(frozen=True)
class Counted:
    """How many signals were raised: in all, by quarter, by neighbourhood and by theme.

    For who does not coordinate there each number is rounded to fives by itself, so that they need not add up; what is
    too little to tell is left out, as is what there is none of, and of the whole it is None.
    """

    total: int | None
    quarters: dict[date, int]
    places: list[Count]
    themes: list[Count]


def count_signals(
    session: Session, own_language: OwnLanguage, *, place_id: int | None, theme_id: int | None, since: date
) -> Counted:
    """The numbers since a day, of one neighbourhood or theme or of all; for who may raise signals."""
    rows = session.execute(_COUNTS, {"place": place_id, "theme": theme_id, "since": since}).all()
    places = {each.id: each for each in session.execute(_PLACES)}
    themes = {each.id: each for each in session.execute(_THEMES)}
    return Counted(
        total=next((row.raised for row in rows if row.part == "all"), None),
        quarters={row.quarter: row.raised for row in rows if row.part == "quarter"},
        places=[
            Count(places[row.neighbourhood_id].name, places[row.neighbourhood_id].slug, row.raised)
            for row in rows
            if row.part == "neighbourhood"
        ],
        themes=[
            Count(own_language(theme.name, theme.name_en), theme.slug, row.raised)
            for row in rows
            if row.part == "theme" and (theme := themes[row.theme_id])
        ],
    )
