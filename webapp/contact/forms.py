"""The form with which a visitor writes to a neighbourhood."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length

from webapp.contact.rules import MESSAGE_LENGTH, NAME_LENGTH
from webapp.ui.fields import one_line, one_newline, trimmed


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


class MessageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Name, address to answer to, message; `website` is a trap that people do not see."""

    name = StringField(
        lazy_gettext("Je naam"),
        filters=[one_line],
        validators=[
            DataRequired(lazy_gettext("Vul je naam in.")),
            Length(max=NAME_LENGTH, message=lazy_gettext("Houd je naam korter dan 80 tekens.")),
        ],
    )
    reply_to = EmailField(
        lazy_gettext("Je e-mailadres"),
        filters=[_trimmed],
        validators=[
            DataRequired(lazy_gettext("Vul je e-mailadres in, dan kunnen we antwoorden.")),
            Email(lazy_gettext("Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl.")),
            Length(max=254, message=lazy_gettext("Dit e-mailadres is te lang.")),
        ],
    )
    message = TextAreaField(
        lazy_gettext("Je bericht"),
        filters=[one_newline, trimmed],
        validators=[
            DataRequired(lazy_gettext("Schrijf wat je wilt vragen of vertellen.")),
            Length(min=MESSAGE_LENGTH[0], message=lazy_gettext("Schrijf een paar woorden meer: minstens 10 tekens.")),
            Length(max=MESSAGE_LENGTH[1], message=lazy_gettext("Maak je bericht korter: hooguit 2000 tekens.")),
        ],
    )
    website = StringField(lazy_gettext("Laat dit veld leeg"))
