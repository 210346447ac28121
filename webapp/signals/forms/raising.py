"""The form with which somebody raises a signal or mends it, and the one that closes it."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired

from webapp.areas.queries import NeighbourhoodName
from webapp.models import Signal
from webapp.signals.actions.raising import SignalWords
from webapp.signals.forms.fields import DayField, NamelessForm, chosen_day, chosen_number, offer_themes
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, one_newline, text_of, trimmed


class SignalForm(NamelessForm):
    """What somebody saw: on what theme, in which neighbourhood, in which words, and when."""

    watched = ("words",)
    first_field = "words"
    field_of: ClassVar[dict[str, str]] = {
        "theme_unknown": "theme",
        "neighbourhood_unknown": "neighbourhood",
        "signal_seen_later": "seen_on",
        "signal_seen_long_ago": "seen_on",
    }

    neighbourhood = SelectField(
        lazy_gettext("In welke wijk?"), validators=[InputRequired(lazy_gettext("Kies een wijk."))]
    )
    theme = SelectField(
        lazy_gettext("Waar gaat het over?"), validators=[InputRequired(lazy_gettext("Kies een thema."))]
    )
    words = TextAreaField(lazy_gettext("Wat zie je?"), filters=[one_newline, trimmed])
    seen_on = DayField(lazy_gettext("Wanneer zag je het?"))

    def offer(self, themes: Sequence[ThemeName], places: Sequence[NeighbourhoodName]) -> None:
        """Fill the choices."""
        offer_themes(self.theme, themes)
        self.places = tuple(each.name for each in places)
        self.neighbourhood.choices = [
            choice("", gettext("Kies een wijk")),
            *(choice(str(each.id), each.name) for each in places),
        ]

    def to_words(self) -> SignalWords:
        """What was filled in."""
        return SignalWords(
            theme_id=chosen_number(self.theme),
            neighbourhood_id=chosen_number(self.neighbourhood),
            words=text_of(self.words),
            seen_on=chosen_day(self.seen_on),
        )


def fresh_data(today: date, neighbourhood_id: int | None) -> dict[str, object]:
    """What stands in a form for a new signal."""
    return {"seen_on": today, "neighbourhood": str(neighbourhood_id or "")}


def kept_data(signal: Signal) -> dict[str, object]:
    """What stands in the form of a signal."""
    return {
        "theme": str(signal.theme_id),
        "neighbourhood": str(signal.neighbourhood_id),
        "words": signal.words,
        "seen_on": signal.seen_on,
        "version": str(signal.version),
    }


class CloseForm(NamelessForm):
    """Why a signal or a bundle is closed, as whoever raised it is told."""

    watched = ("reason",)
    first_field = "reason"

    reason = TextAreaField(lazy_gettext("Waarom?"), filters=[one_newline, trimmed])
