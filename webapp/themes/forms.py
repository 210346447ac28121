"""The form of a theme."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from webapp.errors import DomainError
from webapp.i18n import error_message
from webapp.themes.rules import LAST_POSITION, NAME_LENGTH, ThemeFacts
from webapp.ui.fields import choice, one_line, text_of
from webapp.written_numbers import parse_number

FIELD_OF = {
    "theme_name_taken": "name",
    "theme_unknown": "parent",
    "theme_too_deep": "parent",
    "theme_of_itself": "parent",
    "theme_has_parts": "parent",
    "theme_on_people": "for_people",
}
"""Beside which field a refusal is told."""

_TOO_LONG = lazy_gettext("Houd dit korter dan 60 tekens.")
_POSITION = lazy_gettext("Schrijf een getal van 0 tot en met 999.")


class ThemeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What is kept about a theme; `seen` tells which version of it was looked at."""

    name = StringField(
        lazy_gettext("Naam"),
        filters=[one_line],
        validators=[DataRequired(lazy_gettext("Vul de naam in.")), Length(max=NAME_LENGTH, message=_TOO_LONG)],
    )
    name_en = StringField(
        lazy_gettext("Naam in het Engels"), filters=[one_line], validators=[Length(max=NAME_LENGTH, message=_TOO_LONG)]
    )
    parent = SelectField(lazy_gettext("In welke groep?"), default="")
    position = IntegerField(
        lazy_gettext("Plaats in de volgorde"),
        default=0,
        validators=[InputRequired(_POSITION), NumberRange(0, LAST_POSITION, _POSITION)],
    )
    for_people = BooleanField(lazy_gettext("Past bij een talent of een vraag van iemand"), default=True)
    is_offered = BooleanField(lazy_gettext("Is te kiezen"), default=True)
    seen = HiddenField()

    def offer(self, groups: Sequence[tuple[int, str]]) -> None:
        """Let choose from the groups."""
        self.parent.choices = [
            choice("", gettext("Geen: dit is zelf een groep")),
            *(choice(str(group_id), name) for group_id, name in groups),
        ]

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        self[FIELD_OF.get(error.code, "name")].errors = [error_message(error)]

    def differences(self, kept: "ThemeForm") -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        told = (
            (str(field.label.text), _in_words(kept, field.name), _in_words(self, field.name))
            for field in self
            if field.name not in ("seen", "csrf_token")
        )
        return [(label, theirs, own) for label, theirs, own in told if theirs != own]

    def to_facts(self) -> ThemeFacts:
        """What was filled in."""
        return ThemeFacts(
            name=text_of(self.name),
            name_en=text_of(self.name_en),
            parent_id=parse_number(self.parent.data),
            position=self.position.data or 0,
            for_people=bool(self.for_people.data),
            is_offered=bool(self.is_offered.data),
        )


def kept_data(facts: ThemeFacts) -> dict[str, object]:
    """A theme as the data of a form."""
    return {**vars(facts), "parent": str(facts.parent_id or ""), "seen": facts.mark}


def _in_words(form: ThemeForm, name: str) -> str:
    field = form[name]
    if isinstance(field, SelectField):
        return next((str(label) for code, label, *_ in field.iter_choices() if code == (field.data or "")), "")
    if isinstance(field, BooleanField):
        return str(gettext("ja") if field.data else gettext("nee"))
    return str(field.data if field.data is not None else "") or str(gettext("(leeg)"))
