"""The form of a lesson."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from webapp.areas.queries import NeighbourhoodName
from webapp.models import Lesson
from webapp.signals.forms.fields import DayField, NamelessForm, chosen_day, chosen_number, offer_themes
from webapp.signals.rules.lessons import LessonWords
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, one_line, one_newline, text_of, trimmed


class LessonForm(NamelessForm):
    """What was done and what came of it: on what theme, where and when."""

    watched = ("title", "what_was_done", "what_came_of_it")
    first_field = "title"
    field_of: ClassVar[dict[str, str]] = {
        "lesson_done_missing": "what_was_done",
        "lesson_result_missing": "what_came_of_it",
        "lesson_words_long": "what_was_done",
        "lesson_not_yet": "learned_on",
        "theme_unknown": "theme",
        "neighbourhood_unknown": "neighbourhood",
    }

    title = StringField(lazy_gettext("Titel"), filters=[one_line])
    what_was_done = TextAreaField(lazy_gettext("Wat is er gedaan?"), filters=[one_newline, trimmed])
    what_came_of_it = TextAreaField(lazy_gettext("Wat leverde het op?"), filters=[one_newline, trimmed])
    theme = SelectField(lazy_gettext("Thema"), validators=[InputRequired(lazy_gettext("Kies een thema."))])
    neighbourhood = SelectField(lazy_gettext("Waar?"), default="")
    learned_on = DayField(lazy_gettext("Wanneer?"))

    def offer(self, themes: Sequence[ThemeName], places: Sequence[NeighbourhoodName]) -> None:
        """Fill the choices."""
        offer_themes(self.theme, themes)
        self.places = tuple(each.name for each in places)
        self.neighbourhood.choices = [
            choice("", gettext("De hele stad")),
            *(choice(str(each.id), each.name) for each in places),
        ]

    def to_lesson(
        self, *, bundle_id: int | None = None, campaign_id: int | None = None, initiative_id: int | None = None
    ) -> LessonWords:
        """What was filled in, from what it came."""
        return LessonWords(
            title=text_of(self.title),
            what_was_done=text_of(self.what_was_done),
            what_came_of_it=text_of(self.what_came_of_it),
            theme_id=chosen_number(self.theme),
            learned_on=chosen_day(self.learned_on),
            neighbourhood_id=chosen_number(self.neighbourhood) or None,
            bundle_id=bundle_id,
            campaign_id=campaign_id,
            initiative_id=initiative_id,
        )


def kept_data(lesson: Lesson) -> dict[str, object]:
    """What stands in the form of a lesson."""
    return {
        "title": lesson.title,
        "what_was_done": lesson.what_was_done,
        "what_came_of_it": lesson.what_came_of_it,
        "theme": str(lesson.theme_id),
        "neighbourhood": str(lesson.neighbourhood_id or ""),
        "learned_on": lesson.learned_on,
        "version": str(lesson.version),
    }
