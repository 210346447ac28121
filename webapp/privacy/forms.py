"""Forms of consent, of erasing oneself, and of how long things are kept."""

from collections.abc import Callable, Mapping

from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import Field, Form, HiddenField, PasswordField, RadioField, StringField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Length

from webapp.models.personal import Retention
from webapp.privacy.period_words import KINDS
from webapp.privacy.rules import MONTHS, PERIODS, is_confirmed, is_within_bounds
from webapp.privacy.words import CHOSEN_SCOPES, SCOPES
from webapp.ui.fields import choice, text_of, trimmed
from webapp.written_numbers import parse_number


class ConsentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """For how long somebody agrees, and how far it reaches; nothing is chosen but what was chosen before."""

    months = RadioField(
        lazy_gettext("Hoe lang?"),
        validate_choice=False,
        validators=[AnyOf([str(number) for number in MONTHS], message=lazy_gettext("Kies hoe lang."))],
    )
    scope = RadioField(
        lazy_gettext("Voor wie?"),
        choices=[choice(scope.value, SCOPES[scope]) for scope in CHOSEN_SCOPES],
        validate_choice=False,
        validators=[AnyOf([scope.value for scope in CHOSEN_SCOPES], message=lazy_gettext("Kies voor wie."))],
    )

    def offer_months(self) -> None:
        """Put the lengths to choose from in the reader's language."""
        self.months.choices = [
            choice(str(number), ngettext("%(num)s maand", "%(num)s maanden", number)) for number in MONTHS
        ]


class EraseForm(FlaskForm):  # type: ignore[misc]  # as above
    """A word to type, and the password for who has one: erasing cannot be undone."""

    word = StringField(
        lazy_gettext("Typ het woord WISSEN"),
        filters=[trimmed],
        validators=[Length(max=40, message=lazy_gettext("Typ het woord WISSEN."))],
    )
    password = PasswordField(
        lazy_gettext("Je wachtwoord"), validators=[DataRequired(lazy_gettext("Vul je wachtwoord in."))]
    )

    def validate_word(self, field: StringField) -> None:
        """Refuse anything but the word."""
        if not is_confirmed(text_of(field)):
            raise ValidationError(gettext("Typ het woord WISSEN."))


class RetentionForm(FlaskForm):  # type: ignore[misc]  # as above
    """Days per kind that an administrator may choose; a field per kind, named after it.

    Beside each a hidden field with the days that the page showed, so that only what was changed is kept.
    """

    def changes(self, current: Mapping[Retention, int]) -> Mapping[Retention, tuple[int, int]]:
        """The days that were seen and those that were filled in, where these differ; the form must be valid.

        Where the page did not say what it showed, it is taken to be `current`.
        """
        typed = {kind: int(text_of(self[kind.value])) for kind in Retention if kind.value in self}
        seen = {kind: parse_number(text_of(self[f"seen_{kind.value}"])) or current[kind] for kind in typed}
        return {kind: (seen[kind], days) for kind, days in typed.items() if days != seen[kind]}

    def show_again(self, kind: Retention, days: int) -> None:
        """Let the page say that it shows what is kept now, beside what was filled in."""
        self[f"seen_{kind.value}"].data = str(days)


def _days_field(kind: Retention) -> StringField:
    def within_bounds(_form: Form, field: Field) -> None:
        days = parse_number(text_of(field))
        if days is None or not is_within_bounds(kind, days):
            least, most = PERIODS[kind].least, PERIODS[kind].most
            raise ValidationError(gettext("Kies een getal van %(least)s tot en met %(most)s.", least=least, most=most))

    checks: list[Callable[[Form, Field], None]] = [within_bounds]
    return StringField(KINDS[kind][0], filters=[trimmed], validators=checks)


for _kind in Retention:
    if not PERIODS[_kind].is_fixed:
        setattr(RetentionForm, _kind.value, _days_field(_kind))
        setattr(RetentionForm, f"seen_{_kind.value}", HiddenField())
