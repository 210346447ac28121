"""The forms with which scenarios and invitations are kept."""

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext
from wtforms import DateField, HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.errors import DomainError
from webapp.i18n import error_message
from webapp.planning.actions.invitations import InvitationFacts
from webapp.planning.actions.scenarios import ScenarioFacts
from webapp.planning.queries.scenarios import Scenario
from webapp.planning.rules.settings import Settings
from webapp.privacy.asking_again import AskingForm
from webapp.ui.fields import choice, name_field, one_newline, text_of, trimmed
from webapp.written_numbers import parse_number

WORDS_LENGTH = 500
MUNICIPALITY = "gemeente"


class ScenarioForm(AskingForm):
    """What a scenario is called and is about. `version` is that of the one that was looked at, empty for a new one."""

    watched = ("about",)
    scenario_name = name_field(
        lazy_gettext("Hoe heet het scenario?"),
        missing=lazy_gettext("Geef het scenario een naam."),
        too_long=lazy_gettext("Houd de naam korter dan 80 tekens."),
    )
    about = TextAreaField(
        lazy_gettext("Waar gaat het over? (mag leeg blijven)"),
        filters=[one_newline, trimmed],
        validators=[Length(max=WORDS_LENGTH, message=lazy_gettext("Maak het korter: hooguit 500 tekens."))],
    )
    version = HiddenField()

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the name."""
        self.scenario_name.errors = [error_message(error)]

    @property
    def version_seen(self) -> int:
        """The version that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0

    def to_facts(self, settings: Settings) -> ScenarioFacts:
        """What was filled in, with what the plan is asked for."""
        return ScenarioFacts(text_of(self.scenario_name), text_of(self.about), settings)

    def differences(self, kept: Scenario) -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        told = (
            (self.scenario_name, kept.name, text_of(self.scenario_name)),
            (self.about, kept.about, text_of(self.about)),
        )
        return [(str(field.label.text), theirs, mine) for field, theirs, mine in told if theirs != mine]


class InvitationForm(AskingForm):
    """Who invites, where, when and in what words."""

    watched = ("words",)
    place = SelectField(lazy_gettext("Welke wijk?"), coerce=int)
    inviter = SelectField(lazy_gettext("Wie nodigt uit?"))
    invited_on = DateField(
        lazy_gettext("Op welke dag?"), validators=[InputRequired(lazy_gettext("Vul een hele datum in."))]
    )
    words = TextAreaField(
        lazy_gettext("In welke woorden?"),
        filters=[one_newline, trimmed],
        validators=[
            DataRequired(lazy_gettext("Schrijf in een paar woorden waarvoor we zijn uitgenodigd.")),
            Length(max=WORDS_LENGTH, message=lazy_gettext("Maak het korter: hooguit 500 tekens.")),
        ],
    )

    def offer(self, places: Iterable[tuple[int, str]], partners: Iterable[tuple[int, str]]) -> "InvitationForm":
        """Fill the choices, by id and name."""
        self.place.choices = [choice(str(key), name) for key, name in places]
        self.inviter.choices = [
            choice(MUNICIPALITY, lazy_gettext("De gemeente")),
            *(choice(str(key), name) for key, name in partners),
        ]
        return self

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        field = self.inviter if error.code == "invitation_twice" else self.invited_on
        field.errors = [error_message(error)]

    def to_facts(self) -> InvitationFacts:
        """What was filled in."""
        partner = None if self.inviter.data == MUNICIPALITY else int(self.inviter.data)
        # the form asks for it
        invited_on = self.invited_on.data or date.max
        return InvitationFacts(self.place.data, partner, invited_on, text_of(self.words))
