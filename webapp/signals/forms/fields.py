"""What the forms of signals share: words that name nobody, days, and refusals beside the field they are about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, Field, HiddenField, SelectField
from wtforms.validators import InputRequired

from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message
from webapp.privacy.asking_again import AskingForm
from webapp.privacy.free_text import Reason
from webapp.signals.rules.names import REFUSED, named_in
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, text_of
from webapp.written_numbers import parse_number

_NO_DAY = lazy_gettext("Dit is geen dag die we kennen. Schrijf hem als 2026-12-31.")
_DAY_MISSING = lazy_gettext("Kies een dag.")


class DayField(DateField):
    """A day that must be chosen, refused in words of our own."""

    def __init__(self, label: str, **bound: Any) -> None:
        super().__init__(label, validators=[InputRequired(_DAY_MISSING)], **bound)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(_NO_DAY)) from error


class NamelessForm(AskingForm):
    """Words of which nobody is named: what is of somebody is refused, what looks like a name is asked about.

    `places` are names that are nobody's, of neighbourhoods and the like; `field_of` tells beside which field a refusal
    is shown, and `first_field` is that of all others.
    """

    places: tuple[str, ...] = ()
    field_of: ClassVar[Mapping[str, str]] = {}
    first_field: ClassVar[str] = ""
    version = HiddenField()

    def noticed_in(self, text: str) -> Sequence[Reason]:
        """What looks like somebody's name, and what is the matter with them."""
        return [each for each in named_in(text, self.places) if each not in REFUSED]

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Whether all can be kept; what is of somebody is told in one round with everything else that is wrong."""
        return all([super().validate(extra_validators), self._is_of_nobody()])

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        field = self[self.field_of.get(error.code, self.first_field)]
        field.errors = [error_message(error)]

    @property
    def version_seen(self) -> int:
        """Which version was looked at; 0 for what no page sends."""
        return parse_number(text_of(self.version)) or 0

    def differences(self, kept: "NamelessForm") -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        told = (
            (str(field.label.text), in_words(kept[field.short_name]), in_words(field))
            for field in self
            if field.short_name in self.own_fields
        )
        return [(label, theirs, own) for label, theirs, own in told if theirs != own]

    def _is_of_nobody(self) -> bool:
        held = [name for name in self.watched if set(named_in(text_of(self[name]))) & {Reason.EMAIL, Reason.PHONE}]
        for name in held:
            self[name].errors = [error_message(BadInput("signal_names_somebody"))]
        return not held


def in_words(field: Field) -> str:
    """What stands in a field, as it is read: the name of a choice, a text, a day."""
    if isinstance(field, SelectField):
        return next((str(label) for value, label, *_ in field.iter_choices() if value == field.data), "")
    return str(field.data or "")


def offer_themes(field: SelectField, themes: Sequence[ThemeName]) -> None:
    """Let choose a theme, under the name of its group."""
    field.choices = [
        choice("", gettext("Kies een thema")),
        *(choice(str(each.id), each.name, each.group or each.name) for each in themes),
    ]


def chosen_number(field: SelectField) -> int:
    """The number of what was chosen; 0 for what no page offers."""
    return parse_number(text_of(field)) or 0


def chosen_day(field: DateField) -> date:
    """The day that was chosen. Raises `BadInput` `date_invalid` for none."""
    day: date | None = field.data
    if day is None:
        raise BadInput("date_invalid")
    return day
