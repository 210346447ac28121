"""The form with which somebody takes a task."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from webapp.ui.fields import choice, name_field
from webapp.volunteering.queries import Choice, OpenTask
from webapp.volunteering.words import places_in_words, time_of

NO_DAY = lazy_gettext("Kies een dag.")


class TakeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """For which day, and the name that the organiser sees."""

    day = RadioField(
        lazy_gettext("Op welke dag doe je mee?"), validate_choice=False, validators=[InputRequired(NO_DAY)]
    )
    name = name_field(lazy_gettext("De naam die de organisator ziet"))

    def offer(self, task: OpenTask) -> None:
        """Give the days to choose from; a task that is done once has no choice."""
        days = [each for each in task.choices if each.on_day is not None]
        if not days:
            del self.day
            return
        self.day.choices = [choice(each.on_day.isoformat(), _label(each, task)) for each in days if each.on_day]

    def chosen(self, task: OpenTask) -> Choice | None:
        """The time that was chosen; None, with an error beside the field, when it is none that is offered."""
        if not self.day:
            return task.choices[0] if task.choices else None
        found = _find(task.choices, self.day.data)
        if found is None:
            self.day.errors = [gettext("Deze dag kan niet (meer). Kies een andere dag.")]
        return found


def _find(choices: Sequence[Choice], typed: str) -> Choice | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return next((each for each in choices if each.on_day == day), None)


def _label(each: Choice, task: OpenTask) -> str:
    full = gettext("%(places)s: je komt op de wachtlijst", places=places_in_words(each.places))
    return f"{time_of(each, task.where)} ({places_in_words(each.places) if each.places.free else full})"
