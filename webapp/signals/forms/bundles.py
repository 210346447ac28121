"""Forms of bundles: what one is about and which signals are in it, splitting, and merging."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired

from webapp.models import Bundle
from webapp.signals.actions.bundling import BundleWords
from webapp.signals.forms.fields import NamelessForm, chosen_number, offer_themes
from webapp.signals.queries.bundles import BundleLine
from webapp.signals.queries.signals import SignalLine
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, one_line, one_newline, text_of, trimmed


class BundleForm(NamelessForm):
    """What a bundle is about."""

    watched = ("title", "about")
    first_field = "title"
    field_of: ClassVar[dict[str, str]] = {"bundle_about_long": "about", "theme_unknown": "theme"}

    title = StringField(lazy_gettext("Wat hebben deze signalen gemeen?"), filters=[one_line])
    about = TextAreaField(lazy_gettext("In meer woorden"), filters=[one_newline, trimmed])
    theme = SelectField(lazy_gettext("Thema"), validators=[InputRequired(lazy_gettext("Kies een thema."))])

    def offer(self, themes: Sequence[ThemeName], places: Sequence[str] = ()) -> None:
        """Fill the choices."""
        offer_themes(self.theme, themes)
        self.places = tuple(places)

    def to_words(self) -> BundleWords:
        """What was filled in."""
        return BundleWords(text_of(self.title), text_of(self.about), chosen_number(self.theme))


class GatherForm(BundleForm):
    """What a bundle is about, and which signals it takes."""

    field_of: ClassVar[dict[str, str]] = {
        **BundleForm.field_of,
        "bundle_of_one": "signals",
        "bundle_left_with_one": "signals",
        "signal_taken_up": "signals",
    }

    signals = SelectMultipleField(lazy_gettext("Welke signalen horen erbij?"), default=list)

    def offer_signals(self, lines: Sequence[SignalLine]) -> None:
        """Let choose from these."""
        self.signals.choices = [choice(each.key, each.words) for each in lines]

    def chosen(self, lines: Sequence[SignalLine]) -> list[int]:
        """The ids of those that were ticked."""
        return [each.id for each in lines if each.key in (self.signals.data or ())]


class MergeForm(NamelessForm):
    """Into which other bundle this one goes."""

    first_field = "into"

    into = SelectField(lazy_gettext("Met welke bundel?"), validators=[InputRequired(lazy_gettext("Kies een bundel."))])

    def offer(self, bundles: Sequence[BundleLine]) -> None:
        """Let choose from the bundles that are open."""
        self.into.choices = [
            choice("", gettext("Kies een bundel")),
            *(choice(each.key, each.title) for each in bundles),
        ]


def kept_data(bundle: Bundle) -> dict[str, object]:
    """What stands in the form of a bundle."""
    return {
        "title": bundle.title,
        "about": bundle.about,
        "theme": str(bundle.theme_id),
        "version": str(bundle.version),
    }
