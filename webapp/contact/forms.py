"""The form with which a visitor writes to a neighbourhood."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from webapp.contact.rules import MESSAGE_LENGTH
from webapp.ui.fields import email_field, name_field, one_newline, trimmed


class MessageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Name, address to answer to, message; `website` is a trap that people do not see."""

    name = name_field(lazy_gettext("Je naam"))
    reply_to = email_field(
        lazy_gettext("Je e-mailadres"), missing=lazy_gettext("Vul je e-mailadres in, dan kunnen we antwoorden.")
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
