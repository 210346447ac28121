"""Forms of signing in and of keeping an account safe."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from webapp.accounts.credentials import is_guessable
from webapp.accounts.rules import PASSWORD_LENGTH
from webapp.ui.fields import email_field, name_field, trimmed


class EmailForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """An address to mail a link to."""

    email = email_field(lazy_gettext("Je e-mailadres"))


class FollowLinkForm(FlaskForm):  # type: ignore[misc]  # as above
    """The digits that the browser shows that asked for the link; empty in that browser itself."""

    digits = StringField(
        lazy_gettext("De vier cijfers"),
        filters=[trimmed],
        validators=[Length(max=10, message=lazy_gettext("Het zijn vier cijfers."))],
    )


class PasswordSignInForm(FlaskForm):  # type: ignore[misc]  # as above
    """Address and password."""

    email = email_field(lazy_gettext("Je e-mailadres"))
    password = PasswordField(
        lazy_gettext("Wachtwoord"),
        validators=[
            DataRequired(lazy_gettext("Vul je wachtwoord in.")),
            Length(max=PASSWORD_LENGTH[1], message=lazy_gettext("Zo lang kan een wachtwoord hier niet zijn.")),
        ],
    )


def _code_field(label: str) -> StringField:
    return StringField(
        label,
        filters=[trimmed],
        validators=[
            DataRequired(lazy_gettext("Vul de code in.")),
            Length(max=40, message=lazy_gettext("Zo lang is een code niet.")),
        ],
    )


class CodeForm(FlaskForm):  # type: ignore[misc]  # as above
    """The code of an authenticator app, or a recovery code."""

    code = _code_field(lazy_gettext("Code"))


class NewPasswordForm(FlaskForm):  # type: ignore[misc]  # as above
    """A new password, which must not be easy to guess for who knows `own_words`."""

    new_password = PasswordField(
        lazy_gettext("Nieuw wachtwoord"),
        validators=[
            DataRequired(lazy_gettext("Kies een wachtwoord.")),
            Length(
                min=PASSWORD_LENGTH[0],
                max=PASSWORD_LENGTH[1],
                message=lazy_gettext("Kies een wachtwoord van minstens 12 en hooguit 200 tekens."),
            ),
        ],
    )

    def __init__(self, *args: Any, own_words: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_words = own_words or []

    def validate_new_password(self, field: PasswordField) -> None:
        """Refuse what is guessed quickly."""
        if is_guessable(field.data or "", self.own_words):
            raise ValidationError(
                gettext("Dit wachtwoord is makkelijk te raden. Neem bijvoorbeeld vier woorden zonder verband.")
            )


class ResetPasswordForm(NewPasswordForm):
    """A new password by a mailed link; `asks_digits` in another browser than the one that asked."""

    asks_digits = False
    digits = StringField(
        lazy_gettext("De vier cijfers"),
        filters=[trimmed],
        validators=[Length(max=10, message=lazy_gettext("Het zijn vier cijfers."))],
    )


class InvitationForm(NewPasswordForm):
    """What somebody who was invited fills in."""

    name = name_field(lazy_gettext("Je naam"))


class ChangePasswordForm(NewPasswordForm):
    """The password of now, and a new one."""

    password = PasswordField(
        lazy_gettext("Je huidige wachtwoord"), validators=[DataRequired(lazy_gettext("Vul je huidige wachtwoord in."))]
    )


class ConfirmPasswordForm(FlaskForm):  # type: ignore[misc]  # as above
    """The password once more, before something that matters."""

    password = PasswordField(
        lazy_gettext("Je wachtwoord"), validators=[DataRequired(lazy_gettext("Vul je wachtwoord in."))]
    )


class NewAppForm(ConfirmPasswordForm):
    """The password, and a code of the new authenticator app."""

    code = _code_field(lazy_gettext("Code uit de nieuwe app"))
