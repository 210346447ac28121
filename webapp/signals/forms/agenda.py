"""Forms of an agenda: what is asked of which body, what it answered, another day; and who does what next."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from webapp.signals.actions.agenda import Given, Question
from webapp.signals.forms.fields import DayField, NamelessForm, chosen_day, chosen_number
from webapp.signals.queries.bundles import Body
from webapp.signals.words.states import outcome_choice
from webapp.ui.fields import choice, one_line, one_newline, text_of, trimmed
from webapp.vocabulary import BodyAnswer


class PutForm(NamelessForm):
    """What is asked, of which body, and when it meets."""

    watched = ("question",)
    first_field = "body"
    field_of: ClassVar[dict[str, str]] = {
        "meeting_past": "meeting_on",
        "meeting_far": "meeting_on",
        "question_missing": "question",
        "question_long": "question",
    }

    body = SelectField(lazy_gettext("Bij welk overleg?"), validators=[InputRequired(lazy_gettext("Kies een overleg."))])
    meeting_on = DayField(lazy_gettext("Wanneer komt het bij elkaar?"))
    question = TextAreaField(lazy_gettext("Wat vragen we?"), filters=[one_newline, trimmed])

    def offer(self, bodies: Sequence[Body]) -> None:
        """Let choose from the bodies."""
        self.places = tuple(each.name for each in bodies)
        self.body.choices = [
            choice("", gettext("Kies een overleg")),
            *(choice(str(each.id), each.name) for each in bodies),
        ]

    def to_question(self) -> Question:
        """What was filled in."""
        return Question(chosen_number(self.body), chosen_day(self.meeting_on), text_of(self.question))


class AnswerForm(NamelessForm):
    """What a body answered, in the words that whoever raised the signals gets to read."""

    watched = ("answer",)
    first_field = "answer"
    field_of: ClassVar[dict[str, str]] = {"answer_later": "answered_on", "answer_before_question": "answered_on"}

    outcome = RadioField(
        lazy_gettext("Wat kwam eruit?"), validators=[InputRequired(lazy_gettext("Kies wat eruit kwam."))]
    )
    answer = TextAreaField(lazy_gettext("Wat was het antwoord?"), filters=[one_newline, trimmed])
    answered_on = DayField(lazy_gettext("Wanneer kwam het antwoord?"))

    def offer(self, places: Sequence[str] = ()) -> None:
        """Fill the choices."""
        self.places = tuple(places)
        self.outcome.choices = [choice(each.value, outcome_choice(each)) for each in BodyAnswer]

    def to_given(self) -> Given:
        """What was filled in."""
        return Given(BodyAnswer(self.outcome.data), text_of(self.answer), chosen_day(self.answered_on))


class MoveForm(NamelessForm):
    """Another day on which a body meets."""

    first_field = "meeting_on"

    meeting_on = DayField(lazy_gettext("Op welke dag dan?"))


class StepForm(NamelessForm):
    """Who does what next, and by when."""

    watched = ("words",)
    first_field = "words"
    field_of: ClassVar[dict[str, str]] = {"step_past": "due_on", "step_far": "due_on", "step_owner": "owner"}

    words = StringField(lazy_gettext("Wat gaat er gebeuren?"), filters=[one_line])
    owner = SelectField(lazy_gettext("Wie doet het?"))
    due_on = DayField(lazy_gettext("Voor welke dag?"))

    def offer(self, handlers: Mapping[int, str], viewer: int) -> None:
        """Let choose the viewer, first, and who else coordinates the city."""
        others = [
            choice(str(each), name or gettext("Een coördinator zonder naam"))
            for each, name in handlers.items()
            if each != viewer
        ]
        self.owner.choices = [choice(str(viewer), gettext("Ik")), *others]
